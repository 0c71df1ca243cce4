// odeint in models: the posterior of hares and lynxes against SciPy, and sites in right-hand sides.
import { compileProgram, interpret, UsageError } from "@nutmeg-ppl/compiler";
import { instantiate } from "@nutmeg-ppl/compiler/runtime";
import { constraints, ImproperUniform, LogNormal, Normal } from "@nutmeg-ppl/distributions";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { factor, odeint, sample, trace, unconstrainedModel } from "../../src/index.ts";

/** Pelts in thousands, in each year from 1900: hares and lynxes. posteriordb, hudson_lynx_hare. */
const first = [30, 4];
const pelts = [
  [47.2, 6.1],
  [70.2, 9.8],
  [77.4, 35.2],
  [36.3, 59.4],
  [20.6, 41.7],
  [18.1, 19],
  [21.4, 13],
  [22, 8.3],
  [25.4, 9.1],
  [27.1, 7.4],
  [40.3, 8],
  [57, 12.3],
  [76.6, 19.5],
  [52.3, 45.7],
  [19.5, 51.1],
  [11.2, 29.7],
  [7.6, 15.8],
  [14.6, 9.7],
  [16.2, 10.1],
  [24.7, 8.6],
];
const years = Float64Array.from({ length: 21 }, (_, year) => year);

/** Of posteriordb: Lotka and Volterra's equations, seen through lognormal noise. */
function hudsonLynxHare({ y, years: ts }: { y: tf.Tensor; years: tf.Tensor }, tolerance: number): void {
  const theta = sample("theta", new ImproperUniform(constraints.positive, [], [4]));
  factor("prior", tf.sum(new Normal([1, 0.05, 1, 0.05], [0.5, 0.05, 0.5, 0.05]).logProb(theta)));
  const sigma = sample("sigma", new LogNormal(tf.scalar(-1), 1).expand([2]).toEvent(1));
  const start = sample("start", new LogNormal(Math.log(10), 1).expand([2]).toEvent(1));
  const z = odeint(
    (state, _, rates) => {
      const [hares, lynxes] = tf.unstack(state) as [tf.Tensor, tf.Tensor];
      const [a, b, c, d] = tf.unstack(rates) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      return tf.stack([
        tf.mul(hares, tf.sub(a, tf.mul(b, lynxes))),
        tf.mul(lynxes, tf.sub(tf.mul(d, hares), c)),
      ]);
    },
    start,
    ts,
    { rtol: tolerance, atol: tolerance },
    theta,
  ) as tf.Tensor;
  sample("y", new LogNormal(tf.log(z), sigma).toEvent(2), { obs: y });
}

describe("The posterior of hares and lynxes", () => {
  const y = Float64Array.from([first, ...pelts].flat());
  const unit = (tolerance: number) =>
    unconstrainedModel(
      (data: { y: tf.Tensor; years: tf.Tensor }) =>
        hudsonLynxHare({ y: tf.reshape(data.y, [21, 2]), years: data.years }, tolerance),
      { y, years },
    );

  /**
   * SciPy 1.17.1: the sum of norm.logpdf, lognorm.logpdf and the logarithms of all parameters, on
   * solve_ivp(..., method="DOP853", rtol=1e-12, atol=1e-12); derivatives by differences of order 8 with steps of 0.002.
   * The logarithms of theta, of the start and of sigma.
   */
  const cases = [
    {
      theta: [0.5468, 0.02775, 0.8001, 0.02409],
      start: [34.035, 5.936],
      sigma: [0.24806, 0.25102],
      density: -134.1028451284361,
      gradient: [
        -49.3137531, -12.2242366, -39.9797268, -25.5159108, -26.150124, -9.699519, -3.31422931, -4.17524523,
      ],
    },
    {
      theta: [0.9, 0.05, 0.5, 0.01],
      start: [20, 10],
      sigma: [0.5, 1.2],
      density: -192.65116152333047,
      gradient: [
        149.54463, -5.13033907, 40.6560494, 76.718088, 53.571289, -6.23070511, 26.3779763, -14.8419949,
      ],
    },
  ];

  test.each(cases)(
    "has SciPy's density and gradient at theta = $theta",
    async ({ density, gradient, ...point }) => {
      const model = unit(1e-10);
      const at = Object.fromEntries(
        Object.entries(point).map(([name, values]) => [name, values.map(Math.log)]),
      );
      expect(interpret(model.program, at)["logDensity"]?.[0]).toBeCloseTo(density, 6);
      const executable = await instantiate(compileProgram(model.program, { gradientOf: "logDensity" }));
      const found = executable.run(at);
      expect(found["logDensity"]?.[0]).toBeCloseTo(density, 6);
      const derivatives = ["theta", "start", "sigma"].flatMap((name) => [
        ...(found[`d:${name}`] as Float64Array),
      ]);
      derivatives.forEach((x, i) => {
        // Nine digits are written down; solutions err by some 1e-9, and so do the differences.
        expect(Math.abs(x - (gradient[i] as number))).toBeLessThan(1e-6);
      });
    },
  );
});

describe("Sites in a right-hand side", () => {
  test("are refused by name", () => {
    const model = () => {
      odeint((y) => tf.mul(sample("rate", new Normal(0, 1)), y), 1, [0, 1]);
    };
    expect(() => trace(model)()).toThrow(UsageError);
    expect(() => trace(model)()).toThrow(/"rate".*right-hand side/);
  });
});
