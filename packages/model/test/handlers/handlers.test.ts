// The laws of the handlers: what each does to the sites of a run, alone and composed.
import { asTensor, RandomKey, valuesOf } from "@nutmeg-ppl/compiler";
import { Bernoulli, Exponential, LogNormal, MaskedDistribution, Normal } from "@nutmeg-ppl/distributions";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import {
  block,
  condition,
  type DeterministicSite,
  deterministic,
  do as doHandler,
  factor,
  intervene,
  lift,
  logDensity,
  mask,
  param,
  plate,
  replay,
  type SampleSite,
  sample,
  scale,
  scope,
  seed,
  substitute,
  type Trace,
  trace,
  uncondition,
} from "../../src/index.ts";

const chain = (): tf.Tensor => {
  const a = sample("a", new Normal(0, 1));
  const b = sample("b", new Normal(a, 1));
  deterministic("sum", tf.add(a, b));
  return sample("c", new Normal(b, 1), { obs: 0.5 });
};

function values(sites: Trace): Record<string, number[]> {
  return Object.fromEntries(
    [...sites].flatMap(([name, site]) =>
      site.type === "sample" || site.type === "deterministic" ? [[name, [...valuesOf(site.value)]]] : [],
    ),
  );
}

function sampleSite(sites: Trace, name: string): SampleSite {
  const site = sites.get(name);
  if (site?.type !== "sample") throw new Error(`${name} is no sample site`);
  return site;
}

function density(model: () => unknown, given: Record<string, number> = {}): number {
  return valuesOf(logDensity(model, undefined, given).logDensity)[0] as number;
}

describe("seed", () => {
  it("gives the same draws for the same seed, given as a number, a bigint, words or a key", () => {
    const draws = values(trace(seed(chain, 42)).getTrace());
    expect(values(trace(seed(chain, 42n)).getTrace())).toEqual(draws);
    expect(values(trace(seed(chain, RandomKey.from(42))).getTrace())).toEqual(draws);
    expect(values(trace(seed(chain, RandomKey.from(42).words())).getTrace())).toEqual(draws);
    expect(values(trace(seed(chain, 43)).getTrace())["a"]).not.toEqual(draws["a"]);
  });

  it("gives every site draws of its own", () => {
    const model = () => [sample("x", new Normal(0, 1)), sample("y", new Normal(0, 1))];
    const [x, y] = seed(model, 0)().map((value) => valuesOf(value)[0]);
    expect(x).not.toBe(y);
  });

  it("leaves the draws of other sites as they were when one is conditioned", () => {
    const free = values(trace(seed(chain, 1)).getTrace());
    const fixed = values(trace(seed(condition(chain, { a: free["a"] as number[] }), 1)).getTrace());
    expect(fixed).toEqual(free);
    const model = () => [sample("x", new Normal(0, 1)), sample("y", new Normal(0, 1))] as const;
    const y = valuesOf(seed(model, 1)()[1]);
    expect(valuesOf(seed(substitute(model, { x: 9 }), 1)()[1])).toEqual(y);
    expect(valuesOf(substitute(seed(model, 1), { x: 9 })()[1])).toEqual(y);
  });

  it("gives no key to the kinds of sites that it hides", () => {
    expect(() => seed(chain, 0, { hideTypes: ["sample"] })()).toThrow(
      'Site "a" has neither a value nor a random key',
    );
  });

  it("lets the innermost seed decide", () => {
    expect(values(trace(seed(seed(chain, 1), 2)).getTrace())).toEqual(
      values(trace(seed(chain, 1)).getTrace()),
    );
  });
});

