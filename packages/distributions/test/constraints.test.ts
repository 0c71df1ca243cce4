// The two ways to check a number against a constraint, and how bounds are shown.
import { asTensor, parameterTensor, valuesOf } from "@nutmeg-ppl/compiler";
import { describe, expect, it } from "vitest";
import { type Constraint, constraints } from "../src/index.ts";

const numbers = [
  -Infinity,
  -3.5,
  -3,
  -1,
  -1e-300,
  -0,
  0,
  1e-300,
  0.5,
  1,
  1.5,
  2,
  3,
  3.5,
  7,
  1e300,
  Infinity,
  Number.NaN,
];

const plain: readonly Constraint[] = [
  constraints.real,
  constraints.positive,
  constraints.nonnegative,
  constraints.unitInterval,
  constraints.circular,
  constraints.interval(-3, 2),
  constraints.greaterThan(1),
  constraints.greaterThanEq(1),
  constraints.lessThan(3),
  constraints.boolean,
  constraints.nonnegativeInteger,
  constraints.positiveInteger,
  constraints.integerInterval(-1, 3),
];

describe("constraints on numbers", () => {
  it.each(plain.map((constraint) => [constraint.name, constraint] as const))(
    "%s is checked alike number by number and as a tensor",
    (_, constraint) => {
      const { accepts } = constraint;
      expect(accepts).toBeDefined();
      expect(numbers.map((x) => Number(accepts?.(x)))).toEqual([...valuesOf(constraint.check(numbers))]);
      expect(numbers.filter((x) => accepts?.(x))).not.toEqual([]);
      const feasible = constraint.feasibleLike(asTensor([5, 6]));
      expect([...valuesOf(constraint.check(feasible))]).toEqual([1, 1]);
    },
  );

  it("have tensors as bounds, which broadcast with values", () => {
    const between = constraints.interval([0, 10], [[1], [20]]);
    expect(between.accepts).toBeUndefined();
    expect(between.batchShape).toEqual([2, 2]);
    expect([...valuesOf(between.check(15))]).toEqual([0, 0, 1, 1]);
    expect([...valuesOf(constraints.integerInterval(0, [1, 3]).check(2))]).toEqual([0, 1]);
  });

  it("name their bounds", () => {
    const names = [
      constraints.greaterThan(2.5),
      constraints.greaterThan([2.5]),
      constraints.lessThan([1, 2]),
      constraints.greaterThanEq(parameterTensor("a", [])),
      constraints.independent(constraints.positive, 2),
    ].map(({ name }) => name);
    expect(names).toEqual([
      "greaterThan(2.5)",
      "greaterThan(2.5)",
      "lessThan(a bound of shape [2])",
      "greaterThanEq(a parameter)",
      "independent(positive, 2)",
    ]);
  });
});

describe("constraints on arrays", () => {
  it("lose their event axes when they are checked", () => {
    const rows = [
      [0.5, 0.5],
      [0.7, 0.5],
    ];
    expect([...valuesOf(constraints.simplex.check([rows, rows]))]).toEqual([1, 0, 1, 0]);
    expect([...valuesOf(constraints.independent(constraints.unitInterval, 2).check(rows))]).toEqual([1]);
    expect(constraints.independent(constraints.simplex, 1).eventDim).toBe(2);
    expect(constraints.independent(constraints.boolean, 1).isDiscrete).toBe(true);
  });
});
