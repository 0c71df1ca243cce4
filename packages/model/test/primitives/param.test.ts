// The param and factor primitives.
import { valuesOf } from "@nutmeg-ppl/compiler";
import { constraints, Normal } from "@nutmeg-ppl/distributions";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import {
  factor,
  getMask,
  logDensity,
  mask,
  type ParamSite,
  param,
  prngKey,
  type SampleSite,
  sample,
  scale,
  seed,
  substitute,
  trace,
} from "../../src/index.ts";

describe("param", () => {
  it("has its initial value, or the one that is substituted", () => {
    expect(valuesOf(param("w", 0.1))).toEqual(Float64Array.of(0.1));
    expect(valuesOf(substitute(() => param("w", 0.1), { w: 3 })())).toEqual(Float64Array.of(3));
  });

  it("may start at random, given a key", () => {
    const model = () => param("w", (key) => new Normal(0, 1).sample(key, [2]));
    expect(seed(model, 0)().shape).toEqual([2]);
    expect(() => model()).toThrow(
      'Site "w": the parameter\'s initial value is a function of a random key, and there is none.',
    );
  });

  it("keeps its constraint in the trace, and may be named twice", () => {
    const model = () => {
      param("w", 1, { constraint: constraints.positive });
      param("w", 1, { constraint: constraints.positive });
    };
    const site = trace(model).getTrace().get("w") as ParamSite;
    expect(site.constraint).toBe(constraints.positive);
  });
});

describe("factor", () => {
  it("adds the sum of what it is given", () => {
    const model = () => {
      factor("a", 1.25);
      factor("b", [0.5, 1]);
    };
    expect(valuesOf(logDensity(model, undefined, {}).logDensity)[0]).toBe(2.75);
  });

  it("is scaled and masked like any site", () => {
    const model = scale(
      mask(() => factor("a", [1, 10]), [true, false]),
      3,
    );
    expect(valuesOf(logDensity(model, undefined, {}).logDensity)[0]).toBe(3);
  });

  it("is marked as one in the trace", () => {
    const site = trace(() => factor("a", 1))
      .getTrace()
      .get("a") as SampleSite;
    expect([site.isFactor, site.isObserved]).toEqual([true, true]);
  });

  it("refuses booleans", () => {
    expect(() => factor("a", tf.scalar(true, "bool"))).toThrow(
      'Site "a": a factor is a log density, a number',
    );
  });
});

describe("prngKey", () => {
  it("is fresh at every call inside seed, and undefined outside", () => {
    const words = seed(() => [prngKey()?.words(), prngKey()?.words()], 0)();
    expect(words[0]).not.toEqual(words[1]);
    expect(prngKey()).toBeUndefined();
  });
});

describe("getMask", () => {
  it("is the conjunction of the masks around it", () => {
    expect(getMask()).toBeUndefined();
    const both = mask(mask(getMask, [true, true, false]), [false, true, true])();
    expect(valuesOf(both as tf.Tensor)).toEqual(Float64Array.of(0, 1, 0));
  });
});

it("param and sample of one name clash", () => {
  const model = () => {
    param("w", 1);
    sample("w", new Normal(0, 1));
  };
  expect(() => trace(seed(model, 0)).getTrace()).toThrow('Duplicate site name "w"');
});
