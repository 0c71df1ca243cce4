// Small log densities with known moments, for the sampler's tests. Not models: they are written by hand.

import type { KernelState } from "../src/kernels/kernel.ts";
import type { LogDensity } from "../src/logDensity.ts";

/** N(mean, diag(sd^2)), normalized up to the constant. */
export function gaussian(sd: readonly number[], mean: readonly number[] = sd.map(() => 0)): LogDensity {
  return {
    dimension: sd.length,
    evaluate(position, gradient) {
      let sum = 0;
      for (let i = 0; i < sd.length; i++) {
        const z = (position[i]! - mean[i]!) / sd[i]!;
        gradient[i] = -z / sd[i]!;
        sum -= 0.5 * z * z;
      }
      return sum;
    },
  };
}

/** N(0, P^-1) with a full precision matrix P, given by rows. */
export function correlatedGaussian(precision: readonly (readonly number[])[]): LogDensity {
  return {
    dimension: precision.length,
    evaluate(position, gradient) {
      let sum = 0;
      precision.forEach((row, i) => {
        const slope = row.reduce((total, entry, j) => total + entry * position[j]!, 0);
        gradient[i] = -slope;
        sum -= 0.5 * slope * position[i]!;
      });
      return sum;
    },
  };
}

/** Neal's funnel: v ~ N(0, 3), and dimension - 1 coordinates x_i ~ N(0, exp(v / 2)). */
export function funnel(dimension: number): LogDensity {
  return {
    dimension,
    evaluate(position, gradient) {
      const v = position[0]!;
      const precision = Math.exp(-v);
      let squares = 0;
      for (let i = 1; i < dimension; i++) {
        squares += position[i]! * position[i]!;
        gradient[i] = -precision * position[i]!;
      }
      gradient[0] = -v / 9 + 0.5 * precision * squares - 0.5 * (dimension - 1);
      return (-v * v) / 18 - 0.5 * precision * squares - 0.5 * (dimension - 1) * v;
    },
  };
}

/** The state at a position. */
export function stateAt(density: LogDensity, position: readonly number[]): KernelState {
  const gradient = new Float64Array(density.dimension);
  const values = Float64Array.from(position);
  return { position: values, gradient, logDensity: density.evaluate(values, gradient) };
}

const EFFECTS = [28, 8, -3, 7, -1, 1, 18, 12];
const ERRORS = [15, 10, 16, 11, 9, 11, 10, 18];

/**
 * The centred eight schools (Rubin 1981) over (mu, log tau, theta): mu ~ N(0, 5), tau ~ HalfCauchy(5),
 * theta_j ~ N(mu, tau), y_j ~ N(theta_j, s_j). Its neck makes every sampler of this kind diverge.
 */
export const centredEightSchools: LogDensity = {
  dimension: 10,
  evaluate(position, gradient) {
    const mu = position[0]!;
    const logTau = position[1]!;
    const tau = Math.exp(logTau);
    const ratio = (tau * tau) / 25;
    let sum = (-mu * mu) / 50 - Math.log1p(ratio) + logTau;
    gradient[0] = -mu / 25;
    gradient[1] = (-2 * ratio) / (1 + ratio) + 1;
    for (let j = 0; j < 8; j++) {
      const z = (position[2 + j]! - mu) / tau;
      const residual = (EFFECTS[j]! - position[2 + j]!) / ERRORS[j]!;
      sum -= 0.5 * z * z + logTau + 0.5 * residual * residual;
      gradient[0] = gradient[0]! + z / tau;
      gradient[1] = gradient[1]! + z * z - 1;
      gradient[2 + j] = residual / ERRORS[j]! - z / tau;
    }
    return sum;
  },
};
