// What explain prints: passes, schedule, memory; and the flagship's program and schedule, as snapshots.
import { describe, expect, test } from "vitest";
import { explain } from "../src/explain.ts";
import { PASSES } from "../src/passes/pipeline.ts";
import * as build from "../src/program/build.ts";
import { makeProgram } from "../src/program/program.ts";
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

test("explain estimates what each kernel computes, reads and writes", () => {
  const x = build.data("x", new Float64Array(1000), [1000]);
  const scaled = build.binary("mul", x, build.parameter("scale", []));
  const program = makeProgram([["sum", build.reduce("sum", build.unary("exp", scaled), [0])]]);
  // A product, an exponential (15) and an addition for each of the 1,000 elements; x and the scale are read.
  expect(explain(program)).toContain(
    `loops of 1000; about ${1000 * 17} operations, reads ${8 * 1001} bytes, writes 8\n`,
  );
});
