// Finds the bijection from unconstrained numbers to the members of a constraint: one row per kind of constraint.
import { asTensor, UnsupportedError } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { IndependentConstraint } from "../constraints/independent.ts";
import {
  GreaterThan,
  Interval,
  LessThan,
  Nonnegative,
  Positive,
  positive,
  Real,
  UnitInterval,
  unitInterval,
} from "../constraints/intervals.ts";
import { LowerCholesky, PositiveDefinite } from "../constraints/matrices.ts";
import { OrderedVector, PositiveOrderedVector, Simplex } from "../constraints/vectors.ts";
import { AffineTransform } from "./affineTransform.ts";
import { CholeskyTransform } from "./choleskyTransform.ts";
import { ComposeTransform } from "./composeTransform.ts";
import { ExpTransform } from "./expTransform.ts";
import { IdentityTransform } from "./identityTransform.ts";
import { IndependentTransform } from "./independentTransform.ts";
import { InverseTransform } from "./inverseTransform.ts";
import { LowerCholeskyTransform } from "./lowerCholeskyTransform.ts";
import { OrderedTransform } from "./orderedTransform.ts";
import { SigmoidTransform } from "./sigmoidTransform.ts";
import { StickBreakingTransform } from "./stickBreakingTransform.ts";
import type { Transform } from "./transform.ts";

type Kind<C extends Constraint> = abstract new (...parameters: never[]) => C;
type Row = readonly [Kind<Constraint>, (constraint: Constraint) => Transform];

function row<C extends Constraint>(kind: Kind<C>, make: (constraint: C) => Transform): Row {
  return [kind, make as (constraint: Constraint) => Transform];
}

/** From the line to a half line that starts at `bound` and runs in `direction`. */
function fromBound(bound: GreaterThan["lower"], direction: 1 | -1): Transform {
  return new ComposeTransform([new ExpTransform(), new AffineTransform(bound, direction, positive)]);
}

function ontoInterval({ lower, upper }: Interval): Transform {
  const width = tf.sub(asTensor(upper), asTensor(lower));
  return new ComposeTransform([new SigmoidTransform(), new AffineTransform(lower, width, unitInterval)]);
}

const bijections = new Map<unknown, (constraint: Constraint) => Transform>([
  row(Real, () => new IdentityTransform()),
  row(Positive, () => new ExpTransform()),
  row(Nonnegative, () => new ExpTransform()),
  row(GreaterThan, ({ lower }) => fromBound(lower, 1)),
  row(LessThan, ({ upper }) => fromBound(upper, -1)),
  row(UnitInterval, () => new SigmoidTransform()),
  row(Interval, ontoInterval),
  row(Simplex, () => new StickBreakingTransform()),
  row(OrderedVector, () => new OrderedTransform()),
  row(
    PositiveOrderedVector,
    () => new ComposeTransform([new OrderedTransform(), new IndependentTransform(new ExpTransform(), 1)]),
  ),
  row(LowerCholesky, () => new LowerCholeskyTransform()),
  row(
    PositiveDefinite,
    () => new ComposeTransform([new LowerCholeskyTransform(), new InverseTransform(new CholeskyTransform())]),
  ),
  row(IndependentConstraint, (c) => new IndependentTransform(bijectTo(c.base), c.reinterpretedBatchDims)),
]);

/** Adds the bijection of a new kind of constraint, or replaces that of a known one. Subclasses inherit it. */
export function registerBijection<C extends Constraint>(
  kind: Kind<C>,
  make: (constraint: C) => Transform,
): void {
  bijections.set(...row(kind, make));
}

/**
 * The bijection from unconstrained tensors to members of `constraint`, by its class or the nearest class above it.
 * @throws UnsupportedError for discrete sets, and for kinds without a bijection
 */
export function bijectTo(constraint: Constraint): Transform {
  for (let kind: unknown = constraint.constructor; kind; kind = Object.getPrototypeOf(kind)) {
    const make = bijections.get(kind);
    if (make) return make(constraint);
  }
  const reason = constraint.isDiscrete
    ? "it is discrete. Sum it out (MixtureSameFamily), or observe it"
    : "none is known for this kind. Give one with registerBijection(TheConstraint, (constraint) => transform)";
  throw new UnsupportedError(`bijectTo: numbers cannot be mapped onto ${constraint.name}: ${reason}.`);
}
