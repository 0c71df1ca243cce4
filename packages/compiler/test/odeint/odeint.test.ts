// odeint() as a user calls it: solutions against closed forms and SciPy, interpreted and compiled; states of any nesting,
// times, tolerances, and what becomes of problems that cannot be solved. Not its derivatives (sensitivities.test.ts).
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { compile } from "../../src/callable/compile.ts";
import { capturing } from "../../src/capture/capturing.ts";
import { parameterTensor } from "../../src/capture/inputs.ts";
import { type OdeOptions, odeint } from "../../src/capture/odeint.ts";
import { programOf } from "../../src/capture/programOf.ts";
import { scan } from "../../src/capture/scan.ts";
import { explain } from "../../src/explain.ts";
import { interpret } from "../../src/interpreter/evaluate.ts";
import type { Program } from "../../src/program/program.ts";
import { structureOf } from "../../src/program/structureOf.ts";
import { verify } from "../../src/program/verify.ts";
import { vmap } from "../../src/vmap.ts";
import { compiled } from "../targets/wasm/runCompiled.ts";
import { problems, programOfProblem } from "./problems.ts";

type Numbers = Readonly<Record<string, readonly number[]>>;

const decay = (y: tf.Tensor) => tf.neg(y) as tf.Tensor;

/** An output, interpreted and compiled. */
function both(program: Program, at: Numbers = {}, output = "y"): [reference: number[], wasm: number[]] {
  const found = [interpret(program, at)[output], compiled(program).run(at)[output]];
  return found.map((values) => [...(values as Float64Array)]) as [number[], number[]];
}

/** Solutions of dy/dt = slope(y, t) from 1, interpreted and compiled. */
function solved(
  slope: (y: tf.Tensor, t: tf.Tensor) => tf.Tensor,
  ts: readonly number[],
  options: OdeOptions = {},
): [number[], number[]] {
  const program = capturing(() => {
    const start = parameterTensor("start", []);
    return programOf({ y: odeint(slope, start, [...ts], options) as tf.Tensor });
  });
  return both(program, { start: [1] });
}

describe("Solutions agree with closed forms and with SciPy", () => {
  test.each(Object.keys(problems))("of %s", (name) => {
    const problem = problems[name] as (typeof problems)[string];
    const expected = problem.solution.flat();
    const scale = Math.max(1, ...expected.map(Math.abs));
    const at = { y0: problem.y0, theta: problem.theta };
    for (const tolerance of [1e-5, 1e-10]) {
      const program = programOfProblem(problem, { rtol: tolerance, atol: tolerance });
      const found = both(program, at);
      expected.forEach((value, i) => {
        // Each of up to a thousand steps errs by a part of the tolerance, and the equations carry it on: 15 in all at most.
        for (const states of found)
          expect(Math.abs((states[i] as number) - value)).toBeLessThan(30 * tolerance * scale);
        // The same steps in both, up to rounding, which the equations carry on likewise.
        expect(Math.abs((found[0][i] as number) - (found[1][i] as number))).toBeLessThan(1e-10 * scale);
      });
    }
  });
});

