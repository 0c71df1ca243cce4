// Sums of squares over rows of data, written as statistics: when, and that they are the same sums.
import { describe, expect, it } from "vitest";
import { compileProgram } from "../../src/compileProgram.ts";
import { valueAndGradient } from "../../src/gradient/valueAndGradient.ts";
import { interpret } from "../../src/interpreter/evaluate.ts";
import { recognize } from "../../src/passes/recognize.ts";
import { sufficientStatistics } from "../../src/passes/sufficientStatistics.ts";
import {
  binary,
  broadcast,
  data,
  gather,
  matMul,
  parameter,
  reduce,
  reshape,
  scalar,
  transpose,
  unary,
} from "../../src/program/build.ts";
import type { Node } from "../../src/program/node.ts";
import { makeProgram, type Program, parametersOf, topologicalOrder } from "../../src/program/program.ts";
import { sizeOf } from "../../src/program/shape.ts";
import { instantiate } from "../../src/runtime/executable.ts";

const N = 120;
const D = 4;
const wave = (n: number, seed: number) =>
  Float64Array.from({ length: n }, (_, i) => Math.sin(seed + 1.3 * i * i) + 0.2 * Math.cos(i));
const y = data(
  "y",
  wave(N, 1).map((v) => v + 2),
  [N],
);
const x = data("x", wave(N * D, 2), [N, D]);
const weights = data(
  "w",
  wave(N, 3).map((v) => 1.5 + v / 2),
  [N],
);
const groupOf = (name: string, count: number) =>
  // The last group stays empty.
  data(
    name,
    Float64Array.from({ length: N }, (_, i) => (7 * i * i + 3 * i) % (count - 1)),
    [N],
    "int32",
  );
const b = parameter("b", [D]);
const a = parameter("a", []);
const scale = unary("exp", parameter("s", []));
const u = parameter("u", [9]);
const v = parameter("v", [5]);

const add = (p: Node, q: Node) => binary("add", p, q);
const sub = (p: Node, q: Node) => binary("sub", p, q);
const mul = (p: Node, q: Node) => binary("mul", p, q);
const div = (p: Node, q: Node) => binary("div", p, q);
const slopes = reshape(matMul(x, reshape(b, [D, 1])), [N]);

/** Normal log densities, summed. */
function normal(mean: Node, sd: Node, observed = y): Node {
  const z = div(sub(observed, mean), sd);
  const terms = sub(sub(mul(scalar(-0.5), mul(z, z)), unary("log", sd)), scalar(0.9));
  return reduce("sum", broadcast(terms, [N]), [0]);
}

function programOf(output: Node): Program {
  return recognize(makeProgram([["f", output]]));
}

function bindingsOf(program: Program, shift = 0): Record<string, Float64Array> {
  return Object.fromEntries(
    [...parametersOf(program)].map(([name, node], i) => [name, wave(sizeOf(node.shape), 5 + i + shift)]),
  );
}

const usesStatistics = (program: Program) =>
  topologicalOrder(program.outputs.values()).some(({ op }) => op === "qrFactor");

/** Largest difference of value and gradient, relative to the largest number among them. */
function difference(one: Record<string, Float64Array>, other: Record<string, Float64Array>): number {
  const pairs = Object.entries(one).flatMap(([name, values]) =>
    Array.from(values, (p, i) => [p, other[name]?.[i] ?? Number.NaN] as const),
  );
  const size = Math.max(...pairs.map(([p]) => Math.abs(p)));
  return Math.max(...pairs.map(([p, q]) => Math.abs(p - q))) / size;
}

