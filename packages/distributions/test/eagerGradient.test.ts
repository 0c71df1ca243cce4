// Gradients of log densities against tfjs's own: textbook densities in plain tfjs ops, differentiated eagerly by the union
// package on its cpu backend, in float32. What needs lgamma is left out of a density, and its arguments are not compared.
// One file, because the union package takes two seconds to load.
import { valuesOf } from "@nutmeg-ppl/compiler";
import {
  densityProgram,
  expectClose,
  flat,
  type Nested,
  type Parameters,
  type ReferenceCase,
  type ReferencePoint,
  readReference,
} from "@nutmeg-ppl/testkit";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  Bernoulli,
  Beta,
  Binomial,
  Categorical,
  Cauchy,
  Dirichlet,
  type Distribution,
  Exponential,
  Gamma,
  HalfCauchy,
  HalfNormal,
  InverseGamma,
  Laplace,
  LogNormal,
  MixtureSameFamily,
  Normal,
  Poisson,
  type ProbsOrLogits,
  StudentT,
  Uniform,
} from "../src/index.ts";

type Arguments = Readonly<Record<string, tf.Tensor>>;

interface EagerRow {
  readonly create: (parameters: Parameters) => Distribution;
  /** The log density up to terms that none of `by` enters. */
  readonly density: (args: Arguments) => tf.Tensor;
  /** What the density is differentiated by. */
  readonly by: readonly string[];
}

const get = (args: Arguments, name: string): tf.Tensor => args[name] as tf.Tensor;
const z = (args: Arguments): tf.Tensor => get(args, "value").sub(get(args, "loc")).div(get(args, "scale"));
const normal = (args: Arguments): tf.Tensor => z(args).square().mul(-0.5).sub(get(args, "scale").log());
const zero = (): tf.Tensor => tf.scalar(0);

const rows: Readonly<Record<string, EagerRow>> = {
  normal: {
    create: ({ loc, scale }) => new Normal(loc, scale),
    density: normal,
    by: ["value", "loc", "scale"],
  },
  halfNormal: {
    create: ({ scale }) => new HalfNormal(scale),
    density: (args) => normal({ ...args, loc: zero() }),
    by: ["value", "scale"],
  },
  logNormal: {
    create: ({ loc, scale }) => new LogNormal(loc, scale),
    density: (args) => {
      const logValue = get(args, "value").log();
      return normal({ ...args, value: logValue }).sub(logValue);
    },
    by: ["value", "loc", "scale"],
  },
  cauchy: {
    create: ({ loc, scale }) => new Cauchy(loc, scale),
    density: (args) => z(args).square().add(1).log().add(get(args, "scale").log()).neg(),
    by: ["value", "loc", "scale"],
  },
  halfCauchy: {
    create: ({ scale }) => new HalfCauchy(scale),
    density: (args) =>
      z({ ...args, loc: zero() })
        .square()
        .add(1)
        .log()
        .add(get(args, "scale").log())
        .neg(),
    by: ["value", "scale"],
  },
  laplace: {
    create: ({ loc, scale }) => new Laplace(loc, scale),
    density: (args) => z(args).abs().add(get(args, "scale").log()).neg(),
    by: ["value", "loc", "scale"],
  },
  uniform: {
    create: ({ low, high }) => new Uniform(low, high),
    density: (args) => get(args, "high").sub(get(args, "low")).log().neg(),
    by: ["low", "high"],
  },
  exponential: {
    create: ({ rate }) => new Exponential(rate),
    density: (args) =>
      get(args, "rate")
        .log()
        .sub(get(args, "rate").mul(get(args, "value"))),
    by: ["value", "rate"],
  },
  studentT: {
    create: ({ df, loc, scale }) => new StudentT(df ?? 1, loc, scale),
    density: (args) => {
      const df = get(args, "df");
      const kernel = z(args).square().div(df).log1p().mul(df.add(1)).mul(-0.5);
      return kernel.sub(get(args, "scale").log());
    },
    by: ["value", "loc", "scale"],
  },
  gamma: {
    create: ({ concentration, rate }) => new Gamma(concentration ?? 1, rate),
    density: (args) => {
      const [a, b, x] = ["concentration", "rate", "value"].map((name) => get(args, name)) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      return a.mul(b.log()).add(a.sub(1).mul(x.log())).sub(b.mul(x));
    },
    by: ["value", "rate"],
  },
  inverseGamma: {
    create: ({ concentration, rate }) => new InverseGamma(concentration ?? 1, rate),
    density: (args) => {
      const [a, b, x] = ["concentration", "rate", "value"].map((name) => get(args, name)) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      return a.mul(b.log()).sub(a.add(1).mul(x.log())).sub(b.div(x));
    },
    by: ["value", "rate"],
  },
  beta: {
    create: ({ concentration1, concentration0 }) => new Beta(concentration1 ?? 1, concentration0 ?? 1),
    density: (args) => {
      const x = get(args, "value");
      const ones = get(args, "concentration1").sub(1).mul(x.log());
      return ones.add(get(args, "concentration0").sub(1).mul(tf.sub(1, x).log()));
    },
    by: ["value"],
  },
  dirichlet: {
    create: ({ concentration }) => new Dirichlet(concentration ?? [1, 1]),
    density: (args) => get(args, "concentration").sub(1).mul(get(args, "value").log()).sum(),
    by: ["value"],
  },
  bernoulli: {
    create: (chance) => new Bernoulli(chance as unknown as ProbsOrLogits),
    density: (args) => {
      const [k, p] = [get(args, "value"), get(args, "probs")];
      return k.mul(p.log()).add(tf.sub(1, k).mul(tf.sub(1, p).log()));
    },
    by: ["probs"],
  },
  binomial: {
    create: ({ totalCount, ...chance }) => new Binomial(totalCount ?? 1, chance as unknown as ProbsOrLogits),
    density: (args) => {
      const [k, n, p] = ["value", "totalCount", "probs"].map((name) => get(args, name)) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      return k.mul(p.log()).add(n.sub(k).mul(tf.sub(1, p).log()));
    },
    by: ["probs"],
  },
  categorical: {
    create: (chances) => new Categorical(chances as unknown as ProbsOrLogits),
    density: (args) => {
      const probs = get(args, "probs");
      return probs
        .log()
        .mul(tf.oneHot(get(args, "value").toInt(), probs.size))
        .sum();
    },
    by: ["probs"],
  },
  poisson: {
    create: ({ rate }) => new Poisson(rate ?? 1),
    density: (args) => get(args, "value").mul(get(args, "rate").log()).sub(get(args, "rate")),
    by: ["rate"],
  },
  mixtureSameFamily: {
    create: ({ weights, loc, scale }) =>
      new MixtureSameFamily(new Categorical({ probs: weights ?? [1] }), new Normal(loc, scale)),
    density: (args) => get(args, "weights").log().add(normal(args)).logSumExp(),
    by: ["value", "weights", "loc", "scale"],
  },
};

