// Sites inside a scan: shapes, densities and draws against the same model written without a loop.
import { asTensor, interpret, UnsupportedError, valuesOf } from "@nutmeg-ppl/compiler";
import { Exponential, HalfNormal, Normal, Uniform } from "@nutmeg-ppl/distributions";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import {
  deterministic,
  drawPrior,
  factor,
  forwardProgram,
  intervene,
  mask,
  plate,
  sample,
  scan,
  seed,
  substitute,
  trace,
  unconstrainedModel,
} from "../../src/index.ts";

const T = 5;
const y = Float64Array.of(0.3, -0.2, 0.9, 1.4, 0.7);

/** A local level: latent steps, seen through noise. */
function level({ y: series }: { y?: tf.Tensor }): void {
  const spread = sample("spread", new HalfNormal(1));
  const step = (before: tf.Tensor, obs?: tf.Tensor) => {
    const state = sample("state", new Normal(before, spread));
    sample("y", new Normal(state, 0.5), { obs });
    return [state, deterministic("twice", tf.mul(state, 2))] as const;
  };
  if (series) scan((c, x) => step(c, x), tf.scalar(0), series);
  else scan((c) => step(c), tf.scalar(0), null, { length: T });
}

/** The same without a loop: a state's mean is the state before it. */
function unrolled({ y: series }: { y: tf.Tensor }): void {
  const spread = sample("spread", new HalfNormal(1));
  const state = sample("state", new Normal(tf.zeros([T]), 1).mask(false));
  const before = tf.concat([tf.zeros([1]), tf.slice(state, [0], [T - 1])]);
  factor("states", tf.sum(new Normal(before, spread).logProb(state)));
  factor("seen", tf.sum(new Normal(state, 0.5).logProb(series)));
}

const position = { spread: [0.2], state: [0.1, 0.4, -0.3, 0.8, 1.1] };

describe("The density of a model with a scan", () => {
  test("is that of the same model without a loop", () => {
    const looped = unconstrainedModel(level, { y });
    const expected = unconstrainedModel(unrolled, { y });
    expect(looped.sites.map(({ name, shape }) => [name, shape])).toEqual([
      ["spread", []],
      ["state", [T]],
    ]);
    const density = (model: typeof looped) => interpret(model.program, position)["logDensity"]?.[0] as number;
    expect(density(looped)).toBeCloseTo(density(expected), 12);
  });

  test("counts every step of a site: sites are stacked along a leading axis of steps", () => {
    const model = unconstrainedModel(level, { y });
    const terms = interpret(model.siteTable, position);
    // sum of -(y - state)^2 / (2 0.25) - log(0.5) - log(2 pi) / 2
    const seen = position.state.reduce(
      (total, s, i) => total - 2 * ((y[i] as number) - s) ** 2 + Math.log(2) - 0.5 * Math.log(2 * Math.PI),
      0,
    );
    expect(terms["y"]?.[0]).toBeCloseTo(seen, 12);
    const constrained = interpret(model.constrain, position);
    expect(constrained["twice"]).toEqual(Float64Array.from(position.state, (s) => 2 * s));
    expect(model.observed).toEqual(["y"]);
  });

  test("has Jacobians of sites with a bounded support", () => {
    const positive = () => {
      scan(() => [0, sample("rate", new Exponential(2))], 0, null, { length: 3 });
    };
    const model = unconstrainedModel(positive, {});
    const u = [0.3, -0.1, 0.8];
    const expected = u.reduce((total, x) => total + Math.log(2) - 2 * Math.exp(x) + x, 0);
    expect(interpret(model.program, { rate: u })["logDensity"]?.[0]).toBeCloseTo(expected, 12);
  });

  test("adds factors of every step", () => {
    const model = unconstrainedModel(() => {
      const a = sample("a", new Normal(0, 1));
      scan(
        (c, x) => {
          factor("f", tf.mul(a, x));
          return [c, null];
        },
        0,
        y,
      );
    }, {});
    const sum = y.reduce((total, x) => total + x, 0);
    const a = 0.7;
    const expected = -0.5 * a * a - 0.5 * Math.log(2 * Math.PI) + a * sum;
    expect(interpret(model.program, { a: [a] })["logDensity"]?.[0]).toBeCloseTo(expected, 12);
  });
});

describe("Plates and scans", () => {
  test("a scan in a plate has the plate's elements at each step", () => {
    const model = unconstrainedModel(() => {
      plate("series", 3, () => {
        scan(
          (before) => {
            const state = sample("state", new Normal(before, 1));
            return [state, null];
          },
          tf.zeros([3]),
          null,
          { length: T },
        );
      });
    }, {});
    expect(model.sites.map(({ shape }) => shape)).toEqual([[T, 3]]);
    const states = Array.from({ length: T * 3 }, (_, i) => Math.sin(i));
    const expected = states.reduce((total, s, i) => {
      const before = i < 3 ? 0 : (states[i - 3] as number);
      return total - 0.5 * (s - before) ** 2 - 0.5 * Math.log(2 * Math.PI);
    }, 0);
    expect(interpret(model.program, { state: states })["logDensity"]?.[0]).toBeCloseTo(expected, 12);
  });

  test("a plate in a scan repeats a site within each step", () => {
    const model = unconstrainedModel(() => {
      scan(
        (c) => {
          const z = plate("k", 2, () => sample("z", new Normal(c, 1)));
          return [tf.sum(z), null];
        },
        0,
        null,
        { length: 3 },
      );
    }, {});
    expect(model.sites.map(({ shape }) => shape)).toEqual([[3, 2]]);
    const z = [0.1, 0.2, -0.4, 0.5, 1, 0.3];
    const means = [0, z[0]! + z[1]!, z[2]! + z[3]!];
    const expected = z.reduce(
      (total, value, i) => total - 0.5 * (value - means[i >> 1]!) ** 2 - 0.5 * Math.log(2 * Math.PI),
      0,
    );
    expect(interpret(model.program, { z })["logDensity"]?.[0]).toBeCloseTo(expected, 12);
  });
});

