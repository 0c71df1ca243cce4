// What run a store holds: its settings, its key and digests of its model and data, so that only the same run is resumed.
import { sameShape, showShape, UsageError } from "@nutmeg-ppl/compiler";
import type { ChainTask } from "../chain.ts";
import type { SamplerSettings } from "../samplerSettings.ts";
import type { Device, ShownSite, Target } from "../targets/target.ts";
import { type Files, fileError, replaceFile } from "./files.ts";
import { plainText, plainValue } from "./plainData.ts";

const FORMAT = "nutmeg-run-1";

interface NamedShape {
  readonly name: string;
  readonly shape: readonly number[];
}

/** What the draws of a run follow from, besides its key. */
export interface RunIdentity {
  readonly settings: SamplerSettings;
  readonly dimension: number;
  readonly sites: readonly ShownSite[];
  /** Empty for a log density of the user's own, as are data and code. */
  readonly parameters: readonly NamedShape[];
  readonly data: readonly (NamedShape & { readonly sha256: string })[];
  /** Digest of the compiled program. */
  readonly code: string;
}

/** How chains advanced that did so together, which enters their draws. */
export interface Together {
  readonly device: Device;
  readonly poolAdaptation: boolean;
}

export interface RunFile {
  readonly format: typeof FORMAT;
  readonly key: Uint32Array;
  readonly identity: RunIdentity;
  /** By chain: what its task asked for, which for a continued run is more than the settings say. */
  readonly chains: readonly Pick<SamplerSettings, "numWarmup" | "numSamples">[];
  readonly checkpointEvery: number | undefined;
  /** Of vectorized chains. */
  readonly together: Together | undefined;
}

export function runFile(
  files: Files,
  target: Target,
  settings: SamplerSettings,
  key: Uint32Array,
  tasks: readonly ChainTask[],
  together: Together | undefined,
): RunFile {
  const chains = tasks.map(({ settings: { numWarmup, numSamples } }) => ({ numWarmup, numSamples }));
  const identity = identityOf(files, target, settings);
  return { format: FORMAT, key, identity, chains, checkpointEvery: tasks[0]?.checkpointEvery, together };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

export function identityOf({ sha256 }: Files, target: Target, settings: SamplerSettings): RunIdentity {
  const { dimension, source } = target;
  const sites = target.sites.map(({ name, kind, shape }) => ({ name, kind, shape }));
  const artifact = source?.kind === "artifact" ? source.artifact : undefined;
  const parts = artifact ? [artifact.code, ...artifact.constants.map(({ values }) => bytesOf(values))] : [];
  return {
    settings,
    dimension,
    sites,
    parameters: artifact?.parameters.map(({ name, shape }) => ({ name, shape })) ?? [],
    data:
      artifact?.data.map(({ name, shape, values }) => ({ name, shape, sha256: sha256(bytesOf(values)) })) ??
      [],
    code: sha256(parts.map(sha256).join()),
  };
}

/** @throws UsageError when it cannot be written. */
export function writeRunFile(files: Files, path: string, run: RunFile): void {
  try {
    replaceFile(files, path, `${plainText(run)}\n`);
  } catch (error) {
    throw fileError("writing", path, error);
  }
}

/** @throws UsageError when there is none or it is damaged. */
export function readRunFile({ fs }: Files, path: string): RunFile {
  let text: string;
  try {
    text = fs.readFileSync(path, "utf8");
  } catch (error) {
    throw fileError("reading", path, error);
  }
  try {
    const run = plainValue(text) as RunFile;
    if (run.format === FORMAT) return run;
  } catch {
    // Said below, as for JSON of another format.
  }
  throw new UsageError(`MCMC: ${path} is damaged: it is not the description of a run (${FORMAT}).`);
}

/** @throws UsageError that names every difference between the run of a store and the one that is to go on with it. */
export function demandSame(path: string, then: RunIdentity, now: RunIdentity): void {
  const differences = [
    ...settingsThatDiffer(then.settings, now.settings),
    ...differ("the parameters", then.parameters, now.parameters),
    ...differ("the sites", then.sites, now.sites),
    ...differ("the data", then.data, now.data),
    ...then.data.flatMap(({ name, shape, sha256 }) => {
      const is = now.data.find((data) => data.name === name && sameShape(data.shape, shape));
      return is === undefined || is.sha256 === sha256 ? [] : [`the values of ${name}`];
    }),
    ...(then.dimension === now.dimension ? [] : [`the dimension: ${then.dimension}, now ${now.dimension}`]),
  ];
  if (differences.length === 0 && then.code !== now.code)
    differences.push(
      "the compiled model: its operations, a constant, how it is compiled, or the version of Nutmeg",
    );
  if (differences.length === 0) return;
  throw new UsageError(
    `MCMC: the run in ${path} cannot go on, since not everything is as it was. Different are: ${differences.join("; ")}. ` +
      "Resume it with what it was begun with; its draws can be read with readStore.",
  );
}

function settingsThatDiffer(then: SamplerSettings, now: SamplerSettings): string[] {
  const names = new Set([...Object.keys(then), ...Object.keys(now)]) as Set<keyof SamplerSettings>;
  return [...names].flatMap((name) => {
    const [was, is] = [then[name], now[name]].map((value) =>
      value === undefined ? "absent" : plainText(value),
    );
    return was === is ? [] : [`${name}: ${was}, now ${is}`];
  });
}

function differ(what: string, then: readonly NamedShape[], now: readonly NamedShape[]): string[] {
  const [was, is] = [then, now].map((list) =>
    list.map(({ name, shape }) => `${name} ${showShape(shape)}`).join(", "),
  );
  return was === is ? [] : [`${what}: ${was || "none"}, now ${is || "none"}`];
}
