// Matrix routines at every size around their blocks, against the interpreter and against the error bounds of Higham,
// "Accuracy and Stability of Numerical Algorithms" (2002): theorems 3.5 (products), 8.5 (solves) and 10.3 (factors).
import { describe, expect, test } from "vitest";
import { interpret } from "../../../src/interpreter/evaluate.ts";
import * as build from "../../../src/program/build.ts";
import type { Node, Shape } from "../../../src/program/node.ts";
import { makeProgram } from "../../../src/program/program.ts";
import { sizeOf } from "../../../src/program/shape.ts";
import { uniformStream } from "../../../src/random/index.ts";
import { compiled } from "./runCompiled.ts";

const { parameter, binary, scalar } = build;
const SIZES = [...Array.from({ length: 18 }, (_, i) => i + 1), 23, 24, 31, 32, 33, 47, 63, 64, 65, 70];
/** Twice the unit roundoff, so that a bound with the factor n holds as well for what was rounded a few times more. */
const EPSILON = 2 ** -52;

function uniforms(seed: number, count: number): Float64Array {
  const next = uniformStream(Uint32Array.of(seed, 7));
  return Float64Array.from({ length: count }, () => 2 * next() - 1);
}

type Matrix = (i: number, j: number) => number;
const square = (values: ArrayLike<number>, n: number, start = 0): Matrix => {
  return (i, j) => values[start + i * n + j] as number;
};

function positiveDefinite(seed: number, n: number, batch = 1): Float64Array {
  return Float64Array.from({ length: batch }, (_, b) => b).reduce(
    (all, b) => {
      const root = square(uniforms(seed + b, n * n), n);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          let sum = i === j ? 0.1 : 0;
          for (let k = 0; k < n; k++) sum += root(i, k) * root(j, k);
          all[(b * n + i) * n + j] = sum;
        }
      return all;
    },
    new Float64Array(batch * n * n),
  );
}

/** The largest |sum_k a_ik b_kj - c_ij|, in units of EPSILON sum_k |a_ik b_kj|. */
function backwardError(a: Matrix, b: Matrix, c: Matrix, [rows, terms, columns]: readonly number[]): number {
  let worst = 0;
  for (let i = 0; i < (rows as number); i++)
    for (let j = 0; j < (columns as number); j++) {
      let rest = -c(i, j);
      let size = 0;
      for (let k = 0; k < (terms as number); k++) {
        rest += a(i, k) * b(k, j);
        size += Math.abs(a(i, k) * b(k, j));
      }
      const error = rest === 0 ? 0 : Math.abs(rest) / (EPSILON * size);
      if (!(error <= worst)) worst = error;
    }
  return worst;
}

const transposed =
  (a: Matrix): Matrix =>
  (i, j) =>
    a(j, i);
const lower =
  (a: Matrix): Matrix =>
  (i, j) =>
    j <= i ? a(i, j) : 0;
/** Read rather than output, so that the routine places its result as it likes; `halved` takes the factor away again. */
const used = (x: Node): Node => binary("mul", x, scalar(2));

function run(outputs: Readonly<Record<string, Node>>, bindings: Record<string, Float64Array>) {
  return compiled(makeProgram(Object.entries(outputs))).run(bindings);
}

/** Of an output that is `used`. */
const halved = (values: ArrayLike<number> | undefined): Float64Array =>
  Float64Array.from(values as ArrayLike<number>, (x) => x / 2);

