// A compiled program in memory, ready to be evaluated. One executable belongs to one thread.
import { UsageError } from "../errors.ts";
import type { Artifact, FilledSlot, RowOrder, Slot } from "./artifact.ts";
import { type HostMath, loadHostMath } from "./hostMath.ts";
import { type Reordered, writeInLayout } from "./layout.ts";
import { hasRelaxedSimd } from "./relaxedSimd.ts";
import { roundsOfOneGroup } from "./roundsOfOneGroup.ts";
import { slotSize } from "./slotSize.ts";
import { Crew } from "./threads/crew.ts";
import { hasSharedMemory } from "./threads/sharedMemory.ts";

interface Exports {
  readonly memory?: WebAssembly.Memory;
  readonly prepare: () => void;
  readonly evaluate: () => void;
}

function rowMajor({ shape, strides, blockedAxis }: Slot): boolean {
  if (blockedAxis !== undefined) return false;
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== stride) return false;
    stride *= shape[axis] as number;
  }
  return true;
}

export class Executable {
  readonly artifact: Artifact;
  readonly #exports: Exports;
  readonly #memory: Float64Array;
  readonly #crew: Crew | undefined;
  /** Data inputs whose rows lie in an order of their own. */
  readonly #reordered = new Map<string, Reordered>();
  /** What those were bound to since, to be written again in another order. */
  readonly #rebound = new Map<string, Float64Array>();
  #prepared = false;

  /** @param crew for an artifact that asks for one */
  constructor(artifact: Artifact, module: WebAssembly.Module, math: HostMath, crew?: Crew) {
    this.artifact = artifact;
    this.#crew = crew;
    const wait = (parts: number) => crew?.wait(parts);
    const threads = crew ? { memory: crew.memory, wait } : { wait };
    const { exports } = new WebAssembly.Instance(module, { math, threads });
    this.#exports = exports as unknown as Exports;
    const memory = crew?.memory ?? this.#exports.memory;
    this.#memory = new Float64Array((memory as WebAssembly.Memory).buffer);
    for (const slot of artifact.data) this.#checkIndices(slot.name, slot.values);
    for (const order of artifact.rowOrders) this.#reorder(order);
    for (const slot of [...artifact.constants, ...artifact.data])
      if (!this.#reordered.has(slot.name)) this.#write(slot, slot.values);
  }

  /** A view of the memory of a row-major slot: writing to it sets an input, reading it gives an output. */
  view(slot: Pick<Slot, "shape" | "offset">): Float64Array {
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
    const reordered = this.#reordered.get(slot.name);
    if (rowMajor(slot) && !reordered) this.#memory.set(values, start);
    else writeInLayout(values, slot.shape, slot, this.#memory, start, reordered);
  }

  #dataSlot(name: string): FilledSlot {
    const slot = this.artifact.data.find((one) => one.name === name);
    if (!slot) throw new UsageError(`setData: the program has no data input "${name}".`);
    return slot;
  }

  #valuesOf(name: string): ArrayLike<number> {
    return this.#rebound.get(name) ?? this.#dataSlot(name).values;
  }

  /** Sorts rows by their groups, and writes them. */
  #reorder({ by, inputs, round, offset }: RowOrder): void {
    const { place, whole } = roundsOfOneGroup(this.#valuesOf(by), round);
    this.#memory[offset / 8] = whole;
    for (const { name, axis } of inputs) {
      this.#reordered.set(name, { axis, place });
      this.#write(this.#dataSlot(name), this.#valuesOf(name));
    }
  }

  /**
   * Binds new data, row-major. What depends on data alone is computed again at the next evaluation.
   * @throws UsageError when there is no such input, the size is wrong, or an index is out of range.
   */
  setData(name: string, values: ArrayLike<number>): void {
    const slot = this.#dataSlot(name);
    if (values.length !== slotSize(slot)) {
      throw new UsageError(
        `setData: "${name}" has ${slotSize(slot)} elements, but ${values.length} values were given.`,
      );
    }
    this.#checkIndices(name, values);
    if (this.#reordered.has(name)) this.#rebound.set(name, Float64Array.from(values));
    const order = this.artifact.rowOrders.find(({ by }) => by === name);
    if (order) this.#reorder(order);
    else this.#write(slot, values);
    this.#prepared = false;
  }

  /**
   * Sets the outputs from the parameters and data that are in memory.
   * @throws Error when one of several threads has failed.
   */
  evaluate(): void {
    this.#crew?.check();
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

  /** Ends the other threads, if there are any. Evaluations go on in this one, with the same results. */
  dispose(): void {
    this.#crew?.dispose();
  }
}

/** @throws UsageError when the artifact was made for an engine that has more. */
function checkEngine(artifact: Artifact): void {
  if (artifact.fastMath && !hasRelaxedSimd()) {
    throw new UsageError(
      "instantiate: the artifact was compiled with fastMath where there is relaxed SIMD, which this engine lacks. " +
        "Compile it without fastMath, or where it is to run.",
    );
  }
  if (artifact.crew && !hasSharedMemory()) {
    throw new UsageError(
      "instantiate: the artifact was compiled for several threads where they can share a memory, which they cannot here. " +
        "Have the page isolated (Cross-Origin-Opener-Policy and Cross-Origin-Embedder-Policy), or compile where it is to run.",
    );
  }
}

/**
 * Compiles and instantiates the module of an artifact, in any thread; starts the other threads, if it asks for some.
 * @throws UsageError when the artifact was made for an engine that has more.
 * @throws Error when a thread cannot be started.
 */
export async function instantiate(artifact: Artifact): Promise<Executable> {
  checkEngine(artifact);
  const [module, math] = await Promise.all([
    WebAssembly.compile(artifact.code),
    loadHostMath(artifact.hostFunctions),
  ]);
  if (!artifact.crew) return new Executable(artifact, module, math);
  const crew = new Crew(artifact.crew);
  await crew.start(module, artifact.hostFunctions);
  return new Executable(artifact, module, math, crew);
}
