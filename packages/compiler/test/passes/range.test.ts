// Intervals proven for nodes: they hold every value that the interpreter gives, and are as tight as the passes rely on.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interpret } from "../../src/interpreter/evaluate.ts";
import { rangeOf } from "../../src/passes/range.ts";
import {
  binary,
  constant,
  parameter,
  test as predicate,
  reduce,
  reshape,
  scalar,
  select,
  unary,
} from "../../src/program/build.ts";
import type { Node } from "../../src/program/node.ts";
import { makeProgram } from "../../src/program/program.ts";

const x = parameter("x", [3]);
const y = parameter("y", [3]);

/** m less the shift taken along some axes of the square matrix m and put back beside its rows. */
function belowMaximum(axes: readonly number[]): Node {
  const m = parameter("m", [3, 3]);
  return binary("sub", m, reshape(reduce("shiftMax", m, axes), [3, 1]));
}

describe("the range of", () => {
  it.each<[string, Node, readonly [number, number]]>([
    ["exp(-|x|) + 1", binary("add", unary("exp", unary("neg", unary("abs", x))), scalar(1)), [1, 2]],
    ["x * x", binary("mul", x, x), [0, Number.POSITIVE_INFINITY]],
    ["x * y", binary("mul", x, y), [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]],
    ["1 / (1 + x^2)", binary("div", scalar(1), binary("add", scalar(1), binary("mul", x, x))), [0, 1]],
    ["2 sigmoid(x) - 1", binary("sub", binary("mul", scalar(2), unary("sigmoid", x)), scalar(1)), [-1, 1]],
    ["max(min(x, 2), -3)", binary("maximum", binary("minimum", x, scalar(2)), scalar(-3)), [-3, 2]],
    ["a constant", constant(Float64Array.of(-2, 5, 1), [3]), [-2, 5]],
    ["where(x is finite, 1, 4)", select(predicate("isFinite", x), scalar(1), scalar(4)), [1, 4]],
    ["x less its maximum", belowMaximum([1]), [Number.NEGATIVE_INFINITY, 0]],
    [
      "x less a maximum along the other axis",
      belowMaximum([0]),
      [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    ],
    ["a sum of three numbers in [0, 1]", reduce("sum", unary("sigmoid", x), [0]), [0, 3]],
    ["x", x, [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]],
    ["a sum that was given bounds", reduce("sum", unary("exp", x), [0], [1, 3]), [1, 3]],
  ])("%s is known", (_, node, expected) => {
    expect(rangeOf(node)).toEqual(expected);
  });

  it("a random expression holds its values", () => {
    const grow = (node: Node, step: number): Node =>
      [
        () => unary("neg", node),
        () => unary("abs", node),
        () => unary("exp", binary("minimum", node, scalar(3))),
        () => unary("sigmoid", node),
        () => binary("add", node, y),
        () => binary("mul", node, scalar(-1.5)),
        () => binary("mul", node, node),
        () => binary("div", node, binary("add", scalar(1), unary("abs", y))),
        () => binary("maximum", node, scalar(-2)),
        () => select(predicate("isFinite", node), node, y),
      ][step % 10]?.() ?? node;
    const values = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 7 }), values, values, (steps, xs, ys) => {
        const node = steps.reduce(grow, x as Node);
        const [low, high] = rangeOf(node);
        for (const value of interpret(makeProgram([["v", node]]), { x: xs, y: ys })["v"] ?? []) {
          if (Number.isNaN(value)) continue;
          expect(value).toBeGreaterThanOrEqual(low);
          expect(value).toBeLessThanOrEqual(high);
        }
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