describe("At every size", () => {
  test("factors have a small backward error, and zeros above the diagonal", { timeout: 60_000 }, () => {
    for (const n of [...SIZES, 200]) {
      const a = positiveDefinite(n, n);
      const x = parameter("a", [n, n]);
      const { plain } = run({ plain: build.cholesky(x) }, { a });
      const { stored } = run({ stored: used(build.cholesky(x)) }, { a });
      expect(halved(stored)).toEqual(plain);
      const l = square(plain as Float64Array, n);
      expect(backwardError(l, transposed(l), square(a, n), [n, n, n]), `n = ${n}`).toBeLessThan(n + 4);
      for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) expect(l(i, j)).toBe(0);
    }
  });

  test("solves with few and many right sides have a small backward error", { timeout: 60_000 }, () => {
    for (const n of SIZES) {
      const l = positiveDefinite(n, n).map((x, i) => (i % (n + 1) === 0 ? x + 1 : x));
      for (const m of [1, 2, 4, 7]) {
        const b = uniforms(m, n * m);
        const right = parameter("b", [n, m]);
        const triangle = parameter("l", [n, n]);
        const { forward, backward } = run(
          {
            forward: used(build.triangularSolve(triangle, right, false)),
            backward: build.triangularSolve(triangle, right, true),
          },
          { l, b },
        );
        const matrix = lower(square(l, n));
        const rectangle =
          (values: ArrayLike<number> | undefined): Matrix =>
          (i, j) =>
            values?.[i * m + j] as number;
        const size = [n, n, m];
        expect(
          backwardError(matrix, rectangle(halved(forward)), rectangle(b), size),
          `${n}, ${m}`,
        ).toBeLessThan(n + 4);
        expect(backwardError(transposed(matrix), rectangle(backward), rectangle(b), size)).toBeLessThan(
          n + 4,
        );
      }
    }
  });

  test("inverses from factors are symmetric and leave a small residual", { timeout: 60_000 }, () => {
    for (const n of SIZES) {
      const a = positiveDefinite(n, n);
      const inverse = build.choleskyInverse(build.cholesky(parameter("a", [n, n])));
      const { p } = run({ p: used(inverse) }, { a });
      const [x, y] = [square(a, n), square(halved(p), n)];
      const norm = (z: Matrix) =>
        Math.max(
          ...Array.from({ length: n }, (_, i) =>
            Array.from({ length: n }, (_u, j) => Math.abs(z(i, j))).reduce((s, t) => s + t),
          ),
        );
      const identity: Matrix = (i, j) => Number(i === j);
      let residual = 0;
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          let rest = -identity(i, j);
          for (let k = 0; k < n; k++) rest += x(i, k) * y(k, j);
          residual = Math.max(residual, Math.abs(rest));
          expect(y(i, j)).toBe(y(j, i));
        }
      expect(residual, `n = ${n}`).toBeLessThan((n + 4) * EPSILON * norm(x) * norm(y));
    }
  });

  test("products have a small backward error, in every orientation", { timeout: 60_000 }, () => {
    for (const [m, k, n] of [[16, 16, 16], [17, 16, 19], [16, 18, 33], [40, 17, 16], [21, 70, 22], [64, 64, 64]] as const) {
      const [a, b] = [uniforms(m, m * k), uniforms(n, k * n)];
      const swap = (x: Node) => build.transpose(x, [1, 0]);
      const [left, right] = [parameter("a", [m, k]), parameter("b", [k, n])];
      const product = build.matMul(left, right);
      const mirrored = build.matMul(swap(right), swap(left));
      const { plain, other } = run({ plain: product, other: swap(mirrored) }, { a, b });
      const { stored } = run({ stored: used(product) }, { a, b });
      const at = (values: ArrayLike<number> | undefined, columns: number): Matrix => (i, j) => values?.[i * columns + j] as number;
      for (const c of [plain, halved(stored), other])
        expect(backwardError(at(a, k), at(b, n), at(c, n), [m, k, n])).toBeLessThan(k + 1);
    } // biome-ignore format: sizes
  });

  test("nothing is computed of matrices without elements", () => {
    const none = build.cholesky(build.constant(new Float64Array(0), [0, 0]));
    const many = build.cholesky(build.constant(new Float64Array(0), [0, 5, 5]));
    const sides = build.triangularSolve(
      build.constant(Float64Array.of(2, 0, 1, 2), [2, 2]),
      build.constant(new Float64Array(0), [2, 0]),
      false,
    );
    const x = build.reduce("sum", parameter("x", [3]), [0]);
    const found = run(
      { none: used(none), many: used(many), sides: used(sides), x },
      { x: Float64Array.of(1, 2, 3) },
    );
    expect(found["none"]).toHaveLength(0);
    expect(found["many"]).toHaveLength(0);
    expect(found["sides"]).toHaveLength(0);
    expect(found["x"]).toEqual(Float64Array.of(6));
  });
});

/** Compares every output with the interpreter's, to a multiple of the machine precision of its largest element. */
function sameAsInterpreted(
  outputs: Readonly<Record<string, Node>>,
  bindings: Record<string, Float64Array>,
): void {
  const expected = interpret(makeProgram(Object.entries(outputs)), bindings);
  const found = run(outputs, bindings);
  for (const [name, values] of Object.entries(expected)) {
    const scale = Math.max(...values.map((x) => (Number.isNaN(x) ? 0 : Math.abs(x))));
    values.forEach((value, i) => {
      const other = found[name]?.[i] as number;
      if (Number.isNaN(value)) expect(other, `${name}[${i}]`).toBeNaN();
      else expect(Math.abs(other - value), `${name}[${i}]`).toBeLessThanOrEqual(1e-12 * scale);
    });
  }
}

