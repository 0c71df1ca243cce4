// Captures an initial value problem: the right-hand side is run once, on tensors that stand for any state and time.
import type * as tf from "@tensorflow/tfjs-core";
import { UsageError } from "../errors.ts";
import { evaluateNode } from "../interpreter/evaluate.ts";
import { bodyOver } from "../program/bodyOver.ts";
import { cast, scalar } from "../program/build.ts";
import { odeint as odeintNode } from "../program/buildOdeint.ts";
import { argument, part } from "../program/buildScan.ts";
import { BINDING, type Node } from "../program/node.ts";
import { sameShape, showShape } from "../program/shape.ts";
import { type Numeric, toNode } from "./asTensor.ts";
import { capturing } from "./capturing.ts";
import { closedOver } from "./closedOver.ts";
import { type Flat, flatten, type Tree } from "./flatTree.ts";
import type { TensorTree } from "./scan.ts";
import { tensorOf } from "./tensors.ts";

export interface OdeOptions {
  /** The error of a step that is aimed at, relative to the size of each state: 1e-6 by default. */
  readonly rtol?: number;
  /** The same, absolutely: 1e-6 by default. Choose it well below the size at which a state still matters. */
  readonly atol?: number;
  /** How many steps, refused ones counted, may be taken from one time to the next: 10000 by default. */
  readonly maxSteps?: number;
}

function settings({ rtol = 1e-6, atol = 1e-6, maxSteps = 10_000 }: OdeOptions): Required<OdeOptions> {
  for (const [name, value] of Object.entries({ rtol, atol })) {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
      throw new UsageError(`odeint: ${name} is ${value}; it must be a number that is not negative.`);
  }
  if (rtol + atol === 0)
    throw new UsageError("odeint: rtol and atol are both 0, an accuracy that no step has. Give one of them.");
  if (!Number.isInteger(maxSteps) || maxSteps < 1 || maxSteps >= 2 ** 31)
    throw new UsageError(`odeint: maxSteps is ${maxSteps}; it must be a whole number of at least 1.`);
  return { rtol, atol, maxSteps };
}

/** The times as a vector, which ascend as far as they are known. */
function timesOf(ts: Numeric): Node {
  const times = cast(toNode(ts), "float64");
  const { shape } = times;
  if (shape.length !== 1 || shape[0] === 0) {
    throw new UsageError(
      `odeint: ts must be a vector of at least one time, the first of which is that of y0, but its shape is ${showShape(shape)}.`,
    );
  }
  if (times.binding === BINDING.parameter) return times;
  const values = evaluateNode(times);
  const wrong = values.findIndex((t, i) => !Number.isFinite(t) || (i > 0 && t < (values[i - 1] as number)));
  if (wrong < 0) return times;
  const before = wrong > 0 ? `, after ${values[wrong - 1]}` : "";
  throw new UsageError(
    `odeint: ts must ascend, but ts[${wrong}] is ${values[wrong]}${before}. Sort the times; to go back in time, solve for ` +
      "s = -t with the opposite of the right-hand side.",
  );
}

/** The slopes, component by component as the state is built. */
function slopesOf(state: Flat, given: Flat): Node[] {
  if (state.nodes.length === 0) throw new UsageError("odeint: there is no state: y0 holds no number.");
  if (state.paths.join() !== given.paths.map((path) => path.replace("dy", "y0")).join()) {
    throw new UsageError(
      `odeint: the right-hand side must return a derivative for each state, ${state.paths.join(", ")}; ` +
        `it returned ${given.paths.join(", ") || "nothing"}.`,
    );
  }
  return given.nodes.map((node, i) => {
    const { shape } = state.nodes[i] as Node;
    if (node.dtype !== "bool" && sameShape(node.shape, shape)) return cast(node, "float64");
    throw new UsageError(
      `odeint: ${state.paths[i]} has shape ${showShape(shape)}, but the right-hand side gave ` +
        `${node.dtype === "bool" ? "truth values" : "a derivative"} of shape ${showShape(node.shape)} for it.`,
    );
  });
}

