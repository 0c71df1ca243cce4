// Private: law suites, tolerances and readers of reference data, for the tests of every package.
export { type BijectionRow, describeBijection } from "./describeBijection.ts";
export { describeDistribution } from "./describeDistribution.ts";
export { expectClose, type Tolerance } from "./expectClose.ts";
export { finiteDifference } from "./finiteDifference.ts";
export { type DensityProgram, densityProgram } from "./laws/densityProgram.ts";
export type { BatchRow, DistributionRow, InvalidRow, Parameters } from "./laws/distributionRow.ts";
export {
  flat,
  type Nested,
  type Reference,
  type ReferenceCase,
  type ReferencePoint,
  readReference,
  shapeOf,
} from "./readReference.ts";
export { chiSquare } from "./statistics/chiSquare.ts";
export { kolmogorovSmirnov } from "./statistics/kolmogorovSmirnov.ts";
