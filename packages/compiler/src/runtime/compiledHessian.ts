// The Hessian of a log density over one flat position, served by a compiled product with directions.
import type { Artifact } from "./artifact.ts";
import { contiguousView } from "./contiguousView.ts";
import { type Executable, instantiate } from "./executable.ts";
import { slotSize } from "./slotSize.ts";

/** The inputs of the point that the program reads, with their places in a position. */
interface PointSlot {
  readonly name: string;
  readonly start: number;
  readonly size: number;
}

export class CompiledHessian {
  /** The length of a position: the parameters, flat, in the artifact's order. */
  readonly dimension: number;
  readonly executable: Executable;
  readonly #point: readonly PointSlot[];
  readonly #direction: Float64Array;
  readonly #product: Float64Array;

  /** `executable` must be one that compileHessian has made. */
  constructor(executable: Executable) {
    const { parameters, outputs, data } = executable.artifact;
    this.executable = executable;
    this.#direction = contiguousView(executable, parameters);
    this.#product = contiguousView(executable, outputs);
    this.dimension = this.#direction.length;
    let start = 0;
    const all = parameters.map((slot) => {
      const size = slotSize(slot);
      start += size;
      return { name: slot.name.slice("v:".length), start: start - size, size };
    });
    this.#point = all.filter(({ name }) => data.some((slot) => slot.name === name));
  }

  /** The position at which products are taken from now on. */
  moveTo(position: Float64Array): void {
    for (const { name, start, size } of this.#point) {
      this.executable.setData(name, position.subarray(start, start + size));
    }
  }

  /** Writes the Hessian times a direction, both of length `dimension`, to `product`. */
  multiply(direction: Float64Array, product: Float64Array): void {
    this.#direction.set(direction);
    this.executable.evaluate();
    product.set(this.#product);
  }

  /** Writes the Hessian at a position to `hessian`, row-major, of length `dimension` squared: one product a row. */
  evaluate(position: Float64Array, hessian: Float64Array): void {
    this.moveTo(position);
    const unit = new Float64Array(this.dimension);
    for (let row = 0; row < this.dimension; row++) {
      unit[row] = 1;
      this.multiply(unit, hessian.subarray(row * this.dimension, (row + 1) * this.dimension));
      unit[row] = 0;
    }
  }
}

/** A Hessian to be evaluated in this thread, from what compileHessian has made. */
export async function instantiateHessian(artifact: Artifact): Promise<CompiledHessian> {
  return new CompiledHessian(await instantiate(artifact));
}
