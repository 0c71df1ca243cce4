// A text that two programs share exactly when the same code serves both: everything but the values of data inputs.
import { identityText } from "./identityText.ts";
import type { Node } from "./node.ts";
import { showNumber } from "./print.ts";
import { type Program, topologicalOrder } from "./program.ts";

/** FNV-1a over the bits of numbers, from a given start. */
function hashNumbers(values: Float64Array, start: number): number {
  const words = new Uint32Array(values.slice().buffer);
  let hash = start;
  for (const word of words) hash = Math.imul(hash ^ word, 0x01000193);
  return hash >>> 0;
}

function nameConstant(values: Float64Array): string {
  if (values.length <= 16) return Array.from(values, showNumber).join();
  return `${hashNumbers(values, 0x811c9dc5)}:${hashNumbers(values, 0x9747b28c)}`;
}

/** Draws count as equal only to themselves, and large constants by two hashes of their bits. */
export function structureOf(program: Program): string {
  const positions = new Map<Node, number>();
  const lines = topologicalOrder(program.outputs.values()).map((node, i) => {
    positions.set(node, i);
    const inputs = node.inputs.map((input) => positions.get(input)).join();
    return `${node.op} ${node.dtype} ${node.shape.join("x")} ${inputs} ${identityText(node, nameConstant)}`;
  });
  return [...lines, ...[...program.outputs].map(([name, node]) => `${name}=${positions.get(node)}`)].join(
    "\n",
  );
}