describe("States and arguments", () => {
  test("are trees, which func and the solution see alike, and scalars, vectors and matrices in them", () => {
    const program = capturing(() => {
      const rate = parameterTensor("rate", []);
      const y = odeint(
        ({ a, b: [c, d] }, t, { rates: [r] }, shift) => {
          expect([a.shape, c.shape, d.shape, t.shape, shift.shape]).toEqual([[], [3], [2, 2], [], []]);
          return { a: tf.mul(r, a), b: [tf.neg(c), tf.add(tf.mul(0, d), tf.add(shift, tf.mul(2, t)))] };
        },
        { a: 1, b: [new Float64Array([1, 2, 3]), tf.zeros([2, 2])] },
        [0, 1, 2],
        {},
        { rates: [rate] },
        0.5,
      );
      expect([y.a.shape, y.b[0].shape, y.b[1].shape]).toEqual([[3], [3, 3], [3, 2, 2]]);
      return programOf({ a: y.a, c: y.b[0], d: y.b[1] });
    });
    const at = { rate: [0.3] };
    const expected = {
      a: [0, 1, 2].map((t) => Math.exp(0.3 * t)),
      c: [0, 1, 2].flatMap((t) => [1, 2, 3].map((x) => x * Math.exp(-t))),
      d: [0, 1, 2].flatMap((t) => new Array<number>(4).fill(0.5 * t + t * t)),
    };
    for (const [name, values] of Object.entries(expected)) {
      for (const found of both(program, at, name))
        found.forEach((x, i) => {
          expect(Math.abs(x - (values[i] as number)), `${name}[${i}]`).toBeLessThan(1e-5);
        });
    }
  });

  test("may be found around func, in loops too, and one equation may be solved at each step of a scan", () => {
    const program = capturing(() => {
      const rates = parameterTensor("rates", [3]);
      const [, ends] = scan(
        (carry, rate) => {
          const y = odeint((state) => tf.mul(tf.neg(rate), state), carry, [0, 1]) as tf.Tensor;
          const end = tf.reshape(tf.slice(y, [1], [1]), []);
          return [end, end];
        },
        tf.add(1, tf.mul(0, tf.sum(rates))) as tf.Tensor,
        rates as tf.Tensor,
      );
      return programOf({ y: ends });
    });
    for (const found of both(program, { rates: [0.1, 0.5, 2] }))
      [0.1, 0.6, 2.6].forEach((total, i) => {
        expect(found[i]).toBeCloseTo(Math.exp(-total), 5);
      });
  });

  test("of independent equations in a scan are solved side by side, each on its own steps, by one loop", () => {
    const rates = [0.01, 3, 40];
    const program = capturing(() => {
      const [, ends] = scan(
        (carry, rate) => [carry, odeint((state) => tf.mul(tf.neg(rate), state), 1, [0, 0.5, 1]) as tf.Tensor],
        0,
        parameterTensor("rates", [3]) as tf.Tensor,
      );
      return programOf({ y: ends });
    });
    const text = explain(program);
    expect(text.slice(text.indexOf("== split loops"))).not.toMatch(/scan[^\n]*length: 3,/);
    const [reference, wasm] = both(program, { rates });
    reference.forEach((x, i) => {
      expect(x).toBeCloseTo(Math.exp((-(rates[Math.floor(i / 3)] as number) * (i % 3)) / 2), 5);
      // To the rounding of a few dozen steps.
      expect(Math.abs(x - (wasm[i] as number))).toBeLessThan(1e-13);
    });
  });

  test("of a batch are solved one after the other by vmap", () => {
    const program = capturing(() => {
      const end = (y0: tf.Tensor, rate: tf.Tensor) =>
        odeint((y) => tf.mul(tf.neg(rate), y), y0, [0, 0.5, 1]) as tf.Tensor;
      return programOf({ y: vmap(end)(parameterTensor("y0", [2]), parameterTensor("rate", [2])) });
    });
    for (const found of both(program, { y0: [1, 5], rate: [0.3, 2] }))
      [1, Math.exp(-0.15), Math.exp(-0.3), 5, 5 * Math.exp(-1), 5 * Math.exp(-2)].forEach((x, i) => {
        expect(found[i]).toBeCloseTo(x, 5);
      });
  });

  test("make data-only problems constants that compiled code holds ready", () => {
    const program = capturing(() => programOf({ y: odeint(decay, 1, [0, 1]) as tf.Tensor }));
    const [reference, wasm] = both(program);
    expect(wasm).toEqual(reference);
    expect(explain(program)).toContain(
      "evaluate, at every evaluation:\n  level 0: straight-line code; about 0 operations",
    );
  });
});

describe("Times", () => {
  test("may be one, and repeat", () => {
    for (const found of solved(decay, [3])) expect(found).toEqual([1]);
    for (const found of solved(decay, [0, 0, 1, 1])) {
      expect(found.slice(0, 2)).toEqual([1, 1]);
      expect(found[2]).toBe(found[3]);
    }
  });

  test("may be parameters; where they do not ascend, the solution is NaN", () => {
    const program = capturing(() =>
      programOf({ y: odeint(decay, 1, parameterTensor("ts", [3])) as tf.Tensor }),
    );
    for (const found of both(program, { ts: [0, 1, 2] })) expect(found[2]).toBeCloseTo(Math.exp(-2), 5);
    for (const found of both(program, { ts: [0, 9, 1] }))
      expect(found.slice(1)).toEqual([Number.NaN, Number.NaN]);
  });

  test("between steps are reached by the interpolant: a hundred of them take no more steps", () => {
    const count = (points: number) => {
      const ts = Array.from({ length: points }, (_, i) => i / (points - 1));
      const [reference, wasm] = solved(decay, ts, { maxSteps: 12 });
      reference.forEach((y, i) => {
        expect(y).toBeCloseTo(Math.exp(-(ts[i] as number)), 5);
        expect(wasm[i]).toBeCloseTo(y, 13);
      });
    };
    count(2);
    count(100);
  });

  test("are the only ones that func sees", () => {
    // log(t - 1) and log(2 - t) are NaN outside of [1, 2]; y = 1 + int log(2 - t)(t - 1) dt from 1.
    const edges = (_: tf.Tensor, t: tf.Tensor) =>
      tf.add(tf.mul(0, tf.add(tf.sqrt(tf.sub(2, t)), tf.sqrt(tf.sub(t, 1)))), 1) as tf.Tensor;
    for (const found of solved(edges, [1, 1.5, 2])) {
      expect(found[1]).toBeCloseTo(1.5, 12);
      expect(found[2]).toBeCloseTo(2, 12);
    }
  });
});

