// The `odeint` primitive: the compiler's solver, whose right-hand side may hold no sites.
import {
  odeint as captureOdeint,
  type Numeric,
  type OdeOptions,
  type TensorTree,
  type Tree,
  UsageError,
} from "@nutmeg-ppl/compiler";
import type * as tf from "@tensorflow/tfjs-core";
import type { Message } from "../effects/message.ts";
import { type Handler, withHandler } from "../effects/stack.ts";

const refuseSites: Handler = {
  process(message: Message): Message {
    if (message.type === "inspect" || message.type === "key") return message;
    throw new UsageError(
      `Site "${message.name}": the right-hand side of an odeint is evaluated as often as the solver likes, so it can hold no ` +
        "sites. Sample outside of it, and hand the value over: odeint(func, y0, ts, options, value).",
    );
  },
};

/**
 * The solution of dy/dt = func(y, t, ...args) with y = y0 at ts[0], at all times ts: a Runge-Kutta method of order 5(4) with
 * steps of its own choice, differentiable by y0, ts, args and what func finds around it. As jax.experimental.ode.odeint.
 *
 * Everything about it is said at the compiler's `odeint`, which this is, for models: its right-hand side may hold no sites.
 * A solution that cannot be reached is NaN, so that a sampler rejects the point; give priors that keep the equation
 * solvable, or lower `maxSteps` where many points are not.
 *
 * @example
 * const z = odeint(
 *   ({ prey, hunters }, t, [a, b, c, d]) => ({
 *     prey: prey.mul(a.sub(b.mul(hunters))),
 *     hunters: hunters.mul(d.mul(prey).sub(c)),
 *   }),
 *   { prey: 30, hunters: 4 }, years, { rtol: 1e-6, atol: 1e-5 }, tf.unstack(theta),
 * );
 * sample("pelts", new LogNormal(tf.log(z.prey), sigma), { obs: pelts });
 *
 * @param func called once, on tensors that stand for every state and time; gives derivatives, nested as y0
 * @param y0 a tensor, a number, or nested arrays and objects of them
 * @param ts the times [T], in ascending order
 * @param args handed to func as tensors, nested as they are
 * @returns the states, [T, ...] each, nested as y0
 * @throws UsageError when func holds a site, and as the compiler's `odeint`.
 */
export function odeint<const Y extends Tree, const A extends readonly Tree[]>(
  func: (y: TensorTree<Y>, t: tf.Tensor, ...args: { [I in keyof A]: TensorTree<A[I]> }) => Tree,
  y0: Y,
  ts: Numeric,
  options: OdeOptions = {},
  ...args: A
): TensorTree<Y> {
  const call = func as unknown as (...given: readonly unknown[]) => Tree;
  const alone = (...given: readonly unknown[]) => withHandler(refuseSites, () => call(...given));
  return captureOdeint(alone as unknown as typeof func, y0, ts, options, ...args);
}
