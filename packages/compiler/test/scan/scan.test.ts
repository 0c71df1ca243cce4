// scan() as a user calls it: what it computes, interpreted, compiled and unrolled; what it says when it is misused.
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { asTensor } from "../../src/capture/asTensor.ts";
import { capturing } from "../../src/capture/capturing.ts";
import { dataTensor, parameterTensor, valuesOf } from "../../src/capture/inputs.ts";
import { programOf } from "../../src/capture/programOf.ts";
import { scan } from "../../src/capture/scan.ts";
import { compileProgram } from "../../src/compileProgram.ts";
import { UsageError } from "../../src/errors.ts";
import { valueAndGradient } from "../../src/gradient/valueAndGradient.ts";
import { interpret } from "../../src/interpreter/evaluate.ts";
import { nodesWithBodies } from "../../src/program/body.ts";
import { printProgram } from "../../src/program/print.ts";
import type { Program } from "../../src/program/program.ts";
import { structureOf } from "../../src/program/structureOf.ts";
import { compiled } from "../targets/wasm/runCompiled.ts";

type Numbers = Readonly<Record<string, readonly number[]>>;

function expectClose(found: Record<string, Float64Array>, expected: Record<string, Float64Array>): void {
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, values] of Object.entries(expected)) {
    const scale = Math.max(1, ...values.map(Math.abs));
    values.forEach((value, i) => {
      // Some hundred roundings of numbers of this size.
      expect(Math.abs((found[name]?.[i] as number) - value), `${name}[${i}]`).toBeLessThan(1e-12 * scale);
    });
  }
}

/** Value and gradient of a looped program and of the same unrolled, interpreted and compiled. */
function agree(looped: Program, unrolled: Program, at: Numbers): void {
  const expected = interpret(valueAndGradient(unrolled, "value"), at);
  expectClose(interpret(valueAndGradient(looped, "value"), at), expected);
  expectClose(compiled(looped, { gradientOf: "value" }).run(at), expected);
}

const wave = (count: number, phase = 0.3) =>
  Array.from({ length: count }, (_, i) => Math.sin(phase + 1.7 * i));

describe("A scan is what its steps are one after the other", () => {
  type Step = (carry: tf.Tensor, x: tf.Tensor) => readonly [tf.Tensor, tf.Tensor];

  function total(
    loop: (step: Step, init: tf.Tensor, xs: tf.Tensor) => [tf.Tensor, tf.Tensor],
    steps: number,
    width: number,
  ) {
    return capturing(() => {
      const [a, b] = [parameterTensor("a", [width, width]), parameterTensor("b", [width])];
      const x = dataTensor("x", wave(steps * width), [steps, width]);
      const [last, ys] = loop(
        (carry, row) => {
          const moved = tf.reshape(tf.matMul(a, tf.reshape(carry, [width, 1])), [width]);
          const next = tf.tanh(tf.add(tf.mul(moved, 1 / width), row));
          return [next, tf.mul(tf.sum(tf.square(next)), tf.logSumExp(carry))];
        },
        b,
        tf.add(x, tf.mul(0.1, b)),
      );
      return programOf({ value: tf.add(tf.sum(tf.square(last)), tf.sum(tf.mul(ys, ys))) });
    });
  }

  function unroll(reverse: boolean) {
    return (step: Step, init: tf.Tensor, xs: tf.Tensor): [tf.Tensor, tf.Tensor] => {
      const rows = tf.unstack(xs);
      const ys: tf.Tensor[] = [];
      let carry = init;
      for (let count = 0; count < rows.length; count++) {
        const t = reverse ? rows.length - 1 - count : count;
        [carry, ys[t]] = step(carry, rows[t] as tf.Tensor) as [tf.Tensor, tf.Tensor];
      }
      return [carry, tf.stack(ys)];
    };
  }

  test.each([
    [1, 1, false],
    [1, 3, true],
    [7, 1, false],
    [6, 4, false],
    [6, 4, true],
    [5, 17, false],
    [4, 40, true],
  ])("over %i steps of width %i, reversed: %s", (steps, width, reverse) => {
    const looped = total((step, init, xs) => scan(step, init, xs, { reverse }), steps, width);
    const at = { a: wave(width * width, 1), b: wave(width, 2) };
    agree(looped, total(unroll(reverse), steps, width), at);
  });
});

