// The gamma function's family: logarithm, derivatives, beta function, binomial coefficients, incomplete integrals.
import type * as tf from "@tensorflow/tfjs-core";
import type { Numeric } from "../capture/asTensor.ts";
import { tensorOf } from "../capture/tensors.ts";
import { UsageError } from "../errors.ts";
import {
  add,
  div,
  greater,
  log,
  log1p,
  maximum,
  minimum,
  mul,
  neg,
  polynomial,
  select,
  sub,
} from "../program/arithmetic.ts";
import { hostFunction, scalar, unary } from "../program/build.ts";
import type { Node } from "../program/node.ts";
import { floatNode, lift1, lift2 } from "./lift.ts";

const HALF_LOG_TWO_PI = 0.9189385332046727;
const QUARTER_LOG_PI = 0.2861824714623545;
/** From here on Stirling's series with six terms has the accuracy of a double. */
const STIRLING = 10;
/** B_2k / (2k (2k - 1)), k = 1..6: Abramowitz and Stegun 6.1.41. */
const STIRLING_SERIES = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360];

/** log |Gamma(x)|, elementwise. */
export const lgamma = lift1((x) => unary("lgamma", x));

/** The derivative of lgamma, elementwise. */
export const digamma = lift1((x) => unary("digamma", x));

/** The derivative of digamma, elementwise. */
export const trigamma = lift1((x) => unary("trigamma", x));

/**
 * The Hurwitz zeta function, the sum of (q + k)^-s over k = 0, 1, ..., elementwise and broadcasting, for s > 1 and q > 0.
 * Differentiable by q.
 */
export const zeta = lift2((s, q) => hostFunction("zeta", [s, q]));

/**
 * The polygamma function: the n-th derivative of digamma, elementwise. From n = 2 on for x > 0 only, NaN below:
 * (-1)^(n+1) n! zeta(n + 1, x) (Abramowitz and Stegun 6.4.10).
 * @param n the order, a whole number >= 0
 * @throws UsageError for another n
 */
export function polygamma(n: number, x: Numeric): tf.Tensor {
  if (!Number.isInteger(n) || n < 0) {
    throw new UsageError(`polygamma: the order must be a whole number >= 0, but it is ${n}.`);
  }
  if (n < 2) return n === 0 ? digamma(x) : trigamma(x);
  let factor = n % 2 === 0 ? -1 : 1;
  for (let k = 2; k <= n; k++) factor *= k;
  return tensorOf(mul(factor, hostFunction("zeta", [scalar(n + 1), floatNode(x)])));
}

/**
 * log of the multivariate gamma function of dimension d, elementwise, for x > (d - 1) / 2:
 * d (d - 1) / 4 log(pi) + the sum of lgamma(x - j / 2) over j = 0, ..., d - 1.
 * @param dimension d, a whole number >= 1
 * @throws UsageError for another dimension
 */
export function multigammaln(x: Numeric, dimension: number): tf.Tensor {
  if (!Number.isInteger(dimension) || dimension < 1) {
    throw new UsageError(`multigammaln: the dimension must be a whole number >= 1, but it is ${dimension}.`);
  }
  const node = floatNode(x);
  const terms = Array.from({ length: dimension }, (_, j) => unary("lgamma", sub(node, j / 2)));
  return tensorOf(terms.reduce(add, scalar(dimension * (dimension - 1) * QUARTER_LOG_PI)));
}

/** What Stirling's formula leaves out of lgamma(x), for x >= 10. */
function stirlingRest(x: Node): Node {
  const inverse = div(1, x);
  return mul(inverse, polynomial(mul(inverse, inverse), STIRLING_SERIES));
}

/**
 * log B(a, b) without the cancellation of lgamma(a) + lgamma(b) - lgamma(a + b) for large arguments: the leading terms of
 * Stirling's formula are subtracted symbolically (Didonato and Morris 1992, ACM TOMS 708, section 4; as R's lbeta).
 */
function logBetaNode(a: Node, b: Node): Node {
  const [p, q] = [minimum(a, b), maximum(a, b)];
  const plain = sub(add(unary("lgamma", p), unary("lgamma", q)), unary("lgamma", add(p, q)));
  const [smallQ, smallP] = [greater(STIRLING, q), greater(STIRLING, p)];
  const large = select(smallQ, STIRLING, q); // where q is small, `plain` is chosen; maximum() would halve the gradient at 10
  const total = add(p, large);
  const share = div(p, total);
  const rest = sub(stirlingRest(large), stirlingRest(total));
  const logOther = log1p(neg(share)); // log(q / (p + q))
  const one = add(
    add(unary("lgamma", p), rest),
    add(sub(p, mul(p, log(total))), mul(sub(large, 0.5), logOther)),
  );
  const largeP = select(smallP, STIRLING, p);
  const two = add(
    add(sub(HALF_LOG_TWO_PI, mul(0.5, log(large))), add(rest, stirlingRest(largeP))),
    add(mul(sub(p, 0.5), log(share)), mul(large, logOther)),
  );
  return select(smallQ, plain, select(smallP, one, two));
}

/** log B(a, b) = log of the integral of t^(a-1) (1-t)^(b-1) over (0, 1), elementwise and broadcasting, for a, b > 0. */
export const logBeta = lift2(logBetaNode);

/** log of the binomial coefficient "n over k", elementwise and broadcasting, for 0 <= k <= n, also between integers. */
export const logBinomial = lift2((n, k) => neg(add(log1p(n), logBetaNode(add(sub(n, k), 1), add(k, 1)))));
