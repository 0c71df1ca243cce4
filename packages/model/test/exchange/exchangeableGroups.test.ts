// Which components of a model are exchangeable, and what follows them: mixtures in many spellings, and what only looks like one.
import { interpret, logSumExp } from "@nutmeg-ppl/compiler";
import {
  Categorical, constraints, Dirichlet, HalfNormal, ImproperUniform, MixtureSameFamily, MultivariateNormal, Normal,
} from "@nutmeg-ppl/distributions"; // biome-ignore format: a list
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import {
  bindings, deterministic, type ExchangeableGroup, exchangeableGroups, factor, isMixture, plate, sample, unconstrainedModel,
} from "../../src/index.ts"; // biome-ignore format: a list

const x = [-2.1, -1.7, 0.3, 0.8, 2.2, 2.9, 1.1];

function groupsOf(run: (args: { x: tf.Tensor1D }) => unknown): ExchangeableGroup[] {
  const model = unconstrainedModel(run, { x });
  const logDensity = (position: Float64Array) =>
    interpret(model.program, bindings(model, position))["logDensity"]?.[0] ?? Number.NaN;
  const groups = exchangeableGroups(model, logDensity);
  expect(isMixture(model, () => groups)).toBe(groups.length > 0 || run.name.startsWith("mixture"));
  return groups;
}

/** Sites with their axes: "loc" for the only axis of a vector. */
const namesOf = ({ members }: ExchangeableGroup) =>
  members.map(({ site, axes }) => `${site}:${axes.join(",")}`);

const weights = () => sample("w", new Dirichlet(tf.ones([3])));
const normals = () =>
  plate("k", 3, () => [sample("loc", new Normal(0, 5)), sample("scale", new HalfNormal(2))] as const);
const observe = (w: tf.Tensor, loc: tf.Tensor, scale: tf.Tensor | number, x: tf.Tensor) =>
  sample("x", new MixtureSameFamily(new Categorical({ probs: w }), new Normal(loc, scale)), { obs: x });

describe("the components of", () => {
  it("a mixture in a plate are exchangeable, with their weights", () => {
    const [group, ...others] = groupsOf(({ x }) => {
      const w = weights();
      observe(w, ...normals(), x);
    });
    expect(others).toEqual([]);
    expect(group?.size).toBe(3);
    expect(group && namesOf(group)).toEqual(["w:0", "loc:0", "scale:0"]);
  });

  it("a mixture written with logSumExp are too, and one with log of a sum", () => {
    const byHand = (sum: (terms: tf.Tensor) => tf.Tensor) =>
      groupsOf(({ x }) => {
        const w = weights();
        const [loc, scale] = normals();
        factor("x", tf.sum(sum(tf.add(new Normal(loc, scale).logProb(tf.expandDims(x, -1)), tf.log(w)))));
      }).map(namesOf);
    expect(byHand((terms) => logSumExp(terms, -1))).toEqual([["w:0", "loc:0", "scale:0"]]);
    expect(byHand((terms) => tf.log(tf.sum(tf.exp(terms), -1)))).toEqual([["w:0", "loc:0", "scale:0"]]);
  });

  it("a mixture with fixed weights and hyperparameters are without those", () => {
    const groups = groupsOf(({ x }) => {
      const mu = sample("mu", new Normal(0, 1));
      const loc = plate("k", 2, () => sample("loc", new Normal(mu, 1)));
      observe(tf.tensor1d([0.5, 0.5]), loc, 1, x);
    });
    expect(groups.map(namesOf)).toEqual([["loc:0"]]);
  });

  it("a mixture of vectors are along the plate's axis, even when vectors are as long as there are components", () => {
    const groups = groupsOf(({ x }) => {
      const w = weights();
      const loc = plate("k", 3, () => sample("loc", new Normal(0, 1).expand([3]).toEvent(1)));
      const points = tf.reshape(tf.slice(x, 0, 6), [2, 3]);
      const components = new MultivariateNormal(loc, { covarianceMatrix: tf.eye(3) });
      sample("x", new MixtureSameFamily(new Categorical({ probs: w }), components), { obs: points });
    });
    expect(groups.map(namesOf)).toEqual([["w:0", "loc:0"]]);
  });

  it("two mixtures are two groups", () => {
    const groups = groupsOf(({ x }) => {
      for (const name of ["a", "b"]) {
        const loc = plate(`k_${name}`, 2, () => sample(`loc_${name}`, new Normal(0, 1)));
        const half = tf.tensor1d([0.5, 0.5]);
        const mixture = new MixtureSameFamily(new Categorical({ probs: half }), new Normal(loc, 1));
        sample(`x_${name}`, mixture, { obs: x });
      }
    });
    expect(groups.map(namesOf)).toEqual([["loc_a:0"], ["loc_b:0"]]);
  });

  it("a hidden Markov model are along both axes of its transitions", () => {
    const groups = groupsOf(({ x }) => {
      const rows = plate("k", 2, () => sample("rows", new Dirichlet(tf.ones([2]))));
      const loc = plate("k", 2, () => sample("loc", new Normal(0, 1)));
      let forward = new Normal(loc, 1).logProb(tf.slice(x, 0, 1));
      for (let t = 1; t < 4; t++) {
        const moved = logSumExp(tf.add(tf.expandDims(forward, 1), tf.log(rows)), 0);
        forward = tf.add(moved, new Normal(loc, 1).logProb(tf.slice(x, t, 1)));
      }
      factor("x", logSumExp(forward));
    });
    expect(groups.map(namesOf)).toEqual([["rows:0,1", "loc:0"]]);
  });
});

