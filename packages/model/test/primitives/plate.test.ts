// Plates: dimension allocation against NumPyro's, expansion, subsampling, and what they refuse.
import { isKnown, valuesOf } from "@nutmeg-ppl/compiler";
import { Dirichlet, MultivariateNormal, Normal } from "@nutmeg-ppl/distributions";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  condition,
  factor,
  logDensity,
  type PlateSite,
  param,
  plate,
  plateStack,
  type SampleSite,
  sample,
  seed,
  substitute,
  trace,
} from "../../src/index.ts";

const standard = (): Normal => new Normal(0, 1);

interface Row {
  readonly title: string;
  readonly model: () => void;
  /** Per sample site: name, batch shape, event shape, plates as name:dim:size, value's shape. */
  readonly sites: readonly (readonly [string, number[], number[], string[], number[]])[];
}

// Printed by NumPyro 0.21.0 from handlers.trace(handlers.seed(model, 0)).get_trace():
// site["fn"].batch_shape, site["fn"].event_shape, site["cond_indep_stack"], site["value"].shape.
const rows: Row[] = [
  {
    title: "one plate",
    model: () => {
      plate("p", 3, () => sample("x", standard()));
    },
    sites: [["x", [3], [], ["p:-1:3"], [3]]],
  },
  {
    title: "an inner plate left of the outer one",
    model: () => {
      plate("outer", 3, () => plate("inner", 2, () => sample("x", standard())));
    },
    sites: [["x", [2, 3], [], ["inner:-2:2", "outer:-1:3"], [2, 3]]],
  },
  {
    title: "an inner plate in the dimension that an explicit outer one left free",
    model: () => {
      plate("outer", 3, () => plate("inner", 2, () => sample("x", standard())), { dim: -2 });
    },
    sites: [["x", [3, 2], [], ["inner:-1:2", "outer:-2:3"], [3, 2]]],
  },
  {
    title: "an explicit inner dimension with a gap",
    model: () => {
      plate("outer", 3, () => plate("inner", 2, () => sample("x", standard()), { dim: -3 }));
    },
    sites: [["x", [2, 1, 3], [], ["inner:-3:2", "outer:-1:3"], [2, 1, 3]]],
  },
  {
    title: "plates one after the other in one dimension",
    model: () => {
      plate("p", 3, () => sample("x", standard()));
      plate("q", 2, () => sample("y", standard()));
    },
    sites: [
      ["x", [3], [], ["p:-1:3"], [3]],
      ["y", [2], [], ["q:-1:2"], [2]],
    ],
  },
  {
    title: "a batch dimension of the distribution's own",
    model: () => {
      plate("p", 3, () => sample("x", new Normal(tf.zeros([4, 1]), 1)));
    },
    sites: [["x", [4, 3], [], ["p:-1:3"], [4, 3]]],
  },
  {
    title: "events to the right of the plates",
    model: () => {
      plate("p", 2, () => sample("x", new Dirichlet(tf.ones([3]))));
    },
    sites: [["x", [2], [3], ["p:-1:2"], [2, 3]]],
  },
  {
    title: "a sample shape that joins the batch shape",
    model: () => {
      plate("p", 3, () => sample("x", standard(), { sampleShape: [4, 1] }));
    },
    sites: [["x", [4, 3], [], ["p:-1:3"], [4, 3]]],
  },
  {
    title: "three plates, the outermost explicit",
    model: () => {
      plate("a", 2, () => plate("b", 3, () => plate("c", 4, () => sample("x", standard()))), { dim: -2 });
    },
    sites: [["x", [4, 2, 3], [], ["c:-3:4", "b:-1:3", "a:-2:2"], [4, 2, 3]]],
  },
  {
    title: "a stack of plates",
    model: () => {
      plateStack("p", [2, 3], () => sample("x", standard()));
    },
    sites: [["x", [2, 3], [], ["p_1:-2:2", "p_0:-1:3"], [2, 3]]],
  },
  {
    title: "a stack of plates away from the right",
    model: () => {
      plateStack("p", [2, 3], () => sample("x", standard()), { rightmostDim: -2 });
    },
    sites: [["x", [2, 3, 1], [], ["p_1:-3:2", "p_0:-2:3"], [2, 3, 1]]],
  },
  {
    title: "sites at three depths",
    model: () => {
      plate("outer", 3, () => {
        sample("x", standard());
        plate("inner", 2, () =>
          sample("y", new MultivariateNormal(tf.zeros([5]), { covarianceMatrix: tf.eye(5) })),
        );
      });
      sample("z", standard());
    },
    sites: [
      ["x", [3], [], ["outer:-1:3"], [3]],
      ["y", [2, 3], [5], ["inner:-2:2", "outer:-1:3"], [2, 3, 5]],
      ["z", [], [], [], []],
    ],
  },
];

