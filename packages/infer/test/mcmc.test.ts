// MCMC on models and on densities of the user's own: shapes, fields, reuse of compiled code, agreement with known posteriors.
import { HalfNormal, Normal } from "@nutmeg-ppl/distributions";
import {
  deterministic,
  initToMedian,
  initToSample,
  initToUniform,
  initToValue,
  plate,
  sample,
} from "@nutmeg-ppl/model";
import type * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import type { DensitySource } from "../src/chains/densitySource.ts";
import { HMC, MCMC, NUTS } from "../src/index.ts";
import { ModelCompiler } from "../src/targets/modelTarget.ts";

const quiet = { progress: false, chainMethod: "sequential" } as const;

/** Known variance: the posterior of mu is Normal(sum(y) / (n + 1), 1 / sqrt(n + 1)). */
function conjugate({ y }: { y: tf.Tensor1D }) {
  const mu = sample("mu", new Normal(0, 1));
  deterministic("twice", mu.mul(2));
  sample("y", new Normal(mu, 1), { obs: y });
}

const y = [1.2, 0.4, 2.2, 1.6];
const posterior = { mean: 5.4 / 5, sd: Math.sqrt(1 / 5) };

describe("MCMC", () => {
  it.each([
    ["NUTS", new NUTS(conjugate)],
    ["HMC with a trajectory length", new HMC(conjugate, { trajectoryLength: 1.5 })],
    // Jittered, since steps of one size go around the ellipse of a single parameter to the same few places.
    ["HMC with a number of steps", new HMC(conjugate, { numSteps: 3, stepSizeJitter: 0.5 })],
  ])("finds a conjugate posterior with %s", async (_, sampler) => {
    const mcmc = new MCMC(sampler, { numWarmup: 500, numSamples: 2000, numChains: 2, ...quiet });
    await mcmc.run(3, { y });
    const [mu, twice] = mcmc.summary();
    expect(mu?.name).toBe("mu");
    expect(Math.abs((mu?.mean ?? 0) - posterior.mean)).toBeLessThan(4 * (mu?.mcseMean ?? 0));
    expect(Math.abs((mu?.sd ?? 0) - posterior.sd)).toBeLessThan(4 * (mu?.mcseSd ?? 0));
    expect(mu?.rhat).toBeLessThan(1.01);
    expect(twice?.mean).toBeCloseTo(2 * (mu?.mean ?? 0), 12);
  });

  it("learns a covariance matrix for each block of sites, and variances for the others", async () => {
    const model = () => {
      const a = sample("a", new Normal(0, 1));
      plate("J", 3, () => sample("free", new Normal(0, 2)));
      sample("b", new Normal(a.mul(2), 0.5));
    };
    const run = async (blocks: string[][]) => {
      const mcmc = new MCMC(new NUTS(model, { metric: { blocks } }), quiet);
      await mcmc.run(1);
      return mcmc.getWarmup()[0]?.metric;
    };
    const metric = await run([["b", "a"]]);
    if (metric?.kind !== "blocks") throw new Error(`blocks became ${metric?.kind}`);
    expect(metric.blocks.map(({ indices }) => [...indices])).toEqual([[0, 4]]);
    // Cov(a, b) = [[1, 2], [2, 4.25]]; the last window has 500 draws, so a correlation's sd is below 0.05.
    const [va, cab, , vb] = metric.blocks[0]?.covariance ?? [];
    const correlation = (cab ?? 0) / Math.sqrt((va ?? 0) * (vb ?? 0));
    expect(Math.abs(correlation - 2 / Math.sqrt(4.25))).toBeLessThan(0.05);
    await expect(run([["a", "c"]])).rejects.toThrow('blocks has "c", but the latent sites are: a, free, b.');
    await expect(run([["a"], ["b", "a"]])).rejects.toThrow('blocks has "a" twice');
  });

  it("returns draws flat or by chain, and what was recorded with them", async () => {
    const model = () => plate("J", 3, () => sample("theta", new Normal(0, 1)));
    const mcmc = new MCMC(new NUTS(model), { numWarmup: 20, numSamples: 10, numChains: 2, ...quiet });
    await mcmc.run(1);
    expect(mcmc.getSamples()["theta"]?.shape).toEqual([20, 3]);
    const grouped = mcmc.getSamples({ groupByChain: true })["theta"];
    expect(grouped?.shape).toEqual([2, 10, 3]);
    expect(grouped?.dataSync()).toEqual(mcmc.getSamples()["theta"]?.dataSync());
    const fields = mcmc.getExtraFields({ groupByChain: true });
    expect(Object.keys(fields).sort()).toEqual(
      ["acceptProb", "diverging", "energy", "numSteps", "potentialEnergy", "stepSize", "treeDepth"].sort(),
    );
    expect(fields.energy.shape).toEqual([2, 10]);
    expect(mcmc.getWarmup()).toHaveLength(2);
  });

  it("labels the rows of its summary and counts divergences in its text", async () => {
    const mcmc = new MCMC(new NUTS(conjugate), { numWarmup: 50, numSamples: 50, numChains: 2, ...quiet });
    await mcmc.run(1, { y });
    expect(mcmc.summary({ excludeDeterministic: true }).map((row) => row.name)).toEqual(["mu"]);
    expect(mcmc.formatSummary()).toMatch(
      /mean +sd +median[\s\S]*mu [\s\S]*twice[\s\S]*Number of divergences: \d+/,
    );
  });

  it("samples a log density of the user's own as the site x", async () => {
    const density = {
      dimension: 2,
      evaluate: (position: Float64Array, gradient: Float64Array) => {
        const [a, b] = position as unknown as [number, number];
        gradient[0] = -a;
        gradient[1] = -(b - 3) / 4;
        return -0.5 * (a * a + ((b - 3) * (b - 3)) / 4);
      },
    };
    // In this thread, since it cannot leave it, though there are several chains.
    const mcmc = new MCMC(new NUTS(density), {
      numWarmup: 500,
      numSamples: 2000,
      numChains: 2,
      progress: false,
    });
    await mcmc.run(5);
    const [, second] = mcmc.summary();
    expect(second?.name).toBe("x[1]");
    expect(Math.abs((second?.mean ?? 0) - 3)).toBeLessThan(4 * (second?.mcseMean ?? 0));
    expect(Math.abs((second?.sd ?? 0) - 2)).toBeLessThan(4 * (second?.mcseSd ?? 0));
  });

  it.each([
    ["uniform", initToUniform(1)],
    ["median", initToMedian()],
    ["sample", initToSample()],
    ["value", initToValue({ mu: 1 })],
  ])("starts by the strategy %s", async (_, initStrategy) => {
    const mcmc = new MCMC(new NUTS(conjugate, { initStrategy }), {
      numWarmup: 100,
      numSamples: 100,
      ...quiet,
    });
    await mcmc.run(2, { y });
    expect(mcmc.summary()[0]?.mean).toBeGreaterThan(0);
  });

  it("keeps the draws when the user's progress function throws, and throws its error", async () => {
    const progress = () => {
      throw new RangeError("no room for the bar");
    };
    const mcmc = new MCMC(new NUTS(conjugate), { ...quiet, numWarmup: 5, numSamples: 7, progress });
    await expect(mcmc.run(1, { y })).rejects.toThrow("no room for the bar");
    expect(mcmc.getSamples()["mu"]?.shape).toEqual([7]);
  });

  it("gives the same draws for a seed and its key", async () => {
    const draws = async (key: number | Uint32Array) => {
      const mcmc = new MCMC(new NUTS(conjugate), { numWarmup: 20, numSamples: 20, ...quiet });
      await mcmc.run(key, { y });
      return mcmc.getSamples()["mu"]?.dataSync();
    };
    expect(await draws(7)).toEqual(await draws(Uint32Array.of(0, 7)));
  });
});