describe("Trees of values", () => {
  test("carries, xs and what is yielded may be nested arrays and objects, and nothing", () => {
    const program = capturing(() => {
      const p = parameterTensor("p", []);
      const [[count, { sum }], [squares, none]] = scan(
        ([n, { sum: s }], { x, weights: [w] }) => [
          [tf.add(n, 1), { sum: tf.add(s, tf.mul(tf.mul(x, w), p)) }],
          [tf.square(x), null],
        ],
        [0, { sum: tf.scalar(1) }],
        { x: Float64Array.of(1, 2, 3), weights: [Float64Array.of(0.5, 0.25, 2)] },
      );
      expect(none).toBe(null);
      return programOf({ count, sum, squares });
    });
    expect(interpret(program, { p: [2] })).toEqual({
      count: Float64Array.of(3),
      sum: Float64Array.of(1 + 2 * (0.5 + 0.5 + 6)),
      squares: Float64Array.of(1, 4, 9),
    });
  });

  test("whole numbers and truth are carried and yielded as such, also when compiled", () => {
    const program = capturing(() => {
      const p = parameterTensor("p", []);
      const [[count, even], seen] = scan(
        ([n, flag], x) => {
          const larger = tf.greater(tf.mul(x, p), 1);
          return [[tf.where(larger, tf.add(n, tf.scalar(1, "int32")), n), tf.logicalNot(flag)], larger];
        },
        [tf.scalar(0, "int32"), tf.scalar(true, "bool")] as const,
        Float64Array.of(0.4, 0.6, 1.2, 0.1, 3),
      );
      expect([count.dtype, even.dtype, seen.dtype]).toEqual(["int32", "bool", "bool"]);
      return programOf({ count, even, seen });
    });
    const expected = {
      count: Float64Array.of(3),
      even: Float64Array.of(0),
      seen: Float64Array.of(0, 1, 1, 0, 1),
    };
    expect(interpret(program, { p: [2] })).toEqual(expected);
    expect(compiled(program).run({ p: [2] })).toEqual(expected);
  });

  test("a length is enough when there are no xs", () => {
    const [last, ys] = scan((n) => [tf.mul(n, 2), n], 1, null, { length: 5 });
    expect(Array.from(valuesOf(last))).toEqual([32]);
    expect(Array.from(valuesOf(ys))).toEqual([1, 2, 4, 8, 16]);
  });
});

describe("Loops in loops", () => {
  test("the inner loop reads the carry, the x and the surroundings of the outer one", () => {
    const make = (unrolled: boolean) =>
      capturing(() => {
        const p = parameterTensor("p", [3]);
        const rows = dataTensor("rows", wave(12), [4, 3]);
        const inner = (state: tf.Tensor, row: tf.Tensor): tf.Tensor => {
          const step = (s: tf.Tensor, x: tf.Tensor) => tf.sin(tf.add(tf.mul(s, p), tf.mul(x, state)));
          if (!unrolled) return scan((s, x) => [step(s, x), null], state, row)[0];
          return tf.unstack(row).reduce(step, state);
        };
        let last: tf.Tensor = p;
        if (unrolled) for (const row of tf.unstack(rows)) last = inner(last, row);
        else [last] = scan((state, row) => [inner(state, row), null], p as tf.Tensor, rows);
        return programOf({ value: tf.sum(last) });
      });
    agree(make(false), make(true), { p: [0.3, -0.4, 0.8] });
  });
});

