// Compositions that distributions write out, recognized for the simpler form that they mean.
import { describe, expect, it } from "vitest";
import { interpret } from "../../src/interpreter/evaluate.ts";
import { recognize } from "../../src/passes/recognize.ts";
import { binary, compare, data, parameter, scalar, select, unary } from "../../src/program/build.ts";
import type { Node } from "../../src/program/node.ts";
import { makeProgram, topologicalOrder } from "../../src/program/program.ts";

const u = parameter("u", [4]);
const minusInfinity = scalar(Number.NEGATIVE_INFINITY);

/** The logarithm that distributions take of a rate that may be 0. */
function guardedLog(v: ReturnType<typeof unary>) {
  const positive = compare("greater", v, scalar(0));
  return select(positive, unary("log", select(positive, v, scalar(1))), minusInfinity);
}

const opsOf = (program: ReturnType<typeof makeProgram>) =>
  topologicalOrder(program.outputs.values()).map((node) => node.op);

describe("a logarithm", () => {
  it("of an exponential is its argument, also where the exponential overflows", () => {
    const program = recognize(makeProgram([["v", unary("log", unary("exp", u))]]));
    expect(opsOf(program)).toEqual(["parameter"]);
    expect(Array.from(interpret(program, { u: [-800, 0, 3, 800] })["v"] ?? [])).toEqual([-800, 0, 3, 800]);
  });
});

describe("a guarded logarithm", () => {
  it("of an exponential is its argument", () => {
    const program = recognize(makeProgram([["v", guardedLog(unary("exp", u))]]));
    expect(opsOf(program)).toEqual(["parameter"]);
    const values = [-3, 0, 1e-3, 700];
    expect(Array.from(interpret(program, { u: values })["v"] ?? [])).toEqual(values);
  });

  it("of anything else stays", () => {
    const written = makeProgram([["v", guardedLog(binary("mul", u, u))]]);
    expect(opsOf(recognize(written))).toContain("log");
    const values = { u: [-3, 0, 1e-3, 2] };
    expect(interpret(recognize(written), values)).toEqual(interpret(written, values));
  });
});

describe("a product guarded against 0 times a logarithm", () => {
  const y = data("y", Float64Array.of(0, 0, 2, 5), [4]);
  const guarded = (of: Node) => select(compare("equal", y, scalar(0)), scalar(0), binary("mul", y, of));

  it("of a linear predictor needs no guard", () => {
    const program = recognize(makeProgram([["v", guarded(binary("add", u, unary("exp", u)))]]));
    expect(opsOf(program)).not.toContain("select");
  });

  it("of a logarithm keeps it", () => {
    const written = makeProgram([["v", guarded(unary("log", u))]]);
    expect(opsOf(recognize(written))).toContain("select");
    expect(interpret(recognize(written), { u: [0, 1, 1, 2] })["v"]?.[0]).toBe(0);
  });
});
