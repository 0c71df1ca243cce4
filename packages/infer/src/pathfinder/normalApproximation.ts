// A normal distribution whose covariance is a diagonal plus a few directions, estimated from the steps of a climb.
import { log } from "@nutmeg-ppl/compiler/runtime";
import type { Attempt } from "../init/startSearch.ts";
import type { Update } from "./lbfgs.ts";
import {
  cholesky,
  inverseOfUpper,
  type Matrix,
  orthonormalBasis,
  product,
  times,
  transpose,
} from "./smallMatrices.ts";
import { addScaled, dot } from "./vectors.ts";

/** A draw, and the log of its density under the approximation. */
export interface ApproximateDraw {
  readonly position: Float64Array;
  readonly logDensity: number;
}

export interface NormalApproximation {
  readonly mean: Float64Array;
  /** The image of standard normals, as many as the dimension. */
  draw(normals: Float64Array): ApproximateDraw;
}

const LOG_2_PI = 1.8378770664093453;

/** The diagonal of the inverse Hessian after one more step: Gilbert and Lemarechal (1989), equation 4.9. */
export function nextDiagonal(diagonal: Float64Array, { s, z, sz }: Update): Float64Array {
  let a = 0;
  let c = 0;
  for (let i = 0; i < s.length; i++) {
    a += z[i]! * z[i]! * diagonal[i]!;
    c += (s[i]! * s[i]!) / diagonal[i]!;
  }
  return diagonal.map((d, i) => {
    const zi = z[i]!;
    const si = s[i]! / d;
    return 1 / (a / (sz * d) + (zi * zi) / sz - (a * si * si) / (sz * c));
  });
}

/**
 * The normal distribution around one Newton step from `at`, with covariance diag(alpha) + beta gamma beta' (Zhang,
 * Carpenter, Gelman and Vehtari 2022, JMLR 23(306), algorithms 3 and 4; Byrd, Nocedal and Schnabel 1994, theorem 2.2).
 * With beta = sqrt(alpha) Q T and orthonormal Q, draws go through the Cholesky factor of I + T gamma T'.
 *
 * @param diagonal alpha
 * @param updates the last steps, oldest first
 * @returns undefined where rounding has left no positive definite matrix.
 */
export function normalApproximation(
  at: Attempt,
  diagonal: Float64Array,
  updates: readonly Update[],
): NormalApproximation | undefined {
  const root = diagonal.map(Math.sqrt);
  const { basis, coordinates } = orthonormalBasis([
    ...updates.map(({ z }) => z.map((zi, i) => zi * root[i]!)),
    ...updates.map(({ s }) => s.map((si, i) => si / root[i]!)),
  ]);
  const inner = product(product(coordinates, gammaOf(diagonal, updates)), transpose(coordinates));
  inner.forEach((row, i) => {
    row[i]! += 1;
  });
  const factor = cholesky(inner);
  if (!factor) return undefined;
  const logDeterminant = sumOfLogs(diagonal) + 2 * sumOfLogs(Float64Array.from(factor, (row, i) => row[i]!));
  /** sqrt(alpha) times v, of which the part inside the basis goes through `by`. */
  const through = (by: Matrix, v: Float64Array): Float64Array => {
    const inside = times(basis, v);
    const changed = times(by, inside);
    const out = v.slice();
    basis.forEach((unit, j) => {
      addScaled(out, changed[j]! - inside[j]!, unit);
    });
    return out.map((x, i) => x * root[i]!);
  };
  const newton = through(
    inner,
    at.gradient.map((g, i) => g * root[i]!),
  );
  const mean = at.position.map((x, i) => x + newton[i]!);
  return {
    mean,
    draw: (normals) => {
      const offset = through(factor, normals);
      const logDensity = -0.5 * (logDeterminant + dot(normals, normals) + normals.length * LOG_2_PI);
      return { position: mean.map((m, i) => m + offset[i]!), logDensity };
    },
  };
}

/** The 2J x 2J matrix between beta = [alpha Z, S] and its transpose: [0, -R^-1; -R^-T, R^-T (E + Z' alpha Z) R^-1]. */
function gammaOf(diagonal: Float64Array, updates: readonly Update[]): Matrix {
  const count = updates.length;
  const upper = updates.map(({ s }, i) => Float64Array.from(updates, ({ z }, j) => (j < i ? 0 : dot(s, z))));
  const inverse = inverseOfUpper(upper);
  const middle = updates.map(({ z, sz }, i) => {
    const scaled = z.map((zi, k) => zi * diagonal[k]!);
    return Float64Array.from(updates, (other, j) => dot(scaled, other.z) + (i === j ? sz : 0));
  });
  const corner = product(product(transpose(inverse), middle), inverse);
  return Array.from({ length: 2 * count }, (_, i) =>
    Float64Array.from({ length: 2 * count }, (_, j) => {
      if (i < count) return j < count ? 0 : -inverse[i]![j - count]!;
      return j < count ? -inverse[j]![i - count]! : corner[i - count]![j - count]!;
    }),
  );
}

function sumOfLogs(values: Float64Array): number {
  return values.reduce((sum, value) => sum + log(value), 0);
}
