// What the parts of the code generator ask one another for: single elements of nodes. A contract, without code.
import type { Node } from "../../program/node.ts";
import type { Bundle } from "./bundle.ts";
import type { IndexClaims } from "./indexClaims.ts";
import type { Index } from "./indexExpression.ts";
import type { LoopNest } from "./loopNest.ts";

export interface Elements {
  readonly nest: LoopNest;
  readonly claims: IndexClaims;
  /** The element of `node` at `indices` for each pair of a round: a pair of doubles, or a mask for bool. */
  element(node: Node, indices: readonly Index[]): Bundle;
  /** The depth of the loop in which that element is known. */
  depthOf(node: Node, indices: readonly Index[]): number;
}