describe("trace", () => {
  it("records the sites in the order of their calls, with what they are", () => {
    const sites = trace(seed(chain, 0)).getTrace();
    expect([...sites.keys()]).toEqual(["a", "b", "sum", "c"]);
    expect([...sites.values()].map((site) => site.type)).toEqual([
      "sample",
      "sample",
      "deterministic",
      "sample",
    ]);
    const c = sampleSite(sites, "c");
    expect([c.isObserved, [...valuesOf(c.value)], c.plates, c.scale]).toEqual([true, [0.5], [], undefined]);
    expect(c.distribution).toBeInstanceOf(Normal);
    expect(sampleSite(sites, "a").key?.words()).toEqual(RandomKey.from(0).foldIn(0).words());
  });

  it("runs the model when it is called, without recording", () => {
    expect(valuesOf(trace(seed(chain, 0))())).toEqual(Float64Array.of(0.5));
  });

  it("refuses two sites of one name", () => {
    const twice = () => {
      sample("x", new Normal(0, 1));
      sample("x", new Normal(0, 1));
    };
    expect(() => trace(seed(twice, 0)).getTrace()).toThrow(
      'Duplicate site name "x": this model already has a sample site of that name. Give every site a name of its own; ' +
        "scope(model, { prefix }) does so for a model used twice.",
    );
    const mixed = () => {
      deterministic("x", 1);
      sample("x", new Normal(0, 1));
    };
    expect(() => trace(seed(mixed, 0)).getTrace()).toThrow("already has a deterministic site");
    const platePlusSite = () => {
      sample("x", new Normal(0, 1));
      plate("x", 2, () => 0);
    };
    expect(() => trace(seed(platePlusSite, 0)).getTrace()).toThrow('Duplicate site name "x"');
  });
});

describe("substitute", () => {
  it("sets values without observing, by record or by function", () => {
    const byRecord = trace(seed(substitute(chain, { a: 2 }), 0)).getTrace();
    expect([...valuesOf(sampleSite(byRecord, "a").value)]).toEqual([2]);
    expect(sampleSite(byRecord, "a").isObserved).toBe(false);
    const byFunction = substitute(chain, (site) => (site.name === "b" ? 3 : undefined));
    expect(values(trace(seed(byFunction, 0)).getTrace())["b"]).toEqual([3]);
  });

  it("sets deterministic sites too", () => {
    expect(values(trace(seed(substitute(chain, { sum: 9 }), 0)).getTrace())["sum"]).toEqual([9]);
  });

  it("does not confuse names with what objects inherit", () => {
    const model = () => sample("constructor", new Normal(0, 1));
    expect(seed(substitute(model, {}), 0)().shape).toEqual([]);
  });

  it("refuses a value of the wrong shape", () => {
    expect(() => substitute(() => sample("x", new Normal([0, 0], 1)), { x: [1, 2, 3] })()).toThrow(
      'Site "x": the given value has shape [3], but Normal has shape [2] here',
    );
  });
});

describe("condition", () => {
  it("observes", () => {
    const site = sampleSite(trace(seed(condition(chain, { a: 2 }), 0)).getTrace(), "a");
    expect([site.isObserved, ...valuesOf(site.value)]).toEqual([true, 2]);
  });

  it("leaves the joint density where substitution leaves it", () => {
    expect(density(condition(chain, { a: 0.3, b: -0.2 }))).toBe(density(chain, { a: 0.3, b: -0.2 }));
  });

  it("is checked like any observation", () => {
    const model = condition(() => sample("x", new Exponential(1)), { x: -1 });
    expect(() => model()).toThrow(/^Site "x": 1 of 1 values lie outside the support of Exponential/);
  });
});

describe("uncondition", () => {
  it("draws observed sites and keeps what they were; factors stay", () => {
    const model = () => {
      factor("f", 1);
      return sample("x", new Normal(0, 1), { obs: 9 });
    };
    const sites = trace(uncondition(seed(model, 0))).getTrace();
    const x = sampleSite(sites, "x");
    expect(x.isObserved).toBe(false);
    expect([...valuesOf(x.value)]).not.toEqual([9]);
    expect(x.infer["wasObserved"]).toBe(true);
    expect([...valuesOf(x.infer["obs"] as tf.Tensor)]).toEqual([9]);
    expect(sampleSite(sites, "f").isObserved).toBe(true);
    expect(values(trace(seed(uncondition(model), 0)).getTrace())["x"]).toBeDefined();
  });
});

