// A text that two programs share exactly when the same code serves both: everything but the values of data inputs.
import { isOp, type Node } from "./node.ts";
import { attributesText } from "./print.ts";
import { type Program, topologicalOrder } from "./program.ts";

/** FNV-1a over the bits of numbers, from a given start. */
function hashNumbers(values: Float64Array, start: number): number {
  const words = new Uint32Array(values.slice().buffer);
  let hash = start;
  for (const word of words) hash = Math.imul(hash ^ word, 0x01000193);
  return hash >>> 0;
}

function attributesOf(node: Node): string {
  if (isOp(node, "constant")) {
    const { values } = node.attributes;
    if (values.length <= 16) return Array.from(values, (x) => (Object.is(x, -0) ? "-0" : `${x}`)).join();
    return `${hashNumbers(values, 0x811c9dc5)}:${hashNumbers(values, 0x9747b28c)}`;
  }
  if (isOp(node, "data") || isOp(node, "parameter")) return node.attributes.name;
  return isOp(node, "draw") ? `${node.id}` : attributesText(node);
}

/** Draws count as equal only to themselves, and large constants by two hashes of their bits. */
export function structureOf(program: Program): string {
  const positions = new Map<Node, number>();
  const lines = topologicalOrder(program.outputs.values()).map((node, i) => {
    positions.set(node, i);
    const inputs = node.inputs.map((input) => positions.get(input)).join();
    return `${node.op} ${node.dtype} ${node.shape.join("x")} ${inputs} ${attributesOf(node)}`;
  });
  return [...lines, ...[...program.outputs].map(([name, node]) => `${name}=${positions.get(node)}`)].join(
    "\n",
  );
}
