// Chains of unequal length: which draws make a table, and what is said of those that are missing.
import { describe, expect, it } from "vitest";
import { largestRectangle, whatIsMissing } from "../../src/mcmc/rectangle.ts";

describe("The largest rectangle of draws", () => {
  it("is all draws when chains are of one length", () => {
    expect(largestRectangle([10, 10, 10])).toEqual({ chains: [0, 1, 2], length: 10 });
  });

  it("cuts chains to the shortest where that costs less than leaving it out, and leaves out the others", () => {
    expect(largestRectangle([500, 480, 510, 490])).toEqual({ chains: [0, 1, 2, 3], length: 480 });
    expect(largestRectangle([1000, 3, 1000, 0])).toEqual({ chains: [0, 2], length: 1000 });
    expect(largestRectangle([1000, 600])).toEqual({ chains: [0, 1], length: 600 });
  });

  it("takes more chains where that makes no difference to the number of draws", () => {
    expect(largestRectangle([10, 5])).toEqual({ chains: [0, 1], length: 5 });
    expect(largestRectangle([5, 10])).toEqual({ chains: [0, 1], length: 5 });
  });

  it("is empty when no chain has a draw", () => {
    expect(largestRectangle([0, 0])).toEqual({ chains: [], length: 0 });
  });
});

describe("What is missing", () => {
  it("is nothing in a complete run", () => {
    expect(whatIsMissing([5, 5], [5, 5])).toBeUndefined();
  });

  it("is said chain by chain, with what the tables show", () => {
    expect(whatIsMissing([1000, 600, 0, 0], [1000, 1000, 1000, 1000])).toBe(
      "The run is incomplete: chain 2 has 600 of 1000 draws, chains 3 and 4 have none of 1000 draws. " +
        "Tables and draws by chain are of the first 600 draws of chains 1 and 2.",
    );
    expect(whatIsMissing([0], [7])).toBe(
      "The run is incomplete: chain 1 has none of 7 draws. There are no draws to show.",
    );
  });
});
