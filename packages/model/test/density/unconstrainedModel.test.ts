// The unconstrained log density: against NumPyro, by integration, and with gradients against finite differences.
import { gradientName, interpret, valueAndGradient } from "@nutmeg-ppl/compiler";
import {
  Bernoulli,
  Categorical,
  Delta,
  Dirichlet,
  Exponential,
  Normal,
  Uniform,
} from "@nutmeg-ppl/distributions";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import {
  bindings,
  block,
  deterministic,
  formatSiteRows,
  type Model,
  mask,
  param,
  plate,
  sample,
  scale,
  seed,
  siteRows,
  trace,
  type UnconstrainedModel,
  unconstrain,
  unconstrainedModel,
} from "../../src/index.ts";
import { assorted, dynamicSupport, eightSchools, flagship, mixture, schools, truth } from "./models.ts";

function densityAt(model: UnconstrainedModel, position: Float64Array): number {
  return interpret(model.program, bindings(model, position))["logDensity"]?.[0] as number;
}

function gradientAt(model: UnconstrainedModel, position: Float64Array): Float64Array {
  const found = interpret(valueAndGradient(model.program, "logDensity"), bindings(model, position));
  return Float64Array.from(
    model.sites.flatMap((site) => [...(found[gradientName(site.name)] as Float64Array)]),
  );
}

/** Fourth-order central differences. */
function differencesAt(model: UnconstrainedModel, position: Float64Array): Float64Array {
  return position.map((x, i) => {
    const h = 1e-3 * Math.max(1, Math.abs(x));
    const at = (step: number): number => densityAt(model, position.with(i, x + step * h));
    return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h);
  });
}

