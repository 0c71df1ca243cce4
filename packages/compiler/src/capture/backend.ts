// The tfjs backend named "nutmeg": its data are nodes of a program. It stores and reads; kernels/ says what each kernel records.
import * as tf from "@tensorflow/tfjs-core";
import { evaluateNode } from "../interpreter/evaluate.ts";
import { BINDING, type DType, type Node } from "../program/node.ts";
import { nodeDType, tensorDType } from "./dtypes.ts";
import { lazyConstant, type StoredNumbers } from "./lazyConstant.ts";
import { moveError, readError } from "./readError.ts";

export const BACKEND_NAME = "nutmeg";

interface Entry {
  readonly node: Node;
  references: number;
}

const storedAs: Readonly<Record<DType, (values: Float64Array) => StoredNumbers>> = {
  float64: (values) => values.slice(),
  int32: (values) => Int32Array.from(values),
  bool: (values) => Uint8Array.from(values),
};

export class NutmegBackend extends tf.KernelBackend {
  readonly #entries: tf.DataStorage<Entry>;
  /** Nodes of data that tfjs moved to another backend: tensors do not change, so they are still right if the data return. */
  readonly #departed = new WeakMap<object, Node>();
  #moving = false;

  constructor() {
    super();
    const engine = tf.engine();
    this.#entries = new tf.DataStorage(this, engine);
    // tfjs moves data to another backend by reading them. That reader stores what it gets, so it must get float32,
    // whereas a user's dataSync() gets float64: this is the only place where the two can be told apart.
    const moveData = engine.moveData.bind(engine);
    engine.moveData = (backend, dataId) => {
      this.#moving = true;
      try {
        moveData(backend, dataId);
      } finally {
        this.#moving = false;
      }
    };
  }

  /** Stores a node under a new data id. */
  hold(node: Node): tf.TensorInfo {
    const dataId = {};
    this.#entries.set(dataId, { node, references: 1 });
    return { dataId, shape: [...node.shape], dtype: tensorDType(node.dtype) };
  }

  /** The node under a data id; data of another backend are moved here first. */
  nodeAt(dataId: object): Node {
    return this.#entries.get(dataId).node;
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): object {
    const node = lazyConstant(values as StoredNumbers, [...shape], nodeDType(dtype, "tensor"));
    return this.hold(node).dataId;
  }

  override move(
    dataId: object,
    values: tf.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    references: number,
  ): void {
    const node =
      this.#departed.get(dataId) ??
      lazyConstant(values as StoredNumbers, [...shape], nodeDType(dtype, "tensor"));
    this.#entries.set(dataId, { node, references });
  }

  /**
   * The values of a tensor, in a new array: Float64Array, Int32Array or Uint8Array by dtype.
   * @throws UsageError when it depends on a parameter.
   */
  override readSync(dataId: object): tf.BackendValues {
    const node = this.nodeAt(dataId);
    if (node.binding === BINDING.parameter) {
      throw this.#moving ? moveError(node, tf.getBackend()) : readError(node);
    }
    const values = storedAs[node.dtype](evaluateNode(node));
    if (this.#moving) {
      this.#departed.set(dataId, node);
      if (node.dtype === "float64") return Float32Array.from(values);
    }
    return values as tf.BackendValues;
  }

  override read(dataId: object): Promise<tf.BackendValues> {
    try {
      return Promise.resolve(this.readSync(dataId));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  override disposeData(dataId: object, force = false): boolean {
    if (!this.#entries.has(dataId)) return true;
    const entry = this.#entries.get(dataId);
    entry.references -= 1;
    if (entry.references > 0 && !force) return false;
    this.#entries.delete(dataId);
    return true;
  }

  override refCount(dataId: object): number {
    return this.#entries.has(dataId) ? this.#entries.get(dataId).references : 0;
  }

  override incRef(dataId: object): void {
    this.#entries.get(dataId).references += 1;
  }

  override numDataIds(): number {
    return this.#entries.numDataIds();
  }

  override memory(): { unreliable: boolean; reasons: string[] } {
    return {
      unreliable: true,
      reasons: ["Nutmeg's tensors are graph nodes: they take memory only when they are read."],
    };
  }

  override async time(run: () => void): Promise<tf.BackendTimingInfo> {
    const start = performance.now();
    run();
    return { kernelMs: performance.now() - start };
  }

  /** What tfjs ops that compare with an epsilon assume; results are float64 all the same. */
  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override dispose(): void {
    // Nothing is held outside JavaScript's own memory.
  }
}
