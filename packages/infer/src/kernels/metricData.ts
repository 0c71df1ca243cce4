// The parameters of metrics: plain data that can be kept, sent and made into metrics again by metricFrom.ts.

export type MetricData = DiagonalData | DenseData | BlocksData | LowRankData;

/** M^-1 = diag(variances). */
export interface DiagonalData {
  readonly kind: "diagonal";
  /** Positive, about the posterior variances: one per unconstrained dimension. */
  readonly variances: Float64Array;
}

/** M^-1 = covariance. */
export interface DenseData {
  readonly kind: "dense";
  /** Symmetric and positive definite: dimension x dimension, row-major. */
  readonly covariance: Float64Array;
}

/** M^-1 has a covariance matrix for each block of coordinates, and variances on the diagonal for all others. */
export interface BlocksData {
  readonly kind: "blocks";
  /** One per dimension; those of coordinates in blocks are not used. */
  readonly variances: Float64Array;
  readonly blocks: readonly Block[];
}

export interface Block {
  /** The coordinates, each in one block at most. */
  readonly indices: Int32Array;
  /** As many rows and columns, row-major. */
  readonly covariance: Float64Array;
}

/** M^-1 = D (I + U' (diag(values) - I) U) D with D = diag(scales). */
export interface LowRankData {
  readonly kind: "lowRank";
  /** Positive: one per dimension. */
  readonly scales: Float64Array;
  /** The orthonormal rows of U: one after the other, as many as there are values. */
  readonly vectors: Float64Array;
  /** Positive. */
  readonly values: Float64Array;
}