describe("plate allocates dimensions as NumPyro does for", () => {
  it.each(rows)("$title", ({ model, sites }) => {
    const found = trace(seed(model, 0)).getTrace();
    const samples = [...found.values()].filter((site): site is SampleSite => site.type === "sample");
    expect(
      samples.map((site) => [
        site.name,
        [...site.distribution.batchShape],
        [...site.distribution.eventShape],
        site.plates.map(({ name, dim, size }) => `${name}:${dim}:${size}`),
        site.value.shape,
      ]),
    ).toEqual(sites);
  });
});

describe("plate", () => {
  it("returns what its function returns, with the types of a tuple", () => {
    const model = () => plate("k", 3, () => [sample("loc", standard()), sample("scale", standard())]);
    const [loc, scale] = seed(model, 0)();
    expectTypeOf(loc).toEqualTypeOf<tf.Tensor>();
    expect([loc.shape, scale.shape]).toEqual([[3], [3]]);
    expect(seed(() => plate("k", 3, () => 7), 0)()).toBe(7);
  });

  it("gives its function the indices of its elements", () => {
    expect([...plate("p", 4, (indices) => valuesOf(indices))]).toEqual([0, 1, 2, 3]);
  });

  it("draws independent values for its elements", () => {
    const [x] = seed(() => plate("p", 1000, () => [sample("x", standard())]), 0)();
    expect(new Set(valuesOf(x)).size).toBe(1000);
  });

  it("counts a factor once for each of its elements", () => {
    // numpyro.infer.util.log_density of: with plate('p', 3): factor('f', 2.0)  ->  6.0 (NumPyro 0.21.0)
    const model = () => plate("p", 3, () => factor("f", 2));
    expect(valuesOf(logDensity(model, undefined, {}).logDensity)[0]).toBe(6);
  });

  it("records itself in the trace", () => {
    const site = trace(seed(() => plate("p", 4, () => 0), 0))
      .getTrace()
      .get("p") as PlateSite;
    expect([site.type, site.size, site.subsampleSize, site.value.shape]).toEqual(["plate", 4, 4, [4]]);
  });

  it("may be entered twice with one size", () => {
    const model = () => {
      plate("p", 2, () => sample("x", standard()));
      plate("p", 2, () => sample("y", standard()));
    };
    expect([...trace(seed(model, 0)).getTrace().keys()]).toEqual(["p", "x", "y"]);
  });
});

describe("a subsampled plate", () => {
  const data = Float64Array.from({ length: 10 }, (_, i) => i);
  const model = () =>
    plate(
      "p",
      10,
      (indices) => {
        sample("x", standard(), { obs: tf.mul(tf.cast(indices, "float32"), 0) });
        return valuesOf(indices);
      },
      { subsampleSize: 4 },
    );

  it("takes distinct elements, the same ones for one seed", () => {
    const first = seed(model, 3)();
    expect(new Set(first).size).toBe(4);
    expect([...first].every((index) => data.includes(index))).toBe(true);
    expect(seed(model, 3)()).toEqual(first);
    expect(seed(model, 4)()).not.toEqual(first);
  });

  it("takes every element equally often", () => {
    const counts = new Float64Array(10);
    for (let i = 0; i < 250; i++)
      for (const index of seed(model, i)()) counts[index] = (counts[index] ?? 0) + 1;
    // 100 expected, binomial sd 7.7: five of them.
    expect(Math.max(...counts.map((count) => Math.abs(count - 100)))).toBeLessThan(39);
  });

  it("scales log densities by the size over the subsample's", () => {
    const total = logDensity(seed(model, 0), undefined, {}).logDensity;
    // 10 * scipy.stats.norm.logpdf(0) = -9.189385332046726 (SciPy 1.17.1)
    expect(valuesOf(total)[0]).toBeCloseTo(-9.189385332046726, 13);
  });

  it("takes its elements of a parameter that has the whole plate", () => {
    const taking = () =>
      plate("p", 10, (indices) => [indices, param("w", data, { eventDim: 0 })], { subsampleSize: 4 });
    const [indices, w] = seed(taking, 1)();
    expect(valuesOf(w)).toEqual(valuesOf(indices));
  });

  it("takes the elements that substitute names", () => {
    const chosen = substitute(model, { p: Int32Array.of(7, 1, 0, 2) });
    expect([...chosen()]).toEqual([7, 1, 0, 2]);
  });

  it("refuses to choose without a random key, as under MCMC", () => {
    expect(() => model()).toThrow(
      'Plate "p" takes 4 of 10 elements at random but has no random key: MCMC does not subsample.',
    );
  });
});

