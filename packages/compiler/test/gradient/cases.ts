// For every op with a derivative: programs that apply it to parameters at ordinary points, where it is smooth. Not a test.
import * as build from "../../src/program/build.ts";
import type { Node, Shape } from "../../src/program/node.ts";
import type { BinaryOp, UnaryOp } from "../../src/program/ops.ts";
import { LOOP_CASES } from "./loopCases.ts";

export interface GradientCase {
  readonly title: string;
  readonly parameters: Readonly<
    Record<string, { readonly shape: Shape; readonly values: readonly number[] }>
  >;
  readonly result: (parameters: Readonly<Record<string, Node>>) => Node;
  /** Whether the derivative has no derivative in turn. */
  readonly once?: true;
}

/** Irregular numbers in [low, high], at least a twelfth of the interval from its ends. */
function numbers(count: number, low: number, high: number, phase = 0.3): number[] {
  return Array.from(
    { length: count },
    (_, i) => low + (high - low) * (0.5 + 0.42 * Math.sin(phase + 1.7 * i)),
  );
}

function given(shape: Shape, low: number, high: number, phase?: number) {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return { shape, values: numbers(size, low, high, phase) };
}

type Two = readonly [Node, Node];

function one(title: string, x: ReturnType<typeof given>, result: (x: Node) => Node): GradientCase {
  return { title, parameters: { x }, result: ({ x: node }) => result(node as Node) };
}

function two(
  title: string,
  a: ReturnType<typeof given>,
  b: ReturnType<typeof given>,
  result: (...inputs: Two) => Node,
): GradientCase {
  return {
    title,
    parameters: { a, b },
    result: ({ a: first, b: second }) => result(first as Node, second as Node),
  };
}

/** Where each function is smooth; the step of the finite differences stays inside. */
const DOMAINS: Readonly<Record<UnaryOp, readonly [number, number]>> = {
  neg: [-2, 2], abs: [0.5, 2], sign: [0.5, 2], floor: [0.2, 0.8], ceil: [0.2, 0.8], round: [0.6, 1.4],
  sqrt: [0.7, 4], exp: [-2, 2], expm1: [-2, 2], log: [0.7, 4], log1p: [-0.3, 4],
  sin: [-3, 3], cos: [-3, 3], tan: [-1, 1], asin: [-0.7, 0.7], acos: [-0.7, 0.7], atan: [-3, 3],
  sinh: [-2, 2], cosh: [-2, 2], tanh: [-2, 2], asinh: [-3, 3], acosh: [1.8, 5], atanh: [-0.7, 0.7],
  sigmoid: [-4, 4], softplus: [-4, 4], erf: [-2, 2], erfc: [-2, 2], erfcx: [-2, 3], erfinv: [-0.7, 0.7],
  normalLogCdf: [-3, 3], normalQuantile: [0.2, 0.8],
  lgamma: [0.8, 6], digamma: [0.9, 6], trigamma: [1.2, 6], logBesselI0: [-5, 5], besselRatio: [-5, 5],
}; // biome-ignore format: a table

const BINARY_CASES: readonly (readonly [BinaryOp, readonly [number, number], readonly [number, number]])[] = [
  ["add", [-2, 2], [-2, 2]],
  ["sub", [-2, 2], [-2, 2]],
  ["mul", [-2, 2], [-2, 2]],
  ["div", [-2, 2], [0.8, 3]],
  ["pow", [0.6, 2], [-2, 3]],
  ["maximum", [-2, -1], [0, 1]],
  ["maximum", [0, 1], [-2, -1]],
  ["minimum", [-2, -1], [0, 1]],
  ["minimum", [0, 1], [-2, -1]],
  ["mod", [2.2, 2.8], [1.85, 2.1]],
  ["floorDiv", [2.2, 2.8], [1.85, 2.1]],
  ["atan2", [-2, 2], [0.5, 2]],
];

