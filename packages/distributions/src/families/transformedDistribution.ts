// The distribution of f(x) for x of another distribution and a bijection f.
import { asTensor, capturing, type Numeric, sameShape, UsageError } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { independent } from "../constraints/independent.ts";
import { Distribution, type Key } from "../distribution.ts";
import { sumRightmost } from "../tensors.ts";
import { ComposeTransform } from "../transforms/composeTransform.ts";
import type { Transform } from "../transforms/transform.ts";

/** The base over whole events of the transform, broadcast against its parameters, and the shape of its images. */
function prepare(base: Distribution, transform: Transform): { base: Distribution; shape: number[] } {
  const wanted = transform.domain.eventDim;
  if (base.shape().length < wanted) {
    throw new UsageError(
      `TransformedDistribution: the transform acts on ${wanted} axes together, but ${base.name} has shape [${base.shape().join(", ")}]. ` +
        "Expand the base distribution first.",
    );
  }
  const shape = transform.forwardShape(base.shape());
  const full = transform.inverseShape(shape);
  const expanded = sameShape(full, base.shape())
    ? base
    : base.expand(full.slice(0, full.length - base.eventDim));
  return { base: expanded.toEvent(Math.max(0, wanted - base.eventDim)), shape };
}

/** TransformedDistribution(base, transforms): density p(f^-1(y)) / |det f'(f^-1(y))|, the first transform acting first. */
export class TransformedDistribution extends Distribution {
  readonly base: Distribution;
  readonly transform: Transform;

  /** @throws UsageError when the base has fewer axes than the transform takes together */
  constructor(base: Distribution, transforms: Transform | readonly Transform[]) {
    const transform = Array.isArray(transforms)
      ? new ComposeTransform(transforms as readonly Transform[])
      : (transforms as Transform);
    const prepared = prepare(base, transform);
    const eventDim = transform.codomain.eventDim + prepared.base.eventDim - transform.domain.eventDim;
    const cut = prepared.shape.length - eventDim;
    super(prepared.shape.slice(0, cut), prepared.shape.slice(cut));
    this.base = prepared.base;
    this.transform = transform;
  }

  get support(): Constraint {
    const { codomain } = this.transform;
    return independent(codomain, this.eventDim - codomain.eventDim);
  }

  override get name(): string {
    return `TransformedDistribution(${this.base.name})`;
  }

  override get hasRsample(): boolean {
    return this.base.hasRsample;
  }

  logProb(value: Numeric): tf.Tensor {
    return capturing(() => {
      const y = asTensor(value, "float32");
      const x = this.transform.inverse(y);
      const extra = this.eventDim - this.transform.codomain.eventDim;
      return tf.sub(this.base.logProb(x), sumRightmost(this.transform.logAbsDetJacobian(x, y), extra));
    });
  }

  sample(key: Key, sampleShape: readonly number[] = []): tf.Tensor {
    return capturing(() => this.transform.call(this.base.sample(key, sampleShape)));
  }

  override cdf(value: Numeric): tf.Tensor {
    return capturing(() => {
      const isIncreasing = this.#isIncreasing("cdf");
      const p = this.base.cdf(this.transform.inverse(asTensor(value, "float32")));
      return tf.where(isIncreasing, p, tf.sub(1, p));
    });
  }

  override icdf(q: Numeric): tf.Tensor {
    return capturing(() => {
      const p = asTensor(q, "float32");
      return this.transform.call(this.base.icdf(tf.where(this.#isIncreasing("icdf"), p, tf.sub(1, p))));
    });
  }

  #isIncreasing(what: string): tf.Tensor {
    const { sign } = this.transform;
    if (sign === undefined) throw this.lacks(what);
    return tf.greater(typeof sign === "number" ? asTensor(sign) : sign, 0);
  }
}
