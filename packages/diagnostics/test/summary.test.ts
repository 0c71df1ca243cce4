// The summary's rows: labels, order, numbers, and that its shared work changes no number.
import { describe, expect, test } from "vitest";
import {
  essBulk,
  essTail,
  hdi,
  mcseMean,
  mcseSd,
  quantile,
  rhat,
  type SiteDraws,
  summary,
} from "../src/index.ts";
import { type Case, caseNamed, cases, expectClose } from "./reference.ts";

describe.each(cases)("a summary of $name draws", ({ chains, expected }: Case) => {
  const [row] = summary({ x: { shape: [], chains } });
  const flat = chains.flatMap((chain) => [...chain]);

  test("has NumPy's mean, sd and median", () => {
    expectClose(row?.mean as number, expected.mean, 1e-13, Math.max(...flat.map(Math.abs)));
    expectClose(row?.sd as number, expected.sd, 1e-12);
    expect(row?.median).toBe(expected.median);
  });

  test("has the numbers of the single functions to the bit", () => {
    expect(row).toMatchObject({
      name: "x",
      hdiLow: hdi(flat)[0],
      hdiHigh: hdi(flat)[1],
      mcseMean: mcseMean(chains),
      mcseSd: mcseSd(chains),
      essBulk: essBulk(chains),
      essTail: essTail(chains),
      rhat: rhat(chains),
      hdiProb: 0.9,
      numChains: chains.length,
    });
  });
});

/** 2 chains of 5 draws of a site whose element at flat index j is 100 * j + (draw's number). */
function counting(shape: readonly number[]): SiteDraws {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const chain = (c: number) =>
    Float64Array.from({ length: 5 * size }, (_, i) => 100 * (i % size) + Math.floor(i / size) + c);
  return { shape, chains: [chain(0), chain(1)] };
}

describe("rows", () => {
  test("follow the order of the sites and row-major indices, and carry them as labels", () => {
    const rows = summary({ tau: counting([]), loc: counting([2]), cov: counting([2, 3]) });
    expect(rows.map((row) => row.name)).toEqual([
      "tau",
      "loc[0]",
      "loc[1]",
      "cov[0,0]",
      "cov[0,1]",
      "cov[0,2]",
      "cov[1,0]",
      "cov[1,1]",
      "cov[1,2]",
    ]);
    expect(rows.map((row) => row.mean)).toEqual([2.5, 2.5, 102.5, 2.5, 102.5, 202.5, 302.5, 402.5, 502.5]);
  });

  test("are none for a site of size 0", () => {
    expect(summary({ empty: { shape: [0], chains: [new Float64Array(0)] } })).toEqual([]);
  });

  test("hold the interval of the probability asked for", () => {
    const { chains } = caseNamed("ar1");
    const [row] = summary({ x: { shape: [], chains } }, { prob: 0.5 });
    expect([row?.hdiLow, row?.hdiHigh, row?.hdiProb]).toEqual([
      ...hdi(
        chains.flatMap((c) => [...c]),
        0.5,
      ),
      0.5,
    ]);
  });

  test("of one chain have all but R-hat", () => {
    const [row] = summary({ x: { shape: [], chains: caseNamed("one chain").chains } });
    expect(row?.rhat).toBeNaN();
    expect(row?.essBulk).toBeGreaterThan(10);
  });

  test("of three draws have estimates but no diagnostics", () => {
    const chains = [Float64Array.of(1, 2, 6)];
    const [row] = summary({ x: { shape: [], chains } });
    expect(row).toMatchObject({
      mean: 3,
      median: quantile([1, 2, 6], [0.5])[0],
      essBulk: Number.NaN,
      mcseMean: Number.NaN,
    });
  });
});

describe("a malformed site", () => {
  test("without chains is named", () => {
    expect(() => summary({ loc: { shape: [3], chains: [] } })).toThrow(
      'summary: site "loc" of shape [3] has no chains: pass one Float64Array per chain.',
    );
  });

  test("with chains of unequal length is named with the lengths", () => {
    const chains = [new Float64Array(6), new Float64Array(9)];
    expect(() => summary({ loc: { shape: [3], chains } })).toThrow(
      'summary: site "loc" of shape [3] has chains of unequal length (6, 9 numbers): pass equally many draws per chain.',
    );
  });

  test("whose draws do not fit its shape is named with both", () => {
    expect(() => summary({ loc: { shape: [3], chains: [new Float64Array(10)] } })).toThrow(
      'summary: site "loc" of shape [3] has 10 numbers a chain, which is not a positive multiple of 3: pass the draws one after another, each row-major.',
    );
  });

  test("without draws is named", () => {
    expect(() => summary({ loc: { shape: [], chains: [new Float64Array(0)] } })).toThrow(
      'summary: site "loc" of shape [] has 0 numbers a chain',
    );
  });
});