const forms: Readonly<Record<string, Node>> = {
  "a common mean": normal(a, scale),
  "a mean and a known scale": normal(a, scalar(1.7)),
  "a design matrix": normal(slopes, scale),
  "an intercept, a design matrix and a single column": normal(
    add(add(a, slopes), mul(parameter("c", []), weights)),
    scale,
  ),
  "a transposed design matrix": normal(reshape(matMul(reshape(b, [1, D]), transpose(x, [1, 0])), [N]), scale),
  "products summed over the last axis": normal(reduce("sum", mul(x, broadcast(b, [N, D])), [1]), scale),
  "known scales of rows": normal(add(a, slopes), mul(broadcast(scale, [N]), weights)),
  "negated and divided predictors": normal(sub(unary("neg", slopes), div(mul(a, y), weights)), scale),
  "effects of groups": normal(add(gather(u, groupOf("g", 9), 0), mul(a, weights)), scale),
  "effects of groups of a computed table": normal(gather(add(a, mul(u, scale)), groupOf("g", 9), 0), scale),
  "two groupings and a design matrix": normal(
    add(add(gather(u, groupOf("g", 9), 0), gather(v, groupOf("h", 5), 0)), slopes),
    scale,
  ),
  "observations that are a power": normal(a, scale, mul(y, y)),
  "squares by pow": reduce("sum", binary("pow", sub(y, slopes), scalar(2)), [0]),
  "a matrix of observations": reduce(
    "sum",
    mul(sub(x, broadcast(a, [N, D])), sub(x, broadcast(a, [N, D]))),
    [0, 1],
  ),
};

describe("Sums of squares by statistics", () => {
  for (const [title, output] of Object.entries(forms)) {
    it(`equal the sums by rows, with gradients: ${title}`, async () => {
      const rows = programOf(output);
      const program = sufficientStatistics(rows);
      expect(usesStatistics(program)).toBe(true);
      const artifact = compileProgram(rows, { gradientOf: "f" });
      const executable = await instantiate(artifact);
      for (const shift of [0, 10]) {
        const bindings = bindingsOf(rows, shift);
        const expected = interpret(valueAndGradient(rows, "f"), bindings);
        expect(difference(expected, interpret(valueAndGradient(program, "f"), bindings))).toBeLessThan(1e-13);
        expect(difference(expected, executable.run(bindings))).toBeLessThan(1e-12);
      }
    });
  }

  it("keep the digits that expanding the square would lose", () => {
    // y = 1e8 + noise: a rotation errs by a few units in the last place of y, 1e-8 of the noise; y'y - 2 b X'y + b'X'X b
    // would err by the square of that ratio, 1e16, and have no correct digit.
    const far = data(
      "far",
      wave(N, 4).map((e) => 1e8 + e),
      [N],
    );
    const written = programOf(normal(a, scalar(1), far));
    const at = { a: [1e8 + 0.01] };
    expect(difference(interpret(written, at), interpret(sufficientStatistics(written), at))).toBeLessThan(
      5e-8,
    );
  });

  it("follow data that are bound anew", async () => {
    const written = programOf(forms["two groupings and a design matrix"] as Node);
    const executable = await instantiate(compileProgram(written, { gradientOf: "f" }));
    const bindings = bindingsOf(written);
    executable.run(bindings);
    const fresh = {
      y: wave(N, 20),
      x: wave(N * D, 21),
      g: Float64Array.from({ length: N }, (_, i) => i % 8),
    };
    for (const [name, values] of Object.entries(fresh)) executable.setData(name, values);
    const expected = interpret(valueAndGradient(written, "f"), { ...bindings, ...fresh });
    expect(difference(expected, executable.run(bindings))).toBeLessThan(1e-12);
  });

  it("are not used where the sum is not of squares of linear forms, or has few rows", () => {
    const perRow = unary("exp", mul(broadcast(a, [N]), weights));
    const few = data("few", wave(8, 1), [8]);
    const short = mul(sub(few, broadcast(a, [8])), sub(few, broadcast(a, [8])));
    const others = [
      normal(a, perRow),
      normal(perRow, scale),
      normal(mul(slopes, slopes), scale),
      reduce("sum", unary("abs", sub(y, slopes)), [0]),
      reduce("sum", short, [0]),
      reduce("sum", mul(b, b), [0]),
    ];
    for (const output of others) {
      const written = programOf(output);
      expect(usesStatistics(sufficientStatistics(written))).toBe(false);
    }
  });

  it("are switched off by exact: rows", () => {
    const written = programOf(forms["a design matrix"] as Node);
    const byRows = compileProgram(written, { gradientOf: "f", exact: "rows" });
    const byStatistics = compileProgram(written, { gradientOf: "f" });
    expect(byRows.memoryBytes).toBeLessThan(byStatistics.memoryBytes);
  });
});
