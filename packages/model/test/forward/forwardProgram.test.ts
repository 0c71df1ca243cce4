// Forward runs: prior draws and posterior prediction, captured once and replayed.
import { interpret, RandomKey, valuesOf } from "@nutmeg-ppl/compiler";
import { Normal } from "@nutmeg-ppl/distributions";
import type * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import {
  drawPrior,
  forwardProgram,
  givenInput,
  KEY_INPUT,
  plate,
  type SampleSite,
  sample,
  seed,
  trace,
} from "../../src/index.ts";
import { eightSchools, mixture, schools } from "../density/models.ts";

const words = (key: RandomKey): Int32Array => Int32Array.from(key.words());

describe("drawPrior", () => {
  it("gives what a seeded trace gives, and observed sites as they were observed", () => {
    const drawn = drawPrior(eightSchools, schools, 7);
    expect([...drawn.keys()]).toEqual(["mu", "tau", "theta", "effect", "obs"]);
    expect(drawn.get("obs")).toEqual({ values: Float64Array.from(schools.y), shape: [8] });
    expect(drawn.get("theta")?.shape).toEqual([8]);
    const model = () => sample("x", new Normal(0, 1));
    const x = trace(seed(model, 7)).getTrace().get("x") as SampleSite;
    expect(drawPrior(model, undefined, 7).get("x")?.values).toEqual(valuesOf(x.value));
  });
});

describe("forwardProgram", () => {
  it("lists its sites, without factors", () => {
    const { sites } = forwardProgram(mixture, { k: 3 });
    expect(sites.map(({ name, kind, isObserved, shape }) => [name, kind, isObserved, shape])).toEqual([
      ["prob_cluster", "sample", false, [3]],
      ["loc", "sample", false, [3]],
      ["scale", "sample", false, [3]],
      ["x", "sample", false, []],
    ]);
  });

  it("is replayed with other keys to what a new capture would draw", () => {
    const { program } = forwardProgram(mixture, { k: 3 });
    for (const seedNumber of [1, 2, 3]) {
      const replayed = interpret(program, { [KEY_INPUT]: words(RandomKey.from(seedNumber)) });
      const drawn = drawPrior(mixture, { k: 3 }, seedNumber);
      expect(replayed["x"]).toEqual(drawn.get("x")?.values);
    }
  });

  it("takes given sites from its inputs", () => {
    const model = ({ n }: { n: number }): tf.Tensor => {
      const mu = sample("mu", new Normal(0, 1));
      return plate("n", n, () => sample("y", new Normal(mu, 1e-9)));
    };
    const { program } = forwardProgram(model, { n: 4 }, { mu: 0, unknown: 1 });
    const found = interpret(program, { [givenInput("mu")]: [5], [KEY_INPUT]: words(RandomKey.from(3)) });
    expect(found["mu"]).toEqual(Float64Array.of(5));
    for (const y of found["y"] as Float64Array) expect(y).toBeCloseTo(5, 6);
  });

  it("refuses given values of the wrong shape, and random subsamples", () => {
    expect(() => forwardProgram(mixture, { k: 3 }, { loc: [1, 2] })).toThrow(
      'Site "loc": the given value has shape [2]',
    );
    const subsampled = () => plate("p", 10, () => sample("x", new Normal(0, 1)), { subsampleSize: 2 });
    expect(() => forwardProgram(subsampled, undefined)).toThrow("every replay would take the same elements");
  });
});
