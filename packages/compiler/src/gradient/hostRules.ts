// Reverse-mode rules of the functions of several arguments that the host computes. Each is closed under differentiation by
// the arguments that densities vary; the others are refused, where a silent zero would be wrong.
import { binary, hostFunction, scalar, unary } from "../program/build.ts";
import type { Node } from "../program/node.ts";
import type { HostOp } from "../program/ops.ts";
import { refused } from "./refused.ts";
import type { GradientRule } from "./rules.ts";

const mul = (a: Node, b: Node) => binary("mul", a, b);

/** d zeta(s, q) / dq = -s zeta(s + 1, q). */
function zeta(node: Node, cotangent: Node): (Node | null)[] {
  const [s, q] = node.inputs as [Node, Node];
  const next = hostFunction("zeta", [binary("add", s, scalar(1)), q]);
  return [refused(node, 0), mul(cotangent, unary("neg", mul(s, next)))];
}

export const hostRules: { readonly [O in HostOp]: GradientRule<O> } = {
  gammainc: (node) => [refused(node, 0), refused(node, 1)],
  betainc: (node) => [refused(node, 0), refused(node, 1), refused(node, 2)],
  zeta,
};
