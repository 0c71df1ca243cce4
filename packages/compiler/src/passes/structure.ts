// A structural fingerprint of nodes: equal graphs give equal fingerprints, however they were written. An analysis, not a pass.
import { bottomUp } from "../program/bottomUp.ts";
import { isOp, type Node } from "../program/node.ts";
import { COMMUTATIVE } from "../program/opFamilies.ts";
import { attributesText } from "../program/print.ts";

/** One round of FNV-1a. */
function mix(hash: number, value: number): number {
  return Math.imul(hash ^ value, 0x01000193) >>> 0;
}

/** FNV-1a over a string. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = mix(hash, text.charCodeAt(i));
  return hash;
}

function hashAttributes(node: Node): number {
  if (isOp(node, "constant")) {
    const { values } = node.attributes;
    return hashText(`${values.length}:${values.subarray(0, 16).join()}`);
  }
  if (isOp(node, "data") || isOp(node, "parameter")) return hashText(node.attributes.name);
  return isOp(node, "draw") ? node.id : hashText(attributesText(node));
}

/** A 32-bit fingerprint of the graph above a node; the order of commutative inputs does not matter. */
export const fingerprint = bottomUp<number>((node, of) => {
  const inputs = node.inputs.map(of);
  if (COMMUTATIVE.has(node.op)) inputs.sort((a, b) => a - b);
  let hash = mix(hashText(node.op), hashText(node.dtype));
  for (const extent of node.shape) hash = mix(hash, extent);
  hash = mix(hash, hashAttributes(node));
  for (const input of inputs) hash = mix(hash, input);
  return hash;
});

/** Orders nodes by fingerprint, then by age: the same for equal graphs. */
export function byStructure(a: Node, b: Node): number {
  return fingerprint(a) - fingerprint(b) || a.id - b.id;
}
