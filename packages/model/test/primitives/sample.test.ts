// The sample primitive: values, observed data and what it refuses about them.
import {
  asTensor,
  gradientName,
  interpret,
  parameterTensor,
  RandomKey,
  valueAndGradient,
  valuesOf,
} from "@nutmeg-ppl/compiler";
import { Dirichlet, type Distribution, HalfNormal, Normal, Poisson } from "@nutmeg-ppl/distributions";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import {
  type DeterministicSite,
  deterministic,
  logDensity,
  mask,
  type SampleSite,
  sample,
  seed,
  trace,
  unconstrainedModel,
} from "../../src/index.ts";

describe("sample", () => {
  it("draws from the distribution with the key that it is given, inside or outside handlers", () => {
    const key = RandomKey.from(5);
    const drawn = valuesOf(sample("x", new Normal(0, 1), { key, sampleShape: [3] }));
    expect(drawn).toEqual(valuesOf(new Normal(0, 1).sample(key, [3])));
    expect(valuesOf(seed(() => sample("x", new Normal(0, 1), { key, sampleShape: [3] }), 0)())).toEqual(
      drawn,
    );
  });

  it("returns the observed value, at full precision", () => {
    expect(valuesOf(sample("x", new Normal(0, 1), { obs: 0.1 }))).toEqual(Float64Array.of(0.1));
  });

  it("is latent when obs is undefined or null", () => {
    for (const obs of [undefined, null]) {
      const site = trace(seed(() => sample("x", new Normal(0, 1), { obs }), 0))
        .getTrace()
        .get("x") as SampleSite;
      expect(site.isObserved).toBe(false);
    }
  });

  it("keeps infer hints in the trace", () => {
    const site = trace(seed(() => sample("x", new Normal(0, 1), { infer: { a: 1 } }), 0))
      .getTrace()
      .get("x");
    expect((site as SampleSite).infer).toEqual({ a: 1 });
  });

  it("takes an observed value with further leading dimensions as independent samples", () => {
    const { logDensity: total } = logDensity(
      () => sample("x", new Normal([0, 1], 1), { obs: tf.zeros([4, 2]) }),
      undefined,
      {},
    );
    // 4 * scipy.stats.norm.logpdf(0, [0, 1], 1).sum() = -9.351508265637381 (SciPy 1.17.1)
    expect(valuesOf(total)[0]).toBeCloseTo(-9.351508265637381, 13);
  });
});

describe("sample refuses", () => {
  it("to draw without a key, and names the ways to give one", () => {
    expect(() => sample("mu", new Normal(0, 1))).toThrow(
      'Site "mu" has neither a value nor a random key. Run the model inside seed(model, key), or through MCMC or ' +
        "Predictive, or pass { key } or { obs } to sample.",
    );
  });

  it("NaN in observed data, with its place and the way out", () => {
    const model = () => sample("y", new Normal(0, 1), { obs: [1, Number.NaN, 3, Number.NaN] });
    expect(() => seed(model, 0)()).toThrow(
      'Site "y": the observed value holds 2 NaNs, the first at index 1 of 4. Remove the missing values, or give ' +
        "sample an obsMask that is false there.",
    );
  });

  it("observed values outside the support, naming the site", () => {
    const model = () => sample("y", new HalfNormal(1), { obs: [1, -0.5, 2] });
    expect(() => seed(model, 0)()).toThrow(/^Site "y": 1 of 3 values lie outside the support of HalfNormal/);
    expect(() => seed(() => sample("n", new Poisson(2), { obs: [1, 2.5] }), 0)()).toThrow(
      /^Site "n": 1 of 2 values/,
    );
    expect(() => seed(() => sample("w", new Dirichlet([1, 1]), { obs: [0.7, 0.7] }), 0)()).toThrow(
      /^Site "w": 1 of 1/,
    );
  });

  it("an observed value whose events have the wrong shape", () => {
    const model = () => sample("w", new Dirichlet([1, 1, 1]), { obs: [0.5, 0.5] });
    expect(() => seed(model, 0)()).toThrow(
      'Site "w": the observed value has shape [2], but one event of Dirichlet has shape [3]',
    );
  });

  it("an observed value of another batch shape, also one that would broadcast by accident", () => {
    const model = (obs: tf.Tensor) => () => sample("y", new Normal(tf.zeros([3]), 1), { obs });
    expect(() => seed(model(tf.zeros([4])), 0)()).toThrow(
      'Site "y": the observed value has shape [4], but Normal has shape [3] here: it differs in batch dimension -1, ' +
        "where the value has 4.",
    );
    // [3, 1] against [3] is [3, 3] to NumPy.
    expect(() => seed(model(tf.zeros([3, 1])), 0)()).toThrow("the observed value has shape [3, 1]");
  });

  it("what is no distribution", () => {
    expect(() => sample("x", 3 as unknown as Distribution)).toThrow(
      'Site "x": sample needs a Distribution, for example new Normal(0, 1), but got 3.',
    );
  });

  it("an empty name", () => {
    expect(() => sample("", new Normal(0, 1))).toThrow('needs a non-empty string for a name, but got "".');
  });

  it("an obsMask without obs", () => {
    expect(() => sample("x", new Normal(0, 1), { obsMask: [true] })).toThrow("but obs was not given");
  });
});

