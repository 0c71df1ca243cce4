// Pass: replaces what depends on constants only by its value.
import { evaluateNode } from "../interpreter/evaluate.ts";
import { broadcast, constant } from "../program/build.ts";
import { BINDING, type Node } from "../program/node.ts";
import type { OpName } from "../program/ops.ts";
import { type Program, rewrite } from "../program/program.ts";
import { sizeOf } from "../program/shape.ts";
import { rebuild } from "./rebuild.ts";
import { collapse, invariantAxes } from "./variance.ts";

/** Larger constants would only move work into the memory image; the code generator evaluates them once, with the data. */
const LARGEST = 4096;

const KEPT: ReadonlySet<OpName> = new Set<OpName>([
  "constant",
  "iota",
  "broadcast",
  "reshape",
  "draw",
  "scan",
]);

function foldNode(node: Node): Node {
  if (node.binding !== BINDING.constant || KEPT.has(node.op)) return node;
  // A value repeated along an axis stays repeated, so that later passes see that it does not vary.
  const core = collapse(node, invariantAxes(node));
  if (sizeOf(core.shape) > LARGEST) return node;
  return broadcast(constant(evaluateNode(core), core.shape, node.dtype), node.shape);
}

export function fold(program: Program): Program {
  return rewrite(program, foldNode, rebuild);
}
