// Functions that tfjs lacks, as compositions of its ops in float32. Errors are those of the formulas; each op adds its own
// rounding of 6e-8 of its result, so that a result that cancels (lgamma near 1 and 2) is right absolutely, not relatively.
import * as tf from "@tensorflow/tfjs-core";

const LOG_SQRT_TWO_PI = 0.9189385332046728;
const LOG_PI = 1.1447298858494002;

type RealFunction = (x: tf.Tensor) => tf.Tensor;

/** c[0] + x (c[1] + x (...)), by Horner's rule. */
function polynomial(x: tf.Tensor, coefficients: readonly number[]): tf.Tensor {
  const [last, ...lower] = coefficients.toReversed() as [number, ...number[]];
  const step = (sum: tf.Tensor | number, coefficient: number) => tf.add(tf.mul(sum, x), coefficient);
  return lower.reduce<tf.Tensor | number>(step, last) as tf.Tensor;
}

/**
 * log(1 + x) with the relative error of a logarithm also near 0, where tfjs's wasm backend has none of x left: what
 * rounding 1 + x did to x is undone by a factor (Goldberg 1991, ACM Computing Surveys 23, theorem 4).
 */
export const log1p: RealFunction = (x) => {
  const sum = tf.add(x, 1);
  const rounded = tf.sub(sum, 1);
  const lost = tf.equal(rounded, 0);
  const factor = tf.div(x, tf.where(lost, 1, rounded));
  const logarithm = tf.log(sum);
  return tf.where(lost, x, tf.where(tf.greater(x, 1), logarithm, tf.mul(logarithm, factor)));
};

/** log(1 + exp(x)). */
export const softplus: RealFunction = (x) => tf.add(tf.maximum(x, 0), log1p(tf.exp(tf.neg(tf.abs(x)))));

/** Not tf.sigmoid, which fails now and then on the wasm backend (an operator of XNNPACK that is set up wrongly). */
export const sigmoid: RealFunction = (x) => tf.div(1, tf.add(tf.exp(tf.neg(x)), 1));

/** log(erfc(z) e^(z z)) for z >= 0, in t = 1 / (1 + z / 2): a Chebyshev fit (Press et al., Numerical Recipes, 2nd ed., 6.2). */
function logScaledErfc(z: tf.Tensor): tf.Tensor {
  const t = tf.div(1, tf.add(tf.mul(z, 0.5), 1));
  const fit = polynomial(t, [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ]); // biome-ignore format: coefficients
  return tf.add(tf.log(t), fit);
}

/** Relative error 1.2e-7, besides what the rounding of the exponent does to its exponential. */
export const erfc: RealFunction = (x) => {
  const tail = tf.exp(tf.sub(logScaledErfc(tf.abs(x)), tf.square(x)));
  return tf.where(tf.less(x, 0), tf.sub(2, tail), tail);
};

/** exp(x x) erfc(x); as erfc. */
export const erfcx: RealFunction = (x) => {
  const scaled = tf.exp(logScaledErfc(tf.abs(x)));
  return tf.where(tf.less(x, 0), tf.sub(tf.mul(2, tf.exp(tf.square(x))), scaled), scaled);
};

/** The logarithm of the normal distribution function; as erfc. */
export const normalLogCdf: RealFunction = (x) => {
  const z = tf.mul(tf.abs(x), Math.SQRT1_2);
  const tail = tf.sub(tf.add(logScaledErfc(z), -Math.LN2), tf.square(z));
  return tf.where(tf.greater(x, 0), log1p(tf.neg(tf.exp(tail))), tail);
};

/** erfinv(x) from x and w = -log((1 - x)(1 + x)) < 16: relative error 3e-7 (Giles 2012, GPU Computing Gems, table 5). */
function gilesErfinv(x: tf.Tensor, w: tf.Tensor): tf.Tensor {
  const central = polynomial(tf.sub(w, 2.5), [
    1.50140941, 0.246640727, -0.00417768164, -0.00125372503, 0.00021858087, -4.39150654e-6, -3.5233877e-6,
    3.43273939e-7, 2.81022636e-8,
  ]); // biome-ignore format: coefficients
  const tail = polynomial(tf.sub(tf.sqrt(w), 3), [
    2.83297682, 1.00167406, 0.00943887047, -0.0076224613, 0.00573950773, -0.00367342844, 0.00134934322,
    0.000100950558, -0.000200214257,
  ]); // biome-ignore format: coefficients
  return tf.mul(x, tf.where(tf.less(w, 5), central, tail));
}

