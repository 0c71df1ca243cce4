// Random densities of rows that belong to groups, as hierarchical models have, and groupings of all kinds. Not a test.
import fc from "fast-check";
import * as build from "../../src/program/build.ts";
import type { Node } from "../../src/program/node.ts";
import { printProgram } from "../../src/program/print.ts";
import { makeProgram, type Program } from "../../src/program/program.ts";
import { generator, randomValues } from "./valuePool.ts";

const { binary, gather, parameter, reduce, reshape, scalar, transpose, unary } = build;

export interface GroupedProgram {
  /** Has the scalar output "value". */
  readonly program: Program;
  readonly parameters: Record<string, Float64Array>;
  /** Other rows in other groups. */
  readonly otherData: Record<string, Float64Array>;
  /** How fast-check prints a counterexample. */
  readonly [fc.toStringMethod]: () => string;
}

/** The group of each of so many rows: all kinds of sizes. */
const GROUPINGS: readonly ((rows: number, groups: number, seed: number) => Float64Array)[] = [
  (rows, groups, seed) => randomValues(seed, rows, groups),
  (rows, groups, seed) => randomValues(seed, rows, groups).sort(),
  // The same size for all, or nearly.
  (rows, groups) => Float64Array.from({ length: rows }, (_, row) => row % groups),
  // One huge group, and a few rows elsewhere.
  (rows, groups, seed) => randomValues(seed, rows, 3 * groups).map((group) => (group < groups ? group : 0)),
  // Most groups are empty.
  (rows, groups, seed) => randomValues(seed, rows, 2).map((last) => last * (groups - 1)),
];

/** Terms of one row, given its predictor and its outcome; the later ones so dear that rounds are short. */
const TERMS: readonly ((eta: Node, y: Node) => Node)[] = [
  (eta, y) => binary("sub", binary("mul", y, eta), unary("exp", binary("mul", eta, scalar(0.3)))),
  (eta, y) => binary("mul", binary("sub", y, eta), binary("sub", y, eta)),
  (eta, y) =>
    build.select(build.compare("greater", y, scalar(0)), unary("softplus", eta), binary("mul", eta, y)),
  (eta, y) =>
    binary("add", unary("sin", unary("tanh", eta)), unary("expm1", unary("sigmoid", binary("mul", y, eta)))),
  (eta, y) => unary("lgamma", binary("add", unary("exp", unary("tanh", eta)), unary("exp", unary("sin", y)))),
];

/** From the terms of all rows to one number; the last two in several loops over the rows. */
const TOTALS: readonly ((terms: Node, groups: Node, count: number) => Node)[] = [
  (terms) => reduce("sum", terms, [0]),
  (terms, groups, count) => reduce("sum", unary("tanh", build.scatterAdd(terms, groups, 0, [count])), [0]),
  (terms) => reduce("logSumExp", terms, [0]),
  (terms) => reduce("sum", unary("abs", binary("sub", terms, reduce("max", terms, [0]))), [0]),
];

interface Choice {
  readonly rows: number;
  readonly groups: number;
  readonly outer: number;
  readonly columns: number;
  readonly term: number;
  readonly total: number;
  readonly groupings: readonly [number, number];
  readonly isColumn: boolean;
  readonly seed: number;
}

function bind({ rows, groups, outer, columns, seed }: Choice, grouping: number, offset: number) {
  const make = GROUPINGS[grouping] as (typeof GROUPINGS)[number];
  return {
    g: make(rows, groups, seed + offset),
    h: make(rows, outer, seed + offset + 1),
    x: randomValues(seed + offset + 2, rows * columns),
    y: randomValues(seed + offset + 3, rows),
  };
}

/** Intercepts and slopes by group, intercepts by another grouping, and common slopes. */
function predictor(
  { rows, groups, outer, columns, isColumn }: Choice,
  data: ReturnType<typeof bind>,
  g: Node,
): Node {
  const h = build.data("h", data.h, [rows], "int32");
  const x = isColumn
    ? transpose(build.data("x", data.x, [columns, rows]), [1, 0])
    : build.data("x", data.x, [rows, columns]);
  const intercept = gather(unary("tanh", parameter("intercept", [groups])), g, 0);
  const slopes = gather(parameter("slopes", [groups, columns]), g, 0);
  const common = build.broadcast(reshape(parameter("common", [columns]), [1, columns]), [rows, columns]);
  const byColumn = reduce("sum", binary("mul", x, binary("add", slopes, common)), [1]);
  return [gather(parameter("outer", [outer]), h, 0), byColumn].reduce(
    (sum, part) => binary("add", sum, part),
    intercept,
  );
}

function assemble(choice: Choice): GroupedProgram {
  const { rows, groups, outer, columns, groupings, seed } = choice;
  const data = bind(choice, groupings[0], 0);
  const given = build.data("g", data.g, choice.isColumn ? [rows, 1] : [rows], "int32");
  const g = reshape(given, [rows]);
  const eta = predictor(choice, data, g);
  const terms = (TERMS[choice.term] as (typeof TERMS)[number])(eta, build.data("y", data.y, [rows]));
  const value = (TOTALS[choice.total] as (typeof TOTALS)[number])(terms, g, groups);
  const program = makeProgram([["value", value]]);
  const next = generator(seed);
  const values = (size: number) => randomValues(Math.floor(next() * 1e9), size);
  return {
    program,
    parameters: {
      intercept: values(groups),
      slopes: values(groups * columns),
      common: values(columns),
      outer: values(outer),
    },
    otherData: bind(choice, groupings[1], 100),
    [fc.toStringMethod]: () => `${JSON.stringify(choice)}\n${printProgram(program)}`,
  };
}

export const randomGroups: fc.Arbitrary<GroupedProgram> = fc
  .record({
    rows: fc.integer({ min: 17, max: 230 }),
    groups: fc.integer({ min: 1, max: 24 }),
    outer: fc.integer({ min: 1, max: 24 }),
    columns: fc.constantFrom(1, 2, 3, 9),
    term: fc.nat(TERMS.length - 1),
    total: fc.nat(TOTALS.length - 1),
    groupings: fc.tuple(fc.nat(GROUPINGS.length - 1), fc.nat(GROUPINGS.length - 1)),
    isColumn: fc.boolean(),
    seed: fc.nat(1e6),
  })
  .map(assemble);
