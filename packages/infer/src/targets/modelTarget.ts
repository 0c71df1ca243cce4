// A model as a target: captured, differentiated and compiled once; new data of the same shapes only refill its memory.
import { type CompileSettings, compileTfjsDensity, interpret, RandomKey } from "@nutmeg-ppl/compiler";
import { CompiledDensity, instantiate } from "@nutmeg-ppl/compiler/runtime";
import {
  bindings, exchangeableGroups, formatSiteRows, type InitStrategy, type LatentSite, type Model, type ModelArguments, type SiteRow, siteRows, type UnconstrainedModel, unconstrainedModel,
} from "@nutmeg-ppl/model"; // biome-ignore format: a list
import { filledUp, oneByOne } from "../chains/batches.ts";
import { defaultStrategy } from "../init/defaultStrategy.ts";
import { LastArtifact } from "./lastArtifact.ts";
import { programEvaluator } from "./programEvaluator.ts";
import type { Constrain, Target } from "./target.ts";

/** The parameters of a model's programs, in the order of a position. */
function parametersOf(model: UnconstrainedModel): { name: string; shape: readonly number[] }[] {
  return model.sites.map(({ name, unconstrainedShape }) => ({ name, shape: unconstrainedShape }));
}

/** Evaluates a model's `constrain` at many positions. */
function constrainer(model: UnconstrainedModel, last: LastArtifact): Promise<Constrain> {
  return programEvaluator(
    () => last.of(model.constrain, model.data, { parameters: parametersOf(model) }),
    (i, position: Float64Array) => {
      const { offset, size } = model.sites[i] as LatentSite;
      return position.subarray(offset, offset + size);
    },
    (position) => interpret(model.constrain, bindings(model, position)),
  );
}

/** The table of the sites, and which of them to look at. */
function explained(rows: readonly SiteRow[]): string {
  const first = rows.find((row) => !row.isFinite);
  const where = first
    ? `The first site that is not finite is "${first.name}" (${first.kind}).`
    : "Every site is finite: it is the gradient that is not.";
  return `\n${formatSiteRows(rows)}\n${where}`;
}

function once<T extends object>(compute: () => T): () => T {
  let value: T | undefined;
  return () => {
    value ??= compute();
    return value;
  };
}

/** How chains start and how a model is compiled. */
export interface ModelSettings {
  /** Default: what `defaultStrategy` chooses for the model. */
  readonly initStrategy?: InitStrategy | undefined;
  readonly compile?: CompileSettings;
}

/** Compiles a model, and keeps the code, so that a run with new data of the same shapes compiles nothing. */
export class ModelCompiler<A> {
  readonly #model: Model<A>;
  readonly #initStrategy: InitStrategy;
  readonly #compile: CompileSettings;
  readonly #density = new LastArtifact();
  readonly #constrain = new LastArtifact();

  constructor(model: Model<A>, { initStrategy = defaultStrategy(), compile }: ModelSettings) {
    this.#model = model;
    this.#initStrategy = initStrategy;
    this.#compile = compile ?? {};
  }

  /** @throws whatever capture and compilation find wrong with the model or its argument. */
  async target(args: ModelArguments<A>): Promise<Target> {
    const captured = unconstrainedModel(this.#model, args);
    const options = {
      ...this.#compile,
      name: this.#model.name,
      gradientOf: "logDensity",
      parameters: parametersOf(captured),
    };
    const artifact = this.#density.of(captured.program, captured.data, options);
    const density = new CompiledDensity(await instantiate(artifact));
    const groups = once(() => {
      const gradient = new Float64Array(captured.dimension);
      return exchangeableGroups(captured, (position) => density.evaluate(position, gradient));
    });
    let siteValues: Promise<Constrain> | undefined;
    return {
      dimension: captured.dimension,
      latents: captured.sites,
      density,
      source: { kind: "artifact", artifact },
      batched: async (device, chains) => {
        if (device === "wasm") return oneByOne(density);
        return filledUp(await compileTfjsDensity(captured.program, options), chains);
      },
      starts: async (key) => {
        const start = await this.#initStrategy(captured, { density, groups, key: RandomKey.from(key) });
        return { at: (own) => start(RandomKey.from(own)), modes: start.modes ?? [] };
      },
      groups,
      explain: (position) => explained(siteRows(captured, position)),
      sites: captured.constrained,
      constrainer: () => {
        siteValues ??= constrainer(captured, this.#constrain);
        return siteValues;
      },
      close: () => density.executable.dispose(),
    };
  }
}
