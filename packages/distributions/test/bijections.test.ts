// The laws of the bijections onto every constraint that has one.
import { asTensor, capturing, UnsupportedError, valuesOf } from "@nutmeg-ppl/compiler";
import { describeBijection, expectClose } from "@nutmeg-ppl/testkit";
import type * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import {
  bijectTo,
  Constraint,
  constraints,
  registerBijection,
  type Transform,
  transforms,
} from "../src/index.ts";

const scalars = [0, 0.3, -2, 5, -20];

describeBijection({
  constraint: constraints.real,
  points: scalars,
  outside: [Number.NaN, Number.POSITIVE_INFINITY],
});
describeBijection({ constraint: constraints.positive, points: scalars, outside: [0, -1, Number.NaN] });
describeBijection({ constraint: constraints.nonnegative, points: scalars, outside: [-1e-300, Number.NaN] });
describeBijection({
  constraint: constraints.greaterThan(3),
  points: [0, 0.3, -2, 5],
  outside: [3, 2, Number.NaN],
});
describeBijection({
  constraint: constraints.greaterThanEq(3),
  points: [0, 0.3, -2, 5],
  outside: [2, Number.NaN],
});
describeBijection({
  constraint: constraints.lessThan(-1),
  points: [0, 0.3, -2, 5],
  outside: [-1, 0, Number.NaN],
});
describeBijection({
  constraint: constraints.unitInterval,
  points: scalars.slice(0, 4),
  outside: [-0.1, 1.1, Number.NaN],
});
describeBijection({
  constraint: constraints.interval(-2, 5),
  points: scalars.slice(0, 4),
  outside: [-2.1, 5.1],
});
describeBijection({ constraint: constraints.circular, points: scalars.slice(0, 4), outside: [4, -4] });
describeBijection({
  constraint: constraints.simplex,
  points: [[0], [0, 0, 0], [1, -2, 0.5], [-8, 3]],
  outside: [
    [0.5, 0.6],
    [1.5, -0.5],
  ],
});
describeBijection({
  constraint: constraints.orderedVector,
  points: [[0], [1, -2, 0.5], [-8, 3]],
  outside: [
    [1, 1],
    [2, 1],
  ],
});
describeBijection({
  constraint: constraints.positiveOrderedVector,
  points: [[0], [1, -2, 0.5], [-2, 1]],
  outside: [
    [-1, 1],
    [2, 1],
  ],
});
describeBijection({ constraint: constraints.realVector, points: [[1, -2]], outside: [[Number.NaN, 1]] });
describeBijection({
  constraint: constraints.independent(constraints.positive, 1),
  points: [[1, -2, 0.5]],
  outside: [[1, -1, 2]],
});
describeBijection({
  constraint: constraints.lowerCholesky,
  points: [[0.5, -1, 2, 0.3, 0.2, -0.7]],
  coordinates: [0, 3, 4, 6, 7, 8],
  outside: [
    [
      [1, 1],
      [0, 1],
    ],
    [
      [1, 0],
      [0, 0],
    ],
  ],
});
describeBijection({
  constraint: constraints.positiveDefinite,
  points: [[0.5, -1, 2, 0.3, 0.2, -0.7]],
  coordinates: [0, 3, 4, 6, 7, 8],
  outside: [
    [
      [1, 2],
      [2, 1],
    ],
    [
      [1, 0.5],
      [0, 1],
    ],
  ],
});

describe("stick breaking", () => {
  const { StickBreakingTransform } = transforms;
  const transform = new StickBreakingTransform();

  it("sends zeros to equal pieces", () => {
    const y = capturing(() => transform.call(asTensor([0, 0, 0])));
    expectClose(valuesOf(y), [0.25, 0.25, 0.25, 0.25], { relative: 1e-15 });
  });

  it("gives the numbers of Stan's formula", () => {
    // mpmath 1.4.1, 40 digits: z_k = inv_logit(x_k + log(1 / (K - k))), y_k = rest z_k, and the sum of log z (1 - z) rest
    // (Stan Reference Manual 2.36, "Simplex transform").
    const x = capturing(() => asTensor([0.3, -1.2, 2]));
    const y = capturing(() => transform.call(x));
    const expected = [0.31032244201237047, 0.09026916871088567, 0.5279571577903851, 0.07145123148635879];
    expectClose(valuesOf(y), expected, { relative: 1e-14 });
    expectClose(valuesOf(capturing(() => transform.logAbsDetJacobian(x))), [-6.85258297341167], {
      relative: 1e-14,
    });
  });

  it("stays inside, with a finite Jacobian, where sigmoid rounds to 1", () => {
    const x = capturing(() => asTensor([60, -400, 3]));
    const y = valuesOf(capturing(() => transform.call(x)));
    expect(y.every((piece) => piece > 0)).toBe(true);
    expect(Number.isFinite(valuesOf(capturing(() => transform.logAbsDetJacobian(x)))[0])).toBe(true);
    expectClose(valuesOf(capturing(() => transform.inverse(transform.call(x)))), [60, -400, 3], {
      relative: 1e-12,
    });
  });
});

