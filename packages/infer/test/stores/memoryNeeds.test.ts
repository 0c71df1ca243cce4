// The estimate of memory before a run, and the refusal of what does not fit.
import { describe, expect, it } from "vitest";
import { availableMemory, bytesOfDraws, demandMemory, sizeText } from "../../src/stores/memoryNeeds.ts";

describe("The memory of a run", () => {
  it("is eight bytes a number and 38 a draw for its statistics, over chains and phases", () => {
    const sites = [
      { name: "a", kind: "sample", shape: [3, 2] },
      { name: "b", kind: "deterministic", shape: [] },
    ] as const;
    expect(
      bytesOfDraws(sites, [
        { warmup: 10, sampling: 20 },
        { warmup: 0, sampling: 5 },
      ]),
    ).toBe(35 * (7 * 8 + 38));
  });

  it("is known of this machine", () => {
    expect(availableMemory()).toBeGreaterThan(1e6);
    expect(availableMemory()).toBeLessThan(Infinity);
  });

  it("must be available: else the figures and the ways out are said before anything is drawn", () => {
    expect(() => demandMemory(1000, 1000)).not.toThrow();
    expect(() => demandMemory(5.12e9, 4e9)).toThrow(
      "MCMC: the draws of this run take 5.1 GB, but 4.0 GB of memory are available. " +
        'Write them to disk as they arrive, store: "folder"; keep every tenth, thinning: 10; or ask for fewer.',
    );
  });

  it("is written in the unit that suits it", () => {
    expect([0, 640, 1000, 38_400_000, 999_999_999, 5.12e9, 2e15].map(sizeText)).toEqual([
      "0 bytes",
      "640 bytes",
      "1.0 kB",
      "38 MB",
      "1000 MB",
      "5.1 GB",
      "2000 TB",
    ]);
  });
});
