// What is found in runs with one trouble each, and in runs with none.
import { describe, expect, it } from "vitest";
import { diagnose, type SamplerStatistics } from "../../src/index.ts";

/** Numbers that look uniform, without a generator's help: the fractional parts of multiples of the golden ratio. */
const uniform = (i: number): number => (0.5 + 0.6180339887498949 * i) % 1;
/** Mixed by a multiplier, so that neighbours are unrelated. */
const noise = (n: number, seed: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => uniform((i + 1) * (7919 + 2 * seed) + 31 * seed * i * i));

const N = 1000;
const chains = [0, 1, 2, 3];
const quiet: SamplerStatistics = {
  diverging: chains.map(() => new Uint8Array(N)),
  energy: chains.map((chain) => noise(N, 50 + chain)),
  treeDepth: chains.map(() => new Uint8Array(N).fill(3)),
  maxTreeDepth: 10,
  targetAcceptProb: 0.8,
};
const theta = { shape: [2], chains: chains.map((chain) => noise(2 * N, 3 + chain)) };
const tau = { shape: [], chains: chains.map((chain) => noise(N, 20 + chain)) };

describe("diagnose", () => {
  it("finds nothing in good draws, and says what was checked", () => {
    const { findings, text } = diagnose({ theta, tau }, quiet);
    expect(findings).toEqual([]);
    expect(text).toContain("No divergences");
    expect(text).toContain("r_hat below 1.01");
  });

  it("says where divergences begin", () => {
    // They follow every draw with tau below 0.02.
    const diverging = tau.chains.map((chain) =>
      Uint8Array.from(chain, (_, i) => Number((chain[i - 1] ?? 1) < 0.02)),
    );
    const { findings } = diagnose({ theta, tau }, { ...quiet, diverging });
    expect(findings.map(({ kind }) => kind)).toEqual(["divergences"]);
    const [finding] = findings;
    expect(finding?.scalars[0]).toBe("tau");
    expect(finding?.what).toMatch(
      /of 4000 transitions diverged \(\d\.\d+%\); they begin where tau is low \(median 0\.01/,
    );
    expect(finding?.advice).toContain("raise targetAcceptProb");
  });

  it("says when divergences begin in both tails", () => {
    const diverging = tau.chains.map((chain) =>
      Uint8Array.from(chain, (_, i) => Number(Math.abs((chain[i - 1] ?? 0.5) - 0.5) > 0.48)),
    );
    const [finding] = diagnose({ theta, tau }, { ...quiet, diverging, targetAcceptProb: 0.99 }).findings;
    expect(finding?.what).toContain("they begin where tau is far out");
    expect(finding?.advice).not.toContain("raise");
  });

  it("does not blame a place for divergences that begin anywhere", () => {
    const diverging = chains.map((chain) => Uint8Array.from(noise(N, 80 + chain), (u) => Number(u < 0.02)));
    const [finding] = diagnose({ theta, tau }, { ...quiet, diverging }).findings;
    expect(finding?.scalars).toEqual([]);
    expect(finding?.chains).toEqual(chains);
  });

  it("counts the trajectories that were cut off", () => {
    const treeDepth = chains.map(() => Uint8Array.from({ length: N }, (_, i) => (i % 4 === 0 ? 10 : 5)));
    const { text } = diagnose({ tau }, { ...quiet, treeDepth });
    expect(text).toMatch(
      /^Warning: 1000 of 4000 trajectories were cut off at the maximum tree depth, 10 \(25%\): /,
    );
  });

  it("names a chain that stands still, and leaves out what never moves anywhere", () => {
    const stuck = {
      shape: [],
      chains: tau.chains.map((chain, c) => (c === 2 ? new Float64Array(N).fill(0.3) : chain)),
    };
    const fixed = { shape: [], chains: chains.map(() => new Float64Array(N).fill(1)) };
    const { findings } = diagnose({ stuck, fixed }, quiet);
    const byKind = new Map(findings.map((finding) => [finding.kind, finding]));
    expect(byKind.get("stuckChain")?.what).toBe("chain 3 never moved in stuck");
    expect(byKind.get("stuckChain")?.chains).toEqual([2]);
    expect(byKind.get("constant")?.scalars).toEqual(["fixed"]);
    expect(byKind.get("rhat")?.scalars).toEqual(["stuck"]);
  });

  it("finds chains apart, and energies that hardly change", () => {
    const apart = {
      shape: [],
      chains: tau.chains.map((chain, c) => chain.map((x) => x + (c === 0 ? 1 : 0))),
    };
    const slow = chains.map(() => Float64Array.from({ length: N }, (_, i) => Math.sin(i / 100)));
    const { findings } = diagnose({ apart }, { ...quiet, energy: slow });
    expect(findings.map(({ kind }) => kind)).toEqual(["rhat", "ess", "ebfmi"]);
    expect(findings.at(-1)?.chains).toEqual(chains);
  });

  it("does not claim that one chain mixes", () => {
    const one = { shape: [], chains: [tau.chains[0] as Float64Array] };
    const first = <T>(all: readonly T[]) => all.slice(0, 1);
    const { text } = diagnose({ one }, { diverging: first(quiet.diverging), energy: first(quiet.energy) });
    expect(text).toContain("One chain alone cannot show");
    expect(text).not.toContain("r_hat");
  });
});
