// Groups points into clusters by k-means, seeded by k-means++. Knows nothing of mixtures.
import { uniformStream } from "@nutmeg-ppl/compiler/random";

/** Points beyond which the centres are found from an even choice of them: enough for starts. */
const MOST_POINTS = 2000;
const SWEEPS = 10;

/**
 * The cluster of each point, 0 to count - 1, numbered along the first coordinate of their centres. Coordinates are
 * weighed by their standard deviations. Seeds are far apart with high probability (Arthur and Vassilvitskii 2007).
 *
 * @param points [number, dimension], row-major, finite
 */
export function clusters(
  key: Uint32Array,
  points: Float64Array,
  dimension: number,
  count: number,
): Int32Array {
  const scaled = standardized(points, dimension);
  const number = points.length / dimension;
  const stride = Math.max(1, Math.floor(number / MOST_POINTS));
  const chosen = rows(scaled, dimension).filter((_, i) => i % stride === 0);
  let centres = seeds(uniformStream(key), chosen, count);
  for (let sweep = 0; sweep < SWEEPS; sweep++) centres = moved(centres, chosen);
  centres.sort((a, b) => a[0]! - b[0]!);
  return Int32Array.from(rows(scaled, dimension), (point) => nearest(centres, point).index);
}

function rows(values: Float64Array, dimension: number): Float64Array[] {
  return Array.from({ length: values.length / dimension }, (_, i) =>
    values.subarray(i * dimension, (i + 1) * dimension),
  );
}

function standardized(points: Float64Array, dimension: number): Float64Array {
  const number = points.length / dimension;
  const scales = Float64Array.from({ length: dimension }, (_, d) => {
    let [sum, squares] = [0, 0];
    for (let i = d; i < points.length; i += dimension) sum += points[i]! / number;
    for (let i = d; i < points.length; i += dimension) squares += (points[i]! - sum) * (points[i]! - sum);
    return squares > 0 ? Math.sqrt(number / squares) : 1;
  });
  return points.map((x, i) => x * scales[i % dimension]!);
}

/** Candidates for each seed, of which the best is taken (Arthur and Vassilvitskii 2007, section 5). */
const CANDIDATES = 3;

/** Points of the set, drawn with probability proportional to the squared distance from those before. */
function seeds(uniform: () => number, points: readonly Float64Array[], count: number): Float64Array[] {
  const centres = [points[Math.floor(uniform() * points.length)]!];
  while (centres.length < count) {
    const distances = points.map((point) => nearest(centres, point).distance);
    const total = distances.reduce((sum, distance) => sum + distance, 0);
    const candidates = Array.from(
      { length: CANDIDATES },
      () => points[total > 0 ? chosen(distances, uniform() * total) : 0]!,
    );
    const left = candidates.map((candidate) =>
      points.reduce(
        (sum, point, i) => sum + Math.min(distances[i]!, nearest([candidate], point).distance),
        0,
      ),
    );
    centres.push(candidates[left.indexOf(Math.min(...left))]!);
  }
  return centres;
}

/** Where a running sum passes `mark`. */
function chosen(terms: readonly number[], mark: number): number {
  let sum = 0;
  const place = terms.findIndex((term) => {
    sum += term;
    return sum > mark;
  });
  return Math.max(0, place);
}

/** The means of the centres' own points; a centre without any stays. */
function moved(centres: readonly Float64Array[], points: readonly Float64Array[]): Float64Array[] {
  const sums = centres.map(({ length }) => new Float64Array(length));
  const counts = new Float64Array(centres.length);
  for (const point of points) {
    const { index } = nearest(centres, point);
    counts[index]!++;
    point.forEach((x, d) => {
      sums[index]![d]! += x;
    });
  }
  return sums.map((sum, i) => (counts[i]! > 0 ? sum.map((x) => x / counts[i]!) : centres[i]!));
}

function nearest(centres: readonly Float64Array[], point: Float64Array): { index: number; distance: number } {
  let best = { index: 0, distance: Infinity };
  centres.forEach((centre, index) => {
    let distance = 0;
    for (let d = 0; d < point.length; d++) distance += (point[d]! - centre[d]!) * (point[d]! - centre[d]!);
    if (distance < best.distance) best = { index, distance };
  });
  return best;
}
