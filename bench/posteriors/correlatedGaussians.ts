// Normal posteriors of dimension 100 whose correlations no diagonal metric can see: an autoregression, with variances of all
// sizes between 0.05 and 19 in its directions, and ninety equal variances beside ten large ones in directions along no axis.
import type { LogDensity } from "nutmeg-ppl";
import { fill, numbers } from "../models/randomNumbers.ts";
import type { Posterior } from "./posterior.ts";

const N = 100;
const VARIANCES = Float64Array.from({ length: 10 }, (_, k) => 100 ** ((k + 1) / 10));

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, entry, i) => sum + entry * (b[i] as number), 0);
}

/** Orthonormal directions, uniform but for what orthogonality asks. */
function directions(): Float64Array[] {
  const { normal } = numbers(17);
  const found: Float64Array[] = [];
  for (let k = 0; k < VARIANCES.length; k++) {
    const raw = fill(N, normal);
    for (const known of found) {
      const along = dot(raw, known);
      for (let i = 0; i < N; i++) raw[i]! -= along * known[i]!;
    }
    const length = Math.sqrt(dot(raw, raw));
    found.push(raw.map((entry) => entry / length));
  }
  return found;
}

const RHO = 0.9;

/** Covariance RHO^|i - j|, whose inverse has three diagonals. */
export function autoregressiveGaussian(): Posterior {
  const target: LogDensity = {
    dimension: N,
    evaluate(position, gradient) {
      const scale = 1 / (1 - RHO * RHO);
      for (let i = 0; i < N; i++) {
        const own = (i === 0 || i === N - 1 ? 1 : 1 + RHO * RHO) * position[i]!;
        const before = i === 0 ? 0 : position[i - 1]!;
        const after = i === N - 1 ? 0 : position[i + 1]!;
        gradient[i] = scale * (RHO * (before + after) - own);
      }
      return 0.5 * dot(position, gradient);
    },
  };
  return { name: `correlated Gaussian D=${N}: autoregression ${RHO}`, target };
}

/** Precision I + sum over k of (1 / variance_k - 1) u_k u_k'. */
export function wideGaussian(): Posterior {
  const rows = directions();
  const target: LogDensity = {
    dimension: N,
    evaluate(position, gradient) {
      for (let i = 0; i < N; i++) gradient[i] = -position[i]!;
      rows.forEach((row, k) => {
        const along = (1 - 1 / VARIANCES[k]!) * dot(row, position);
        for (let i = 0; i < N; i++) gradient[i]! += along * row[i]!;
      });
      return 0.5 * dot(position, gradient);
    },
  };
  return { name: `correlated Gaussian D=${N}: ten wide directions`, target };
}
