// What built-in families have in common: named parameters that broadcast, and methods that may be called outside a model.
// Not the contract (distribution.ts): a user's own family need not extend this.
import { asTensor, broadcastShapes, capturing, type Numeric, RandomKey } from "@nutmeg-ppl/compiler";
import type * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "./constraints/constraint.ts";
import { Distribution, type Key } from "./distribution.ts";
import { broadcastTo } from "./tensors.ts";

type Tensors<P extends string> = Readonly<Record<P, tf.Tensor>>;

function toTensors<P extends string>(parameters: Readonly<Record<P, Numeric>>): Tensors<P> {
  const entries = Object.entries<Numeric>(parameters).map(
    ([name, value]) => [name, asTensor(value, "float32")] as const,
  );
  return Object.fromEntries(entries) as Tensors<P>;
}

/** The batch axes of every parameter, broadcast together. */
function batchShapeOf(
  name: string,
  parameters: Readonly<Record<string, tf.Tensor>>,
  constraints: Readonly<Record<string, Constraint>>,
): number[] {
  const shapes = Object.entries(parameters).map(([parameter, { shape }]) =>
    shape.slice(0, Math.max(0, shape.length - (constraints[parameter]?.eventDim ?? 0))),
  );
  return broadcastShapes(shapes, `${name}(${Object.keys(parameters).join(", ")})`);
}

/**
 * A family with parameters named P. A subclass gives its density and its draws, and what else exists in closed form;
 * shapes, keys and the current backend are seen to here.
 */
export abstract class Family<P extends string = string> extends Distribution {
  readonly parameters: Tensors<P>;

  /**
   * @throws UsageError when the parameters do not broadcast together, or a known one is outside its constraint
   */
  protected constructor(parameters: Readonly<Record<P, Numeric>>, eventShape: readonly number[] = []) {
    const tensors = toTensors(parameters);
    super(batchShapeOf(new.target.name, tensors, new.target.argConstraints), eventShape, tensors);
    this.parameters = tensors;
  }

  /** The log density at `x`, a tensor of dtype float32, without its broadcasting to the batch shape where `x` and the parameters have it already. */
  protected abstract logDensity(x: tf.Tensor): tf.Tensor;

  /** Independent draws of this shape: sample, batch and event axes. */
  protected abstract draws(key: RandomKey, shape: readonly number[]): tf.Tensor;

  protected meanOf?(): tf.Tensor;
  protected varianceOf?(): tf.Tensor;
  protected cdfOf?(x: tf.Tensor): tf.Tensor;
  protected icdfOf?(q: tf.Tensor): tf.Tensor;
  protected entropyOf?(): tf.Tensor;

  logProb(value: Numeric): tf.Tensor {
    return capturing(() => this.logDensity(asTensor(value, "float32")));
  }

  sample(key: Key, sampleShape: readonly number[] = []): tf.Tensor {
    return capturing(() =>
      broadcastTo(this.draws(RandomKey.from(key), this.shape(sampleShape)), this.shape(sampleShape)),
    );
  }

  override get mean(): tf.Tensor {
    return this.#closedForm("mean", this.meanOf, this.shape());
  }

  override get variance(): tf.Tensor {
    return this.#closedForm("variance", this.varianceOf, this.shape());
  }

  override cdf(value: Numeric): tf.Tensor {
    const { cdfOf } = this;
    if (!cdfOf) throw this.lacks("cdf");
    return capturing(() => cdfOf.call(this, asTensor(value, "float32")));
  }

  override icdf(q: Numeric): tf.Tensor {
    const { icdfOf } = this;
    if (!icdfOf) throw this.lacks("icdf");
    return capturing(() => icdfOf.call(this, asTensor(q, "float32")));
  }

  override entropy(): tf.Tensor {
    return this.#closedForm("entropy", this.entropyOf, this.batchShape);
  }

  #closedForm(what: string, compute: (() => tf.Tensor) | undefined, shape: readonly number[]): tf.Tensor {
    if (!compute) throw this.lacks(what);
    return capturing(() => broadcastTo(compute.call(this), shape));
  }
}