describe("Batches and views", () => {
  test("are walked through, whatever axes are repeated or exchanged", () => {
    for (const n of [5, 8, 9]) {
      const batch: Shape = [2, 3];
      const a = parameter("a", [...batch, n, n]);
      const one = parameter("one", [n, n]);
      const b = parameter("b", [...batch, n, 5]);
      const v = parameter("v", [n]);
      const swap = (x: Node) => build.transpose(x, [0, 1, 3, 2]);
      const factor = build.cholesky(a);
      const single = build.cholesky(one);
      sameAsInterpreted(
        {
          factor: used(factor),
          forward: used(build.triangularSolve(factor, b, false)),
          backward: used(build.triangularSolve(factor, b, true)),
          shared: used(build.triangularSolve(single, b, true)),
          vector: used(build.triangularSolve(single, build.reshape(v, [n, 1]), false)),
          repeated: used(
            build.triangularSolve(single, build.transpose(build.broadcast(v, [3, n]), [1, 0]), false),
          ),
          fromTransposed: used(build.cholesky(swap(a))),
          inverse: used(build.choleskyInverse(factor)),
          together: used(
            build.matMul(swap(build.triangularSolve(factor, a, false)), build.choleskyInverse(factor)),
          ),
        },
        {
          a: positiveDefinite(n, n, sizeOf(batch)),
          one: positiveDefinite(77, n),
          b: uniforms(3, 6 * n * 5),
          v: uniforms(4, n),
        },
      );
    }
  });

  test("of small matrices agree where these are written out and where they are not", () => {
    for (const [batch, n] of [[1, 4], [15, 4], [15, 5], [16, 5], [17, 6], [40, 7]] as const) {
      const a = parameter("a", [batch, n, n]);
      const b = parameter("b", [batch, n, 3]);
      const factor = build.cholesky(a);
      const solved = build.triangularSolve(factor, b, false);
      sameAsInterpreted(
        {
          factor: used(factor),
          solved: used(build.triangularSolve(factor, solved, true)),
          inverse: used(build.choleskyInverse(factor)),
          diagonal: used(build.diagPart(factor)),
          fromInput: used(build.triangularSolve(a, b, true)),
        },
        { a: positiveDefinite(n, n, batch), b: uniforms(3, batch * n * 3) },
      );
    } // biome-ignore format: sizes
  });

  test("of products are walked through too", () => {
    const a = parameter("a", [2, 17, 20]);
    const b = parameter("b", [20, 18]);
    const bindings = { a: uniforms(1, 2 * 17 * 20), b: uniforms(2, 20 * 18) };
    const product = build.matMul(a, b);
    sameAsInterpreted(
      { plain: product, chained: used(build.matMul(build.transpose(product, [0, 2, 1]), used(product))) },
      bindings,
    );
  });
});

describe("Matrices that are not positive definite", () => {
  test("give NaN where the interpreter does, at whatever pivot, and leave nothing behind", {
    timeout: 30_000,
  }, () => {
    for (const n of [1, 3, 4, 6, 9, 14]) {
      const factor = build.cholesky(parameter("a", [n, n]));
      const sides = parameter("b", [n, 5]);
      const outputs = {
        factor: used(factor),
        forward: used(build.triangularSolve(factor, sides, false)),
        backward: used(build.triangularSolve(factor, sides, true)),
      };
      const good = { a: positiveDefinite(n, n), b: uniforms(1, 5 * n) };
      const executable = compiled(makeProgram(Object.entries(outputs)));
      const before = executable.run(good);
      for (let pivot = 0; pivot < n; pivot++) {
        const bad = { ...good, a: good.a.with(pivot * (n + 1), -1) };
        const expected = interpret(makeProgram(Object.entries(outputs)), bad);
        const found = executable.run(bad);
        for (const name of Object.keys(outputs))
          expect(found[name]?.map((x) => Number(Number.isNaN(x)))).toEqual(
            expected[name]?.map((x) => Number(Number.isNaN(x))),
          );
        expect(executable.run(good)).toEqual(before);
      }
    }
  });

  test("and badly conditioned ones keep the backward error of good ones", () => {
    // Hilbert matrices have condition numbers of 1e4 (n = 3) to 1e13 (n = 10).
    for (const n of [3, 5, 8, 10]) {
      const a = Float64Array.from({ length: n * n }, (_, at) => 1 / (Math.floor(at / n) + (at % n) + 1));
      const { l } = run({ l: build.cholesky(parameter("a", [n, n])) }, { a });
      const factor = square(l as Float64Array, n);
      expect(backwardError(factor, transposed(factor), square(a, n), [n, n, n])).toBeLessThan(n + 4);
    }
  });
});
