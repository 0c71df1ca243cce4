// Pass: common subexpressions become one node, also products of the same factors in another order.
import { identityText } from "../program/identityText.ts";
import { BINDING, isOp, type Node } from "../program/node.ts";
import { COMMUTATIVE } from "../program/opFamilies.ts";
import type { HeldNumbers } from "../program/ops.ts";
import { showNumber } from "../program/print.ts";
import { type Program, rewrite } from "../program/program.ts";
import { rebuild } from "./rebuild.ts";
import { byStructure } from "./structure.ts";

/** Products of more factors are compared as they are written. */
const MOST_FACTORS = 8;

/** Numbers arrays by identity, so that equal buffers of large constants are recognized without reading them. */
function makeArrayNames(): (values: HeldNumbers) => string {
  const names = new Map<HeldNumbers, number>();
  return (values) => {
    if (values.length <= 64) return Array.from(values, showNumber).join();
    if (!names.has(values)) names.set(values, names.size);
    return `#${names.get(values)}`;
  };
}

/** What a product multiplies, by number, however it is nested: a (b c) = (a b) c up to rounding. */
function makeFactors(): (node: Node) => readonly number[] {
  const known = new Map<Node, readonly number[]>();
  return (node) => {
    const nested = node.inputs.flatMap((input) => known.get(input) ?? [input.id]);
    const factors = nested.length > MOST_FACTORS ? node.inputs.map(({ id }) => id) : nested;
    const sorted = [...factors].sort((a, b) => a - b);
    known.set(node, sorted);
    return sorted;
  };
}

export function share(program: Program): Program {
  const seen = new Map<string, Node>();
  const nameOf = makeArrayNames();
  const factorsOf = makeFactors();
  const unify = (node: Node): Node => {
    const product = isOp(node, "mul") && node.binding === BINDING.parameter;
    const inputs = product ? factorsOf(node) : node.inputs.map(({ id }) => id);
    const key = `${node.op}|${inputs.join()}|${node.shape.join()}|${node.dtype}|${identityText(node, nameOf)}`;
    const twin = seen.get(key);
    if (!twin) seen.set(key, node);
    return twin ?? node;
  };
  const ordered = (node: Node, inputs: readonly Node[]): Node =>
    rebuild(node, COMMUTATIVE.has(node.op) ? [...inputs].sort(byStructure) : inputs);
  return rewrite(program, unify, ordered);
}
