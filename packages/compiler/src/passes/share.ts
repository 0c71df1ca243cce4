// Pass: common subexpressions become one node.
import { identityText } from "../program/identityText.ts";
import type { Node } from "../program/node.ts";
import { COMMUTATIVE } from "../program/opFamilies.ts";
import { showNumber } from "../program/print.ts";
import { type Program, rewrite } from "../program/program.ts";
import { rebuild } from "./rebuild.ts";
import { byStructure } from "./structure.ts";

/** Numbers arrays by identity, so that equal buffers of large constants are recognized without reading them. */
function makeArrayNames(): (values: Float64Array) => string {
  const names = new Map<Float64Array, number>();
  return (values) => {
    if (values.length <= 64) return Array.from(values, showNumber).join();
    if (!names.has(values)) names.set(values, names.size);
    return `#${names.get(values)}`;
  };
}

export function share(program: Program): Program {
  const seen = new Map<string, Node>();
  const nameOf = makeArrayNames();
  const unify = (node: Node): Node => {
    const key = `${node.op}|${node.inputs.map((input) => input.id).join()}|${node.shape.join()}|${node.dtype}|${identityText(node, nameOf)}`;
    const twin = seen.get(key);
    if (!twin) seen.set(key, node);
    return twin ?? node;
  };
  const ordered = (node: Node, inputs: readonly Node[]): Node =>
    rebuild(node, COMMUTATIVE.has(node.op) ? [...inputs].sort(byStructure) : inputs);
  return rewrite(program, unify, ordered);
}