function expectClose(
  found: ArrayLike<number> | undefined,
  expected: ArrayLike<number>,
  digits: number,
): void {
  expect(found?.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(found?.[i]).toBeCloseTo(expected[i]!, digits);
}

function place(model: UnconstrainedModel, values: Record<string, number[]>): Float64Array {
  return Float64Array.from(model.sites.flatMap((site) => values[site.name] ?? []));
}

describe("the unconstrained log density", () => {
  // -numpyro.infer.util.potential_energy(model, (), {}, params) in float64 (NumPyro 0.21.0), and constrain_fn.
  it("of eight schools is NumPyro's", () => {
    const model = unconstrainedModel(eightSchools, schools);
    const position = place(model, { mu: [4], tau: [1.1], theta: [10, 7, 2, 5, 3, 4, 9, 8] });
    expect(densityAt(model, position)).toBeCloseTo(-54.04277891327128, 12);
  });

  it("with a support that depends on another site is NumPyro's", () => {
    const model = unconstrainedModel(dynamicSupport, undefined);
    expect(densityAt(model, Float64Array.of(0.7, -0.4))).toBeCloseTo(-5.59415632897757, 13);
    expect(densityAt(model, Float64Array.of(-1.3, 2.2))).toBeCloseTo(-6.709480434448487, 13);
    const constrained = interpret(model.constrain, bindings(model, Float64Array.of(0.7, -0.4)));
    expect(constrained["b"]?.[0]).toBeCloseTo(1.30524936, 8);
  });

  it("with a simplex, a scale, a mask and a factor is NumPyro's", () => {
    const model = unconstrainedModel(assorted, undefined);
    const position = place(model, { w: [0.3, -0.8], s: [0.2, -0.5], u: [0.6] });
    expect(densityAt(model, position)).toBeCloseTo(-10.774688372306901, 13);
    const constrained = interpret(model.constrain, bindings(model, position));
    const expected = {
      w: [0.4029599111828766, 0.18509766332314503, 0.4119424254939784],
      s: [1.2214027581601699, 0.6065306597126334],
      u: [0.6456563062257954],
    };
    for (const [name, values] of Object.entries(expected)) {
      expectClose(constrained[name], values, 14);
    }
  });

  it("of the flagship at the truth is NumPyro's, with its gradient", () => {
    const model = unconstrainedModel(mixture, { k: 3, x: Float64Array.from(flagship.x) });
    const position = unconstrain(model, truth);
    expect(densityAt(model, position) / -4152.744175416939).toBeCloseTo(1, 13);
    // jax.grad(potential_energy) at unconstrain_fn(truth), negated, in float64 (NumPyro 0.21.0, JAX 0.10.2)
    const expected = place(model, {
      prob_cluster: [33.861686079530834, -29.01513284126421],
      loc: [-22.044273336445638, -7.120134834943972, -5.4022400973074065],
      scale: [-13.547114402759673, 25.59502262660319, 7.802764768651436],
    });
    expectClose(gradientAt(model, position), expected, 9);
  });

  it.each([
    ["eight schools", eightSchools as Model<never>, schools, [4, 1.1, 10, 7, 2, 5, 3, 4, 9, 8]],
    ["a support that depends on another site", dynamicSupport as Model<never>, undefined, [0.7, -0.4]],
    ["assorted sites", assorted as Model<never>, undefined, [0.3, -0.8, 0.2, -0.5, 0.6]],
  ])("of %s has the gradient that finite differences find", (_, fn, args, at) => {
    const model = unconstrainedModel(fn, args as never);
    const position = Float64Array.from(at);
    const expected = differencesAt(model, position);
    gradientAt(model, position).forEach((slope, i) => {
      expect(Math.abs(slope - expected[i]!)).toBeLessThan(1e-8 * (1 + Math.abs(expected[i]!)));
    });
  });

  it("integrates to what the constrained density integrates to, scaled or masked too", () => {
    const rate1 = () => sample("x", new Exponential(1));
    const integral = (fn: () => unknown): number => {
      const model = unconstrainedModel(fn, undefined);
      let sum = 0;
      for (let u = -40; u <= 6; u += 0.01) sum += 0.01 * Math.exp(densityAt(model, Float64Array.of(u)));
      return sum;
    };
    expect(integral(rate1)).toBeCloseTo(1, 10);
    // Of exp(-x)^2.5: 0.4. Were the Jacobian scaled as well, it would be Gamma(2.5) / 2.5^2.5 = 0.135.
    expect(integral(scale(rate1, 2.5))).toBeCloseTo(0.4, 10);
    // A masked Uniform(0, 3) is flat on (0, 3).
    const uniform = () => sample("x", new Uniform(0, 3));
    const model = unconstrainedModel(mask(uniform, false), undefined);
    let sum = 0;
    for (let u = -40; u <= 40; u += 0.01) sum += 0.01 * Math.exp(densityAt(model, Float64Array.of(u)));
    expect(sum).toBeCloseTo(3, 8);
  });
});

describe("the unconstrained model", () => {
  it("lays its latent sites out in the model's order", () => {
    const model = unconstrainedModel(mixture, { k: 3, x: [1, 2] });
    expect(
      model.sites.map(({ name, shape, unconstrainedShape, offset, size }) => [
        name,
        shape,
        unconstrainedShape,
        offset,
        size,
      ]),
    ).toEqual([
      ["prob_cluster", [3], [2], 0, 2],
      ["loc", [3], [3], 2, 3],
      ["scale", [3], [3], 5, 3],
    ]);
    expect([model.dimension, model.observed, [...model.data.keys()]]).toEqual([8, ["x"], ["data.x"]]);
  });

  it("constrains sites and deterministics, with their shapes", () => {
    const model = unconstrainedModel(eightSchools, schools);
    expect(model.constrained).toEqual([
      { name: "mu", kind: "sample", shape: [] },
      { name: "tau", kind: "sample", shape: [] },
      { name: "theta", kind: "sample", shape: [8] },
      { name: "effect", kind: "deterministic", shape: [8] },
    ]);
    const position = place(model, { mu: [4], tau: [1], theta: [10, 7, 2, 5, 3, 4, 9, 8] });
    const found = interpret(model.constrain, bindings(model, position));
    expect([...(found["effect"] as Float64Array)]).toEqual([6, 3, -2, 1, -1, 0, 5, 4]);
    expect(found["tau"]?.[0]).toBeCloseTo(Math.E, 14);
  });

  it("is inverted by unconstrain", () => {
    for (const [fn, at] of [
      [assorted, [0.3, -0.8, 0.2, -0.5, 0.6]],
      [dynamicSupport, [0.7, -0.4]],
    ] as const) {
      const model = unconstrainedModel(fn, undefined);
      const values = interpret(model.constrain, bindings(model, Float64Array.from(at)));
      const shaped = Object.fromEntries(
        model.sites.map(({ name, shape }) => [name, shape.length ? values[name]! : values[name]![0]!]),
      );
      expectClose(unconstrain(model, shaped), at, 12);
    }
  });

  it("reads new data of the same shape", () => {
    const model = unconstrainedModel(mixture, { k: 3, x: [1, 2] });
    const other = unconstrainedModel(mixture, { k: 3, x: [0.5, 7] });
    const position = Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8);
    const rebound = interpret(model.program, { ...bindings(model, position), "data.x": [0.5, 7] });
    expect(rebound["logDensity"]?.[0]).toBe(densityAt(other, position));
  });

  it("takes parameters at their initial values, random ones with a key", () => {
    const fn = () =>
      sample(
        "x",
        new Normal(
          param("m", (key) => new Normal(0, 1).sample(key)),
          1,
        ),
      );
    expect(unconstrainedModel(fn, undefined, { key: 0 }).dimension).toBe(1);
    expect(() => unconstrainedModel(fn, undefined)).toThrow("there is none");
  });

  it("handles a sample shape, events and batch dimensions of a site", () => {
    const model = unconstrainedModel(() => {
      sample("s", new Normal(0, 1), { sampleShape: [2] });
      plate("p", 4, () => sample("d", new Dirichlet([1, 1, 1])));
    }, undefined);
    expect(model.sites.map(({ shape, unconstrainedShape }) => [shape, unconstrainedShape])).toEqual([
      [[2], [2]],
      [
        [4, 3],
        [4, 2],
      ],
    ]);
    // Zeros go to (1/3, 1/3, 1/3), where the density is 2 and the Jacobian (1/3)(2/3) x (1/3)(1/2): by hand.
    expect(densityAt(model, new Float64Array(10))).toBeCloseTo(
      2 * -0.9189385332046727 + 4 * (Math.log(2) + Math.log(1 / 27)),
      12,
    );
  });
});

