// A Gaussian process regression whose covariance is factored at every evaluation: log density and gradient, interpreted and
// compiled, against NumPyro.
import { compileProgram, gradientName, interpret, valueAndGradient } from "@nutmeg-ppl/compiler";
import { CompiledDensity, instantiate } from "@nutmeg-ppl/compiler/runtime";
import { Gamma, HalfNormal, MultivariateNormal } from "@nutmeg-ppl/distributions";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { bindings, sample, unconstrainedModel } from "../../src/index.ts";

const N = 30;
const x = Float64Array.from({ length: N }, (_, i) => i / 10);
const y = x.map((at) => Math.sin(2 * at) + 0.3 * Math.cos(7 * at));

function model({ points }: { points: tf.Tensor1D }): void {
  const length = sample("length", new Gamma(2, 2));
  const height = sample("height", new HalfNormal(1));
  const noise = sample("noise", new HalfNormal(1));
  const distance = tf.sub(tf.expandDims(points, 1), tf.expandDims(points, 0)).div(length);
  const smooth = distance.square().mul(-0.5).exp().mul(height.square());
  const covarianceMatrix = smooth.add(tf.eye(N).mul(noise.square().add(1e-6)));
  sample("y", new MultivariateNormal(tf.zeros([N]), { covarianceMatrix }), { obs: y });
}

// NumPyro 0.21.0, jax 0.10.2, x64: with the same model, N, x and y,
// jax.value_and_grad(lambda z: -potential_energy(model, (x, y), {}, {"length": z[0], "height": z[1], "noise": z[2]}))(z)
const REFERENCE = [
  { z: [0, 0, 0], value: -35.24027238319289, gradient: [-0.7987852278307623, -1.1392904037254556, -24.48227859786778] },
  { z: [-0.7, 0.4, -1.2], value: -12.81919884044419, gradient: [-1.0138428431147406, -5.4276215818504046, -18.05497493119869] },
  { z: [0.5, -0.3, -2], value: -63.08597111637138, gradient: [-154.48253974246916, 49.15514577072303, 89.93769282110415] },
  { z: [1.2, 1, 0.6], value: -56.7952431509195, gradient: [-4.329208110332577, -7.780645510144744, -28.469980023129274] },
]; // biome-ignore format: a table

/** The kernel matrices have condition numbers of up to 1e4, the factor by which rounding errors of 1e-16 may grow. */
const TOLERANCE = 1e-10;

const found = unconstrainedModel(model, { points: x });
const names = ["length", "height", "noise"];

type Evaluation = (z: Float64Array) => readonly number[];

function sameAsNumPyro(evaluate: Evaluation): void {
  for (const { z, value, gradient } of REFERENCE) {
    const numbers = evaluate(Float64Array.from(z));
    for (const [i, expected] of [value, ...gradient].entries())
      expect(Math.abs((numbers[i] as number) - expected)).toBeLessThan(
        TOLERANCE * Math.max(1, Math.abs(expected)),
      );
  }
}

describe("A Gaussian process regression has NumPyro's log density and gradient", () => {
  it("when it is interpreted", () => {
    const program = valueAndGradient(found.program, "logDensity");
    sameAsNumPyro((z) => {
      const outputs = interpret(program, bindings(found, z));
      return ["logDensity", ...names.map(gradientName)].map((name) => outputs[name]?.[0] as number);
    });
  });

  it("when it is compiled", async () => {
    const parameters = names.map((name) => ({ name, shape: [] }));
    const artifact = compileProgram(found.program, { gradientOf: "logDensity", parameters });
    const density = new CompiledDensity(await instantiate(artifact));
    const gradient = new Float64Array(3);
    sameAsNumPyro((z) => [density.evaluate(z, gradient), ...gradient]);
  });
});
