// Derivatives by central differences of order six: an oracle for gradients that knows nothing of their rules.

/** (45, -9, 1) / 60 at distances 1, 2, 3: Abramowitz and Stegun, table 25.2. */
const WEIGHTS = [45 / 60, -9 / 60, 1 / 60] as const;
const RELATIVE_STEP = 1e-3;

/**
 * The derivative of `f` by entry `index` of `point`; NaN when f is not finite at one of the six neighbours.
 */
export function finiteDifference(
  f: (point: Float64Array) => number,
  point: Float64Array,
  index: number,
): number {
  const center = point[index] as number;
  const step = RELATIVE_STEP * (Math.abs(center) || 1);
  const at = (distance: number): number => f(point.with(index, center + distance * step));
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * (at(i + 1) - at(-i - 1)), 0);
  return Number.isFinite(sum) ? sum / step : Number.NaN;
}
