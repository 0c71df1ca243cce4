// Checks parameters and observed values against constraints, and words what is wrong. On by default.
import {
  capturing,
  evaluateNode,
  isKnown,
  nodeOf,
  showShape,
  UsageError,
  valuesOf,
} from "@nutmeg-ppl/compiler";
import type * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "./constraints/constraint.ts";
import { broadcastTo } from "./tensors.ts";

let enabled = true;

/** Turns the checks of known parameters and values on or off, for the whole process. */
export function enableValidation(on = true): void {
  enabled = on;
}

export function isValidationEnabled(): boolean {
  return enabled;
}

/** Members of a tensor that do not belong to a constraint. */
export interface Violation {
  /** How many members are outside. */
  readonly count: number;
  /** How many there are. */
  readonly total: number;
  /** Where the first is, as in `[4]`; empty for a scalar. */
  readonly position: string;
  /** What the first is. */
  readonly member: string;
}

const MAX_SHOWN = 6;

function showMember(values: Float64Array): string {
  if (values.length === 1) return String(values[0]);
  const shown = [...values.subarray(0, MAX_SHOWN)].map(String).join(", ");
  return `[${shown}${values.length > MAX_SHOWN ? ", ..." : ""}]`;
}

/** Row-major position number `flat` of a shape, as text. */
function showPosition(flat: number, shape: readonly number[]): string {
  let rest = flat;
  const index = shape.toReversed().map((extent) => {
    const i = rest % extent;
    rest = (rest - i) / extent;
    return i;
  });
  return index.length === 0 ? "" : showShape(index.toReversed());
}

/**
 * What is wrong with a known tensor, or undefined when all its members belong to the constraint.
 * Tensors that depend on a parameter are not known, and pass.
 */
export function violationOf(value: tf.Tensor, constraint: Constraint): Violation | undefined {
  const { accepts } = constraint;
  if (accepts && isKnown(value)) {
    const values = evaluateNode(nodeOf(value)); // not valuesOf, which copies
    if (values.every((x) => accepts(x))) return undefined;
    return violation(
      values.map((x) => Number(accepts(x))),
      value.shape,
      values,
    );
  }
  const belongs = constraint.check(value);
  if (!isKnown(belongs)) return undefined;
  const event = constraint.eventDim > 0 ? value.shape.slice(-constraint.eventDim) : [];
  const members = valuesOf(capturing(() => broadcastTo(value, [...belongs.shape, ...event])));
  return violation(valuesOf(belongs), belongs.shape, members);
}

/**
 * @param flags 0 for each member that does not belong, row-major over `shape`
 * @param members their numbers, equally many for each
 */
function violation(
  flags: Float64Array,
  shape: readonly number[],
  members: Float64Array,
): Violation | undefined {
  const first = flags.indexOf(0);
  if (first < 0) return undefined;
  const size = members.length / flags.length;
  return {
    count: flags.reduce((count, flag) => count + (flag === 0 ? 1 : 0), 0),
    total: flags.length,
    position: showPosition(first, shape),
    member: showMember(members.subarray(first * size, (first + 1) * size)),
  };
}

const OFF = "enableValidation(false) turns this check off";

/**
 * @throws UsageError when a known parameter violates its constraint
 */
export function checkParameter(
  distribution: string,
  parameter: string,
  value: tf.Tensor,
  constraint: Constraint,
): void {
  if (!enabled) return;
  const wrong = violationOf(value, constraint);
  if (!wrong) return;
  const others = wrong.count > 1 ? ` (as are ${wrong.count - 1} more of ${wrong.total})` : "";
  throw new UsageError(
    `${distribution}: ${parameter} must be ${constraint.requirement}, but ${parameter}${wrong.position} is ` +
      `${wrong.member}${others}. Correct it; one that is computed can be mapped there (tf.exp for > 0, tf.sigmoid for 0 to 1, tf.softmax for a sum of 1). ${OFF}.`,
  );
}

/**
 * @param where how messages call the values, for example `sample("x")`
 * @throws UsageError when known values lie outside the support
 */
export function checkSupport(
  distribution: string,
  value: tf.Tensor,
  support: Constraint,
  where: string,
): void {
  if (!enabled) return;
  const wrong = violationOf(value, support);
  if (!wrong) return;
  const advice = wrong.member.includes("NaN")
    ? "Drop or impute missing values, or leave them out of the density with .mask(present)"
    : "Correct the data, or choose a distribution whose support holds them";
  throw new UsageError(
    `${where}: ${wrong.count} of ${wrong.total} values lie outside the support of ${distribution}; each must be ` +
      `${support.requirement}. The first is ${wrong.member}${wrong.position ? ` at ${wrong.position}` : ""}. ${advice}. ${OFF}.`,
  );
}