describe("plate refuses", () => {
  it("a size that is not a positive whole number", () => {
    for (const [size, shown] of [
      [0, "0"],
      [-1, "-1"],
      [2.5, "2.5"],
      [Number.NaN, "NaN"],
    ] as const) {
      expect(() => plate("k", size, () => 0)).toThrow(
        `Plate "k": the size must be a positive whole number, but got ${shown}.`,
      );
    }
  });

  it("a tensor where a number is needed, and says to pass a number", () => {
    expect(() => plate("k", tf.scalar(3) as unknown as number, () => 0)).toThrow(
      'Plate "k": the size must be a positive whole number, but got a tensor of shape []. Shapes must be known when ' +
        "the model runs: pass the size as a plain number, for example x.shape[0].",
    );
  });

  it("a site whose batch shape has another size, naming site, plate, expected and found shape", () => {
    const model = () => plate("groups", 3, () => sample("x", new Normal(tf.zeros([4]), 1)));
    expect(() => seed(model, 0)()).toThrow(
      'Site "x" does not fit plate "groups" (size 3, dim -1): the batch shape of Normal is [4], which has 4 in ' +
        "dimension -1; its plates expect a shape that broadcasts to [3].",
    );
  });

  it("a site that fits the inner plate but not the outer one", () => {
    const model = () =>
      plate("outer", 3, () => plate("inner", 2, () => sample("x", new Normal(tf.zeros([2, 5]), 1))));
    expect(() => seed(model, 0)()).toThrow(
      'Site "x" does not fit plate "outer" (size 3, dim -1): the batch shape of Normal is [2, 5], which has 5 in ' +
        "dimension -1; its plates expect a shape that broadcasts to [2, 3].",
    );
  });

  it("to grow: a plate of size 1 does not repeat a batch of 3", () => {
    const model = () => plate("one", 1, () => sample("x", new Normal(tf.zeros([3]), 1)));
    expect(() => seed(model, 0)()).toThrow('Site "x" does not fit plate "one" (size 1, dim -1)');
  });

  it("an observed value of another size, naming site and plate", () => {
    const model = () => plate("n", 3, () => sample("y", standard(), { obs: [1, 2, 3, 4] }));
    expect(() => seed(model, 0)()).toThrow(
      'Site "y": the observed value has shape [4], but Normal has shape [3] here: batch dimension -1 belongs to ' +
        'plate "n" (size 3, dim -1), where the value has 4.',
    );
    const conditioned = condition(() => plate("n", 3, () => sample("y", standard())), { y: [1, 2] });
    expect(() => conditioned()).toThrow("where the value has 2");
  });

  it("a factor of another size", () => {
    const model = () => plate("n", 3, () => factor("f", [1, 2]));
    expect(() => model()).toThrow(
      'Site "f" does not fit plate "n" (size 3, dim -1): the factor is [2], which has 2 in dimension -1',
    );
  });

  it("two sizes for one name", () => {
    const model = () => {
      plate("p", 2, () => 0);
      plate("p", 3, () => 0);
    };
    expect(() => trace(seed(model, 0)).getTrace()).toThrow(
      'Plate "p" has size 3 here but 2 earlier in the model.',
    );
  });

  it("nesting in a plate of the same name", () => {
    expect(() => plate("p", 2, () => plate("p", 2, () => 0))).toThrow(
      'Plate "p" is nested in a plate of the same name.',
    );
  });

  it("a dimension that is taken, positive or no whole number", () => {
    expect(() => plate("a", 2, () => plate("b", 2, () => 0, { dim: -1 }))).toThrow(
      'Plate "b": dim -1 is taken by the enclosing plate "a".',
    );
    expect(() => plate("a", 2, () => 0, { dim: 0 })).toThrow(
      'Plate "a": dim must be a negative whole number, counted from the right of the batch shape, but got 0.',
    );
    expect(() => plateStack("a", [2], () => 0, { rightmostDim: 0 })).toThrow(
      "rightmostDim must be a negative",
    );
  });

  it("a subsample larger than itself", () => {
    expect(() => plate("a", 2, () => 0, { subsampleSize: 3 })).toThrow(
      'Plate "a": subsampleSize 3 exceeds the plate\'s size 2.',
    );
  });

  it("a parameter that has neither the plate's size nor 1", () => {
    const model = () => plate("p", 10, () => param("w", [1, 2, 3], { eventDim: 0 }));
    expect(() => model()).toThrow(
      'Parameter "w" has shape [3] in plate "p" (size 10, dim -1): its batch dimension -1 (with eventDim 0) has 3 elements',
    );
  });
});

it("plates leave sites of known shape alone", () => {
  const model = () => plate("p", 3, () => sample("x", new Normal(tf.zeros([3]), 1)));
  const site = trace(seed(model, 0)).getTrace().get("x") as SampleSite;
  expect(site.distribution).toBeInstanceOf(Normal);
  expect(isKnown(site.value)).toBe(true);
});