const elementwise: readonly GradientCase[] = [
  ...Object.entries(DOMAINS).map(([op, [low, high]]) =>
    one(op, given([5], low, high), (x) => build.unary(op as UnaryOp, x)),
  ),
  ...BINARY_CASES.map(([op, [low, high], [low2, high2]]) =>
    two(
      `${op} of arguments in [${low}, ${high}] and [${low2}, ${high2}]`,
      given([4], low, high),
      given([4], low2, high2, 1),
      (a, b) => build.binary(op, a, b),
    ),
  ),
  ...(["gammainc", "gammaincc", "logGammainc", "logGammaincc"] as const).map(
    (op): GradientCase => ({
      ...two(op, given([6], 0.5, 8), given([6], 0.5, 8, 2), (a, x) => build.hostFunction(op, [a, x])),
      once: true,
    }),
  ),
  two("logGammaDensity", given([6], 0.5, 8), given([6], 0.5, 8, 2), (a, x) =>
    build.hostFunction("logGammaDensity", [a, x]),
  ),
  ...(["gammainc", "gammaincc", "logGammainc", "logGammaincc"] as const).map((op) =>
    one(`${op} by its last argument`, given([6], 0.5, 8), (x) =>
      build.hostFunction(op, [build.scalar(3.2), x]),
    ),
  ),
  ...(["logGammaincByShape", "logGammainccByShape"] as const).map((op) =>
    one(`${op} by its last argument`, given([6], 0.5, 8), (x) =>
      build.hostFunction(op, [build.scalar(3.2), x]),
    ),
  ),
  ...(["betainc", "logBetainc"] as const).map(
    (op): GradientCase => ({
      ...two(`${op} by its shapes`, given([6], 0.5, 8), given([6], 0.5, 8, 2), (a, b) =>
        build.hostFunction(op, [a, b, build.scalar(0.37)]),
      ),
      once: true,
    }),
  ),
  two("logBetaDensity by its shapes", given([6], 0.5, 8), given([6], 0.5, 8, 2), (a, b) =>
    build.hostFunction("logBetaDensity", [a, b, build.scalar(0.37)]),
  ),
  ...(["betainc", "logBetainc", "logBetaDensity"] as const).map((op) =>
    one(`${op} by its last argument`, given([6], 0.1, 0.9), (x) =>
      build.hostFunction(op, [build.scalar(2.5), build.scalar(1.3), x]),
    ),
  ),
  ...(["logBetaincByA", "logBetaincByB"] as const).map((op) =>
    one(`${op} by its last argument`, given([6], 0.1, 0.9), (x) =>
      build.hostFunction(op, [build.scalar(2.5), build.scalar(1.3), x]),
    ),
  ),
  one("zeta by its second argument", given([4], 0.9, 6), (x) =>
    build.hostFunction("zeta", [build.scalar(3.5), x]),
  ),
  two("add, broadcast over rows and columns", given([3, 1], -1, 1), given([4], -1, 1, 2), (a, b) =>
    build.binary("add", a, b),
  ),
  two("select of two arguments by data", given([4], -1, 1), given([4], -1, 1, 2), (a, b) =>
    build.select(build.constant(Float64Array.of(1, 0, 0, 1), [4], "bool"), a, b),
  ),
  two("select by a comparison of parameters", given([4], -1, 1), given([4], -1, 1, 2), (a, b) =>
    build.select(build.compare("greater", a, b), build.binary("mul", a, b), build.unary("exp", b)),
  ),
];

const batch = (x: Node, low: number): Node =>
  build.binary("add", build.binary("mul", x, build.scalar(0.3)), build.scalar(low));

/** A symmetric positive definite matrix from any square one. */
function positive(x: Node): Node {
  const n = x.shape.at(-1) as number;
  const rank = x.shape.length;
  const swapped = build.transpose(
    x,
    [...x.shape.keys()].map((axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis)),
  );
  const row = build.reshape(build.iota(n), [n, 1]);
  const identity = build.cast(build.compare("equal", row, build.iota(n)), "float64");
  return build.binary("add", build.matMul(x, swapped), identity);
}

const square = (x: Node): Node => build.binary("mul", x, x);
const solve = (factor: Node, b: Node): Node => build.triangularSolve(factor, b, false);