describe("a compiled model", () => {
  const artifactOf = (source: DensitySource | undefined) => {
    if (source?.kind !== "artifact") throw new Error("the model was not compiled");
    return source.artifact;
  };

  it("serves new data of equal shape without compiling again, and compiles for another shape", async () => {
    const compiler = new ModelCompiler(conjugate, { initStrategy: initToUniform() });
    const first = await compiler.target({ y });
    const second = await compiler.target({ y: [0, 1, 2, 4] });
    const third = await compiler.target({ y: [0, 1, 2] });
    expect(artifactOf(second.source).code).toBe(artifactOf(first.source).code);
    expect(artifactOf(third.source).code).not.toBe(artifactOf(first.source).code);
    const gradient = new Float64Array(1);
    const at = (target: typeof first) => target.density.evaluate(Float64Array.of(0.5), gradient);
    const exact = (data: number[]) =>
      [0.5, ...data.map((value) => value - 0.5)].reduce(
        (sum, r) => sum - 0.5 * r * r - 0.5 * Math.log(2 * Math.PI),
        0,
      );
    expect(at(first)).toBeCloseTo(exact(y), 12);
    expect(at(second)).toBeCloseTo(exact([0, 1, 2, 4]), 12);
    expect(at(third)).toBeCloseTo(exact([0, 1, 2]), 12);
  });

  it("compiles sums over rows as they are written when asked to", async () => {
    const many = Float64Array.from({ length: 64 }, (_, i) => i % 7);
    const initStrategy = initToUniform();
    const [rows, statistics] = await Promise.all(
      (["rows", "statistics"] as const).map((exact) =>
        new ModelCompiler(conjugate, { initStrategy, compile: { exact } }).target({ y: many }),
      ),
    );
    const byDefault = await new ModelCompiler(conjugate, { initStrategy }).target({ y: many });
    expect(artifactOf(byDefault.source).code).toEqual(artifactOf(statistics!.source).code);
    expect(artifactOf(rows!.source).code).not.toEqual(artifactOf(statistics!.source).code);
    const at = (target: typeof byDefault) =>
      target.density.evaluate(Float64Array.of(0.5), new Float64Array(1));
    expect(at(rows!)).toBeCloseTo(at(statistics!), 10);
  });

  it("compiles with multiply-adds when asked to, where the engine has them, which Node 20 does not", async () => {
    const settings = { initStrategy: initToUniform(), compile: { fastMath: true } };
    const { source } = await new ModelCompiler(conjugate, settings).target({ y });
    const hasThem = Number.parseInt(process.versions.node, 10) >= 22;
    expect(artifactOf(source).fastMath).toBe(hasThem);
  });

  it("compiles again when a constant inside the model has changed", async () => {
    let width = 1;
    const model = () => sample("s", new HalfNormal(width));
    const compiler = new ModelCompiler(model, { initStrategy: initToUniform() });
    const first = artifactOf((await compiler.target(undefined)).source);
    width = 2;
    expect(artifactOf((await compiler.target(undefined)).source).code).not.toBe(first.code);
  });
});
