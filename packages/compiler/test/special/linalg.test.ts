// Linear algebra in models: values, gradients, batches and errors.
import type * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { asTensor, type Numeric } from "../../src/capture/asTensor.ts";
import { parameterTensor, valuesOf } from "../../src/capture/inputs.ts";
import { programOf } from "../../src/capture/programOf.ts";
import { nodeOf } from "../../src/capture/tensors.ts";
import { valueAndGradient } from "../../src/gradient/valueAndGradient.ts";
import { interpret } from "../../src/interpreter/evaluate.ts";
import { topologicalOrder } from "../../src/program/program.ts";
import * as linalg from "../../src/special/linalg.ts";
import { compiled } from "../targets/wasm/runCompiled.ts";
import "../../src/chained/chainedMethods.ts";

const { cholesky, triangularSolve } = linalg;
const matrix = [[4, 2, 0.6], [2, 5, 1], [0.6, 1, 3]]; // biome-ignore format: a matrix
const right = [[1, -2], [0.5, 3], [2, 0.25]]; // biome-ignore format: a matrix
const vector = [1, -0.5, 2];

function closeTo(found: ArrayLike<number>, expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  for (const [i, x] of expected.entries()) expect(Math.abs((found[i] as number) - x)).toBeLessThan(1e-14);
}

const values = (x: tf.Tensor): number[] => Array.from(valuesOf(x));

describe("cholesky", () => {
  it("gives the lower factor, whose product with its transpose is the matrix", () => {
    const lower = cholesky(matrix);
    closeTo(values(lower.matMul(lower, false, true)), matrix.flat());
    expect([1, 2, 5].map((i) => valuesOf(lower)[i])).toEqual([0, 0, 0]);
  });

  it("factors each matrix of a batch, and gives NaN where one is not positive definite", () => {
    const batch = valuesOf(cholesky([[[4, 0], [0, 9]], [[1, 2], [2, 1]]])); // biome-ignore format: matrices
    expect(Array.from(batch.slice(0, 4))).toEqual([2, 0, 0, 3]);
    expect(batch[7]).toBeNaN();
  });

  it("refuses what is not square", () => {
    expect(() => cholesky([[1, 2, 3]])).toThrow(
      "cholesky: expected square matrices [..., n, n], but the shape is [1, 3].",
    );
  });
});

describe("triangularSolve", () => {
  const lower = [[2, 0], [1, 3]]; // biome-ignore format: a matrix

  it("solves with the lower triangle, or with its transpose", () => {
    expect(Array.from(valuesOf(triangularSolve(lower, [[4], [8]])))).toEqual([2, 2]);
    expect(Array.from(valuesOf(triangularSolve(lower, [[6], [6]], { transpose: true })))).toEqual([2, 2]);
  });

  it("broadcasts over batches", () => {
    const b = asTensor([[[4], [8]], [[2], [4]]]); // biome-ignore format: matrices
    expect(triangularSolve(lower, b).shape).toEqual([2, 2, 1]);
    expect(Array.from(valuesOf(triangularSolve(lower, b)))).toEqual([2, 2, 1, 1]);
  });

  it("says which right-hand side a matrix needs", () => {
    expect(() => triangularSolve(lower, [1, 2])).toThrow(
      "needs a right-hand side [..., 2, m], but its shape is [2].",
    );
  });
});

// jax 0.10.2, x64: jax.scipy.linalg.solve(A, b, assume_a="pos"), jnp.linalg.inv(A), jnp.linalg.slogdet(A),
// jnp.sum(jax.scipy.linalg.solve_triangular(jnp.linalg.cholesky(A), x, lower=True) ** 2)
const SOLUTION = [
  0.20852017937219733, -0.9966367713004485, -0.11614349775784753, 1.0094170403587444, 0.6636771300448431, -0.0538116591928251,
]; // biome-ignore format: a matrix
const INVERSE = [
  0.31390134529147984, -0.1210762331838565, -0.022421524663677132, -0.1210762331838565, 0.2609865470852018,
  -0.06278026905829595, -0.02242152466367713, -0.06278026905829595, 0.35874439461883406,
]; // biome-ignore format: a matrix
const LOG_DETERMINANT = 3.7977338590260183;
const QUADRATIC_FORM = 1.9710762331838565;

