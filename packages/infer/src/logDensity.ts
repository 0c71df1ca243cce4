// The sampler's only view of a model: an unnormalized log density with its gradient on unconstrained space.
// Nothing here knows of models, sites or constraints.

/** A differentiable log density of `dimension` real coordinates. A user may pass one of their own. */
export interface LogDensity {
  readonly dimension: number;
  /**
   * Writes the gradient at `position` into `gradient` (both of length `dimension`) and returns the log density,
   * up to a constant. Must leave `position` alone. -Infinity and NaN are legal and mean "outside the support".
   */
  evaluate(position: Float64Array, gradient: Float64Array): number;
}

/** A log density at many positions at once: what a GPU serves. The twin of LogDensity for chains that advance together. */
export interface BatchedLogDensity {
  readonly dimension: number;
  /**
   * @param positions [chains, dimension], row-major; left alone.
   * @returns the log densities [chains], up to a constant, and their gradients [chains, dimension].
   */
  evaluate(positions: Float64Array): Promise<{
    readonly logDensity: Float64Array;
    readonly gradient: Float64Array;
  }>;
}
