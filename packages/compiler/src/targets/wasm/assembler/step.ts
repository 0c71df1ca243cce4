// One three-address instruction of a function under construction, shared by the emitter, the encoder and the printer.
// Not a Wasm instruction: fetching operands and storing results is implied, and the encoder decides how.
import type { FunctionRef, Local } from "./valueTypes.ts";

/**
 * What a step does to control: nothing; open, split or close a block; leave it (branch, return, trap).
 * Values may stay on Wasm's stack between straight steps only.
 */
export type Flow = "straight" | "open" | "split" | "close" | "leave";

export interface Step {
  /** Mnemonic and immediates, as printed. */
  readonly text: string;
  /** Opcode and immediates; for a call, the index of `callee` follows. */
  readonly bytes: ArrayLike<number>;
  readonly callee?: FunctionRef;
  readonly operands: readonly Local[];
  readonly targets: readonly Local[];
  readonly flow: Flow;
}