describe("block", () => {
  const names = (model: () => unknown) => [...trace(seed(model, 0)).getTrace().keys()];

  it("hides all sites, or those that are named, or all but those that are exposed", () => {
    expect(names(block(chain))).toEqual([]);
    expect(names(block(chain, { hide: ["b"] }))).toEqual(["a", "sum", "c"]);
    expect(names(block(chain, { expose: ["b"] }))).toEqual(["b"]);
    expect(names(block(chain, { exposeTypes: ["deterministic"] }))).toEqual(["sum"]);
    expect(names(block(chain, { hideFn: (site) => site.name < "b" }))).toEqual(["b", "sum", "c"]);
  });

  it("hides nothing from handlers inside it", () => {
    const inner = trace(chain);
    let sites: Trace = new Map();
    seed(
      block(() => {
        sites = inner.getTrace();
      }),
      0,
    )();
    expect([...sites.keys()]).toEqual(["a", "b", "sum", "c"]);
  });

  it("lets hidden sites have randomness of the outer seed", () => {
    const x = valuesOf(
      seed(
        block(() => sample("x", new Normal(0, 1))),
        0,
      )(),
    );
    expect(x).toEqual(
      valuesOf(
        seed(
          block(() => sample("x", new Normal(0, 1))),
          0,
        )(),
      ),
    );
    expect(x).not.toEqual(
      valuesOf(
        seed(
          block(() => sample("x", new Normal(0, 1))),
          1,
        )(),
      ),
    );
  });

  it("leaves hidden sites out of the density", () => {
    expect(density(block(chain, { hide: ["c"] }), { a: 0, b: 0 })).toBeCloseTo(
      density(chain, { a: 0, b: 0 }) - density(() => sample("c", new Normal(0, 1), { obs: 0.5 })),
      14,
    );
  });
});

describe("replay", () => {
  it("repeats a run without a seed", () => {
    const first = trace(seed(chain, 11)).getTrace();
    expect(values(trace(replay(chain, first)).getTrace())).toEqual(values(first));
  });

  it("leaves sites that the trace lacks to others", () => {
    const first = trace(seed(() => sample("a", new Normal(0, 1)), 3)).getTrace();
    const second = values(trace(seed(replay(chain, first), 0)).getTrace());
    expect(second["a"]).toEqual(values(first)["a"]);
  });

  it("refuses a latent site that was observed in the trace, and a plate that was none", () => {
    const observed = trace(() => sample("a", new Normal(0, 1), { obs: 1 })).getTrace();
    expect(() => replay(chain, observed)()).toThrow(
      'replay: site "a" is latent in the model but observed in the trace.',
    );
    expect(() => replay(() => plate("a", 2, () => 0), observed)()).toThrow(
      'replay: "a" is a plate in the model but a sample site in the trace.',
    );
  });
});

describe("mask", () => {
  const model = () => sample("x", new Normal([0, 1, 2], 1), { obs: [0, 0, 0] });

  it("counts only the elements where it is true", () => {
    // scipy.stats.norm.logpdf([0, 0], [0, 2], 1).sum() = -3.8378770664093453 (SciPy 1.17.1)
    expect(density(mask(model, [true, false, true]))).toBeCloseTo(-3.8378770664093453, 14);
  });

  it("composes by and, and is kept in the trace", () => {
    const both = mask(mask(model, [true, true, false]), [false, true, true]);
    // scipy.stats.norm.logpdf(0, 1, 1) = -1.4189385332046727
    expect(density(both)).toBeCloseTo(-1.4189385332046727, 14);
    const site = sampleSite(trace(both).getTrace(), "x");
    expect(valuesOf(site.mask as tf.Tensor)).toEqual(Float64Array.of(0, 1, 0));
    expect(site.distribution).toBeInstanceOf(MaskedDistribution);
  });

  it("of false leaves everything out", () => {
    expect(density(mask(model, false))).toBe(0);
  });

  it("inside a plate, and around one", () => {
    const plated = () => plate("n", 3, () => sample("x", new Normal(0, 1), { obs: [0, 1, 2] }));
    // scipy.stats.norm.logpdf([0, 2]).sum() = -3.8378770664093453
    expect(density(mask(plated, [true, false, true]))).toBeCloseTo(-3.8378770664093453, 14);
    const inside = () =>
      plate("n", 3, () =>
        mask(() => sample("x", new Normal(0, 1), { obs: [0, 1, 2] }), [true, false, true])(),
      );
    expect(density(inside)).toBeCloseTo(-3.8378770664093453, 14);
  });

  it("refuses what is not boolean", () => {
    expect(() => mask(model, [1, 0, 1])).toThrow(
      "mask: the mask must be boolean, true where a site counts, but got an array of length 3 of dtype float32.",
    );
  });
});

describe("scale", () => {
  it("multiplies, and composes by multiplying", () => {
    const model = () => sample("x", new Normal(0, 1), { obs: 0.5 });
    expect(density(scale(model, 2.5))).toBe(2.5 * density(model));
    expect(density(scale(scale(model, 2), 3))).toBe(6 * density(model));
  });

  it("may differ by element", () => {
    const model = () => sample("x", new Normal(0, 1), { obs: [0, 1] });
    // 1 * norm.logpdf(0) + 3 * norm.logpdf(1) = -5.175754132818691 (scipy.stats, SciPy 1.17.1)
    expect(density(scale(model, [1, 3]))).toBeCloseTo(-5.175754132818691, 14);
  });

  it("refuses what is not positive", () => {
    for (const wrong of [0, -1, Number.NaN]) {
      expect(() => scale(chain, wrong)).toThrow(`scale: the scale must be positive, but it holds ${wrong}.`);
    }
  });
});

