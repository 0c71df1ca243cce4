// What explain prints: passes, schedule, memory; and the flagship's program and schedule, as snapshots.
import { describe, expect, test } from "vitest";
import { explain } from "../src/explain.ts";
import { PASSES } from "../src/passes/pipeline.ts";
import { flagship } from "./flagship.ts";

const text = explain(flagship(), { gradientOf: "logDensity" });

/** The body of the section of this name. */
function section(name: string): string {
  const [, body] = text.split(`== ${name} ==\n`);
  return body?.split("\n== ")[0] ?? "";
}

describe("explain", () => {
  test("shows the program as captured, differentiated and after each pass, in order", () => {
    const titles = [...text.matchAll(/^== (.*?)(: no change)? ==$/gm)].map(([, title]) => title);
    expect(titles).toEqual([
      "captured", "recognize", "sufficient statistics", "differentiate", ...PASSES.map(({ name }) => name), "schedule", "memory",
    ]); // biome-ignore format: a list
    expect(section("captured")).toContain('output "logDensity"');
    expect(section("differentiate")).toContain('output "d:loc"');
  });

  test("counts the bytes that inputs and outputs take", () => {
    expect(section("memory")).toContain(`parameters: ${8 * 9} bytes\ndata: ${8 * 2500} bytes`);
    expect(section("memory")).toContain(`outputs: ${8 * 10} bytes`);
  });
});

// A change of code generation shows here as a diff: read it, then accept it with `vitest run -u`.
describe("The flagship", () => {
  test("is this program after the last pass", async () => {
    const last = [...text.matchAll(/^== .* ==\n%0[\s\S]*?\n(?=\n== )/gm)].at(-1)?.[0];
    await expect(last).toMatchFileSnapshot("data/explain/flagshipProgram.txt");
  });

  test("is scheduled so", async () => {
    await expect(section("schedule")).toMatchFileSnapshot("data/explain/flagshipSchedule.txt");
  });
});
