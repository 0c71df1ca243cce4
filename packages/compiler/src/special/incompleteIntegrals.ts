// The incomplete gamma and beta functions and their logarithms: distribution functions, and what truncated and censored
// densities need. Computed by the host; differentiable by every argument, by the shapes once.
import type * as tf from "@tensorflow/tfjs-core";
import type { Numeric } from "../capture/asTensor.ts";
import { tensorOf } from "../capture/tensors.ts";
import { hostFunction } from "../program/build.ts";
import type { HostOp } from "../program/ops.ts";
import { floatNode, lift2 } from "./lift.ts";

const lift3 = (op: HostOp) => (a: Numeric, b: Numeric, x: Numeric) =>
  tensorOf(hostFunction(op, [floatNode(a), floatNode(b), floatNode(x)]));

/** Regularized lower incomplete gamma function P(a, x), elementwise and broadcasting, for a > 0 and x >= 0. */
export const gammainc = lift2((a, x) => hostFunction("gammainc", [a, x]));

/** Its complement Q(a, x) = 1 - P(a, x), accurate where it is small. */
export const gammaincc = lift2((a, x) => hostFunction("gammaincc", [a, x]));

/** log P(a, x), also where P itself underflows. */
export const logGammainc = lift2((a, x) => hostFunction("logGammainc", [a, x]));

/** log Q(a, x), also where Q itself underflows. */
export const logGammaincc = lift2((a, x) => hostFunction("logGammaincc", [a, x]));

/**
 * Regularized incomplete beta function I_x(a, b), elementwise and broadcasting, for a, b > 0 and 0 <= x <= 1. Its complement
 * is betainc(b, a, 1 - x).
 */
export const betainc: (a: Numeric, b: Numeric, x: Numeric) => tf.Tensor = lift3("betainc");

/** log I_x(a, b), also where I itself underflows. */
export const logBetainc: (a: Numeric, b: Numeric, x: Numeric) => tf.Tensor = lift3("logBetainc");
