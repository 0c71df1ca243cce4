// Acceptance 4 of issue 2: what the compiler does does not grow with the data.
import { expect, test } from "vitest";
import { compileProgram } from "../src/compileProgram.ts";
import * as build from "../src/program/build.ts";
import { makeProgram, type Program } from "../src/program/program.ts";
import { structureOf } from "../src/program/structureOf.ts";
import { flagship } from "./flagship.ts";

const { binary, data, parameter, reduce, scalar, unary } = build;

/** Every other way in which data can be used: bound, constant and counted, as values, indices and masks. */
function assorted(n: number): Program {
  const numbers = Float64Array.from({ length: n }, (_, i) => (i % 7) - 3);
  const x = data("x", numbers, [n]);
  const fixed = build.constant(numbers, [n]);
  const at = data(
    "i",
    numbers.map((value) => value + 3),
    [n],
    "int32",
  );
  const late = build.compare("greater", build.iota(n), scalar(n / 2));
  const effect = build.gather(parameter("e", [7]), at, 0);
  const mean = binary("add", binary("mul", binary("mul", fixed, x), parameter("b", [])), effect);
  const residual = binary(
    "sub",
    unary("abs", build.cumsum(x, 0)),
    build.select(late, mean, unary("exp", mean)),
  );
  return makeProgram([["logDensity", reduce("sum", binary("mul", residual, residual), [0])]]);
}

/** Processor time of this process in milliseconds: tests that run beside this one take none of it. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The shortest of some times, in milliseconds, of two tasks that take turns. */
function shortest(rounds: number, ...tasks: readonly (() => void)[]): number[] {
  const times = tasks.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++) {
    tasks.forEach((task, i) => {
      const start = processorTime();
      task();
      times[i] = Math.min(times[i] as number, processorTime() - start);
    });
  }
  return times;
}

test.each([
  ["the flagship", flagship],
  ["a program that uses data in every other way", assorted],
] as const)("Compiling %s takes for 250,000 rows at most twice the time of 2,500", (_, make) => {
  // Programs are made anew in each round, because analyses remember nodes; their making is not timed.
  const rounds = 12;
  const [few, many] = [2500, 250_000].map((n) => Array.from({ length: rounds }, () => make(n))) as [
    Program[],
    Program[],
  ];
  const compile = (programs: Program[]) => () => {
    compileProgram(programs.pop() as Program, { gradientOf: "logDensity" });
  };
  const [short, long] = shortest(rounds, compile(few), compile(many)) as [number, number];
  expect(long).toBeLessThan(2 * short + 1);
});

test("Naming a program's structure does not read its data", () => {
  const programs = [2500, 250_000].map(flagship) as [Program, Program];
  const [short, long] = shortest(
    5,
    () => structureOf(programs[0]),
    () => structureOf(programs[1]),
  ) as [number, number];
  expect(long).toBeLessThan(2 * short + 1);
});