function flattened(tree: Tree, where: string): Flat {
  return capturing(() => flatten(tree, where, "odeint"));
}

/**
 * The solution of dy/dt = func(y, t, ...args) with y = y0 at ts[0], at all times ts. As jax.experimental.ode.odeint.
 *
 * Steps are those of the Runge-Kutta pair of Dormand and Prince, of order 5(4), of lengths that keep the estimated error of
 * each below atol + rtol |y| (the root of the mean square over all states); between their ends the solution is its
 * interpolant of order 4 (Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I, II.4 to II.6). The last step
 * ends at the last time: func sees no time beyond. For equations that are not stiff.
 *
 * Gradients by y0 and by what func reads, in args or around it, are those of this very computation with its steps held
 * fixed: they are solved along with the states, one column for each number that is differentiated by, on steps chosen
 * for the states alone. So a value is the same with and without its gradient. Keep what func reads small: hand it
 * parameters, not arrays computed from them. Gradients by ts are those of the exact solution, to the tolerance.
 *
 * Where no solution is reached, because func gives NaN, or steps become too short or too many, it is NaN from that time on:
 * a sampler rejects such a point. Solves in float64 only: the target "tfjs" refuses it.
 *
 * @example
 * // Predators and prey: z has shape [ts.length, 2].
 * const z = odeint(
 *   (z, t, theta) => {
 *     const [u, v] = tf.unstack(z);
 *     const [a, b, c, d] = tf.unstack(theta);
 *     return tf.stack([u.mul(a.sub(b.mul(v))), v.mul(d.mul(u).sub(c))]);
 *   },
 *   zInit, ts, { rtol: 1e-6, atol: 1e-5 }, theta,
 * );
 *
 * @param func called once, on tensors that stand for every state and time; gives what y0 is, an array or object likewise
 * @param y0 a tensor, a number, or nested arrays and objects of them
 * @param ts the times [T], in ascending order; neighbours may be equal
 * @param args handed to func as tensors, nested as they are
 * @returns the states, [T, ...] each, nested as y0
 * @throws UsageError when ts are known and do not ascend, a derivative has not the shape of its state, a tolerance or
 *   maxSteps is no such number, or func reads a value.
 */
export function odeint<const Y extends Tree, const A extends readonly Tree[]>(
  func: (y: TensorTree<Y>, t: tf.Tensor, ...args: { [I in keyof A]: TensorTree<A[I]> }) => Tree,
  y0: Y,
  ts: Numeric,
  options: OdeOptions = {},
  ...args: A
): TensorTree<Y> {
  const attributes = settings(options);
  const state = flattened(y0, "y0");
  const given = flattened(args, "args");
  const times = capturing(() => timesOf(ts));
  const inits = state.nodes.map((node) => cast(node, "float64"));
  const boundary = scalar(0).id;
  const standIn = ({ shape, dtype }: Node) => argument(-1, shape, dtype);
  const [t, y, taken] = [argument(-1, [], "float64"), inits.map(standIn), given.nodes.map(standIn)];
  const result = capturing(() =>
    func(
      state.rebuild(y.map(tensorOf)) as never,
      tensorOf(t),
      ...(given.rebuild(taken.map(tensorOf)) as never),
    ),
  );
  const slopes = slopesOf(state, flattened(result, "dy"));
  const around = closedOver(slopes, boundary);
  const node = odeintNode({
    ...attributes,
    controlled: inits.length,
    by: [],
    times,
    closed: [...given.nodes, ...around],
    inits,
    body: bodyOver(slopes, [t, ...taken, ...around, ...y]),
  });
  return state.rebuild(inits.map((_, k) => tensorOf(part(node, k)))) as TensorTree<Y>;
}
