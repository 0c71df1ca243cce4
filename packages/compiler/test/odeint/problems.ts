// Initial value problems with known solutions: in closed form, or by SciPy with tight tolerances. Not a test.
import * as tf from "@tensorflow/tfjs";
import { capturing } from "../../src/capture/capturing.ts";
import { parameterTensor } from "../../src/capture/inputs.ts";
import { type OdeOptions, odeint } from "../../src/capture/odeint.ts";
import { programOf } from "../../src/capture/programOf.ts";
import type { Program } from "../../src/program/program.ts";

export type RightHandSide = (y: tf.Tensor, t: tf.Tensor, theta: tf.Tensor) => tf.Tensor;

export interface Problem {
  readonly slope: RightHandSide;
  readonly y0: readonly number[];
  readonly theta: readonly number[];
  readonly ts: readonly number[];
  /** The states at each time, in rows. */
  readonly solution: readonly (readonly number[])[];
}

const parts = (x: tf.Tensor) => tf.unstack(x) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];

export const lotkaVolterra: RightHandSide = (z, _, theta) => {
  const [u, v] = parts(z);
  const [a, b, c, d] = parts(theta);
  return tf.stack([tf.mul(u, tf.sub(a, tf.mul(b, v))), tf.mul(v, tf.sub(tf.mul(d, u), c))]);
};

function inClosedForm(
  slope: RightHandSide,
  y0: readonly number[],
  theta: readonly number[],
  ts: readonly number[],
  at: (t: number) => readonly number[],
): Problem {
  return { slope, y0, theta, ts, solution: ts.map(at) };
}

/**
 * Those of SciPy 1.17.1: solve_ivp(f, (ts[0], ts[-1]), y0, t_eval=ts, method="DOP853", rtol=1e-12, atol=1e-12), with f as
 * written beside them.
 */
export const problems: Readonly<Record<string, Problem>> = {
  "exponential decay": inClosedForm(
    (y, _, theta) => tf.mul(tf.neg(theta), y),
    [2, -0.5],
    [0.7],
    [0, 0.1, 1, 1, 5],
    (t) => [2 * Math.exp(-0.7 * t), -0.5 * Math.exp(-0.7 * t)],
  ),
  "a harmonic oscillator": inClosedForm(
    (y, _, theta) => {
      const [x, v] = parts(y);
      return tf.stack([v, tf.mul(tf.neg(tf.square(tf.reshape(theta, []))), x)]);
    },
    [1, 0],
    [2],
    [-1, 0, 0.5, 4],
    (t) => [Math.cos(2 * (t + 1)), -2 * Math.sin(2 * (t + 1))],
  ),
  "logistic growth": inClosedForm(
    (y, _, theta) => {
      const [rate, capacity] = parts(theta);
      return tf.mul(tf.mul(rate, y), tf.sub(1, tf.div(y, capacity)));
    },
    [0.1],
    [1.5, 3],
    [0, 1, 2, 3, 6],
    (t) => [3 / (1 + 29 * Math.exp(-1.5 * t))],
  ),
  // lambda t, z: [z[0] * (.55 - .028 * z[1]), z[1] * (.024 * z[0] - .8)]
  "predators and prey": {
    slope: lotkaVolterra,
    y0: [30, 4],
    theta: [0.55, 0.028, 0.8, 0.024],
    ts: [0, 1, 2.5, 7, 13, 20],
    solution: [
      [30.0, 4.0],
      [46.38607301199015, 4.435270354890089],
      [78.37469092233098, 12.76120114079885],
      [9.407172656468328, 17.44352625249807],
      [77.26763149554934, 11.852310249977174],
      [18.489301086282772, 5.203177252236797],
    ],
  },
  // lambda t, z: [z[1], 5 * (1 - z[0] ** 2) * z[1] - z[0]]
  "the oscillator of van der Pol": {
    slope: (y, _, mu) => {
      const [x, v] = parts(y);
      const pull = tf.mul(tf.mul(tf.reshape(mu, []), tf.sub(1, tf.square(x))), v);
      return tf.stack([v, tf.sub(pull, x)]);
    },
    y0: [2, 0],
    theta: [5],
    ts: [0, 4, 9, 15, 20],
    solution: [
      [2.0, 0.0],
      [1.2352815521936074, -0.3640868892531933],
      [-1.4686282444757315, 0.23879225632605752],
      [1.4205645272325238, -0.2576978793100221],
      [-1.6012968795426126, 0.19832667633872925],
    ],
  },
  // lambda t, z: [z[1], -np.sin(z[0]) - .3 * z[1] + .5 * np.cos(1.1 * t)]
  "a driven pendulum": {
    slope: (y, t, theta) => {
      const [x, v] = parts(y);
      const [friction, drive, frequency] = parts(theta);
      const force = tf.mul(drive, tf.cos(tf.mul(frequency, t)));
      return tf.stack([v, tf.sub(force, tf.add(tf.sin(x), tf.mul(friction, v)))]);
    },
    y0: [0.2, -0.1],
    theta: [0.3, 0.5, 1.1],
    ts: [0.5, 3, 6, 9, 12],
    solution: [
      [0.2, -0.1],
      [-0.24656621691382272, -0.4778827948563896],
      [0.17811485412172828, 0.9338268802681614],
      [-0.05437378111240293, -1.1937222234489493],
      [-0.04604598650036901, 1.2917465140897488],
    ],
  },
  // lambda t, z: [-1.8 * z[0] * z[1], 1.8 * z[0] * z[1] - .4 * z[1], .4 * z[1]]
  "an epidemic": {
    slope: (y, _, theta) => {
      const [s, i] = parts(y);
      const [beta, gamma] = parts(theta);
      const [infected, recovered] = [tf.mul(beta, tf.mul(s, i)), tf.mul(gamma, i)];
      return tf.stack([tf.neg(infected), tf.sub(infected, recovered), recovered]);
    },
    y0: [0.99, 0.01, 0],
    theta: [1.8, 0.4],
    ts: [0, 2, 4, 8, 15],
    solution: [
      [0.99, 0.01, 0.0],
      [0.8287173567976202, 0.13176580078375166, 0.03951684241862817],
      [0.2773171067032775, 0.4398954928142805, 0.28278740048244205],
      [0.026767263817356234, 0.17089378027215316, 0.8023389559104904],
      [0.012308462263530398, 0.012709775869796254, 0.9749817618666731],
    ],
  },
};

/** The states as the output "y", from parameters "y0" and "theta"; and a sum of their squares, in unlike shares, as "value". */
export function programOfProblem({ slope, y0, theta, ts }: Problem, options: OdeOptions = {}): Program {
  return capturing(() => {
    const [start, given] = [parameterTensor("y0", [y0.length]), parameterTensor("theta", [theta.length])];
    const y = odeint(slope, start, [...ts], options, given) as tf.Tensor;
    const shares = tf.add(1, tf.sin(tf.reshape(tf.range(0, y.size), y.shape)));
    return programOf({ y, value: tf.sum(tf.mul(shares, tf.square(y))) });
  });
}
