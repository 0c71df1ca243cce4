// What a user sees while chains run: redrawn lines on a terminal, plain lines elsewhere, or a function of their own.
import { describe, expect, it } from "vitest";
import type { ChainProgress } from "../src/chain.ts";
import { makeProgress } from "../src/progress/makeProgress.ts";
import { plainProgress } from "../src/progress/plainProgress.ts";
import { terminalProgress } from "../src/progress/terminalProgress.ts";

const at = (iteration: number, divergences = 0): ChainProgress => ({
  phase: iteration < 50 ? "warmup" : "sampling",
  iteration,
  total: 100,
  numSteps: 7 * iteration,
  stepSize: 0.512345,
  divergences,
  elapsed: 1.5 * iteration,
  remaining: 1.5 * (100 - iteration),
});

describe("progress", () => {
  it("off a terminal is a line a chain for each quarter of its way", () => {
    const lines: string[] = [];
    const reporter = plainProgress(2, (line) => lines.push(line));
    for (const iteration of [10, 25, 30, 60, 100]) reporter.update(0, at(iteration));
    reporter.update(1, at(100, 3));
    reporter.close();
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(
      /chain 1 .* 25% .*25\/100 warmup .*step 0\.512, 7\.0 leapfrogs a draw, 37\.5 s, 1 min 53 s to go/,
    );
    expect(lines[3]).toMatch(/chain 2 .*100% .*sampling.*3 divergences, 2 min 30 s$/m);
  });

  it("on a terminal redraws one line for each chain and cuts it to the width", () => {
    let screen = "";
    const reporter = terminalProgress(2, { write: (text) => (screen += text), columns: 40 });
    reporter.update(0, at(100));
    reporter.say("a line of its own");
    reporter.close();
    expect(screen).toContain("a line of its own\n");
    expect(screen).toContain("chain 2 waits");
    expect(screen).toContain("\u001b[2K");
    for (const line of screen.split("\n").map((text) => text.split("\u001b[2K").at(-1) ?? ""))
      expect(line.length).toBeLessThan(40);
  });

  it("goes to the user's function, or nowhere", () => {
    const seen: number[] = [];
    makeProgress((chain) => seen.push(chain), 2).update(1, at(5));
    expect(seen).toEqual([1]);
    expect(makeProgress(false, 2).update(0, at(5))).toBeUndefined();
  });
});