describe("Compiling a scan does not depend on how many steps it has", () => {
  const walk = (steps: number) =>
    capturing(() => {
      const p = parameterTensor("p", []);
      const x = dataTensor("x", wave(steps), [steps]);
      const [last, ys] = scan((c, xt) => [tf.tanh(tf.add(tf.mul(c, p), xt)), tf.square(c)], p, x);
      return programOf({ value: tf.add(last, tf.sum(ys)) });
    });

  test("100,000 steps make as many nodes and bytes of code as 100", () => {
    const [few, many] = [walk(100), walk(100_000)] as const;
    const nodes = (program: Program) =>
      nodesWithBodies(valueAndGradient(program, "value").outputs.values()).length;
    expect(nodes(many)).toBe(nodes(few));
    const bytes = (program: Program) => compileProgram(program, { gradientOf: "value" }).code.length;
    // Numbers of more digits take a few more bytes each.
    expect(bytes(many)).toBeLessThan(bytes(few) + 100);
  });

  test("100,000 steps give the value and gradient of the interpreter", () => {
    const program = walk(100_000);
    const at = { p: [0.9] };
    expectClose(
      compiled(program, { gradientOf: "value" }).run(at),
      interpret(valueAndGradient(program, "value"), at),
    );
  });
});

describe("Programs with loops as text", () => {
  const make = (factor: number) =>
    capturing(() => {
      const [last] = scan(
        (c, x) => [tf.add(tf.mul(c, factor), x), null],
        parameterTensor("p", []),
        Float64Array.of(1, 2),
      );
      return programOf({ last });
    });

  test("a body is printed under its loop", () => {
    expect(printProgram(make(2))).toBe(
      [
        '%0 = parameter float64[] "p"',
        "%1 = constant float64[2] {1, 2}",
        "%2 = scan float64[1] %0 %1 {length: 2, reverse: false, carries: 1, xs: 1}",
        "  %2.0 = argument float64[] {position: 0}",
        "  %2.1 = constant float64[] {2}",
        "  %2.2 = mul float64[] %2.0 %2.1",
        "  %2.3 = argument float64[] {position: 1}",
        "  %2.4 = add float64[] %2.2 %2.3",
        "  yields %2.4",
        "%3 = part float64[] %2 {index: 0}",
        'output "last" = %3',
        "",
      ].join("\n"),
    );
  });

  test("loops with different bodies have different structures, equal ones the same", () => {
    expect(structureOf(make(2))).toBe(structureOf(make(2)));
    expect(structureOf(make(2))).not.toBe(structureOf(make(3)));
  });
});

describe("Misuse is explained", () => {
  const x = Float64Array.of(1, 2, 3);
  const fails = (run: () => unknown, message: RegExp) => {
    expect(run).toThrow(UsageError);
    expect(run).toThrow(message);
  };

  test("when the carry changes its shape or dtype, or its form", () => {
    fails(
      () => scan((c) => [tf.ones([2]), c], 0, x),
      /carry is float32\[\] before a step and float32\[2\] after it/,
    );
    fails(
      () => scan((c) => [tf.cast(c, "int32"), c], 0, x),
      /float32\[\] before a step and int32\[\] after it/,
    );
    fails(
      () => scan(([c]) => [{ c }, null], [0], x),
      /built as the first one, of carry\[0\]; it returned carry\.c/,
    );
  });

  test("when xs differ in length, are single numbers, or are none", () => {
    fails(() => scan((c) => [c, null], 0, [x, Float64Array.of(1)]), /xs\[0\] has 3, xs\[1\] has 1/);
    fails(() => scan((c) => [c, null], 0, x, { length: 4 }), /xs has 3, the option length is 4/);
    fails(() => scan((c) => [c, null], 0, 3), /xs is a single number/);
    fails(() => scan((c) => [c, null], 0, null), /\{ length \}/);
    fails(() => scan((c) => [c, null], 0, new Float64Array(0)), /at least one step, but the length is 0/);
  });

  test("when the step does not return a pair", () => {
    const single = ((c: tf.Tensor) => c) as unknown as () => [number, null];
    fails(() => scan(single, 0, x), /array of two: \[carry, y\]/);
  });

  test("when a step reads a value", () => {
    fails(
      () => scan((c, v) => [(v.dataSync()[0] as number) > 0 ? c : v, null], 0, x),
      /depends on what a step of a scan, .* is given was read.*tf\.where/s,
    );
  });

  test("but known values around it may be read", () => {
    const factor = asTensor(2);
    const [last] = scan((c, v) => [tf.add(c, tf.mul(v, valuesOf(factor)[0] as number)), null], 0, x);
    expect(Array.from(valuesOf(last))).toEqual([12]);
  });
});
