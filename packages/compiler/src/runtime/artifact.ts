// The compiled form of a program: plain data that can be cloned to workers, stored and sent. It holds no functions.

import type { Layout } from "./layout.ts";

/** Where an array lies in the memory of the module. */
export interface Slot extends Layout {
  readonly name: string;
  readonly shape: readonly number[];
  /** Bytes from the start of memory. */
  readonly offset: number;
}

/** An array and the values that it starts with, row-major. */
export interface FilledSlot extends Slot {
  readonly values: Float64Array | Float32Array;
}

/**
 * An order of rows that is found each time that data are bound: rounds of rows of one group come first. Nothing that the
 * program computes depends on the order of these rows, but for rounding.
 */
export interface RowOrder {
  /** The data input that holds the group of each row. */
  readonly by: string;
  /** The data inputs that have these rows, `by` among them, and the axis along which they lie. */
  readonly inputs: readonly { readonly name: string; readonly axis: number }[];
  /** How many rows a round has. */
  readonly round: number;
  /** Where the code reads how many rows are in rounds of one group: bytes from the start of memory. */
  readonly offset: number;
}

export interface Artifact {
  /** A WebAssembly module that exports memory, prepare() and evaluate(). */
  readonly code: Uint8Array<ArrayBuffer>;
  /** Set before each evaluation. */
  readonly parameters: readonly Slot[];
  /** Set by evaluate(). */
  readonly outputs: readonly Slot[];
  /** Set before prepare(); rebinding them never recompiles. */
  readonly data: readonly FilledSlot[];
  /** Data inputs whose every element must be in [0, extent): they are read as indices, unchecked. */
  readonly indexClaims: readonly { readonly name: string; readonly extent: number }[];
  /** Data inputs that do not lie in memory row by row as they came. */
  readonly rowOrders: readonly RowOrder[];
  readonly constants: readonly FilledSlot[];
  /** Host functions that the module imports from "math". */
  readonly hostFunctions: readonly string[];
  /** Bytes of memory that the module needs. */
  readonly memoryBytes: number;
  /** Whether the code has multiply-adds: it needs relaxed SIMD, and its last bits depend on the machine. */
  readonly fastMath: boolean;
  /** What threads need that evaluate it together, in a memory which they are given; undefined where one does alone. */
  readonly crew: CrewPlan | undefined;
}

/** How many threads there are, the one that evaluates among them, the pages of their memory and the place of its cells. */
export interface CrewPlan {
  readonly threads: number;
  readonly pages: number;
  readonly cells: number;
}