describe("the site table", () => {
  it("adds up to the log density, site by site", () => {
    const model = unconstrainedModel(assorted, undefined);
    const position = place(model, { w: [0.3, -0.8], s: [0.2, -0.5], u: [0.6] });
    const rows = siteRows(model, position);
    expect(rows.map(({ name, kind }) => `${name}:${kind}`)).toEqual([
      "w:latent",
      "s:latent",
      "u:latent",
      "y:observed",
      "m:observed",
      "f:factor",
    ]);
    const sum = rows.reduce((total, row) => total + row.logDensity + row.logJacobian, 0);
    expect(sum).toBeCloseTo(densityAt(model, position), 12);
  });

  it("shows which site is not finite", () => {
    const model = unconstrainedModel(() => {
      const mu = sample("mu", new Normal(0, 1));
      sample("y", new Uniform(mu, tf.add(mu, 1)), { obs: [5, 6] });
    }, undefined);
    const rows = siteRows(model, Float64Array.of(0.25));
    expect(rows.map((row) => [row.name, row.isFinite])).toEqual([
      ["mu", true],
      ["y", false],
    ]);
    expect(formatSiteRows(rows)).toBe(
      [
        "site  kind      shape  value  log density  finite",
        "mu    latent    []     0.25   -0.95019     yes",
        "y     observed  [2]    5, 6   -Infinity    NO",
      ].join("\n"),
    );
  });

  it("shortens long values", () => {
    const model = unconstrainedModel(eightSchools, schools);
    const text = formatSiteRows(siteRows(model, new Float64Array(10)));
    expect(text).toContain("obs    observed  [8]    28, 8, -3, 7, ... (8)");
  });
});

