// A model seen by inference: its log density over unconstrained parameters, captured once, and the ways between
// unconstrained positions and the model's own sites. Says nothing about how the programs are compiled or sampled.
import { capturing, type Program, programOf, RandomKey, sizeOf, UsageError } from "@nutmeg-ppl/compiler";
import type { Constraint } from "@nutmeg-ppl/distributions";
import type * as tf from "@tensorflow/tfjs-core";
import type { CapturedData, ModelArguments } from "../arguments.ts";
import { captureArguments } from "../captureArguments.ts";
import type { Trace } from "../effects/message.ts";
import type { Seed } from "../handlers/seed.ts";
import { type CapturedModel, captureLatents, type Latent } from "./captureLatents.ts";
import type { Model } from "./logDensity.ts";
import { sampleSites, siteTerms, total } from "./siteTerms.ts";

/** One latent site and its place in a position. */
export interface LatentSite {
  readonly name: string;
  readonly shape: readonly number[];
  readonly unconstrainedShape: readonly number[];
  /** Where the site's unconstrained values, row-major, begin in a position. */
  readonly offset: number;
  /** How many there are. */
  readonly size: number;
  readonly support: Constraint;
}

/** One output of the `constrain` program. */
export interface ConstrainedSite {
  readonly name: string;
  readonly kind: "sample" | "deterministic";
  readonly shape: readonly number[];
}

export interface UnconstrainedModel {
  /** In the model's order; a position is their unconstrained values one after the other. */
  readonly sites: readonly LatentSite[];
  /** The length of a position. */
  readonly dimension: number;
  /**
   * Output "logDensity": the scalar log density with Jacobians. Its parameters are the latent sites by name, in their
   * unconstrained shapes; its data are the model's arrays.
   */
  readonly program: Program;
  /** Outputs: every latent site's value and every deterministic's, by name. Same inputs as `program`. */
  readonly constrain: Program;
  /** What `constrain` puts out, in the model's order. */
  readonly constrained: readonly ConstrainedSite[];
  /** Outputs: "<site>" for each sample site's scalar term, "<site>|jacobian" for each latent site that has one. */
  readonly siteTable: Program;
  /** The names of the observed sites, factors included. */
  readonly observed: readonly string[];
  /** The model's arrays by the names of the data inputs. */
  readonly data: ReadonlyMap<string, CapturedData>;
  /** The trace of the capture; values of latent sites depend on parameters. */
  readonly trace: Trace;
  /** Runs the model again, with its captured argument. */
  readonly run: () => unknown;
}

export interface UnconstrainedModelOptions {
  /** For `param` sites whose initial value is a function of a key. */
  readonly key?: Seed | undefined;
}

/**
 * Captures a model: one run, with the arrays of `args` as data and a parameter for every latent site.
 * The work does not grow with the size of the data, apart from checking what is observed.
 *
 * @throws UnsupportedError for discrete latent sites, and supports without a bijection.
 * @throws UsageError for whatever is wrong with the model's sites, and for a branch on a latent value.
 */
export function unconstrainedModel<A>(
  model: Model<A>,
  args: ModelArguments<A>,
  options: UnconstrainedModelOptions = {},
): UnconstrainedModel {
  const captured = captureArguments<A>(args);
  const run = (): unknown => model(captured.args);
  const capture = captureLatents(run, options.key === undefined ? undefined : RandomKey.from(options.key));
  refuseDataNames(capture.latents, captured.data);
  const sites = place(capture.latents);
  return {
    sites,
    dimension: sites.reduce((sum, site) => sum + site.size, 0),
    ...programs(capture),
    observed: sampleSites(capture.trace).flatMap((site) => (site.isObserved ? [site.name] : [])),
    data: captured.data,
    trace: capture.trace,
    run,
  };
}

/** Parameters and data are bound by name in one record. */
function refuseDataNames(latents: readonly Latent[], data: ReadonlyMap<string, CapturedData>): void {
  const twice = latents.find((latent) => data.has(latent.name));
  if (twice) throw new UsageError(`Site "${twice.name}" has the name of a data input. Rename the site.`);
}

function place(latents: readonly Latent[]): LatentSite[] {
  let offset = 0;
  return latents.map(({ name, shape, unconstrainedShape, support }) => {
    const size = sizeOf(unconstrainedShape);
    offset += size;
    return { name, shape, unconstrainedShape, offset: offset - size, size, support };
  });
}

type Programs = Pick<UnconstrainedModel, "program" | "constrain" | "constrained" | "siteTable">;

function programs(captured: CapturedModel): Programs {
  return capturing(() => programsOf(captured));
}

function programsOf({ latents, trace }: CapturedModel): Programs {
  const terms = siteTerms(trace);
  const jacobians = new Map<string, tf.Tensor>();
  for (const { name, logJacobian } of latents)
    if (logJacobian) jacobians.set(`${name}|jacobian`, logJacobian);
  const visible = visibleSites(trace);
  return {
    program: programOf({ logDensity: total([...terms.values(), ...jacobians.values()]) }),
    constrain: programOf(Object.fromEntries(visible.map(({ name, value }) => [name, value]))),
    constrained: visible.map(({ name, kind, value }) => ({ name, kind, shape: value.shape })),
    siteTable: programOf(Object.fromEntries([...terms, ...jacobians])),
  };
}

/** What a draw of the model shows: latent sites and deterministics. */
function visibleSites(trace: Trace): (ConstrainedSite & { readonly value: tf.Tensor })[] {
  return [...trace.values()].flatMap((site) => {
    if (site.type !== "deterministic" && (site.type !== "sample" || site.isObserved)) return [];
    const { name, type: kind, value } = site;
    return [{ name, kind, shape: value.shape, value }];
  });
}
