// The typed table of atomic accesses to memory, by which threads agree. Opcodes: WebAssembly threads, binary format. Their
// addresses must be aligned.
import type { ValueType } from "./valueTypes.ts";

export interface AtomicSpec {
  /** After the address. */
  readonly operands: readonly ValueType[];
  readonly result: ValueType | null;
  readonly bytes: readonly number[];
  /** log2 of the alignment, which is demanded. */
  readonly alignment: number;
}

export const atomicInstructions = {
  /** Wakes at most so many threads that wait at the address; gives how many. */
  "memory.atomic.notify": { operands: ["i32"], result: "i32", bytes: [0xfe, 0x00], alignment: 2 },
  /** Waits while the number is there, at most so many nanoseconds; without end if they are negative. */
  "memory.atomic.wait32": { operands: ["i32", "i64"], result: "i32", bytes: [0xfe, 0x01], alignment: 2 },
  "i32.atomic.load": { operands: [], result: "i32", bytes: [0xfe, 0x10], alignment: 2 },
  "i64.atomic.load": { operands: [], result: "i64", bytes: [0xfe, 0x11], alignment: 3 },
  "i32.atomic.store": { operands: ["i32"], result: null, bytes: [0xfe, 0x17], alignment: 2 },
  "i64.atomic.store": { operands: ["i64"], result: null, bytes: [0xfe, 0x18], alignment: 3 },
  /** Adds; gives what was there before. */
  "i32.atomic.rmw.add": { operands: ["i32"], result: "i32", bytes: [0xfe, 0x1e], alignment: 2 },
  /** Operands: what is expected there, and what takes its place if it is; gives what was there. */
  "i64.atomic.rmw.cmpxchg": { operands: ["i64", "i64"], result: "i64", bytes: [0xfe, 0x49], alignment: 3 },
} as const satisfies Record<string, AtomicSpec>;

export type AtomicInstruction = keyof typeof atomicInstructions;