describe("the unconstrained model refuses", () => {
  it("a discrete latent site, naming it and the way out", () => {
    expect(() =>
      unconstrainedModel(() => sample("z", new Categorical({ probs: [0.5, 0.5] })), undefined),
    ).toThrow(
      'Site "z" is latent and discrete (Categorical), and gradients cannot move it. Marginalize it (a mixture\'s ' +
        "assignments disappear in MixtureSameFamily), observe it, or replace it by its mean.",
    );
    expect(() =>
      unconstrainedModel(() => plate("n", 3, () => sample("z", new Bernoulli({ probs: 0.5 }))), undefined),
    ).toThrow('Site "z" is latent and discrete (Bernoulli)');
  });

  it("a latent Delta", () => {
    expect(() => unconstrainedModel(() => sample("d", new Delta(1)), undefined)).toThrow(
      'Site "d" is latent with a Delta distribution, so there is nothing to infer. Record it with deterministic("d", value).',
    );
  });

  it("a branch on a latent value, naming the site and tf.where", () => {
    const model = () => {
      const x = sample("x", new Normal(0, 1));
      return (x.dataSync()[0] as number) > 0 ? sample("y", new Normal(0, 1)) : x;
    };
    expect(() => unconstrainedModel(model, undefined)).toThrow(
      /The value of a tensor that depends on "x" was read .*tf\.where/s,
    );
  });

  it("hidden randomness and subsampling", () => {
    const hidden = () => sample("x", new Normal(block(() => sample("h", new Normal(0, 1)))(), 1));
    expect(() => unconstrainedModel(hidden, undefined, { key: 0 })).toThrow(
      'Site "h" has neither a value nor a random key',
    );
    const subsampled = () =>
      plate("p", 10, () => sample("x", new Normal(0, 1), { obs: 0 }), { subsampleSize: 2 });
    expect(() => unconstrainedModel(subsampled, undefined, { key: 0 })).toThrow("MCMC does not subsample");
  });

  it("duplicate names, wrong observations and asynchronous models", () => {
    const twice = () => {
      sample("x", new Normal(0, 1));
      deterministic("x", 1);
    };
    expect(() => unconstrainedModel(twice, undefined)).toThrow('Duplicate site name "x"');
    expect(() => unconstrainedModel(mixture, { k: 3, x: [1, Number.NaN] })).toThrow(
      'Site "x": the observed value holds 1 NaN, at index 1 of 2',
    );
    expect(() => unconstrainedModel(async () => sample("x", new Normal(0, 1)), undefined)).toThrow(
      "synchronous",
    );
  });

  it("a site with the name of the data", () => {
    const model = ({ x }: { x: tf.Tensor }) => sample("data.x", new Normal(x, 1));
    expect(() => unconstrainedModel(model, { x: [1, 2] })).toThrow(
      'Site "data.x" has the name of a data input.',
    );
  });

  it("a position of the wrong length", () => {
    const model = unconstrainedModel(dynamicSupport, undefined);
    expect(() => bindings(model, new Float64Array(3))).toThrow(
      "A position of this model has 2 numbers, but 3 were given.",
    );
  });

  it("values for unconstrain that are missing, misshapen, outside the support or on its edge", () => {
    const model = unconstrainedModel(assorted, undefined);
    const good = { w: [0.2, 0.3, 0.5], s: [1, 2], u: 0.5 };
    expect(() => unconstrain(model, { w: good.w })).toThrow('no value was given for "s", "u"');
    expect(() => unconstrain(model, { ...good, s: 1 })).toThrow(
      'Site "s" has shape [2], but the value given for it has shape [].',
    );
    expect(() => unconstrain(model, { ...good, u: 1.5 })).toThrow(/^Site "u": 1 of 1 values lie outside/);
    expect(() => unconstrain(model, { ...good, w: [0, 0.5, 0.5] })).toThrow(
      "lies on the edge of its support",
    );
  });
});

it("the captured model can be run again, as init strategies do", () => {
  const model = unconstrainedModel(mixture, { k: 3, x: flagship.x });
  expect([...trace(seed(model.run, 0)).getTrace().keys()]).toEqual([...model.trace.keys()]);
});
