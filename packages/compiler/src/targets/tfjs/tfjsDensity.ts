// A log density and its gradient at many positions at once, as tfjs ops with the chains on a leading axis.
// It has the shape of infer's BatchedLogDensity.
import { batchNodes } from "../../batching/batchNodes.ts";
import { UsageError } from "../../errors.ts";
import { concat, parameter, reshape, slice } from "../../program/build.ts";
import type { Node, Shape } from "../../program/node.ts";
import { makeProgram, type Program, parametersOf } from "../../program/program.ts";
import { sizeOf } from "../../program/shape.ts";
import { TfjsExecutable } from "./tfjsExecutable.ts";

const POSITIONS = "positions";

/** A parameter of the density, in the order in which they lie in a position. */
export interface DensityParameter {
  readonly name: string;
  readonly shape: Shape;
}

export interface DensityOutputs {
  /** The scalar log density. */
  readonly value: Node;
  /** Its derivatives, one for each parameter. */
  readonly gradient: readonly Node[];
}

/** The program for `chains` positions: [chains, dimension] in, "logDensity" [chains] and "gradient" [chains, dimension] out. */
function batchedProgram(
  { value, gradient }: DensityOutputs,
  parameters: readonly DensityParameter[],
  chains: number,
): Program {
  const dimension = parameters.reduce((total, { shape }) => total + sizeOf(shape), 0);
  const positions = parameter(POSITIONS, [chains, dimension]);
  const nodes = parametersOf(makeProgram([value, ...gradient].map((node, i) => [`${i}`, node] as const)));
  const replaced = new Map<Node, Node>();
  let start = 0;
  for (const { name, shape } of parameters) {
    const node = nodes.get(name);
    const part = slice(positions, [0, start], [chains, sizeOf(shape)]);
    if (node) replaced.set(node, reshape(part, [chains, ...shape]));
    start += sizeOf(shape);
  }
  const [logDensity, ...derivatives] = batchNodes([value, ...gradient], replaced, chains) as [
    Node,
    ...Node[],
  ];
  const rows = derivatives.map((node) => reshape(node, [chains, sizeOf(node.shape) / chains]));
  return makeProgram([
    ["logDensity", reshape(logDensity, [chains])],
    ["gradient", concat(rows, 1)],
  ]);
}

export class TfjsDensity {
  /** The length of a position. */
  readonly dimension: number;
  readonly backend: string;
  readonly #outputs: DensityOutputs;
  readonly #parameters: readonly DensityParameter[];
  readonly #data = new Map<string, ArrayLike<number>>();
  #batch: { readonly chains: number; readonly executable: TfjsExecutable } | undefined;

  /** @param backend a backend of tfjs that is ready */
  constructor(outputs: DensityOutputs, parameters: readonly DensityParameter[], backend: string) {
    this.#outputs = outputs;
    this.#parameters = parameters;
    this.backend = backend;
    this.dimension = parameters.reduce((total, { shape }) => total + sizeOf(shape), 0);
  }

  /**
   * Log densities [chains] and their gradients [chains, dimension], row-major, at `chains` positions of the same form.
   * Values are computed in float32. Another number of chains than at the call before costs a rebuild of the graph and
   * an upload of the data.
   * @throws UsageError when the number of positions is not a whole number of chains.
   */
  async evaluate(positions: Float64Array): Promise<{ logDensity: Float64Array; gradient: Float64Array }> {
    const chains = positions.length / this.dimension;
    if (!Number.isInteger(chains) || chains === 0) {
      throw new UsageError(
        `tfjs: ${positions.length} numbers are not positions of ${this.dimension} numbers each.`,
      );
    }
    const outputs = await this.#for(chains).runAsync({ [POSITIONS]: positions });
    return outputs as { logDensity: Float64Array; gradient: Float64Array };
  }

  #for(chains: number): TfjsExecutable {
    if (this.#batch?.chains === chains) return this.#batch.executable;
    this.dispose();
    const program = batchedProgram(this.#outputs, this.#parameters, chains);
    const executable = new TfjsExecutable(program, this.backend);
    for (const [name, values] of this.#data) executable.setData(name, values);
    this.#batch = { chains, executable };
    return executable;
  }

  /** As TfjsExecutable's. */
  setData(name: string, values: ArrayLike<number>): void {
    this.#data.set(name, values);
    this.#batch?.executable.setData(name, values);
  }

  /** Frees the tensors that are kept between evaluations. They come back when it is evaluated again. */
  dispose(): void {
    this.#batch?.executable.dispose();
    this.#batch = undefined;
  }
}
