// A structural fingerprint of nodes: equal graphs give equal fingerprints, however they were written. An analysis, not a pass.
import { bottomUp } from "../program/bottomUp.ts";
import { identityText } from "../program/identityText.ts";
import type { Node } from "../program/node.ts";
import { COMMUTATIVE } from "../program/opFamilies.ts";
import type { HeldNumbers } from "../program/ops.ts";

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

/** Long constants by their beginning: they are rare, and a fingerprint only orders. */
function nameConstant(values: HeldNumbers): string {
  return `${values.length}:${values.subarray(0, 16).join()}`;
}

/** A 32-bit fingerprint of the graph above a node; the order of commutative inputs does not matter. */
export const fingerprint = bottomUp<number>((node, of) => {
  const inputs = node.inputs.map(of);
  if (COMMUTATIVE.has(node.op)) inputs.sort((a, b) => a - b);
  let hash = mix(hashText(node.op), hashText(node.dtype));
  for (const extent of node.shape) hash = mix(hash, extent);
  hash = mix(hash, hashText(identityText(node, nameConstant)));
  for (const input of inputs) hash = mix(hash, input);
  return hash;
});

/** Orders nodes by fingerprint, then by age: the same for equal graphs. */
export function byStructure(a: Node, b: Node): number {
  return fingerprint(a) - fingerprint(b) || a.id - b.id;
}
