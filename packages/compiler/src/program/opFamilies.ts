// Sets of ops that behave alike, for passes that treat a family as one.
import {
  BINARY_OPS,
  COMPARE_OPS,
  HOST_OPS,
  LOGIC_OPS,
  type OpName,
  REDUCE_OPS,
  TEST_OPS,
  UNARY_OPS,
} from "./ops.ts";

/** Ops whose every result element depends on the same element of each input, all of one shape. */
export const ELEMENTWISE: ReadonlySet<OpName> = new Set<OpName>([
  ...UNARY_OPS,
  ...TEST_OPS,
  ...BINARY_OPS,
  ...COMPARE_OPS,
  ...LOGIC_OPS,
  ...HOST_OPS,
  "select",
  "cast",
]);

/** Ops that only rename indices: they move no data when their result is read element by element. */
export const VIEWS: ReadonlySet<OpName> = new Set<OpName>([
  "broadcast",
  "reshape",
  "transpose",
  "slice",
  "diagPart",
]);

export const REDUCTIONS: ReadonlySet<OpName> = new Set<OpName>(REDUCE_OPS);

/** Elementwise ops whose two inputs may be exchanged. */
export const COMMUTATIVE: ReadonlySet<OpName> = new Set<OpName>([
  "add",
  "mul",
  "equal",
  "notEqual",
  "and",
  "or",
]);
