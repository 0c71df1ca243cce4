// The contract of a distribution, and the three views of one that its methods make: expanded, independent and masked.
// They share a file because each makes the others. Families are in families/, validation in validation.ts.
import {
  asTensor,
  broadcastShapes,
  capturing,
  type Numeric,
  type RandomKey,
  sameShape,
  showShape,
  UnsupportedError,
  UsageError,
} from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "./constraints/constraint.ts";
import { independent } from "./constraints/independent.ts";
import { placeExpanded, planExpansion } from "./expansion.ts";
import { appendAxes, broadcastTo, sumRightmost } from "./tensors.ts";
import { checkParameter, checkSupport } from "./validation.ts";

/** What a key may be given as: a key, or an integer seed. */
export type Key = RandomKey | number;

/**
 * A probability distribution over tensors of shape `eventShape`, or a batch of independent ones (`batchShape`), in
 * NumPyro's sense. A family of your own is a subclass with `support`, `logProb` and `sample`.
 */
export abstract class Distribution {
  /** What each parameter must be; checked by the constructor for the parameters that are known. */
  static readonly argConstraints: Readonly<Record<string, Constraint>> = {};

  /** The shape of the independent distributions that this object stands for. */
  readonly batchShape: readonly number[];
  /** The shape of one draw from one of them. */
  readonly eventShape: readonly number[];

  /**
   * @param parameters those named in `argConstraints`, to be checked
   * @throws UsageError when a known parameter is outside its constraint
   */
  constructor(
    batchShape: readonly number[] = [],
    eventShape: readonly number[] = [],
    parameters: Readonly<Record<string, tf.Tensor>> = {},
  ) {
    this.batchShape = batchShape;
    this.eventShape = eventShape;
    for (const [name, constraint] of Object.entries(new.target.argConstraints)) {
      const value = parameters[name];
      if (value) checkParameter(new.target.name, name, value, constraint);
    }
  }

  /** Where draws lie, and what values must belong to. */
  abstract readonly support: Constraint;

  /**
   * The logarithm of the density (of the probability, for discrete families) at `value`; -Infinity outside the support.
   * @param value of shape [...sample, ...batch, ...event], or what broadcasts to it
   * @returns shape [...sample, ...batch]
   */
  abstract logProb(value: Numeric): tf.Tensor;

  /**
   * Independent draws, computed when they are read.
   * @returns shape [...sampleShape, ...batchShape, ...eventShape]
   */
  abstract sample(key: Key, sampleShape?: readonly number[]): tf.Tensor;

  /** What messages call this distribution. */
  get name(): string {
    return this.constructor.name;
  }

  get eventDim(): number {
    return this.eventShape.length;
  }

  get isDiscrete(): boolean {
    return this.support.isDiscrete;
  }

  /** Whether draws are differentiable functions of every parameter. */
  get hasRsample(): boolean {
    return false;
  }

  /** Whether `enumerateSupport` works. */
  get hasEnumerateSupport(): boolean {
    return false;
  }

  /** The shape of draws. */
  shape(sampleShape: readonly number[] = []): number[] {
    return [...sampleShape, ...this.batchShape, ...this.eventShape];
  }

  /** Shape [...batch, ...event]; NaN where there is none, Infinity where it diverges. */
  get mean(): tf.Tensor {
    throw this.lacks("mean");
  }

  /** Shape [...batch, ...event]: of each element. NaN where there is none, Infinity where it diverges. */
  get variance(): tf.Tensor {
    throw this.lacks("variance");
  }

  /** P(draw <= value), elementwise. */
  cdf(_value: Numeric): tf.Tensor {
    throw this.lacks("cdf");
  }

  /** The value x with cdf(x) = q, for q in [0, 1]. */
  icdf(_q: Numeric): tf.Tensor {
    throw this.lacks("icdf");
  }

  /** Minus the mean of `logProb`, in nats, of shape batchShape. */
  entropy(): tf.Tensor {
    throw this.lacks("entropy");
  }

  /**
   * Every value of a finite support along a new first axis: [n, ...batch, ...event], or [n, ...ones, ...event] when the
   * argument is false.
   */
  enumerateSupport(_expand = true): tf.Tensor {
    throw this.lacks("enumerateSupport");
  }

  /** Repeats this distribution, as independent copies, to a batch shape that `batchShape` broadcasts to. */
  expand(batchShape: readonly number[]): Distribution {
    return sameShape(batchShape, this.batchShape) ? this : new ExpandedDistribution(this, batchShape);
  }

  /** Takes the last `count` batch axes (all, if absent) as parts of one event: their log densities are summed. */
  toEvent(count: number = this.batchShape.length): Distribution {
    return count === 0 ? this : new Independent(this, count);
  }