export const erfinv: RealFunction = (x) => {
  const w = tf.neg(tf.log(tf.mul(tf.sub(1, x), tf.add(1, x))));
  return tf.where(tf.equal(tf.abs(x), 1), tf.div(x, 0), gilesErfinv(x, w));
};

/** One of Newton's steps towards normalLogCdf(z) = target, from z < 0. */
function quantileStep(z: tf.Tensor, target: tf.Tensor): tf.Tensor {
  const logCdf = normalLogCdf(z);
  const logDensity = tf.sub(tf.mul(tf.square(z), -0.5), LOG_SQRT_TWO_PI);
  return tf.sub(z, tf.mul(tf.sub(logCdf, target), tf.exp(tf.sub(logCdf, logDensity))));
}

/** By erfinv, and below 1e-6 by Newton's method on the logarithm from the leading terms of its expansion. */
export const normalQuantile: RealFunction = (p) => {
  const w = tf.neg(tf.log(tf.mul(tf.mul(4, p), tf.sub(1, p))));
  const central = tf.mul(gilesErfinv(tf.sub(tf.mul(p, 2), 1), w), Math.SQRT2);
  const isTail = tf.logicalAnd(tf.less(p, 1e-6), tf.greater(p, 0));
  const target = tf.log(tf.where(isTail, p, 1e-6));
  const v = tf.mul(target, -2);
  const start = tf.neg(tf.sqrt(tf.sub(v, tf.log(tf.mul(v, 2 * Math.PI)))));
  const tail = quantileStep(quantileStep(start, target), target);
  const edge = tf.div(tf.sub(p, 0.5), 0);
  const isEdge = tf.logicalOr(tf.equal(p, 0), tf.equal(p, 1));
  return tf.where(isEdge, edge, tf.where(isTail, tail, central));
};

/** From here on the asymptotic series below are good to 1e-8. */
const LARGE = 4;

/** The argument moved to at least LARGE, by LARGE steps of 1 where it was smaller, and 1 where it was, else 0. */
function raised(x: tf.Tensor): { z: tf.Tensor; small: tf.Tensor } {
  const small = tf.less(x, LARGE);
  return { z: tf.where(small, tf.add(x, LARGE), x), small };
}

/** Sums `term` over x, x + 1, ..., x + LARGE - 1 where x is small; elsewhere 0. */
function overSteps(x: tf.Tensor, small: tf.Tensor, term: RealFunction): tf.Tensor {
  const terms = Array.from({ length: LARGE }, (_, i) => term(tf.add(x, i)));
  return tf.where(small, tf.addN(terms), 0);
}

