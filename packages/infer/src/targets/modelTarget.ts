// A model as a target: captured, differentiated and compiled once; new data of the same shapes only refill its memory.
import {
  type CompileSettings,
  compileProgram,
  interpret,
  type Program,
  RandomKey,
  sizeOf,
  structureOf,
  UnsupportedError,
} from "@nutmeg-ppl/compiler";
import { type Artifact, CompiledDensity, type Executable, instantiate } from "@nutmeg-ppl/compiler/runtime";
import {
  bindings, formatSiteRows, type InitStrategy, type Model, type ModelArguments, siteRows, type UnconstrainedModel, unconstrainedModel,
} from "@nutmeg-ppl/model"; // biome-ignore format: a list
import type { SiteDraws, Target } from "./target.ts";

/** The parameters of a model's programs, in the order of a position. */
function parametersOf(model: UnconstrainedModel): { name: string; shape: readonly number[] }[] {
  return model.sites.map(({ name, unconstrainedShape }) => ({ name, shape: unconstrainedShape }));
}

/** The artifact with other data: the code is shared, nothing is compiled. */
function withData(artifact: Artifact, model: UnconstrainedModel): Artifact {
  const data = artifact.data.map((slot) => ({
    ...slot,
    values: model.data.get(slot.name)?.values ?? slot.values,
  }));
  return { ...artifact, data };
}

/** A program's outputs at a position. The arrays may be overwritten by the next call. */
type Evaluator = (position: Float64Array) => Record<string, Float64Array>;

/** Evaluates a program at many positions: compiled where it can be, else interpreted. */
async function evaluator(program: Program, model: UnconstrainedModel): Promise<Evaluator> {
  let executable: Executable;
  try {
    executable = await instantiate(compileProgram(program, { parameters: parametersOf(model) }));
  } catch (error) {
    if (error instanceof UnsupportedError) return (position) => interpret(program, bindings(model, position));
    throw error;
  }
  const outputs = executable.artifact.outputs.map((slot) => [slot.name, executable.view(slot)] as const);
  const inputs = executable.artifact.parameters.map((slot, i) => ({
    view: executable.view(slot),
    ...model.sites[i]!,
  }));
  return (position) => {
    for (const { view, offset, size } of inputs) view.set(position.subarray(offset, offset + size));
    executable.evaluate();
    return Object.fromEntries(outputs);
  };
}

function constrainAll(
  model: UnconstrainedModel,
  evaluate: Evaluator,
  positions: Float64Array,
  count: number,
): SiteDraws[] {
  const sites = model.constrained.map(({ name, kind, shape }) => ({
    name,
    kind,
    shape,
    values: new Float64Array(count * sizeOf(shape)),
  }));
  for (let i = 0; i < count; i++) {
    const drawn = evaluate(positions.subarray(i * model.dimension, (i + 1) * model.dimension));
    for (const { name, shape, values } of sites) values.set(drawn[name] as Float64Array, i * sizeOf(shape));
  }
  return sites;
}

/** How chains start and how a model is compiled. */
export interface ModelSettings {
  readonly initStrategy: InitStrategy;
  readonly compile?: CompileSettings;
}

/** Compiles models, and remembers the last one so that a run with new data of the same shapes does not compile again. */
export class ModelCompiler<A> {
  readonly #model: Model<A>;
  readonly #initStrategy: InitStrategy;
  readonly #compile: CompileSettings;
  #last: { readonly structure: string; readonly artifact: Artifact } | undefined;

  constructor(model: Model<A>, { initStrategy, compile }: ModelSettings) {
    this.#model = model;
    this.#initStrategy = initStrategy;
    this.#compile = compile ?? {};
  }

  #artifact(captured: UnconstrainedModel): Artifact {
    const structure = structureOf(captured.program);
    if (this.#last?.structure !== structure) {
      const artifact = compileProgram(captured.program, {
        ...this.#compile,
        name: this.#model.name,
        gradientOf: "logDensity",
        parameters: parametersOf(captured),
      });
      this.#last = { structure, artifact };
    }
    return withData((this.#last as { artifact: Artifact }).artifact, captured);
  }

  /** @throws whatever capture and compilation find wrong with the model or its argument. */
  async target(args: ModelArguments<A>): Promise<Target> {
    const captured = unconstrainedModel(this.#model, args);
    const artifact = this.#artifact(captured);
    const start = this.#initStrategy(captured);
    let siteValues: Promise<Evaluator> | undefined;
    return {
      dimension: captured.dimension,
      density: new CompiledDensity(await instantiate(artifact)),
      source: { kind: "artifact", artifact },
      start: (key) => start(RandomKey.from(key)),
      explain: (position) => `\n${formatSiteRows(siteRows(captured, position))}`,
      constrain: async (positions, count) => {
        // Compiled when the first chain is over, for all chains.
        siteValues ??= evaluator(captured.constrain, captured);
        return constrainAll(captured, await siteValues, positions, count);
      },
    };
  }
}