describe("Handlers outside of a scan", () => {
  test("see its sites, and no plate or value that the model does not have", () => {
    const steps = () => scan((c) => [c, sample("z", new Normal(0, 1))], 0, null, { length: 3 });
    const model = () => plate("series", 2, steps);
    expect([...trace(seed(model, 0)).getTrace()].map(([name, { type }]) => [name, type])).toEqual([
      ["series", "plate"],
      ["z", "sample"],
    ]);
    // Nothing by the name "scan" is asked for.
    const asked: string[] = [];
    const values = (site: { readonly name: string }) => {
      asked.push(site.name);
      return site.name === "scan" ? 1 : undefined;
    };
    const [, z] = seed(substitute(model, values), 0)();
    expect(z.shape).toEqual([3, 2]);
    expect(new Set(asked)).toEqual(new Set(["series", "z"]));
  });

  test("may not set a site by intervention, which the step itself may", () => {
    const step = (before: tf.Tensor) => {
      const state = sample("state", new Normal(before, 1));
      sample("seen", new Normal(state, 1), { obs: 0 });
      return [state, state] as const;
    };
    const model = () => scan(step, 0, null, { length: 3 });
    for (const values of [{ state: 1 }, { seen: 1 }]) {
      const name = Object.keys(values)[0];
      const refused = `intervene: site "${name}" is in a scan, so that its value cannot be set from outside`;
      expect(() => seed(intervene(model, values), 0)()).toThrow(refused);
      expect(() => seed(intervene(mask(model, true), values), 0)()).toThrow(UnsupportedError);
      expect(() => unconstrainedModel(intervene(model, values), undefined)).toThrow(refused);
    }
    const inside = () => scan((before) => intervene(step, { state: 1 })(before), 0, null, { length: 3 });
    const [last, states] = seed(inside, 0)();
    expect([...valuesOf(last), ...valuesOf(states)]).toEqual([1, 1, 1, 1]);
  });
});

describe("Draws", () => {
  test("of a scan follow its recurrence and differ from step to step", () => {
    const draws = drawPrior(level, {}, 7);
    const state = draws.get("state")?.values as Float64Array;
    expect(draws.get("state")?.shape).toEqual([T]);
    expect(new Set(state).size).toBe(T);
    expect(draws.get("twice")?.values).toEqual(state.map((s) => 2 * s));
    expect(draws.get("y")?.shape).toEqual([T]);
    expect(drawPrior(level, {}, 7).get("state")?.values).toEqual(state);
    expect(drawPrior(level, {}, 8).get("state")?.values).not.toEqual(state);
  });

  test("have the moments of a random walk", () => {
    const walk = () => {
      scan((before) => [sample("x", new Normal(before, 1)), null], 0, null, { length: 4 });
    };
    const { program } = forwardProgram(walk, {});
    const runs = 4000;
    const squares = new Float64Array(4);
    for (let run = 0; run < runs; run++) {
      const { x } = interpret(program, { key: [run, 17] }) as { x: Float64Array };
      x.forEach((value, t) => {
        squares[t]! += (value * value) / runs;
      });
    }
    // Var x_t = t; a mean of 4000 squares has a relative standard deviation of sqrt(2 / 4000) = 0.022: five of them.
    squares.forEach((square, t) => {
      expect(Math.abs(square / (t + 1) - 1)).toBeLessThan(0.112);
    });
  });

  test("take the sites that are given", () => {
    const states = [1, 2, 3, 4, 5];
    const run = trace(seed(substitute(level, { state: states, spread: 1 }), 3)).getTrace({});
    const site = run.get("state");
    expect(Array.from(valuesOf((site as { value: tf.Tensor }).value))).toEqual(states);
    const seen = run.get("y") as { value: tf.Tensor };
    expect(Array.from(valuesOf(seen.value)).every((value, i) => Math.abs(value - states[i]!) < 3)).toBe(true);
  });
});

describe("Misuse is explained", () => {
  const run = (step: (c: tf.Tensor) => readonly [tf.Tensor, null]) => () =>
    unconstrainedModel(() => {
      scan(step, 0, null, { length: 3 });
    }, {});

  test("when two sites of a step share a name", () => {
    const step = (c: tf.Tensor) => {
      sample("z", new Normal(0, 1));
      return [tf.add(c, sample("z", new Normal(0, 1))), null] as const;
    };
    expect(run(step)).toThrow(/Duplicate site name "z" in the step of a scan/);
  });

  test("when a support depends on the carry", () => {
    const step = (c: tf.Tensor) => [sample("z", new Uniform(c, tf.add(c, 1))), null] as const;
    expect(run(step)).toThrow(/Site "z" in a scan: its support depends on the carry/);
  });

  test("when a value is read in a step", () => {
    const step = (c: tf.Tensor) =>
      [(sample("z", new Normal(c, 1)).dataSync()[0] as number) > 0 ? c : tf.neg(c), null] as const;
    expect(run(step)).toThrow(/was read while the model was captured/);
  });

  test("when there is neither a value nor a key", () => {
    expect(() => level({ y: asTensor(y) })).toThrow(/neither a value nor a random key/);
  });
});
