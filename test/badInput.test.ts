// Bad input as a user meets it, through the public API on the built packages: each message says where, what, the value
// and the way out.

import {
  Exponential,
  HalfNormal,
  MCMC,
  Normal,
  NUTS,
  Poisson,
  Predictive,
  plate,
  sample,
  tf,
  Uniform,
  UnsupportedError,
  UsageError,
} from "nutmeg-ppl";
import { describe, expect, it } from "vitest";

/** The error of a short run. */
async function failure<A>(model: (args: A) => unknown, args: object = {}, options = {}): Promise<Error> {
  try {
    const mcmc = new MCMC(new NUTS(model), { numWarmup: 5, numSamples: 5, progress: false, ...options });
    await mcmc.run(1, args as never);
  } catch (error) {
    return error as Error;
  }
  throw new Error("the run did not fail");
}

const y = [0.5, -1, 2];

describe("a model that", () => {
  it("names two sites alike is told the name", async () => {
    const error = await failure(() => {
      sample("mu", new Normal(0, 1));
      sample("mu", new Normal(0, 1));
    });
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toMatch(/"mu"/);
    expect(error.message).toMatch(/twice|duplicate|already|two sites/i);
  });

  it("observes data that do not fit a plate is told site, plate and both sizes", async () => {
    const error = await failure(
      ({ y }: { y: tf.Tensor1D }) => plate("rows", 4, () => sample("y", new Normal(0, 1), { obs: y })),
      { y },
    );
    expect(error).toBeInstanceOf(UsageError);
    for (const part of [/"y"/, /"rows"/, /4/, /3/]) expect(error.message).toMatch(part);
  });

  it("observes a value outside the support is told site, value and place", async () => {
    const error = await failure(({ y }: { y: tf.Tensor1D }) => sample("y", new Exponential(1), { obs: y }), {
      y,
    });
    expect(error).toBeInstanceOf(UsageError);
    for (const part of [/"y"/, /-1/, /Exponential/]) expect(error.message).toMatch(part);
  });

  it("observes counts that are not whole is told the first", async () => {
    const error = await failure(({ y }: { y: tf.Tensor1D }) => sample("y", new Poisson(1), { obs: y }), {
      y: [1, 2.5],
    });
    for (const part of [/"y"/, /2\.5/, /Poisson/]) expect(error.message).toMatch(part);
  });

  it("takes a scale from data that is not positive is told distribution, parameter and value", async () => {
    const error = await failure(({ s }: { s: tf.Tensor1D }) => sample("mu", new Normal(0, s)), {
      s: [1, -2],
    });
    expect(error).toBeInstanceOf(UsageError);
    for (const part of [/Normal/, /scale/, /-2/]) expect(error.message).toMatch(part);
  });

  it("observes NaN is told site and place", async () => {
    const error = await failure(
      ({ y }: { y: tf.Tensor1D }) => {
        const mu = sample("mu", new Normal(0, 1));
        sample("y", new Normal(mu, 1), { obs: y });
      },
      { y: [1, Number.NaN] },
    );
    expect(error).toBeInstanceOf(UsageError);
    for (const part of [/"y"/, /NaN/, /1/]) expect(error.message).toMatch(part);
  });

  it("branches on a latent value is told the site and the way out", async () => {
    const error = await failure(() => {
      const mu = sample("mu", new Normal(0, 1));
      const center = (mu.dataSync()[0] as number) > 0 ? 1 : -1;
      sample("y", new Normal(center, 1), { obs: 0.5 });
    });
    expect(error).toBeInstanceOf(UsageError);
    for (const part of [/mu/, /tf\.where/]) expect(error.message).toMatch(part);
  });

  it("uses a kernel that is not captured is told its name", async () => {
    const error = await failure(() => {
      const a = sample("a", new Normal(tf.zeros([4]), 1).toEvent(1));
      sample("y", new Normal(tf.sum(tf.real(tf.spectral.fft(tf.complex(a, a)))), 1), { obs: 0 });
    });
    expect(error).toBeInstanceOf(UnsupportedError);
    expect(error.message).toMatch(/Complex|FFT/);
  });

  it("uses data as an index out of range is told the array, the element and the range", async () => {
    const error = await failure(
      ({ group }: { group: tf.Tensor1D }) => {
        const effects = plate("groups", 3, () => sample("effects", new Normal(0, 1)));
        sample("y", new Normal(tf.gather(effects, group), 1), { obs: [0.5, 1, 2] });
      },
      { group: Int32Array.of(0, 2, 3) },
    );
    expect(error).toBeInstanceOf(UsageError);
    for (const part of [/group/, /element 2 is 3/, /3 elements/]) expect(error.message).toMatch(part);
  });

  it("has no finite density at any start is shown a table of its sites", async () => {
    const error = await failure(() => {
      const width = sample("width", new HalfNormal(1));
      sample("y", new Uniform(0, width), { obs: 1e6 });
    });
    expect(error).toBeInstanceOf(UsageError);
    for (const part of [/site +kind/, /width +latent/, /y +observed.*-Infinity.*NO/, /initToValue/])
      expect(error.message).toMatch(part);
  });

  it("has a latent discrete site is told to marginalize it", async () => {
    const error = await failure(() => sample("n", new Poisson(3)));
    expect(error).toBeInstanceOf(UnsupportedError);
    for (const part of [/"n"/, /discrete/, /[Mm]arginalize/]) expect(error.message).toMatch(part);
  });

  it("is given no data is told which array is empty", async () => {
    const error = await failure(
      ({ y }: { y: tf.Tensor1D }) => {
        const mu = sample("mu", new Normal(0, 1));
        sample("y", new Normal(mu, 1), { obs: y });
      },
      { y: new Float64Array(0) },
    );
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toMatch(/"y"/);
    expect(error.message).toMatch(/empty|no elements|0/);
  });
});

