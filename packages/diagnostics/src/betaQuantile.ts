// The quantile function of a Beta(a, b) distribution with a, b >= 1: the uncertainty of an empirical quantile's
// probability. Not a Distribution.

/**
 * x in (0, 1) with I_x(a, b) = p, for 0 < p < 1 and a, b >= 1, to about 1e-9 relative or better.
 * Newton's method on the regularized incomplete beta function, kept inside a bracket that always shrinks.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  const logNorm = logGamma(a + b) - logGamma(a) - logGamma(b);
  let low = 0;
  let high = 1;
  let x = a / (a + b);
  for (let step = 0; step < 200; step++) {
    const error = incompleteBeta(x, a, b, logNorm) - p;
    if (error < 0) low = x;
    else high = x;
    const density = Math.exp(logNorm + (a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x));
    const newton = x - error / density;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - x) <= 1e-15 * x) return next;
    x = next;
  }
  return x;
}

/** I_x(a, b); by symmetry the continued fraction is used where it converges fast. */
function incompleteBeta(x: number, a: number, b: number, logNorm: number): number {
  const front = Math.exp(logNorm + a * Math.log(x) + b * Math.log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(x, a, b)) / a;
  return 1 - (front * betaFraction(1 - x, b, a)) / b;
}

/** The continued fraction of the incomplete beta function (DLMF 8.17.22), by the modified Lentz method. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    value *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return value;
}

/** log Gamma(x) for x >= 1: Stirling's series (DLMF 5.11.1) after raising the argument to 10 or more. */
function logGamma(x: number): number {
  let shift = 1;
  let y = x;
  for (; y < 10; y++) shift *= y;
  const u = 1 / (y * y);
  const series = (1 / 12 - u * (1 / 360 - u * (1 / 1260 - u * (1 / 1680 - u / 1188)))) / y;
  return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series - Math.log(shift);
}