describe("functions of positive definite matrices", () => {
  it("agree with jax", () => {
    closeTo(values(linalg.solve(matrix, right)), SOLUTION);
    closeTo(values(linalg.choleskySolve(cholesky(matrix), right)), SOLUTION);
    closeTo(values(linalg.inverse(matrix)), INVERSE);
    closeTo(values(linalg.choleskyInverse(cholesky(matrix))), INVERSE);
    closeTo(values(linalg.logdet(matrix)), [LOG_DETERMINANT]);
    closeTo(values(linalg.inverseQuadraticForm(matrix, vector)), [QUADRATIC_FORM]);
  });

  it("are methods of tensors too", () => {
    const a = asTensor(matrix);
    closeTo(values(a.solve(right)), SOLUTION);
    closeTo(values(a.cholesky().choleskySolve(right)), SOLUTION);
    closeTo(values(a.cholesky().choleskyInverse()), INVERSE);
    closeTo(values(a.inverse()), INVERSE);
    closeTo(values(a.logdet()), [LOG_DETERMINANT]);
    closeTo(values(a.inverseQuadraticForm(vector)), [QUADRATIC_FORM]);
    closeTo(values(a.cholesky().triangularSolve([[2], [1], [0]])), [1, 0, -0.3 / Math.sqrt(2.7875)]);
  });

  it("go through batches, which broadcast", () => {
    const batch = asTensor([matrix, [[1, 0, 0], [0, 1, 0], [0, 0, 1]]]); // biome-ignore format: matrices
    closeTo(values(linalg.logdet(batch)), [LOG_DETERMINANT, 0]);
    closeTo(values(linalg.inverseQuadraticForm(batch, vector)), [QUADRATIC_FORM, 5.25]);
    closeTo(values(linalg.solve(batch, right)), [...SOLUTION, ...right.flat()]);
    closeTo(values(linalg.inverseQuadraticForm(matrix, [vector, [0, 0, 0]])), [QUADRATIC_FORM, 0]);
  });

  it("read the lower triangle, and give NaN where a matrix is not positive definite", () => {
    const lower = [[4, 9, 9], [2, 5, 9], [0.6, 1, 3]]; // biome-ignore format: a matrix
    closeTo(values(linalg.logdet(lower)), [LOG_DETERMINANT]);
    const bad = [[1, 2], [2, 1]]; // biome-ignore format: a matrix
    for (const x of [
      linalg.logdet(bad),
      linalg.solve(bad, [[1], [1]]),
      linalg.inverseQuadraticForm(bad, [1, 1]),
    ])
      expect(values(x).at(-1)).toBeNaN();
    expect(values(linalg.inverse(bad)).every(Number.isNaN)).toBe(true);
  });

  it("say which shapes fit", () => {
    expect(() => linalg.solve(matrix, vector)).toThrow("solve: the matrix of shape [3, 3] needs a right-hand side [..., 3, m], but its shape is [3].");
    expect(() => linalg.choleskySolve(matrix, [[1, 2]])).toThrow("choleskySolve: the matrix of shape [3, 3] needs a right-hand side");
    expect(() => linalg.inverseQuadraticForm(matrix, [1, 2])).toThrow("needs vectors [..., 3], but the shape is [2].");
    for (const f of [linalg.logdet, linalg.inverse, linalg.diagPart, linalg.choleskyInverse])
      expect(() => f([[1, 2, 3]])).toThrow("expected square matrices [..., n, n], but the shape is [1, 3].");
    expect(() => linalg.diag(1)).toThrow("diag: expected diagonals [..., n], but a single number was given.");
    expect(() => linalg.outerProduct(1, [1])).toThrow("outerProduct: expected vectors");
  }); // biome-ignore format: calls
});

describe("diagonals and outer products", () => {
  it("are taken and made, of any type, over batches", () => {
    expect(values(linalg.diagPart([[1, 2], [3, 4]]))).toEqual([1, 4]); // biome-ignore format: a matrix
    expect(values(linalg.diag([[1, 2], [3, 4]]))).toEqual([1, 0, 0, 2, 3, 0, 0, 4]); // biome-ignore format: vectors
    expect(linalg.diag(Int32Array.of(1, 2)).dtype).toBe("int32");
    expect(values(asTensor([5, 6]).diag().diagPart())).toEqual([5, 6]);
    expect(values(linalg.outerProduct([1, 2], [3, 4, 5]))).toEqual([3, 4, 5, 6, 8, 10]);
    expect(linalg.outerProduct([[1, 2]], [[1], [2], [3]]).shape).toEqual([3, 2, 1]);
  });
});

const LOWER = [0, 3, 4, 6, 7, 8];