describe("a run that", () => {
  const model = () => sample("mu", new Normal(0, 1));

  it.each([0, -1, 2.5, Number.NaN])("asks for %d samples is told what numSamples may be", (numSamples) => {
    expect(() => new MCMC(new NUTS(model), { numSamples })).toThrow(/numSamples.*1 or more/);
  });

  it.each([0, 1.5])("asks for %d chains is told what numChains may be", (numChains) => {
    expect(() => new MCMC(new NUTS(model), { numChains })).toThrow(/numChains.*1 or more/);
  });

  it("is read before it has run says so", () => {
    expect(() => new MCMC(new NUTS(model)).getSamples()).toThrow(/run\(key, args\) first/);
  });

  it.each([1.5, -1, "x" as never])("gets the key %s is told what a key is", async (key) => {
    const mcmc = new MCMC(new NUTS(model), { numWarmup: 1, numSamples: 1, progress: false });
    await expect(mcmc.run(key)).rejects.toThrow(UsageError);
  });

  it("has a log density of its own that throws names the chain and keeps the cause", async () => {
    const density = {
      dimension: 1,
      evaluate: (position: Float64Array, gradient: Float64Array) => {
        gradient[0] = -(position[0] as number);
        evaluations++;
        if (evaluations > 50) throw new RangeError("out of tables");
        return -0.5 * (position[0] as number) ** 2;
      },
    };
    let evaluations = 0;
    const mcmc = new MCMC(new NUTS(density), { numWarmup: 50, numSamples: 50, progress: false });
    await expect(mcmc.run(1)).rejects.toThrow(/Chain 1 failed.*out of tables/);
  });

  it("sends a log density of its own to workers is told to run sequentially", async () => {
    const density = { dimension: 1, evaluate: () => 0 };
    const mcmc = new MCMC(new NUTS(density), {
      numWarmup: 1,
      numSamples: 1,
      progress: false,
      chainMethod: "parallel",
    });
    await expect(mcmc.run(1)).rejects.toThrow(/sequential/);
  });

  it("predicts from draws of unequal number names the site", async () => {
    const predictive = new Predictive(model, { posteriorSamples: { mu: [1, 2, 3], nu: [1, 2] } });
    await expect(predictive.run(1, undefined)).rejects.toThrow(/"nu".*\[2\].*\[3\]/);
  });
});
