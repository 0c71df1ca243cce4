// Acceptance 4 of issue 2: what the compiler does does not grow with the data, nor with the square of the program.
import { expect, test } from "vitest";
import { compileProgram } from "../src/compileProgram.ts";
import { optimizeProgram } from "../src/optimizeProgram.ts";
import { reassociate } from "../src/passes/reassociate.ts";
import * as build from "../src/program/build.ts";
import type { Node } from "../src/program/node.ts";
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

/** A density of n sites, each a number. */
function sites(n: number): Node {
  const term = (i: number) => {
    const x = parameter(`x${i}`, []);
    return binary("sub", binary("mul", scalar(-0.5 - i), binary("mul", x, x)), unary("softplus", x));
  };
  return Array.from({ length: n }, (_, i) => term(i)).reduce((a, b) => binary("add", a, b));
}

/** n functions one after the other, whose derivative is a product of as many. */
function steps(n: number): Node {
  return Array.from({ length: n }, (_, i) => i).reduce<Node>(
    (x, i) => unary("sin", binary("add", binary("mul", x, scalar(1.1)), scalar(i))),
    parameter("x", []),
  );
}

test.each([
  ["a sum of n sites", sites],
  ["n steps", steps],
] as const)("The nodes that compiling %s makes grow as n does, not as its square", (_, make) => {
  const made = (n: number): number => {
    const program = makeProgram([["logDensity", make(n)]]);
    const first = scalar(0).id;
    optimizeProgram(program, { gradientOf: "logDensity" });
    return scalar(0).id - first;
  };
  expect(made(200) / made(50)).toBeLessThan(4.5);
});

test("A sum of thousands of terms is taken apart without recursion", () => {
  const terms = Array.from({ length: 10_000 }, (_, i) => parameter(`x${i}`, [i % 2 ? 2 : 1, 2]));
  const sum = terms.reduce((a, b) => binary("add", a, b));
  const [regrouped] = reassociate(makeProgram([["sum", sum]])).outputs.values();
  // What varies along one axis only is added up first.
  expect(regrouped?.inputs.map(({ op }) => op)).toEqual(["broadcast", "add"]);
});
