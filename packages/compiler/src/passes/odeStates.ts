// What the compiled solver of differential equations goes on with from step to step, and the values that it gives in between.
import { add, div, equal, less, lessEqual, mul, select, sub } from "../program/arithmetic.ts";
import { logic } from "../program/build.ts";
import { VANISHING } from "../program/dormandPrince.ts";
import type { Node } from "../program/node.ts";

/** A node for each component of the state. */
export type Vector = readonly Node[];

/** What the solver goes on with: the end of the last step, how long the next is to be, and the last one's beginning. */
export interface OdeState {
  readonly t: Node;
  readonly h: Node;
  /** By which factor the length may grow. */
  readonly largest: Node;
  readonly y: Vector;
  readonly f: Vector;
  readonly tBefore: Node;
  readonly yBefore: Vector;
  readonly fBefore: Vector;
  /** The highest term of the interpolant. */
  readonly bend: Vector;
}

/** The state, with each of its nodes changed. */
export function mapped(
  { t, h, largest, y, f, tBefore, yBefore, fBefore, bend }: OdeState,
  to: (x: Node) => Node,
): OdeState {
  return {
    t: to(t),
    h: to(h),
    largest: to(largest),
    y: y.map(to),
    f: f.map(to),
    tBefore: to(tBefore),
    yBefore: yBefore.map(to),
    fBefore: fBefore.map(to),
    bend: bend.map(to),
  };
}

export function nodesOf(state: OdeState): Node[] {
  const nodes: Node[] = [];
  mapped(state, (node) => {
    nodes.push(node);
    return node;
  });
  return nodes;
}

/** A state of the same form, around other nodes in the order of nodesOf. */
export function formed(form: OdeState, nodes: readonly Node[]): OdeState {
  const left = nodes.values();
  return mapped(form, () => left.next().value as Node);
}

/** Whether the time is yet to be reached, by a step that is no too short to move on. */
export function goesOn({ t, h }: OdeState, time: Node): Node {
  return logic("and", less(t, time), less(t, add(t, mul(VANISHING, h))));
}

/** The state at a time: NaN where that is not within the last step, or where some time could not be reached. */
export function stateAt({ t, h: next, y, f, tBefore, yBefore, fBefore, bend }: OdeState, time: Node): Vector {
  const h = sub(t, tBefore);
  const within = logic("and", lessEqual(tBefore, time), lessEqual(time, t));
  const known = logic("and", within, equal(next, next));
  const share = select(less(tBefore, t), div(sub(time, tBefore), h), 0);
  const rest = sub(1, share);
  return y.map((to, k) => {
    const from = yBefore[k] as Node;
    const change = sub(to, from);
    const tilt = sub(mul(h, fBefore[k] as Node), change);
    const turn = sub(sub(change, mul(h, f[k] as Node)), tilt);
    const curved = add(tilt, mul(share, add(turn, mul(rest, bend[k] as Node))));
    return select(known, add(from, mul(share, add(change, mul(rest, curved)))), Number.NaN);
  });
}