  /** Leaves out of `logProb` the batch elements where `mask` is false: they count 0. */
  mask(mask: Numeric): Distribution {
    return mask === true ? this : new MaskedDistribution(this, mask);
  }

  /**
   * Checks values that are known (those that depend on a parameter pass): their event shape, and that they lie in the support.
   * @param where how messages call the values, for example `sample("x")`
   * @throws UsageError that tells how many are outside, and the first with its position
   */
  validateSample(value: Numeric, where = `${this.name}.logProb`): void {
    const x = asTensor(value);
    this.checkEventShape(x, where);
    checkSupport(this.name, x, this.support, where);
  }

  /** @throws UsageError when the last axes of a value are not the event's */
  protected checkEventShape(x: tf.Tensor, where: string): void {
    const event = x.shape.slice(Math.max(0, x.rank - this.eventDim));
    if (sameShape(event, this.eventShape)) return;
    throw new UsageError(
      `${where}: a value of ${this.name} has event shape ${showShape(this.eventShape)}, but the value given has shape ` +
        `${showShape(x.shape)}. Its last ${this.eventDim} axes must be the event's.`,
    );
  }

  /** The error for what a family does not have. */
  protected lacks(what: string): UnsupportedError {
    return new UnsupportedError(
      `${this.name} has no ${what}. Estimate it from draws: distribution.sample(key, [10000]).`,
    );
  }
}

function checkExpansion(name: string, from: readonly number[], to: readonly number[]): void {
  if (sameShape(broadcastShapes([from, to], `${name}.expand`), to)) return;
  throw new UsageError(
    `${name}.expand: batch shape ${showShape(from)} does not expand to ${showShape(to)}; ` +
      "axes may be added on the left, and axes of size 1 enlarged.",
  );
}

/** A distribution repeated over a larger batch shape. */
export class ExpandedDistribution extends Distribution {
  readonly base: Distribution;

  /** @throws UsageError when the base's batch shape does not broadcast to `batchShape` */
  constructor(base: Distribution, batchShape: readonly number[]) {
    checkExpansion(base.name, base.batchShape, batchShape);
    super(batchShape, base.eventShape);
    this.base = base;
  }

  get support(): Constraint {
    return this.base.support;
  }

  override get name(): string {
    return this.base.name;
  }

  override get hasRsample(): boolean {
    return this.base.hasRsample;
  }

  override get hasEnumerateSupport(): boolean {
    return this.base.hasEnumerateSupport;
  }

  logProb(value: Numeric): tf.Tensor {
    return capturing(() => {
      const x = asTensor(value);
      const given = x.shape.slice(0, Math.max(0, x.rank - this.eventDim));
      const shape = broadcastShapes([given, this.batchShape], `${this.name}.logProb`);
      return broadcastTo(this.base.logProb(x), shape);
    });
  }

  sample(key: Key, sampleShape: readonly number[] = []): tf.Tensor {
    const plan = planExpansion(this.base.batchShape, this.batchShape);
    return capturing(() => {
      const draws = this.base.sample(key, [...sampleShape, ...plan.extra]);
      return placeExpanded(draws, plan, sampleShape.length, this.shape(sampleShape));
    });
  }

  override get mean(): tf.Tensor {
    return capturing(() => broadcastTo(this.base.mean, this.shape()));
  }

  override get variance(): tf.Tensor {
    return capturing(() => broadcastTo(this.base.variance, this.shape()));
  }

  override cdf(value: Numeric): tf.Tensor {
    return this.base.cdf(value);
  }

  override icdf(q: Numeric): tf.Tensor {
    return this.base.icdf(q);
  }

  override entropy(): tf.Tensor {
    return capturing(() => broadcastTo(this.base.entropy(), this.batchShape));
  }

  override enumerateSupport(expand = true): tf.Tensor {
    return capturing(() => {
      const values = this.base.enumerateSupport(false);
      const count = values.shape[0] ?? 0;
      const ones = tf.reshape(values, [count, ...this.batchShape.map(() => 1), ...this.eventShape]);
      return expand ? broadcastTo(ones, [count, ...this.shape()]) : ones;
    });
  }

  override validateSample(value: Numeric, where?: string): void {
    this.base.validateSample(value, where);
  }

  override expand(batchShape: readonly number[]): Distribution {
    if (sameShape(batchShape, this.batchShape)) return this;
    checkExpansion(this.name, this.batchShape, batchShape);
    return new ExpandedDistribution(this.base, batchShape);
  }
}

/** A distribution whose last batch axes count as part of the event. */
export class Independent extends Distribution {
  readonly base: Distribution;
  readonly reinterpretedBatchDims: number;

