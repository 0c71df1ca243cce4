// Renumbering of draws whose right numbering is known: chains with other labels, chains that exchange them, orders.
import type { ExchangeableGroup } from "@nutmeg-ppl/model";
import { describe, expect, it } from "vitest";
import { makeStats } from "../../src/drawBlock.ts";
import { relabel } from "../../src/relabel/relabelling.ts";
import type { KeptDraws } from "../../src/stores/runStore.ts";
import type { ShownSite } from "../../src/targets/target.ts";

const sites: ShownSite[] = [
  { name: "loc", kind: "sample", shape: [3] },
  { name: "mu", kind: "sample", shape: [] },
  { name: "rows", kind: "sample", shape: [3, 3] },
  { name: "vectors", kind: "deterministic", shape: [2, 3] },
];
const group: ExchangeableGroup = {
  size: 3,
  members: [
    { site: "loc", axes: [0] },
    { site: "rows", axes: [0, 1] },
    { site: "vectors", axes: [1] },
  ],
  entangled: ["first"],
};

/** What a draw shows when its components are numbered so: component c has location 10 c and a little of the draw's own. */
function shown(order: readonly number[], noise: number): number[][] {
  const loc = order.map((c) => 10 * c + noise);
  return [
    loc,
    [noise],
    order.flatMap((a) => order.map((b) => 0.1 * a + 0.01 * b)),
    [...order.map((c) => 100 * c), ...order.map((c) => -c)],
  ];
}

/** Draws by chain, each with the numbering of its components. */
function keptDraws(chains: readonly (readonly (readonly number[])[])[]): KeptDraws {
  const noise = (draw: number) => ((draw * 37) % 11) / 11;
  return {
    sites,
    numChains: chains.length,
    count: (chain) => chains[chain]?.length ?? 0,
    values: (site, chain) =>
      Float64Array.from(
        (chains[chain] ?? []).flatMap((order, draw) => shown(order, noise(draw))[site] ?? []),
      ),
    stats: (chain) => makeStats(chains[chain]?.length ?? 0),
  };
}

const constant = (order: readonly number[], draws = 20) => new Array<readonly number[]>(draws).fill(order);
const inPlace = (order: readonly number[]) => keptDraws([constant(order)]);

/** Every site of every draw, as if all were numbered so. */
function expectNumbered(draws: KeptDraws, order: readonly number[]): void {
  for (let chain = 0; chain < draws.numChains; chain++)
    sites.forEach(({ name }, site) => {
      expect(draws.values(site, chain, "sampling"), name).toEqual(inPlace(order).values(site, 0, "sampling"));
    });
}

describe("relabel", () => {
  it("matches chains to the first by default, in all sites of the group, and says which", () => {
    const raw = keptDraws([
      constant([1, 0, 2]),
      constant([2, 1, 0]),
      constant([1, 0, 2]),
      constant([0, 2, 1]),
    ]);
    const { draws, notes } = relabel(raw, [group]);
    expectNumbered(draws, [1, 0, 2]);
    expect(notes).toEqual([
      "The 3 components of loc, rows, vectors were renumbered in chains 2, 4 to match those of chain 1. " +
        "Not renumbered, since they mix components: first.",
    ]);
  });

  it("leaves chains that agree as they are, and says so", () => {
    const raw = keptDraws([constant([1, 0, 2]), constant([1, 0, 2])]);
    const { draws, notes } = relabel(raw, [group]);
    expect(draws).toBe(raw);
    expect(notes).toEqual(["The 3 components of loc, rows, vectors have the same labels in all chains."]);
  });

  it("matches each draw when chains exchange labels as they go", () => {
    const orders = [
      [0, 1, 2],
      [2, 0, 1],
      [0, 2, 1],
      [1, 2, 0],
    ] as const;
    const raw = keptDraws(
      [0, 1].map((chain) => Array.from({ length: 20 }, (_, draw) => orders[(draw * (chain + 1)) % 4]!)),
    );
    const { draws } = relabel(raw, [group], "draws");
    // To the labels of the first chain's last draw, which was number 19: orders[3].
    expectNumbered(draws, [1, 2, 0]);
  });

  it("orders each draw by a site, deterministic or not", () => {
    const raw = keptDraws([Array.from({ length: 20 }, (_, draw) => (draw % 2 ? [2, 0, 1] : [1, 0, 2]))]);
    expectNumbered(relabel(raw, [group], { by: "loc" }).draws, [0, 1, 2]);
    expectNumbered(relabel(raw, [group], { by: "vectors" }).draws, [0, 1, 2]);
    expect(relabel(raw, [group], { by: "loc" }).notes[0]).toMatch(/numbered in each draw by ascending loc/);
  });

  it("hands out the raw draws when asked, and those of warmup always", () => {
    const raw = keptDraws([constant([0, 1, 2]), constant([2, 1, 0])]);
    expect(relabel(raw, [group], "none").draws).toBe(raw);
    expect(relabel(raw, [group]).draws.values(0, 1, "warmup")).toEqual(raw.values(0, 1, "warmup"));
    expect(relabel(raw, []).draws).toBe(raw);
  });

  it("refuses an order by a site that has no one element for each component", () => {
    const raw = inPlace([0, 1, 2]);
    expect(() => relabel(raw, [group], { by: "mu" })).toThrow(/"mu".*"loc", "vectors"/);
    expect(() => relabel(raw, [group], { by: "rows" })).toThrow(/"rows"/);
    expect(() => relabel(raw, [], { by: "loc" })).toThrow(/No exchangeable components/);
  });
});