/** jax reads both triangles: its derivatives by a_ij and a_ji are added. */
const GRADIENTS: readonly [string, (a: tf.Tensor) => tf.Tensor, number, readonly number[]][] = [
  // jax 0.10.2, x64: v, g = jax.value_and_grad(f)(A), with
  // f = lambda A: jnp.sum(jnp.sin(jax.scipy.linalg.solve(A, b, assume_a="pos")))
  ["solve", (a) => linalg.solve(a, right).sin().sum(), 0.6602342943663181, [
    0.04808594062132418, -0.07337275074098346, 1.9674194628326976e-5, 0.16244549860293533, -0.3525816536219485, -0.11478519946207814]],
  // f = lambda A: jnp.sum(jnp.sin(jax.scipy.linalg.cho_solve((jnp.linalg.cholesky(A), True), jnp.eye(3))))
  ["inverse", (a) => linalg.inverse(a).sin().sum(), 0.506025712911587, [
    -0.02424350800225013, -0.030549163298131947, -0.0031985925533570187, -0.0947799437704496, -0.04551978390701023, -0.0665465999246889]],
  // f = lambda A: 2 * jnp.sum(jnp.log(jnp.diagonal(jnp.linalg.cholesky(A))))
  ["logdet", (a) => linalg.logdet(a), 3.7977338590260183, [
    0.31390134529147984, -0.242152466367713, 0.2609865470852018, -0.04484304932735426, -0.12556053811659193, 0.3587443946188341]],
  // f = lambda A: jnp.sum(jax.scipy.linalg.solve_triangular(jnp.linalg.cholesky(A), x, lower=True) ** 2)
  ["inverseQuadraticForm", (a) => linalg.inverseQuadraticForm(a, vector), 1.9710762331838565, [
    -0.10863379516982043, 0.24860141969474553, -0.14222707072332041, -0.47887550523839206, 0.5479378230006635, -0.5277403527116974]],
  // f = lambda A: jnp.sum(jnp.sin(jnp.linalg.cholesky(A)))
  ["cholesky", (a) => cholesky(a).sin().sum(), 4.293608634364927, [
    -0.2085720784383026, 0.344186375285407, -0.14603879063641345, 0.2465170064022032, 0.4800237885671754, -0.02953552040995977]],
]; // biome-ignore format: a table

describe("gradients", () => {
  for (const [name, f, value, derivatives] of GRADIENTS) {
    it(`of ${name} are those of jax`, () => {
      const program = programOf({ f: f(parameterTensor("a", [3, 3])) });
      const bindings = { a: matrix.flat() };
      const interpreted = interpret(valueAndGradient(program, "f"), bindings);
      for (const found of [interpreted, compiled(program, { gradientOf: "f" }).run(bindings)]) {
        closeTo(found["f"] as Float64Array, [value]);
        closeTo(
          LOWER.map((i) => found["d:a"]?.[i] as number),
          derivatives,
        );
      }
    });
  }

  it("of one factor against a batch of right sides is one solve with all of them", () => {
    const lower = cholesky(parameterTensor("a", [3, 3]));
    const solved = triangularSolve(lower, asTensor(new Float64Array(24)).reshape([2, 4, 3, 1]));
    expect(solved.shape).toEqual([2, 4, 3, 1]);
    const [solve] = topologicalOrder([nodeOf(solved)]).filter(({ op }) => op === "triangularSolve");
    expect(solve?.shape).toEqual([3, 8]);
  });

  /** The solves with more than a few right sides, and the products, that the gradient of a function of a 40 x 40 matrix takes. */
  function largeOps(f: (a: tf.Tensor, x: Numeric) => tf.Tensor): string[] {
    const x = Float64Array.from({ length: 40 }, (_, i) => i);
    const program = programOf({ f: f(parameterTensor("a", [40, 40]), x).sum() });
    const output = valueAndGradient(program, "f").outputs.get("d:a");
    const found = topologicalOrder(output ? [output] : []).filter(
      ({ op, shape, inputs }) =>
        (op === "triangularSolve" && (shape.at(-1) as number) > 2) ||
        op === "choleskyInverse" ||
        (op === "matMul" && (inputs[0]?.shape.at(-1) as number) > 2),
    );
    return found.map(({ op }) => op);
  }

  it("of what a normal density takes need one inverse and no solve with n right sides", () => {
    const column = (x: Numeric) => asTensor(x).expandDims(-1);
    expect(largeOps((a) => linalg.logdet(a))).toEqual(["choleskyInverse"]);
    expect(largeOps((a, x) => linalg.inverseQuadraticForm(a, x))).toEqual([]);
    expect(largeOps((a, x) => linalg.solve(a, column(x)))).toEqual([]);
    expect(largeOps((a, x) => linalg.inverseQuadraticForm(a, x).add(linalg.logdet(a)).mul(-0.5))).toEqual([
      "choleskyInverse",
    ]);
    expect(largeOps((a) => cholesky(a).sin())).toEqual(["matMul", "triangularSolve", "triangularSolve"]);
    expect(nodeOf(linalg.logdet(matrix)).shape).toEqual([]);
  });
});
