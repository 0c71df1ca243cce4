// The typed table of loads and stores, with the natural alignment that each one announces. All addresses are i32.
import type { ValueType } from "./valueTypes.ts";

export interface MemorySpec {
  readonly type: ValueType;
  readonly bytes: readonly number[];
  /** log2 of the natural alignment: a hint; unaligned addresses still work. */
  readonly alignment: number;
}

export const loadInstructions = {
  "i32.load": { type: "i32", bytes: [0x28], alignment: 2 },
  "i32.load8_u": { type: "i32", bytes: [0x2d], alignment: 0 },
  "i64.load": { type: "i64", bytes: [0x29], alignment: 3 },
  "f64.load": { type: "f64", bytes: [0x2b], alignment: 3 },
  "v128.load": { type: "v128", bytes: [0xfd, 0x00], alignment: 4 },
  "v128.load64_splat": { type: "v128", bytes: [0xfd, 0x0a], alignment: 3 },
  "v128.load64_zero": { type: "v128", bytes: [0xfd, 0x5d], alignment: 3 },
} as const satisfies Record<string, MemorySpec>;

export type LoadInstruction = keyof typeof loadInstructions;

export const storeInstructions = {
  "i32.store": { type: "i32", bytes: [0x36], alignment: 2 },
  "i32.store8": { type: "i32", bytes: [0x3a], alignment: 0 },
  "i64.store": { type: "i64", bytes: [0x37], alignment: 3 },
  "f64.store": { type: "f64", bytes: [0x39], alignment: 3 },
  "v128.store": { type: "v128", bytes: [0xfd, 0x0b], alignment: 4 },
} as const satisfies Record<string, MemorySpec>;

export type StoreInstruction = keyof typeof storeInstructions;

/** v128.load64_lane and v128.store64_lane; the lane number follows the memory argument. */
export const laneInstructions = {
  "v128.load64_lane": { type: "v128", bytes: [0xfd, 0x57], alignment: 3 },
  "v128.store64_lane": { type: "v128", bytes: [0xfd, 0x5b], alignment: 3 },
} as const satisfies Record<string, MemorySpec>;
