// A compiled program in memory, ready to be evaluated. One executable belongs to one thread.
import { UsageError } from "../errors.ts";
import type { Artifact, FilledSlot, Slot } from "./artifact.ts";
import { type HostMath, loadHostMath } from "./hostMath.ts";
import { slotSize } from "./slotSize.ts";

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly prepare: () => void;
  readonly evaluate: () => void;
}

function rowMajor(slot: Slot): boolean {
  let stride = 1;
  for (let axis = slot.shape.length - 1; axis >= 0; axis--) {
    if (slot.shape[axis] !== 1 && slot.strides[axis] !== stride) return false;
    stride *= slot.shape[axis] as number;
  }
  return true;
}

/** Calls `visit` with the place of each element, in row-major order, relative to the slot. */
function forEachPlace(slot: Slot, visit: (place: number, index: number) => void): void {
  const { shape, strides } = slot;
  const counter = shape.map(() => 0);
  const size = slotSize(slot);
  let place = 0;
  for (let index = 0; index < size; index++) {
    visit(place, index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += strides[axis] as number;
      counter[axis] = (counter[axis] as number) + 1;
      if (counter[axis] !== shape[axis]) break;
      place -= (strides[axis] as number) * (shape[axis] as number);
      counter[axis] = 0;
    }
  }
}

export class Executable {
  readonly artifact: Artifact;
  readonly #exports: Exports;
  readonly #memory: Float64Array;
  #prepared = false;

  constructor(artifact: Artifact, module: WebAssembly.Module, math: HostMath) {
    this.artifact = artifact;
    const instance = new WebAssembly.Instance(module, { math });
    this.#exports = instance.exports as unknown as Exports;
    this.#memory = new Float64Array(this.#exports.memory.buffer);
    for (const slot of artifact.data) this.#checkIndices(slot.name, slot.values);
    for (const slot of [...artifact.constants, ...artifact.data]) this.#write(slot, slot.values);
  }

  /** A view of the memory of a row-major slot: writing to it sets an input, reading it gives an output. */
  view(slot: Slot): Float64Array {
    return this.#memory.subarray(slot.offset / 8, slot.offset / 8 + slotSize(slot));
  }

  #checkIndices(name: string, values: ArrayLike<number>): void {
    const claim = this.artifact.indexClaims.find((one) => one.name === name);
    if (!claim) return;
    for (let i = 0; i < values.length; i++) {
      if (values[i]! >= 0 && values[i]! < claim.extent) continue;
      throw new UsageError(
        `The data input "${name}" is used as an index into an axis of ${claim.extent} elements, but element ${i} is ` +
          `${values[i]!}. Indices count from 0; ${claim.extent - 1} is the last.`,
      );
    }
  }

  #write(slot: Slot, values: ArrayLike<number>): void {
    const start = slot.offset / 8;
    if (rowMajor(slot)) this.#memory.set(values, start);
    else
      forEachPlace(slot, (place, index) => {
        this.#memory[start + place] = values[index]!;
      });
  }

  /**
   * Binds new data, row-major. What depends on data alone is computed again at the next evaluation.
   * @throws UsageError when there is no such input, the size is wrong, or an index is out of range.
   */
  setData(name: string, values: ArrayLike<number>): void {
    const slot: FilledSlot | undefined = this.artifact.data.find((one) => one.name === name);
    if (!slot) throw new UsageError(`setData: the program has no data input "${name}".`);
    if (values.length !== slotSize(slot)) {
      throw new UsageError(
        `setData: "${name}" has ${slotSize(slot)} elements, but ${values.length} values were given.`,
      );
    }
    this.#checkIndices(name, values);
    this.#write(slot, values);
    this.#prepared = false;
  }

  /** Sets the outputs from the parameters and data that are in memory. */
  evaluate(): void {
    if (!this.#prepared) {
      this.#exports.prepare();
      this.#prepared = true;
    }
    this.#exports.evaluate();
  }

  /** Evaluates at named parameters, row-major, and copies the outputs out. */
  run(parameters: Readonly<Record<string, ArrayLike<number>>>): Record<string, Float64Array> {
    for (const slot of this.artifact.parameters) {
      const values = parameters[slot.name];
      if (values?.length !== slotSize(slot)) {
        throw new UsageError(
          `run: the parameter "${slot.name}" needs ${slotSize(slot)} values, but got ${values?.length ?? "none"}.`,
        );
      }
      this.view(slot).set(values);
    }
    this.evaluate();
    return Object.fromEntries(this.artifact.outputs.map((slot) => [slot.name, this.view(slot).slice()]));
  }
}

/** Compiles and instantiates the module of an artifact, in any thread. */
export async function instantiate(artifact: Artifact): Promise<Executable> {
  const [module, math] = await Promise.all([
    WebAssembly.compile(artifact.code),
    loadHostMath(artifact.hostFunctions),
  ]);
  return new Executable(artifact, module, math);
}
