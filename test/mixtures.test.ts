// Mixtures by default on the built packages: chains start in one mode; where they did not, the run says so; labels are
// matched in all that is read of it. `npm run bench:mixtures` is the large form.
import {
  Categorical, constraints, Dirichlet, 
  factor,HalfNormal, ImproperUniform, 
  type InitStrategy,initToClusters, initToUniform, initToValue,
  logSumExp,
  MCMC, MixtureSameFamily, Normal, NUTS, plate, sample, tf,
} from "nutmeg-ppl"; // biome-ignore format: a list
import { afterEach, describe, expect, it, vi } from "vitest";

/** 500 points: quantiles of normals at -3, 0 and 3 with standard deviation 0.5. */
const x = Float64Array.from(
  [167, 167, 166].flatMap((count, cluster) => {
    const levels = Float64Array.from({ length: count }, (_, i) => (i + 0.5) / count);
    return [...new Normal(-3 + 3 * cluster, 0.5).icdf(levels).dataSync()];
  }),
);

interface Arguments {
  readonly x: tf.Tensor1D;
}

const likelihood = (w: tf.Tensor, loc: tf.Tensor, scale: tf.Tensor, x: tf.Tensor) =>
  sample("x", new MixtureSameFamily(new Categorical({ probs: w }), new Normal(loc, scale)), { obs: x });

function free({ x }: Arguments): void {
  const w = sample("w", new Dirichlet(tf.ones([3])));
  const [loc, scale] = plate("k", 3, () => [
    sample("loc", new Normal(0, 5)),
    sample("scale", new HalfNormal(2)),
  ] as const); // biome-ignore format: short
  likelihood(w, loc, scale, x);
}

function ordered({ x }: Arguments): void {
  const w = sample("w", new Dirichlet(tf.ones([3])));
  const loc = sample("loc", new ImproperUniform(constraints.orderedVector, [], [3]));
  sample("prior", new Normal(0, 5).expand([3]), { obs: loc });
  const scale = plate("k", 3, () => sample("scale", new HalfNormal(2)));
  likelihood(w, loc, scale, x);
}

const options = { numWarmup: 400, numSamples: 400, numChains: 4, progress: false } as const;
const worstOf = (mcmc: MCMC<Arguments>) => Math.max(...mcmc.summary().map(({ rhat }) => rhat));

afterEach(() => vi.restoreAllMocks());

describe.each([
  ["free", free],
  ["ordered", ordered],
] as const)("the mixture with %s means", (_, model) => {
  it.each([1, 2, 3])("finds its three clusters by default, with seed %s", async (seed) => {
    const mcmc = new MCMC(new NUTS<Arguments>(model), options);
    await mcmc.run(seed, { x });
    expect(mcmc.modes.modes).toHaveLength(1);
    // 400 draws a chain: R-hat of chains that agree is below 1.02.
    expect(worstOf(mcmc)).toBeLessThan(1.02);
    const means = mcmc
      .summary()
      .filter(({ name }) => name.startsWith("loc"))
      .map(({ mean }) => mean);
    means
      .sort((a, b) => a - b)
      .forEach((mean, i) => {
        expect(Math.abs(mean - (3 * i - 3))).toBeLessThan(0.1);
      });
  });
});

it("says which chains were stuck when their starts were bad, and prints it though nothing else is printed", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  // Two narrow modes, a hundred standard deviations apart, of which the one on the right is lower by 100.
  const model = (_: Arguments) => {
    const mu = sample("mu", new Normal(0, 1000));
    const left = new Normal(-50, 1).logProb(mu);
    factor("modes", logSumExp(tf.stack([left, new Normal(50, 1).logProb(mu).sub(100)]), 0));
  };
  const initStrategy: InitStrategy = (captured) => {
    const toRight = initToValue({ mu: 50 })(captured);
    const toLeft = initToValue({ mu: -50 })(captured);
    let chain = 0;
    return (key) => (chain++ === 1 ? toRight : toLeft)(key);
  };
  const mcmc = new MCMC(new NUTS<Arguments>(model, { initStrategy }), options);
  await mcmc.run(1, { x });
  expect(mcmc.modes.modes.map(({ chains }) => chains)).toEqual([[0, 2, 3], [1]]);
  expect(mcmc.modes.verdict).toMatch(
    /chains 1, 3, 4: .*the highest[\s\S]*chain 2: .*lower by (99|100|101)\.\d/,
  );
  expect(warn.mock.calls.flat().join("\n")).toMatch(/^Warning: The chains are in 2 modes/);
  expect(warn.mock.calls.flat().join("\n")).toContain(mcmc.modes.verdict);
  expect(mcmc.formatSummary()).toContain(mcmc.modes.verdict);
});

it("matches the labels of chains from anywhere, orders them on request, and keeps the raw draws", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const mcmc = new MCMC(new NUTS<Arguments>(free, { initStrategy: initToUniform() }), options);
  await mcmc.run(1, { x });
  expect(mcmc.modes.modes).toHaveLength(1);
  expect(worstOf(mcmc)).toBeLessThan(1.02);
  expect(Math.max(...mcmc.summary({ relabel: "none" }).map(({ rhat }) => rhat))).toBeGreaterThan(1.5);
  expect(mcmc.formatSummary()).toMatch(
    /Note: The 3 components of w, loc, scale were renumbered in chains? [\d, ]+ to match/,
  );
  const [loc, raw] = [mcmc.getSamples({ relabel: { by: "loc" } }), mcmc.getSamples({ relabel: "none" })].map(
    ({ loc }) => loc?.dataSync() as unknown as Float64Array,
  ) as [Float64Array, Float64Array];
  for (let draw = 0; draw < loc.length; draw += 3) {
    expect([...loc.subarray(draw, draw + 3)]).toEqual(
      [...raw.subarray(draw, draw + 3)].sort((a, b) => a - b),
    );
  }
});

it("starts each component at a cluster of the data with initToClusters", async () => {
  const mcmc = new MCMC(new NUTS<Arguments>(ordered, { initStrategy: initToClusters() }), options);
  await mcmc.run(2, { x });
  expect(mcmc.modes.modes).toHaveLength(1);
});