  /** @throws UsageError when the base has fewer batch axes than that */
  constructor(base: Distribution, reinterpretedBatchDims: number) {
    const batch = base.batchShape.length;
    if (!(reinterpretedBatchDims >= 0 && reinterpretedBatchDims <= batch)) {
      throw new UsageError(
        `${base.name}.toEvent(${reinterpretedBatchDims}): the batch shape ${showShape(base.batchShape)} has ${batch} axes. ` +
          "Expand the distribution first, or take fewer.",
      );
    }
    const cut = batch - reinterpretedBatchDims;
    super(base.batchShape.slice(0, cut), [...base.batchShape.slice(cut), ...base.eventShape]);
    this.base = base;
    this.reinterpretedBatchDims = reinterpretedBatchDims;
  }

  get support(): Constraint {
    return independent(this.base.support, this.reinterpretedBatchDims);
  }

  override get name(): string {
    return this.base.name;
  }

  override get hasRsample(): boolean {
    return this.base.hasRsample;
  }

  logProb(value: Numeric): tf.Tensor {
    return capturing(() => {
      // A value that lacks reinterpreted axes would make their sum too short.
      const perElement = this.base.logProb(value);
      const lead = perElement.shape.slice(0, Math.max(0, perElement.rank - this.base.batchShape.length));
      const full = broadcastShapes(
        [perElement.shape, [...lead, ...this.base.batchShape]],
        `${this.name}.logProb`,
      );
      return sumRightmost(broadcastTo(perElement, full), this.reinterpretedBatchDims);
    });
  }

  sample(key: Key, sampleShape: readonly number[] = []): tf.Tensor {
    return this.base.sample(key, sampleShape);
  }

  override get mean(): tf.Tensor {
    return this.base.mean;
  }

  override get variance(): tf.Tensor {
    return this.base.variance;
  }

  override entropy(): tf.Tensor {
    return capturing(() => sumRightmost(this.base.entropy(), this.reinterpretedBatchDims));
  }

  /** Element by element, so that the message points at one and a masked base may have holes. */
  override validateSample(value: Numeric, where = `${this.name}.logProb`): void {
    const x = asTensor(value);
    this.checkEventShape(x, where);
    this.base.validateSample(x, where);
  }

  override expand(batchShape: readonly number[]): Distribution {
    const inner = this.eventShape.slice(0, this.reinterpretedBatchDims);
    return this.base.expand([...batchShape, ...inner]).toEvent(this.reinterpretedBatchDims);
  }
}

/** A distribution some of whose batch elements do not count. */
export class MaskedDistribution extends Distribution {
  readonly base: Distribution;
  /** One flag for all, or one for each batch element. */
  readonly flags: boolean | tf.Tensor;

  constructor(base: Distribution, mask: Numeric) {
    const flags = typeof mask === "boolean" ? mask : asTensor(mask, "bool");
    const shape = typeof flags === "boolean" ? [] : flags.shape;
    const expanded = base.expand(broadcastShapes([base.batchShape, shape], `${base.name}.mask`));
    super(expanded.batchShape, expanded.eventShape);
    this.base = expanded;
    this.flags = flags;
  }

  get support(): Constraint {
    return this.base.support;
  }

  override get name(): string {
    return this.base.name;
  }

  override get hasRsample(): boolean {
    return this.base.hasRsample;
  }

  override get hasEnumerateSupport(): boolean {
    return this.base.hasEnumerateSupport;
  }

  logProb(value: Numeric): tf.Tensor {
    return capturing(() => {
      const perElement = this.base.logProb(this.#feasible(asTensor(value)));
      return tf.where(asTensor(this.flags, "bool"), perElement, tf.zerosLike(perElement));
    });
  }

  sample(key: Key, sampleShape: readonly number[] = []): tf.Tensor {
    return this.base.sample(key, sampleShape);
  }

  override get mean(): tf.Tensor {
    return this.base.mean;
  }

  override get variance(): tf.Tensor {
    return this.base.variance;
  }

  override enumerateSupport(expand = true): tf.Tensor {
    return this.base.enumerateSupport(expand);
  }

  override expand(batchShape: readonly number[]): Distribution {
    return new MaskedDistribution(this.base.expand(batchShape), this.flags);
  }

  override validateSample(value: Numeric, where?: string): void {
    this.base.validateSample(
      capturing(() => this.#feasible(asTensor(value))),
      where,
    );
  }

  /** Puts a point of the support where the mask is false, so that a missing value (NaN) harms neither value nor gradient. */
  #feasible(value: tf.Tensor): tf.Tensor {
    const flags = appendAxes(asTensor(this.flags, "bool"), this.eventDim);
    return tf.where(flags, value, this.support.feasibleLike(value));
  }
}
