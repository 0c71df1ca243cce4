// A text that two programs share exactly when the same code serves both: everything but the values of data inputs.
import { graphText } from "./identityText.ts";
import type { HeldNumbers } from "./ops.ts";
import { showNumber } from "./print.ts";
import type { Program } from "./program.ts";

/** FNV-1a over the bits of numbers, from a given start. */
function hashNumbers(values: HeldNumbers, start: number): number {
  const words = new Uint32Array(new Float64Array(values).buffer);
  let hash = start;
  for (const word of words) hash = Math.imul(hash ^ word, 0x01000193);
  return hash >>> 0;
}

function nameConstant(values: HeldNumbers): string {
  if (values.length <= 16) return Array.from(values, showNumber).join();
  return `${hashNumbers(values, 0x811c9dc5)}:${hashNumbers(values, 0x9747b28c)}`;
}

/** Draws count as equal only to themselves, and large constants by two hashes of their bits. */
export function structureOf(program: Program): string {
  return `${[...program.outputs.keys()].join()}\n${graphText([...program.outputs.values()], nameConstant)}`;
}