const arrangements: readonly GradientCase[] = [
  one("broadcast along new and old axes", given([3, 1], -1, 1), (x) => build.broadcast(x, [2, 3, 4])),
  one("reshape", given([3, 4], -1, 1), (x) => build.reshape(x, [2, 6])),
  one("transpose", given([2, 3, 4], -1, 1), (x) => build.transpose(x, [2, 0, 1])),
  one("slice of neighbours", given([4, 5], -1, 1), (x) => build.slice(x, [1, 2], [2, 3])),
  one("slice with steps, one of them backwards", given([5, 6], -1, 1), (x) =>
    build.slice(x, [4, 1], [2, 3], [-2, 2]),
  ),
  one("pad", given([2, 3], -1, 1), (x) => build.pad(x, [1, 0], [4, 5], 7)),
  two("concat", given([2, 3], -1, 1), given([2, 2], -1, 1, 2), (a, b) => build.concat([a, b, a], 1)),
  one("gather with repeated indices", given([3, 4], -1, 1), (x) =>
    build.gather(x, build.constant(Float64Array.of(2, 0, 2, 2), [2, 2], "int32"), 0),
  ),
  one("gather along the last axis", given([2, 3], -1, 1), (x) =>
    build.gather(x, build.constant(Float64Array.of(1, 1, 0, 2), [4], "int32"), 1),
  ),
  one("scatterAdd with repeated indices", given([4, 2], -1, 1), (x) =>
    build.scatterAdd(x, build.constant(Float64Array.of(1, 0, 1, 2), [4], "int32"), 0, [3, 2]),
  ),
];

const reductions: readonly GradientCase[] = [
  one("sum over one axis", given([3, 4], -1, 1), (x) => build.reduce("sum", x, [0])),
  one("sum over two axes of three", given([2, 3, 4], -1, 1), (x) => build.reduce("sum", x, [0, 2])),
  one("prod", given([3, 4], 0.5, 1.5), (x) => build.reduce("prod", x, [1])),
  one("max", given([3, 5], -1, 1), (x) => build.reduce("max", x, [1])),
  one("min over all axes", given([3, 5], -1, 1), (x) => build.reduce("min", x, [0, 1])),
  one("logSumExp", given([3, 4], -3, 3), (x) => build.reduce("logSumExp", x, [0])),
  one("logSumExp over two axes", given([3, 2, 2], -3, 3), (x) => build.reduce("logSumExp", x, [0, 2])),
  one("logProd", given([3, 4], 0.5, 2), (x) => build.reduce("logProd", x, [1])),
  one("softmax", given([3, 4], -2, 2), (x) => build.softmax(x, [1])),
  one("softmax over two axes", given([2, 2, 3], -2, 2), (x) => build.softmax(x, [0, 2])),
  ...[false, true].flatMap((exclusive) =>
    [false, true].map((reverse) =>
      one(`cumsum, exclusive: ${exclusive}, reverse: ${reverse}`, given([3, 4], -1, 1), (x) =>
        build.cumsum(x, 1, exclusive, reverse),
      ),
    ),
  ),
];

const recurrences: readonly GradientCase[] = [false, true].flatMap((reverse) => [
  two(
    `recurrence along the last axis, reverse: ${reverse}`,
    given([2, 4], -1, 1),
    given([2, 4], -1, 1, 2),
    (a, b) => build.recurrence(a, b, 1, reverse),
  ),
  two(
    `recurrence along the first axis, reverse: ${reverse}`,
    given([3, 2], -1, 1),
    given([3, 2], -1, 1, 2),
    (a, b) => build.recurrence(a, b, 0, reverse),
  ),
]);

