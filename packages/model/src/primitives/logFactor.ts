// The distribution behind `factor`: its log density is a given number whatever the value, and its value is 0.
import { capturing, type Numeric } from "@nutmeg-ppl/compiler";
import { type Constraint, constraints, Distribution, type Key } from "@nutmeg-ppl/distributions";
import * as tf from "@tensorflow/tfjs-core";

export class LogFactor extends Distribution {
  readonly logFactor: tf.Tensor;

  constructor(logFactor: tf.Tensor) {
    super(logFactor.shape, []);
    this.logFactor = logFactor;
  }

  readonly support: Constraint = constraints.real;

  override get name(): string {
    return "factor";
  }

  logProb(_value: Numeric): tf.Tensor {
    return this.logFactor;
  }

  sample(_key: Key, sampleShape: readonly number[] = []): tf.Tensor {
    return capturing(() => tf.zeros(this.shape(sampleShape)));
  }

  override expand(batchShape: readonly number[]): Distribution {
    return capturing(() => new LogFactor(tf.broadcastTo(this.logFactor, [...batchShape])));
  }
}
