// Several transforms one after another: the first in the list acts first.
import { UsageError } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { independent } from "../constraints/independent.ts";
import { sumRightmost } from "../tensors.ts";
import { Transform } from "./transform.ts";

/** How many axes the whole list takes together: each part may widen the events that pass through it. */
function inputEventDim(parts: readonly Transform[]): number {
  return parts.reduceRight((dim, part) => {
    const widened = dim - part.codomain.eventDim;
    return part.domain.eventDim + Math.max(widened, 0);
  }, 0);
}

function outputEventDim(parts: readonly Transform[]): number {
  return parts.reduce((dim, part) => {
    const widened = dim - part.domain.eventDim;
    return part.codomain.eventDim + Math.max(widened, 0);
  }, 0);
}

export class ComposeTransform extends Transform {
  readonly parts: readonly Transform[];
  readonly domain: Constraint;

  /** @throws UsageError for an empty list; use IdentityTransform */
  constructor(parts: readonly Transform[]) {
    super();
    const [first] = parts;
    if (!first)
      throw new UsageError("ComposeTransform: the list is empty. Use IdentityTransform for no change.");
    this.parts = parts;
    this.domain = independent(first.domain, inputEventDim(parts) - first.domain.eventDim);
  }

  get codomain(): Constraint {
    const { codomain } = this.parts[this.parts.length - 1] as Transform;
    return independent(codomain, outputEventDim(this.parts) - codomain.eventDim);
  }

  call(x: tf.Tensor): tf.Tensor {
    return this.parts.reduce((value, part) => part.call(value), x);
  }

  inverse(y: tf.Tensor): tf.Tensor {
    return this.parts.reduceRight((value, part) => part.inverse(value), y);
  }

  logAbsDetJacobian(x: tf.Tensor, y: tf.Tensor): tf.Tensor {
    let total: tf.Tensor | undefined;
    let eventDim = this.domain.eventDim;
    let input = x;
    this.parts.forEach((part, i) => {
      const output = i === this.parts.length - 1 ? y : part.call(input);
      const extra = eventDim - part.domain.eventDim;
      const term = sumRightmost(part.logAbsDetJacobian(input, output), extra);
      total = total ? tf.add(total, term) : term;
      eventDim = part.codomain.eventDim + extra;
      input = output;
    });
    return total as unknown as tf.Tensor;
  }

  override get sign(): 1 | -1 | tf.Tensor | undefined {
    const signs = this.parts.map((part) => part.sign);
    if (signs.includes(undefined)) return undefined;
    if (signs.every((sign) => typeof sign === "number")) {
      return signs.filter((sign) => sign === -1).length % 2 === 0 ? 1 : -1;
    }
    return (signs as (number | tf.Tensor)[]).reduce<tf.Tensor>(
      (product, sign) => tf.mul(product, sign),
      tf.scalar(1),
    );
  }

  override forwardShape(shape: readonly number[]): number[] {
    return this.parts.reduce((now, part) => part.forwardShape(now), [...shape]);
  }

  override inverseShape(shape: readonly number[]): number[] {
    return this.parts.reduceRight((now, part) => part.inverseShape(now), [...shape]);
  }
}