/** `positive` for x >= 0, else `reflected` of 1 - x and of pi times the distance of x from the next whole number. */
function reflect(
  x: tf.Tensor,
  positive: RealFunction,
  reflected: (y: tf.Tensor, angle: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  const negative = tf.less(x, 0);
  const y = positive(tf.where(negative, tf.sub(1, x), x));
  const angle = tf.mul(tf.sub(x, tf.round(x)), Math.PI);
  return tf.where(negative, reflected(y, angle), y);
}

/** log |Gamma(x)| by Stirling's series (Abramowitz and Stegun 6.1.41); absolute error 1e-6 for |x| < 4. */
export const lgamma: RealFunction = (x) =>
  reflect(
    x,
    (positive) => {
      const { z, small } = raised(positive);
      const inverse = tf.div(1, z);
      const series = tf.mul(inverse, polynomial(tf.square(inverse), [1 / 12, -1 / 360, 1 / 1260, -1 / 1680]));
      // (z - 1/2) (log z - 1) - 1/2 does not overflow before the result does.
      const main = tf.sub(tf.mul(tf.sub(z, 0.5), tf.sub(tf.log(z), 1)), 0.5);
      const large = tf.addN([main, tf.fill(main.shape, LOG_SQRT_TWO_PI), series]);
      const steps = [1, 2, 3].reduce<tf.Tensor>(
        (product, i) => tf.mul(product, tf.add(positive, i)),
        positive,
      );
      return tf.sub(large, tf.where(small, tf.log(steps), 0));
    },
    (y, angle) => tf.sub(tf.sub(LOG_PI, tf.log(tf.abs(tf.sin(angle)))), y),
  );

/** The derivative of lgamma, by its asymptotic series (Abramowitz and Stegun 6.3.18); absolute error 1e-6 for |x| < 4. */
export const digamma: RealFunction = (x) =>
  reflect(
    x,
    (positive) => {
      const { z, small } = raised(positive);
      const square = tf.square(tf.div(1, z));
      const series = tf.mul(square, polynomial(square, [1 / 12, -1 / 120, 1 / 252, -1 / 240]));
      const large = tf.sub(tf.sub(tf.log(z), tf.div(0.5, z)), series);
      return tf.sub(
        large,
        overSteps(positive, small, (step) => tf.div(1, step)),
      );
    },
    (y, angle) => tf.sub(y, tf.div(Math.PI, tf.tan(angle))),
  );

/** The derivative of digamma (Abramowitz and Stegun 6.4.12); relative error 1e-6 for x > 0. */
export const trigamma: RealFunction = (x) =>
  reflect(
    x,
    (positive) => {
      const { z, small } = raised(positive);
      const inverse = tf.div(1, z);
      const square = tf.square(inverse);
      const odd = tf.mul(inverse, polynomial(square, [1, 1 / 6, -1 / 30, 1 / 42, -1 / 30]));
      const large = tf.add(odd, tf.mul(square, 0.5));
      return tf.add(
        large,
        overSteps(positive, small, (step) => tf.div(1, tf.square(step))),
      );
    },
    (y, angle) => tf.sub(tf.square(tf.div(Math.PI, tf.sin(angle))), y),
  );

/** Below this, modified Bessel functions are polynomials in x x, and above in 1 / x (Abramowitz and Stegun 9.8.1 to 9.8.4). */
const BESSEL_SPLIT = 3.75;

/** The polynomials of I0 and I1 / x for small |x|, and of sqrt(|x|) exp(-|x|) times I0 and I1 for large |x|: errors 2e-7. */
function besselPolynomials(x: tf.Tensor) {
  const size = tf.abs(x);
  const isSmall = tf.less(size, BESSEL_SPLIT);
  const y = tf.square(tf.div(x, BESSEL_SPLIT));
  const inverse = tf.div(BESSEL_SPLIT, tf.maximum(size, BESSEL_SPLIT));
  return {
    size,
    isSmall,
    y,
    // I0 less 1, over y.
    small0: polynomial(y, [3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.0360768, 0.0045813]),
    small1: polynomial(y, [0.5, 0.87890594, 0.51498869, 0.15084934, 0.02658733, 0.00301532, 0.00032411]),
    large0: polynomial(inverse, [
      0.39894228, 0.01328592, 0.00225319, -0.00157565, 0.00916281, -0.02057706, 0.02635537, -0.01647633, 0.00392377,
    ]), // biome-ignore format: coefficients
    large1: polynomial(inverse, [
      0.39894228, -0.03988024, -0.00362018, 0.00163801, -0.01031555, 0.02282967, -0.02895312, 0.01787654, -0.00420059,
    ]), // biome-ignore format: coefficients
  };
}

/** log I0(x). */
export const logBesselI0: RealFunction = (x) => {
  const { size, isSmall, y, small0, large0 } = besselPolynomials(x);
  const large = tf.add(tf.sub(size, tf.mul(tf.log(size), 0.5)), tf.log(large0));
  return tf.where(isSmall, log1p(tf.mul(y, small0)), large);
};

/** I1(x) / I0(x). */
export const besselRatio: RealFunction = (x) => {
  const { isSmall, y, small0, small1, large0, large1 } = besselPolynomials(x);
  const small = tf.div(tf.mul(x, small1), tf.add(tf.mul(y, small0), 1));
  return tf.where(isSmall, small, tf.mul(tf.sign(x), tf.div(large1, large0)));
};
