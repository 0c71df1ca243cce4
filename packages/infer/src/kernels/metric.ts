// The contract of a Euclidean metric: the mass matrix M of the kinetic energy p' M^-1 p / 2. Implementations have
// files of their own; adaptation decides which one is in force.
import type { MetricData } from "./metricData.ts";

/**
 * What the integrator and the momentum draw need of a mass matrix of any structure. Points are offsets into one
 * memory, laid out as phasePoint.ts says: in V8 a loop over one array runs more than twice as fast as over six.
 */
export interface Metric {
  /** What `metricFrom` makes this metric from. */
  readonly data: MetricData;
  /** The diagonal of M^-1: `dimension` numbers. */
  readonly variances: Float64Array;
  /** Turns standard normals into a momentum draw N(0, M), in place. */
  colour(normals: Float64Array): void;
  /** Half a kick and a drift: momentum(to) = momentum + time / 2 gradient, position(to) = position + time M^-1 momentum(to). */
  kickAndDrift(memory: Float64Array, time: number, from: number, to: number): void;
  /** momentum += kick gradient, velocity = M^-1 momentum, all of the point `at`; returns the kinetic energy. */
  kickAndMeasure(memory: Float64Array, kick: number, at: number): number;
}