describe("Problems that cannot be solved end, in NaN from that time on", () => {
  test("where the right-hand side is NaN", () => {
    // From t = 1 on.
    for (const found of solved((_, t) => tf.sqrt(tf.sub(1, t)), [0, 0.5, 1.5, 2])) {
      expect(found[1]).toBeCloseTo(1 + (2 / 3) * (1 - 0.5 ** 1.5), 5);
      expect(found.slice(2)).toEqual([Number.NaN, Number.NaN]);
    }
  });

  test("where it, or the start, is NaN at once", () => {
    for (const found of solved((y) => tf.div(tf.mul(0, y), 0), [0, 1, 2])) {
      expect(found).toEqual([1, Number.NaN, Number.NaN]);
    }
    const program = capturing(() => programOf({ y: odeint(decay, Number.NaN, [0, 1]) as tf.Tensor }));
    for (const found of both(program)) expect(found).toEqual([Number.NaN, Number.NaN]);
  });

  test("where the solution ends: 1 / (1 - t) is infinite at 1", () => {
    for (const found of solved((y) => tf.square(y), [0, 0.5, 1.5])) {
      expect(found[1]).toBeCloseTo(2, 4);
      expect(found[2]).toBeNaN();
    }
  });

  test("where it takes too many steps: a stiff equation, from one time to the next", () => {
    // An explicit method must keep its steps below 3.3 / 1e6, although the solution soon lies still.
    const stiff = (y: tf.Tensor, t: tf.Tensor) => tf.mul(-1e6, tf.sub(y, tf.cos(t))) as tf.Tensor;
    for (const found of solved(stiff, [0, 1e-4, 1, 2], { maxSteps: 500 })) {
      expect(found[1]).toBeCloseTo(Math.cos(1e-4), 5);
      expect(found.slice(2)).toEqual([Number.NaN, Number.NaN]);
    }
  });
});

describe("What is wrong is said", () => {
  const failing = (run: () => unknown) => () => capturing(run);
  test.each<[string, () => unknown, RegExp]>([
    ["times that descend", () => odeint(decay, 1, [0, 2, 1]), /ts must ascend, but ts\[2\] is 1, after 2/],
    ["times that are no numbers", () => odeint(decay, 1, [0, Number.NaN]), /ts\[1\] is NaN, after 0/],
    ["no times", () => odeint(decay, 1, []), /at least one time/],
    ["times in a matrix", () => odeint(decay, 1, [[0, 1]]), /its shape is \[1, 2\]/],
    ["no state", () => odeint(() => [], [], [0, 1]), /there is no state/],
    [
      "a derivative of another shape",
      () => odeint(() => tf.zeros([3]), 1, [0, 1]),
      /shape \[\], .* shape \[3\]/,
    ],
    [
      "a derivative for another state",
      () => odeint(() => [1], { a: 1 }, [0, 1]),
      /y0\.a; it returned dy\[0\]/,
    ],
    ["truth values", () => odeint((y) => tf.greater(y, 0), 1, [0, 1]), /truth values/],
    [
      "a function as a state",
      () => odeint(decay as never, decay as never, [0, 1]),
      /odeint: y0 is a function/,
    ],
    ["a negative tolerance", () => odeint(decay, 1, [0, 1], { rtol: -1 }), /rtol is -1/],
    ["no tolerance", () => odeint(decay, 1, [0, 1], { rtol: 0, atol: 0 }), /both 0/],
    ["no steps", () => odeint(decay, 1, [0, 1], { maxSteps: 0 }), /maxSteps is 0/],
    [
      "a value that is read",
      () => odeint((y) => tf.scalar(y.dataSync()[0] as number), 1, [0, 1]),
      /depends on .* the right-hand side of an odeint, is given was read/,
    ],
  ])("of %s", (_, run, message) => {
    expect(failing(run)).toThrow(message);
  });

  test("of the target tfjs", async () => {
    const end = (y0: tf.Tensor) => odeint(decay, y0, [0, 1]) as tf.Tensor;
    await expect(compile(end, [1], { target: "tfjs", backend: "cpu" })).rejects.toThrow(
      /odeint: .* float32.*"wasm"/,
    );
  });
});

describe("In the compiler", () => {
  const build = (options: OdeOptions, factor = 2) =>
    capturing(() => {
      const y = odeint((state) => tf.mul(factor, state), parameterTensor("y0", []), [0, 1], options);
      return programOf({ y: y as tf.Tensor });
    });

  test("equal problems have equal structures, and others have others", () => {
    const base = structureOf(build({}));
    expect(structureOf(build({}))).toBe(base);
    for (const other of [build({ rtol: 1e-3 }), build({ maxSteps: 7 }), build({}, 3)])
      expect(structureOf(other)).not.toBe(base);
  });

  test("programs are well formed, and explained with their right-hand side", () => {
    const program = build({});
    verify(program, "test");
    expect(explain(program)).toContain("odeint");
  });
});