describe("an observed value that depends on a parameter", () => {
  it("is not checked, because it is not known", () => {
    const p = parameterTensor("p", [2]);
    expect(sample("x", new HalfNormal(1), { obs: p })).toBe(p);
  });
});

describe("a partly observed site", () => {
  const known = [true, false, true];
  const obs = [0.5, Number.NaN, -0.25];
  const model = () => {
    const mu = sample("mu", new Normal(0, 1));
    return sample("y", new Normal(tf.mul(mu, tf.ones([3])), 2), { obs, obsMask: asTensor(known) });
  };

  it("has what is known, and draws for what is not", () => {
    const sites = trace(seed(model, 0)).getTrace();
    expect([...sites.keys()]).toEqual(["mu", "y_observed", "y_unobserved", "y"]);
    const value = valuesOf((sites.get("y") as DeterministicSite).value);
    const drawn = valuesOf((sites.get("y_unobserved") as SampleSite).value);
    expect(value).toEqual(Float64Array.of(0.5, drawn[1]!, -0.25));
  });

  it("counts the known elements, and the prior of the unknown ones", () => {
    const total = logDensity(model, undefined, { mu: 0.3, y_unobserved: [1, 2, 3] }).logDensity;
    // norm.logpdf(.3) + norm.logpdf([.5, -.25], .3, 2).sum() + norm.logpdf([1, 2, 3], .3, 2).sum()
    // = -10.400929602027762 (scipy.stats, SciPy 1.17.1)
    expect(valuesOf(total)[0]).toBeCloseTo(-10.400929602027762, 13);
  });

  it("gives MCMC a finite density and gradient in spite of the NaN", () => {
    const { dimension, program, sites } = unconstrainedModel(model, undefined);
    expect(dimension).toBe(4);
    expect(sites.map((site) => site.name)).toEqual(["mu", "y_unobserved"]);
    const position = { mu: [0.3], y_unobserved: [1, 2, 3] };
    const found = interpret(valueAndGradient(program, "logDensity"), position);
    expect(found["logDensity"]?.[0]).toBeCloseTo(-10.400929602027762, 13);
    // By hand: -mu + (sum of the five values - 5 mu) / 4, and (mu - y) / 4.
    expect(found[gradientName("mu")]?.[0]).toBeCloseTo(-0.3 + (6.25 - 1.5) / 4, 13);
    expect(found[gradientName("y_unobserved")]?.[1]).toBeCloseTo(-0.425, 13);
  });
});

describe("NaN where a mask is false", () => {
  it("is no error, and adds nothing", () => {
    const model = mask(() => sample("y", new Normal(0, 1), { obs: [0, Number.NaN] }), [true, false]);
    // scipy.stats.norm.logpdf(0) = -0.9189385332046727
    expect(valuesOf(logDensity(model, undefined, {}).logDensity)[0]).toBeCloseTo(-0.9189385332046727, 14);
  });
});

describe("deterministic", () => {
  it("records a value under its name and returns it", () => {
    const sites = trace(() => deterministic("d", [1.5, 2])).getTrace();
    expect(valuesOf((sites.get("d") as DeterministicSite).value)).toEqual(Float64Array.of(1.5, 2));
    expect(valuesOf(deterministic("d", 0.1))).toEqual(Float64Array.of(0.1));
  });
});
