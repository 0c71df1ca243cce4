// The start search: what it tries, when it stops, what a failure carries.
import { keyFromSeed } from "@nutmeg-ppl/compiler/random";
import { describe, expect, it } from "vitest";
import { startSearch } from "../../src/init/startSearch.ts";
import { uniformStarts } from "../../src/init/uniformStarts.ts";
import type { LogDensity } from "../../src/logDensity.ts";
import { gaussian } from "../densities.ts";

/** Finite where the first coordinate exceeds `edge`. */
function beyond(edge: number, below: number, slope = 0): LogDensity {
  return {
    dimension: 2,
    evaluate(position, gradient) {
      gradient.fill(0);
      if (position[0]! > edge) return 0;
      gradient[1] = slope;
      return below;
    },
  };
}

describe("startSearch", () => {
  it("takes the first candidate where the density is finite", () => {
    const search = startSearch(keyFromSeed(1), gaussian([1, 1, 1]), uniformStarts(3));
    expect(search).toMatchObject({ found: true, tries: 1 });
    if (!search.found) return;
    expect(search.start.position.every((x) => x > -2 && x < 2)).toBe(true);
    expect([...search.start.gradient]).toEqual([...search.start.position].map((x) => -x));
  });

  it("passes over candidates whose log density or gradient is not finite, and does so again for the same key", () => {
    const densities = [beyond(1.5, -Infinity), beyond(1.5, NaN), beyond(1.5, Infinity), beyond(1.5, 0, NaN)];
    const searches = densities.map((density) => startSearch(keyFromSeed(7), density, uniformStarts(2)));
    for (const search of searches) {
      expect(search).toEqual(searches[0]);
      expect(search.found).toBe(true);
      expect(search.tries).toBeGreaterThan(1);
      if (search.found) expect(search.start.position[0]).toBeGreaterThan(1.5);
    }
  });

  it("fails as a value after 100 tries, with the first candidates and what became of them", () => {
    const search = startSearch(keyFromSeed(2), beyond(5, -Infinity), uniformStarts(2));
    expect(search).toMatchObject({ found: false, tries: 100 });
    if (search.found) return;
    expect(search.attempts.length).toBe(10);
    expect(new Set(search.attempts.map(({ position }) => position[0])).size).toBe(10);
    expect(search.attempts.every(({ logDensity }) => logDensity === -Infinity)).toBe(true);
  });

  it("tries as often as it is told to, with a key of its own for each candidate", () => {
    const keys: number[][] = [];
    const candidate = (key: Uint32Array) => {
      keys.push([...key]);
      return Float64Array.of(1, 2);
    };
    const search = startSearch(keyFromSeed(2), beyond(5, NaN), candidate, 3);
    const attempt = { position: Float64Array.of(1, 2), logDensity: NaN, gradient: Float64Array.of(0, 0) };
    expect(search).toEqual({ found: false, tries: 3, attempts: [attempt, attempt, attempt] });
    expect(new Set(keys.map(String)).size).toBe(3);
  });
});
