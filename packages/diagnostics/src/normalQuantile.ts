// The quantile function of the standard normal distribution. Not a Distribution: ranks need this number and no more.

/** Coefficients of a rational function, lowest degree first. */
interface Rational {
  readonly numerator: readonly number[];
  readonly denominator: readonly number[];
}

/** Near the centre, in 0.425^2 - q^2 where q = p - 1/2. */
const centre: Rational = {
  numerator: [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
    67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  denominator: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
};

/** In the shoulders, in r - 1.6 where r = sqrt(-log(tail probability)). */
const shoulder: Rational = {
  numerator: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  denominator: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
};

/** Beyond r = 5 (tail probability below 1.4e-11), in r - 5. */
const tail: Rational = {
  numerator: [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  denominator: [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
    1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
  ],
};

/**
 * z with P(Z <= z) = p for a standard normal Z, to about 1 part in 1e16; -Infinity at 0, Infinity at 1, NaN
 * outside. Source: Wichura (1988), Algorithm AS 241 (PPND16), Applied Statistics 37(3).
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * evaluate(centre, 0.180625 - q * q);
  const tailProbability = q < 0 ? p : 1 - p;
  if (!(tailProbability > 0)) {
    return tailProbability === 0 ? Math.sign(q) * Number.POSITIVE_INFINITY : Number.NaN;
  }
  const r = Math.sqrt(-Math.log(tailProbability));
  const size = r <= 5 ? evaluate(shoulder, r - 1.6) : evaluate(tail, r - 5);
  return q < 0 ? -size : size;
}

function evaluate({ numerator, denominator }: Rational, x: number): number {
  return polynomial(numerator, x) / polynomial(denominator, x);
}

function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * x + (coefficients[i] as number);
  return value;
}