describe("bijectTo", () => {
  it("says what to do about a discrete set", () => {
    expect(() => bijectTo(constraints.nonnegativeInteger)).toThrow(UnsupportedError);
    expect(() => bijectTo(constraints.boolean)).toThrow(/mapped onto boolean: it is discrete\. Sum it out/);
  });

  it("takes bijections of a user's own constraints, for subclasses too", () => {
    class Even extends Constraint {
      readonly name = "even";
      readonly requirement = "an even thing";
      check(value: tf.Tensor): tf.Tensor {
        return value.equal(value);
      }
      feasibleLike(prototype: tf.Tensor): tf.Tensor {
        return prototype.zerosLike();
      }
    }
    class VeryEven extends Even {}
    expect(() => bijectTo(new Even())).toThrow(
      /none is known for this kind\. Give one with registerBijection/,
    );
    const transform: Transform = new transforms.ExpTransform();
    registerBijection(Even, () => transform);
    expect(bijectTo(new VeryEven())).toBe(transform);
  });

  it("follows bounds that are tensors", () => {
    const { y, ok } = capturing(() => {
      const between = constraints.interval([0, 10], [1, 20]);
      const image = bijectTo(between).call(asTensor([0, 0]));
      return { y: image, ok: between.check(image) };
    });
    expect([...valuesOf(y)]).toEqual([0.5, 15]);
    expect([...valuesOf(ok)]).toEqual([1, 1]);
  });
});

describe("other transforms", () => {
  const {
    AffineTransform,
    CholeskyTransform,
    ComposeTransform,
    InverseTransform,
    PowerTransform,
    SoftplusTransform,
  } = transforms;

  it.each([
    ["softplus", new SoftplusTransform(), [-30, -2, 0.5, 40]],
    ["power", new PowerTransform(-1.5), [0.1, 1, 7]],
    ["affine", new AffineTransform(1, -2), [-3, 0, 5]],
    ["composed", new ComposeTransform([new SoftplusTransform(), new PowerTransform(2)]), [-2, 0.5, 3]],
    ["inverse", new InverseTransform(new SoftplusTransform()), [0.1, 1, 7]],
  ] as const)("%s is undone by its inverse and has its derivative", (_, transform, points) => {
    for (const point of points) {
      const h = 1e-5 * Math.abs(point || 1);
      const [y, back, logDet, above, below] = capturing(() => {
        const x = asTensor(point);
        const image = transform.call(x);
        return [
          image,
          transform.inverse(image),
          transform.logAbsDetJacobian(x, image),
          transform.call(asTensor(point + h)),
          transform.call(asTensor(point - h)),
        ].map((t) => valuesOf(t)[0] as number);
      }) as [number, number, number, number, number];
      const derivative = (above - below) / (2 * h);
      expectClose([back], [point], { relative: 1e-9 }, `${point} and back, by ${y}`);
      expectClose([logDet], [Math.log(Math.abs(derivative))], { relative: 1e-6, absolute: 1e-6 });
      const sign = transform.sign;
      const expected = typeof sign === "number" ? sign : valuesOf(sign as tf.Tensor)[0];
      expect(Math.sign(derivative)).toBe(expected);
    }
  });

  it("maps half lines and intervals to where an affine function takes them", () => {
    const names = [
      new AffineTransform(1, 2, constraints.positive),
      new AffineTransform(1, -2, constraints.positive),
      new AffineTransform(1, -2, constraints.lessThan(3)),
      new AffineTransform(1, -2, constraints.unitInterval),
    ].map((transform) => transform.codomain.name);
    expect(names).toEqual(["greaterThan(1)", "lessThan(1)", "greaterThan(-5)", "interval(-1, 1)"]);
    expect(() => new AffineTransform(0, 1, constraints.simplex).codomain).toThrow(
      /must be real, a half line or an interval, not simplex/,
    );
  });

  it("refuses an empty composition and a vector that fills no triangle", () => {
    expect(() => new ComposeTransform([])).toThrow(/the list is empty/);
    const cholesky = bijectTo(constraints.lowerCholesky);
    expect(() => cholesky.forwardShape([5])).toThrow(/a vector of 5 entries fills no triangle/);
    expect(new CholeskyTransform().domain).toBe(constraints.positiveDefinite);
  });
});