/** The parts of a cotangent that the rule of cholesky tells apart: outer products, symmetric or not, diagonals, the rest. */
const structured: readonly GradientCase[] = [
  two("cholesky under |L^-1 b|^2 and log det", given([4, 4], -1, 1), given([4, 1], -1, 1, 2), (x, b) => {
    const factor = build.cholesky(positive(x));
    const logs = build.unary("log", build.diagPart(factor));
    return build.binary(
      "sub",
      build.reduce("sum", square(solve(factor, b)), [0, 1]),
      build.reduce("sum", logs, [0]),
    );
  }),
  two(
    "cholesky under weighted |L^-1 b|^2 of several b",
    given([5, 5], -1, 1),
    given([5, 2], -1, 1, 2),
    (x, b) => build.reduce("sum", square(solve(build.cholesky(positive(x)), b)), [0]),
  ),
  two("cholesky of a batch under |L^-1 b|^2", given([2, 3, 3], -1, 1), given([2, 3, 1], -1, 1, 2), (x, b) =>
    build.reduce("sum", square(solve(build.cholesky(positive(x)), b)), [1, 2]),
  ),
  two("cholesky under the solution of A x = b", given([4, 4], -1, 1), given([4, 1], -1, 1, 2), (x, b) => {
    const factor = build.cholesky(positive(x));
    return build.triangularSolve(factor, solve(factor, b), true);
  }),
  two("cholesky under c' A^-1 b", given([4, 4], -1, 1), given([4, 2], -1, 1, 2), (x, b) => {
    const solved = solve(build.cholesky(positive(x)), b);
    const [left, right] = [0, 1].map((c) => build.slice(solved, [0, c], [4, 1])) as [Node, Node];
    return build.reduce("sum", build.binary("mul", left, right), [0, 1]);
  }),
  two(
    "cholesky under a solve whose elements are weighted",
    given([4, 4], -1, 1),
    given([4, 1], -1, 1, 2),
    (x, b) => build.unary("exp", solve(build.cholesky(positive(x)), b)),
  ),
  one("cholesky under unequal powers of its diagonal", given([4, 4], -1, 1), (x) =>
    build.binary(
      "pow",
      build.diagPart(build.cholesky(positive(x))),
      build.constant(Float64Array.of(1, 2, 3, 4), [4]),
    ),
  ),
  one("cholesky under all of these at once", given([4, 4], -1, 1), (x) => {
    const factor = build.cholesky(positive(x));
    const logs = build.reduce("sum", build.unary("log", build.diagPart(factor)), [0]);
    const column = build.slice(factor, [0, 1], [4, 1]);
    const distance = build.reduce("sum", square(solve(factor, build.fill(0.5, [4, 1]))), [0, 1]);
    return build.binary("add", build.binary("mul", logs, distance), column);
  }),
];

const matrices: readonly GradientCase[] = [
  two("matMul", given([2, 3], -1, 1), given([3, 4], -1, 1, 2), build.matMul),
  two("matMul of a batch with one matrix", given([2, 2, 3], -1, 1), given([3, 2], -1, 1, 2), build.matMul),
  one("cholesky", given([3, 3], -1, 1), (x) => build.cholesky(positive(x))),
  one("cholesky of a batch", given([2, 2, 2], -1, 1), (x) => build.cholesky(positive(x))),
  one(
    "cholesky by the elements of a matrix that is not symmetric, of which it reads the lower triangle",
    given([3, 3], -0.5, 0.5),
    (x) => {
      const row = build.reshape(build.iota(3), [3, 1]);
      const identity = build.cast(build.compare("equal", row, build.iota(3)), "float64");
      return build.cholesky(build.binary("add", x, build.binary("mul", identity, build.scalar(2))));
    },
  ),
  one("choleskyInverse", given([3, 3], 0.5, 2), (x) => build.choleskyInverse(x)),
  one("choleskyInverse of a batch", given([2, 2, 2], 0.5, 2), (x) => build.choleskyInverse(x)),
  one("diagPart", given([3, 3], -1, 1), (x) => build.diagPart(x)),
  one("diagPart of a batch", given([2, 3, 3], -1, 1), (x) => build.diagPart(x)),
  ...structured,
  ...[false, true].flatMap((transpose) => [
    two(`triangularSolve, transpose: ${transpose}`, given([3, 3], 0.5, 2), given([3, 2], -1, 1, 2), (l, b) =>
      build.triangularSolve(l, b, transpose),
    ),
    two(
      `triangularSolve of a batch, transpose: ${transpose}`,
      given([2, 2, 2], 0.5, 2),
      given([2, 1], -1, 1, 2),
      (l, b) => build.triangularSolve(batch(l, 1), b, transpose),
    ),
  ]),
];

export const GRADIENT_CASES: readonly GradientCase[] = [
  ...elementwise,
  ...arrangements,
  ...reductions,
  ...recurrences,
  ...matrices,
  ...LOOP_CASES.map(([title, result]) => two(title, given([4, 2], -1, 1), given([2], -1, 1, 2), result)),
];
