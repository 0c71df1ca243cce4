// The warmup schedule against Stan's and NumPyro's numbers.
import { describe, expect, it } from "vitest";
import { windowSchedule } from "../../src/adaptation/windowSchedule.ts";

describe("windowSchedule", () => {
  it("updates the metric after draws 99, 149, 249, 449 and 949 of 1000, as Stan does", () => {
    expect(windowSchedule(1000)).toEqual({
      numWarmup: 1000,
      start: 75,
      end: 950,
      updates: [99, 149, 249, 449, 949],
    });
  });

  it("cuts NumPyro's windows for other lengths", () => {
    // numpyro 0.21.0: [window.end for window in build_adaptation_schedule(n)][1:-1]
    expect(windowSchedule(2000).updates).toEqual([99, 149, 249, 449, 849, 1949]);
    expect(windowSchedule(500).updates).toEqual([99, 149, 249, 449]);
    expect(windowSchedule(300).updates).toEqual([99, 149, 249]);
    expect(windowSchedule(250).updates).toEqual([99, 199]);
    expect(windowSchedule(199).updates).toEqual([148]);
    expect(windowSchedule(160).updates).toEqual([109]);
  });

  it("shortens the stages to 15, 75 and 10 % below 150 draws", () => {
    expect(windowSchedule(149)).toEqual({ numWarmup: 149, start: 22, end: 135, updates: [134] });
    expect(windowSchedule(100)).toEqual({ numWarmup: 100, start: 15, end: 90, updates: [89] });
    expect(windowSchedule(20)).toEqual({ numWarmup: 20, start: 3, end: 18, updates: [17] });
  });

  it("leaves the metric alone below 20 draws", () => {
    for (const n of [0, 1, 19])
      expect(windowSchedule(n)).toEqual({ numWarmup: n, start: n, end: n, updates: [] });
  });

  it("takes other buffers, and never leaves a window shorter than the one before", () => {
    expect(windowSchedule(100, { initBuffer: 10, termBuffer: 10, baseWindow: 20 }).updates).toEqual([29, 89]);
    for (let n = 150; n < 1500; n += 7) {
      const { start, end, updates } = windowSchedule(n);
      const lengths = updates.map((last, i) => last - (updates[i - 1] ?? start - 1));
      expect(lengths.slice(1).every((length, i) => length >= 2 * lengths[i]!)).toBe(true);
      expect(updates.at(-1)).toBe(end - 1);
    }
  });
});
