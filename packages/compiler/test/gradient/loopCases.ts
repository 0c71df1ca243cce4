// Loops whose gradients are compared with finite differences: each role of an input, both directions, loops in loops. Not a test.
import * as build from "../../src/program/build.ts";
import { part } from "../../src/program/buildScan.ts";
import { LoopBuilder } from "../../src/program/loopBuilder.ts";
import type { Node } from "../../src/program/node.ts";

const { binary, matMul, reduce, reshape, scalar, unary } = build;

/** What is made of a, of shape [4, 2], and b, of shape [2]. */
export type LoopCase = readonly [title: string, result: (a: Node, b: Node) => Node];

/** The last carry beside the sum of what was yielded. */
function both(node: Node<"scan">): Node {
  return binary("add", part(node, 0), reduce("sum", part(node, 1), [0]));
}

function recurrence(reverse: boolean, length = 4): LoopCase[1] {
  return (a, b) => {
    const loop = new LoopBuilder();
    const carry = loop.carry(b);
    const x = loop.slice(build.slice(a, [0, 0], [length, 2]));
    const scale = loop.closed(unary("exp", b));
    const next = unary("tanh", binary("add", binary("mul", carry, scale), x));
    return both(loop.build({ length, reverse }, [next], [binary("mul", next, carry)]));
  };
}

/** x <- M x + slice, with a matrix that every step reads. */
const matrixStep: LoopCase[1] = (a, b) => {
  const loop = new LoopBuilder();
  const carry = loop.carry(b);
  const matrix = loop.closed(build.slice(a, [0, 0], [2, 2]));
  const moved = reshape(matMul(matrix, reshape(carry, [2, 1])), [2]);
  const next = unary("sin", binary("add", moved, loop.slice(a)));
  return both(loop.build({ length: 4, reverse: false }, [next], [unary("exp", next)]));
};

/** Two carries that change places, one of them whole numbers. */
const exchange: LoopCase[1] = (a, b) => {
  const loop = new LoopBuilder();
  const [first, second] = [loop.carry(b), loop.carry(unary("cos", b))];
  const count = loop.carry(scalar(0, "int32"));
  const later = binary("add", count, scalar(1, "int32"));
  const swapped = binary("mul", second, loop.slice(a));
  const yielded = binary("mul", first, build.cast(later, "float64"));
  return both(loop.build({ length: 4, reverse: false }, [swapped, unary("sin", first), later], [yielded]));
};

/** For each row, a loop over its elements that starts where the last one ended. */
const nested: LoopCase[1] = (a, b) => {
  const outer = new LoopBuilder();
  const carry = outer.carry(b);
  const row = outer.slice(a);
  const inner = new LoopBuilder();
  const state = inner.carry(carry);
  const step = binary("mul", unary("tanh", state), binary("add", inner.slice(row), inner.closed(carry)));
  const innerLoop = inner.build({ length: 2, reverse: true }, [step], [reduce("sum", state, [0])]);
  const next = unary("sin", part(innerLoop, 0));
  const yielded = binary("mul", part(innerLoop, 1), row);
  return both(outer.build({ length: 4, reverse: false }, [next], [yielded]));
};

/** No carry: each step by itself. */
const independent: LoopCase[1] = (a, b) => {
  const loop = new LoopBuilder();
  const yielded = binary("mul", unary("exp", loop.slice(a)), loop.closed(b));
  return part(loop.build({ length: 4, reverse: true }, [], [yielded]), 0);
};

export const LOOP_CASES: readonly LoopCase[] = [
  ["a recurrence", recurrence(false)],
  ["a recurrence from the end", recurrence(true)],
  ["a loop of one step", recurrence(false, 1)],
  ["a loop that multiplies by a matrix", matrixStep],
  ["a loop whose carries change places", exchange],
  ["a loop in a loop", nested],
  ["a loop without a carry", independent],
];
