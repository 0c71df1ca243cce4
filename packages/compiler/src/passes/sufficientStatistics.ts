// Pass: a sum over rows of data of squares of a linear form of the parameters becomes a small expression in statistics of
// the data, which are computed when data are bound. Sums of squares are never expanded, which would cancel: the columns
// are rotated (QR), so that |A w|^2 = |R w|^2 with R'R = A'A, and effects of groups are compared with group means.
import { square } from "../program/arithmetic.ts";
import {
  binary,
  broadcast,
  cast,
  fill,
  gather,
  matMul,
  qrFactor,
  reduce,
  reshape,
  scalar,
  scatterAdd,
  unary,
} from "../program/build.ts";
import { BINDING, isOp, type Node } from "../program/node.ts";
import { type Program, rewrite } from "../program/program.ts";
import { sizeOf } from "../program/shape.ts";
import { constantValue } from "./constants.ts";
import {
  type Columns,
  type GroupEffect,
  indicatorColumns,
  isUniform,
  joinColumns,
  type LinearForm,
  linearForm,
  stripFactor,
  uniformValue,
} from "./linearForm.ts";
import { rebuild } from "./rebuild.ts";

/** Fewer rows than this are summed as they are. */
const FEWEST_ROWS = 32;
/** Effects of a second grouping become columns when its groups are at most this many. */
const MOST_INDICATORS = 64;

function total(x: Node): Node {
  return reduce("sum", x, [...x.shape.keys()]);
}

/** |A w|^2 from the triangular factor of A. */
function rotated(data: Node, weights: Node): Node {
  const m = data.shape[1] as number;
  return total(square(matMul(qrFactor(data), reshape(weights, [m, 1]))));
}

/** Within groups columns vary around their means; the means and the effects of groups meet once a group. */
function grouped({ effects, groups }: GroupEffect, { data, weights }: Columns): Node {
  const [rows, m] = data.shape as [number, number];
  const count = effects.shape[0] as number;
  const sizes = scatterAdd(fill(1, [rows]), groups, 0, [count]);
  const sums = scatterAdd(data, groups, 0, [count, m]);
  const divisors = binary("maximum", sizes, fill(1, [count]));
  const means = binary("div", sums, broadcast(reshape(divisors, [count, 1]), [count, m]));
  const within = binary("sub", data, gather(means, groups, 0));
  const between = reshape(matMul(means, reshape(weights, [m, 1])), [count]);
  return binary(
    "add",
    total(binary("mul", sizes, square(binary("add", effects, between)))),
    rotated(within, weights),
  );
}

/** The sum of squares of a form over its rows, when statistics make it cheaper. */
function sumOfSquares({ columns, groups }: LinearForm, rows: number): Node | undefined {
  const byCount = [...groups].sort((a, b) => (b.effects.shape[0] as number) - (a.effects.shape[0] as number));
  const [largest, ...others] = byCount;
  if (others.some(({ effects }) => (effects.shape[0] as number) > MOST_INDICATORS)) return undefined;
  const all = [...columns, ...others.map(indicatorColumns)];
  if (all.length === 0) return undefined;
  const joined = joinColumns(all, rows);
  const m = joined.data.shape[1] as number;
  const count = largest?.effects.shape[0] ?? 0;
  if (rows < FEWEST_ROWS || m * m + 2 * count * m > rows * m) return undefined;
  return largest ? grouped(largest, joined) : rotated(joined.data, joined.weights);
}

/** Terms of a sum, each with the number that it is multiplied by. */
interface Term {
  readonly factor: Node;
  readonly node: Node;
}

function termsOf(node: Node, factor: Node): Term[] {
  const [a, b] = node.inputs as [Node, Node];
  const { factor: own, rest } = stripFactor(node);
  if (rest !== node) return termsOf(rest, binary("mul", factor, own));
  if (isOp(node, "add")) return [...termsOf(a, factor), ...termsOf(b, factor)];
  if (isOp(node, "sub")) return [...termsOf(a, factor), ...termsOf(b, unary("neg", factor))];
  if (isOp(node, "reshape") && a.binding === BINDING.parameter) return termsOf(a, factor);
  return [{ factor, node }];
}

/** What is squared. */
function rootOf(node: Node): Node | undefined {
  const [a, b] = node.inputs as [Node, Node];
  if (isOp(node, "mul") && a === b) return a;
  return isOp(node, "pow") && constantValue(b) === 2 ? a : undefined;
}

function statisticOf(node: Node): Node | undefined {
  const root = node.binding === BINDING.parameter && !isUniform(node) ? rootOf(node) : undefined;
  if (!root) return undefined;
  const { factor, rest } = stripFactor(root);
  const form = linearForm(rest);
  const sum = form && sumOfSquares(form, sizeOf(rest.shape));
  return sum && binary("mul", square(factor), sum);
}

/** The sum over all elements of one term. */
function sumOf({ factor, node }: Term): Node {
  if (!isUniform(node)) return binary("mul", factor, total(cast(node, "float64")));
  return binary(
    "mul",
    binary("mul", factor, scalar(sizeOf(node.shape))),
    uniformValue(cast(node, "float64")),
  );
}

function replaceSum(node: Node): Node {
  if (
    !isOp(node, "sum") ||
    node.shape.length > 0 ||
    node.binding !== BINDING.parameter ||
    node.dtype !== "float64"
  )
    return node;
  const terms = termsOf(node.inputs[0] as Node, scalar(1));
  const statistics = new Map(terms.map((term) => [term, statisticOf(term.node)]));
  if (![...statistics.values()].some(Boolean)) return node;
  const parts = terms.map((term) => {
    const statistic = statistics.get(term);
    return statistic ? binary("mul", term.factor, statistic) : sumOf(term);
  });
  return parts.reduce((a, b) => binary("add", a, b));
}

export function sufficientStatistics(program: Program): Program {
  return rewrite(program, replaceSum, rebuild);
}
