// A structural fingerprint of nodes: equal graphs give equal fingerprints, however they were written. An analysis, not a pass.
import { isOp, type Node } from "../program/node.ts";
import { COMMUTATIVE } from "../program/opFamilies.ts";
import { attributesText } from "../program/print.ts";

const known = new WeakMap<Node, number>();

/** FNV-1a over a string, continued from a seed. */
function hashText(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function describe(node: Node): string {
  if (isOp(node, "constant")) {
    const { values } = node.attributes;
    return `${values.length}:${values.subarray(0, 16).join()}`;
  }
  if (isOp(node, "data") || isOp(node, "parameter")) return node.attributes.name;
  return isOp(node, "draw") ? `${node.id}` : attributesText(node);
}

/** A 32-bit fingerprint of the graph above a node; the order of commutative inputs does not matter. */
export function fingerprint(node: Node): number {
  const done = known.get(node);
  if (done !== undefined) return done;
  const inputs = node.inputs.map(fingerprint);
  if (COMMUTATIVE.has(node.op)) inputs.sort((a, b) => a - b);
  const hash = hashText(
    `${node.op}|${node.shape.join()}|${node.dtype}|${describe(node)}|${inputs.join()}`,
    0x811c9dc5,
  );
  known.set(node, hash);
  return hash;
}

/** Orders nodes by fingerprint, then by age: the same for equal graphs. */
export function byStructure(a: Node, b: Node): number {
  return fingerprint(a) - fingerprint(b) || a.id - b.id;
}