describe("scope", () => {
  it("prefixes sites and plates, nested from the outside", () => {
    const model = () => plate("p", 2, () => sample("x", new Bernoulli({ probs: 0.5 })));
    const inner = scope(model, { prefix: "b", divider: "." });
    const sites = trace(seed(scope(inner, { prefix: "a" }), 0)).getTrace();
    expect([...sites.keys()]).toEqual(["a/b.p", "a/b.x"]);
    expect(sampleSite(sites, "a/b.x").plates.map((frame) => frame.name)).toEqual(["a/b.p"]);
  });

  it("lets a model be used twice", () => {
    const twice = () => [scope(chain, { prefix: "first" })(), scope(chain, { prefix: "second" })()];
    expect([...trace(seed(twice, 0)).getTrace().keys()]).toEqual(
      ["first", "second"].flatMap((prefix) => ["a", "b", "sum", "c"].map((name) => `${prefix}/${name}`)),
    );
  });

  it("leaves the kinds that it hides", () => {
    const sites = trace(seed(scope(chain, { prefix: "s", hideTypes: ["deterministic"] }), 0)).getTrace();
    expect([...sites.keys()]).toEqual(["s/a", "s/b", "sum", "s/c"]);
  });
});

describe("do", () => {
  const model = (x: number) => {
    const s = sample("s", new LogNormal(0, 1));
    const z = sample("z", new Normal(x, s));
    return tf.square(z);
  };

  it("fixes the value downstream while the site is still drawn", () => {
    const fixed = intervene(model, { z: 3 });
    const sites = trace(seed(fixed, 0)).getTrace(1);
    expect([...sites.keys()]).toEqual(["s", "z"]);
    const z = sampleSite(sites, "z");
    expect(z.isObserved).toBe(false);
    expect([...valuesOf(z.value)]).not.toEqual([3]);
    expect(valuesOf(seed(fixed, 0)(1))).toEqual(Float64Array.of(9));
  });

  it("composes with condition to a counterfactual", () => {
    const sites = trace(seed(condition(intervene(model, { z: 3 }), { z: 0.5 }), 0)).getTrace(1);
    expect([sampleSite(sites, "z").isObserved, ...valuesOf(sampleSite(sites, "z").value)]).toEqual([
      true,
      0.5,
    ]);
  });

  it("is exported under its own name too", () => {
    expect(doHandler).toBe(intervene);
  });

  it("keeps one plate per site", () => {
    const plated = () => plate("p", 2, () => sample("x", new Normal(0, 1)));
    const sites = trace(seed(intervene(plated, { x: [5, 6] }), 0)).getTrace();
    expect(sampleSite(sites, "x").plates).toEqual([{ name: "p", size: 2, dim: -1 }]);
    expect([...valuesOf(seed(intervene(plated, { x: [5, 6] }), 0)())]).toEqual([5, 6]);
  });
});

describe("lift", () => {
  const model = () => {
    const s = param("s", 0.5);
    const again = param("s", 0.5);
    return [s, again, sample("z", new Normal(0, s))] as const;
  };

  it("draws the parameters that have a prior, each once", () => {
    const lifted = lift(model, { s: new Exponential(0.3) });
    const sites = trace(seed(lifted, 0)).getTrace();
    expect([...sites].map(([name, site]) => `${name}:${site.type}`)).toEqual(["s:sample", "z:sample"]);
    const [s, again] = seed(lifted, 0)();
    expect(valuesOf(s)).toEqual(valuesOf(again));
    expect([...valuesOf(s)]).not.toEqual([0.5]);
  });

  it("leaves the others", () => {
    expect(
      trace(seed(lift(model, {}), 0))
        .getTrace()
        .get("s")?.type,
    ).toBe("param");
  });
});

it("a deterministic site has the plates around it", () => {
  const sites = trace(() => plate("p", 2, () => deterministic("d", asTensor([1, 2])))).getTrace();
  expect((sites.get("d") as DeterministicSite).plates.map((frame) => frame.name)).toEqual(["p"]);
});