describe("no components are exchangeable", () => {
  it("when an ordered site names them, though the model is a mixture", () => {
    const mixtureWithOrder = ({ x }: { x: tf.Tensor1D }) => {
      const w = weights();
      const loc = sample("loc", new ImproperUniform(constraints.orderedVector, [], [3]));
      observe(w, loc, 1, x);
    };
    expect(groupsOf(mixtureWithOrder)).toEqual([]);
    const mixtureByHand = ({ x }: { x: tf.Tensor1D }) => {
      const loc = sample("loc", new ImproperUniform(constraints.orderedVector, [], [3]));
      factor("x", tf.sum(logSumExp(new Normal(loc, 1).logProb(tf.expandDims(x, -1)), -1)));
    };
    expect(groupsOf(mixtureByHand)).toEqual([]);
  });

  it("when their priors differ", () => {
    const mixtureWithPriors = ({ x }: { x: tf.Tensor1D }) => {
      const w = sample("w", new Dirichlet(tf.tensor1d([1, 2, 3])));
      observe(w, ...normals(), x);
    };
    expect(groupsOf(mixtureWithPriors)).toEqual([]);
  });

  it("in a hierarchy, nor in a regression on classes, nor where there is nothing to sum out", () => {
    expect(
      groupsOf(({ x }) => {
        const tau = sample("tau", new HalfNormal(1));
        const theta = plate("school", 7, () => sample("theta", new Normal(0, tau)));
        plate("school", 7, () => sample("y", new Normal(theta, 1), { obs: x }));
      }),
    ).toEqual([]);
    expect(
      groupsOf(({ x }) => {
        const slopes = plate("class", 3, () => sample("slopes", new Normal(0, 1)));
        const logits = tf.mul(tf.expandDims(x, -1), slopes);
        const labels = tf.tensor1d([0, 1, 2, 0, 1, 1, 2], "int32");
        sample("y", new Categorical({ logits }), { obs: labels });
      }),
    ).toEqual([]);
  });
});

it("deterministic sites follow their components, or are told apart as entangled", () => {
  const [group] = groupsOf(({ x }) => {
    const w = weights();
    const [loc, scale] = normals();
    deterministic("precision", tf.div(1, tf.square(scale)));
    deterministic("gaps", tf.sub(tf.expandDims(loc, 0), tf.expandDims(loc, 1)));
    deterministic("mean", tf.sum(tf.mul(w, loc)));
    deterministic("first", tf.slice(loc, 0, 1));
    deterministic("table", tf.stack([loc, scale], 1));
    observe(w, loc, scale, x);
  });
  expect(group && namesOf(group)).toEqual(["w:0", "loc:0", "scale:0", "precision:0", "gaps:0,1", "table:0"]);
  expect(group?.entangled).toEqual(["first"]);
});
