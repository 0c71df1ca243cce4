// The namespace `constraints`: sets to which parameters and values belong.
export { Constraint } from "./constraint.ts";
export { IndependentConstraint, independent, realMatrix, realVector } from "./independent.ts";
export {
  boolean,
  IntegerGreaterThanEq,
  IntegerInterval,
  integerInterval,
  nonnegativeInteger,
  positiveInteger,
} from "./integers.ts";
export {
  circular,
  GreaterThan,
  GreaterThanEq,
  greaterThan,
  greaterThanEq,
  Interval,
  interval,
  LessThan,
  lessThan,
  nonnegative,
  positive,
  Real,
  real,
  unitInterval,
} from "./intervals.ts";
export { LowerCholesky, lowerCholesky, PositiveDefinite, positiveDefinite } from "./matrices.ts";
export {
  OrderedVector,
  orderedVector,
  PositiveOrderedVector,
  positiveOrderedVector,
  Simplex,
  simplex,
} from "./vectors.ts";
