// The laws of MixtureSameFamily, and a user's own family that records the same graph.
import {
  asTensor,
  logSumExp,
  type Node,
  type Numeric,
  nodeOf,
  parameterTensor,
  valuesOf,
} from "@nutmeg-ppl/compiler";
import { describeDistribution, expectClose, readReference } from "@nutmeg-ppl/testkit";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import {
  Categorical,
  type Constraint,
  constraints,
  Distribution,
  type Key,
  MixtureSameFamily,
  MultivariateNormal,
  Normal,
  Uniform,
} from "../src/index.ts";

describeDistribution({
  family: "MixtureSameFamily",
  create: ({ weights, loc, scale }) =>
    new MixtureSameFamily(new Categorical({ probs: weights ?? [1] }), new Normal(loc, scale)),
  reference: readReference("mixtureSameFamily", import.meta.url),
  batch: {
    parameters: {
      weights: [0.5, 0.3, 0.2],
      loc: [
        [0, 1, 2],
        [3, 4, 5],
      ],
      scale: 1,
    },
    batchShape: [2],
    eventShape: [],
  },
  invalid: [
    {
      parameters: { weights: [0.5, 0.6], loc: [0, 1] },
      message: /Categorical: probs must be a vector of numbers >= 0/,
    },
    { value: Number.NaN, message: /outside the support of MixtureSameFamily; each must be a finite number/ },
  ],
});

/** The notebook's family: a subclass that gives its support, its log density and its draws. */
class MixtureGaussian extends Distribution {
  static override readonly argConstraints = { weights: constraints.simplex, scale: constraints.positive };
  readonly support: Constraint = constraints.real;
  readonly weights: tf.Tensor;
  readonly loc: tf.Tensor;
  readonly scale: tf.Tensor;

  constructor(weights: Numeric, loc: Numeric, scale: Numeric) {
    super([], [], { weights: asTensor(weights), scale: asTensor(scale) });
    this.weights = asTensor(weights);
    this.loc = asTensor(loc);
    this.scale = asTensor(scale);
  }

  logProb(value: Numeric): tf.Tensor {
    const perComponent = new Normal(this.loc, this.scale).logProb(asTensor(value).expandDims(-1));
    return logSumExp(tf.log(this.weights).add(perComponent), -1);
  }

  sample(key: Key, sampleShape: readonly number[] = []): tf.Tensor {
    const components = new Normal(this.loc, this.scale);
    return new MixtureSameFamily(new Categorical({ probs: this.weights }), components).sample(
      key,
      sampleShape,
    );
  }
}

/** Ops, shapes and attributes of a graph, without the ids of its nodes. */
function describeNode(node: Node): unknown {
  const { values, ...attributes } = node.attributes as { values?: Float64Array };
  return [node.op, node.shape, attributes, values ? [...values] : [], node.inputs.map(describeNode)];
}

it("records the graph that a custom mixture records, so that both give the same draws", () => {
  const [weights, loc, scale] = ["weights", "loc", "scale"].map((name) => parameterTensor(name, [3])) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const x = Float64Array.of(-1, 0.5, 4, 30);
  const mixture = new MixtureSameFamily(new Categorical({ probs: weights }), new Normal(loc, scale));
  const custom = new MixtureGaussian(weights, loc, scale);
  expect(describeNode(nodeOf(custom.logProb(x)))).toEqual(describeNode(nodeOf(mixture.logProb(x))));
});

it("lets a user's own family be expanded, masked, validated and summed like any other", () => {
  const custom = new MixtureGaussian([0.5, 0.5], [-1, 1], [1, 2]);
  const density = valuesOf(custom.logProb(0.3))[0] as number;
  expectClose(valuesOf(custom.expand([2]).logProb([0.3, 0.3])), [density, density], { relative: 0 });
  expectClose(valuesOf(custom.expand([2]).toEvent(1).logProb([0.3, 0.3])), [2 * density], {
    relative: 1e-15,
  });
  expect([...valuesOf(custom.expand([2]).mask([true, false]).logProb([0.3, 0.3]))]).toEqual([density, 0]);
  expect(custom.sample(1, [5]).shape).toEqual([5]);
  expect(() => custom.mean).toThrow("MixtureGaussian has no mean.");
  expect(() => custom.validateSample([0, Number.NaN])).toThrow(/support of MixtureGaussian/);
  expect(() => new MixtureGaussian([0.5, 0.5], [0, 1], [1, -1])).toThrow(
    "MixtureGaussian: scale must be a finite number > 0, but scale[1] is -1.",
  );
});

it("mixes vectors, and gives the responsibilities of components", () => {
  const components = new MultivariateNormal(
    [
      [0, 0],
      [5, 5],
    ],
    {
      scaleTril: [
        [1, 0],
        [0, 1],
      ],
    },
  );
  const mixture = new MixtureSameFamily(new Categorical({ probs: [0.25, 0.75] }), components);
  expect(mixture.batchShape).toEqual([]);
  expect(mixture.eventShape).toEqual([2]);
  expect(mixture.sample(1, [7]).shape).toEqual([7, 2]);
  expectClose(valuesOf(mixture.mean), [3.75, 3.75], { relative: 1e-15 });
  // Equally far from both centres, so that only the weights tell them apart.
  const perComponent = mixture.componentLogProbs([2.5, 2.5]);
  const responsibilities = valuesOf(perComponent.sub(mixture.logProb([2.5, 2.5])).exp());
  expectClose(responsibilities, [0.25, 0.75], { relative: 1e-14 });
});

it("is -Infinity where every component is", () => {
  const mixture = new MixtureSameFamily(
    new Categorical({ probs: [0.5, 0.5] }),
    new Uniform(0, 1).expand([2]),
  );
  expect([...valuesOf(mixture.logProb([0.5, 2]))]).toEqual([0, Number.NEGATIVE_INFINITY]);
});

it("says when components and weights do not fit", () => {
  const weights = new Categorical({ probs: [0.5, 0.5] });
  expect(() => new MixtureSameFamily(weights, new Normal([0, 1, 2]))).toThrow(
    "MixtureSameFamily: the mixing distribution has 2 outcomes, so the last batch axis of the components must have size 2; the batch shape of Normal is [3].",
  );
  expect(() => new MixtureSameFamily(weights, new Uniform([0, 1], 5))).toThrow(
    /Uniform have supports of their own/,
  );
});