/** tfjs's gradient of a density at a reference point, by name. */
function eagerGradient({ density, by }: EagerRow, { parameters }: ReferenceCase, { value }: ReferencePoint) {
  const all: Readonly<Record<string, Nested>> = { ...parameters, value };
  const names = Object.keys(all);
  const tensors = names.map((name) => tf.tensor(all[name] as number[], undefined, "float32"));
  const gradients = tf.grads((...given: tf.Tensor[]) => {
    const args = Object.fromEntries(names.map((name, i) => [name, given[i] as tf.Tensor]));
    // Every argument must be reached, also those that are not compared.
    const touched = given.reduce((sum, x) => sum.add(x.sum().mul(0)), tf.scalar(0));
    return density(args).sum().add(touched);
  })(tensors);
  return new Map(by.map((name) => [name, gradients[names.indexOf(name)]?.dataSync() ?? []]));
}

/** Whether float32 holds the arguments, and squares and differences of them, well enough to compare. */
function suitsFloat32({ parameters }: ReferenceCase, { value }: ReferencePoint): boolean {
  const numbers = [...Object.values(parameters), value].flatMap(flat);
  const isHeld = (x: number): boolean =>
    x === 0 || x === 1 || (Math.abs(x) > 1e-3 && Math.abs(x) < 1e3 && Math.fround(x) !== 1);
  const cancels = (x: number, y: number): boolean => x !== y && Math.abs(x - y) < 1e-3 * Math.abs(x);
  return numbers.every((x) => isHeld(x) && !numbers.some((y) => cancels(x, y)));
}

function compareGradients(
  ours: Readonly<Record<string, Float64Array>>,
  theirs: ReadonlyMap<string, ArrayLike<number>>,
  point: ReferencePoint,
): void {
  for (const [argument, expected] of theirs) {
    const size = Math.max(...flat(point.gradient[argument] ?? 0).map(Math.abs));
    const tolerance = { relative: 1e-4, absolute: 1e-5 * (1 + size) };
    expectClose(ours[argument] ?? [], expected, tolerance, `d ${argument} at ${JSON.stringify(point.value)}`);
  }
}

describe("gradients, beside tfjs's union package", () => {
  beforeAll(async () => {
    await tf.setBackend("cpu");
    await tf.ready();
  });

  it.each(Object.entries(rows))("%s has the gradient that tfjs computes eagerly", (name, row) => {
    let compared = 0;
    for (const reference of readReference(name, import.meta.url).cases) {
      if (!row.by.every((argument) => argument in (reference.points[0]?.gradient ?? {}))) continue;
      const program = densityProgram(row, reference);
      for (const point of reference.points.filter((candidate) => suitsFloat32(reference, candidate))) {
        compareGradients(program.gradient(point), eagerGradient(row, reference, point), point);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(1);
    expect(tf.getBackend()).toBe("cpu");
  });

  it.each(Object.entries(rows))(
    "%s keeps float64 though tfjs's own chained methods are installed",
    (name, { create }) => {
      for (const { parameters, points } of readReference(name, import.meta.url).cases) {
        const distribution = create(parameters);
        const actual = points.map(({ value }) => valuesOf(distribution.logProb(value))[0] as number);
        expectClose(
          actual,
          points.map(({ logProb }) => logProb),
          { relative: 1e-10 },
          JSON.stringify(parameters),
        );
      }
    },
  );
});
