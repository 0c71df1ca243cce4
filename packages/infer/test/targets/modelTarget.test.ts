// A model as a target: how often it is compiled, and what its sites are at a position, on compiled code and without.
import { compileProgram, UnsupportedError } from "@nutmeg-ppl/compiler";
import { HalfNormal, Normal } from "@nutmeg-ppl/distributions";
import { deterministic, initToUniform, sample } from "@nutmeg-ppl/model";
import type * as tf from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ModelCompiler } from "../../src/targets/modelTarget.ts";
import type { Target } from "../../src/targets/target.ts";

vi.mock("@nutmeg-ppl/compiler", async (original) => {
  const actual = await original<typeof import("@nutmeg-ppl/compiler")>();
  return { ...actual, compileProgram: vi.fn(actual.compileProgram) };
});

afterEach(() => void vi.mocked(compileProgram).mockClear());

/** A latent site that is not its own coordinate, and a deterministic one that needs the data. */
function model({ y }: { y: tf.Tensor1D }) {
  const sd = sample("sd", new HalfNormal(1));
  deterministic("z", y.div(sd));
  sample("y", new Normal(0, sd), { obs: y });
}

/** The values of a target's sites at two positions. */
async function valuesOf(target: Target) {
  const constrain = await target.constrainer();
  return [0, Math.log(2)].map((position) => {
    const drawn = constrain(Float64Array.of(position));
    return Object.fromEntries(target.sites.map(({ name }) => [name, [...(drawn[name] as Float64Array)]]));
  });
}

const sitesOf = async (compiler: ModelCompiler<{ y: tf.Tensor1D }>, y: number[]) =>
  valuesOf(await compiler.target({ y }));

describe("A model's target", () => {
  it("is compiled once for its density and once for its sites, however many runs have data of these shapes", async () => {
    const compiler = new ModelCompiler(model, { initStrategy: initToUniform() });
    expect(await sitesOf(compiler, [2, 4])).toEqual([
      { sd: [1], z: [2, 4] },
      { sd: [2], z: [1, 2] },
    ]);
    expect(compileProgram).toHaveBeenCalledTimes(2);
    expect(await sitesOf(compiler, [6, 1])).toEqual([
      { sd: [1], z: [6, 1] },
      { sd: [2], z: [3, 0.5] },
    ]);
    expect(compileProgram).toHaveBeenCalledTimes(2);
    expect(await sitesOf(compiler, [6])).toEqual([
      { sd: [1], z: [6] },
      { sd: [2], z: [3] },
    ]);
    expect(compileProgram).toHaveBeenCalledTimes(4);
  });

  it("compiles its sites at the first draws and keeps them for the others", async () => {
    const target = await new ModelCompiler(model, { initStrategy: initToUniform() }).target({ y: [2, 4] });
    expect(compileProgram).toHaveBeenCalledTimes(1);
    await Promise.all([target.constrainer(), target.constrainer()]);
    expect(compileProgram).toHaveBeenCalledTimes(2);
  });

  it("has the same sites where they cannot be compiled", async () => {
    const compiler = new ModelCompiler(model, { initStrategy: initToUniform() });
    const compiled = await sitesOf(compiler, [2, 4]);
    const other = new ModelCompiler(model, { initStrategy: initToUniform() });
    const target = await other.target({ y: [2, 4] });
    vi.mocked(compileProgram).mockImplementationOnce(() => {
      throw new UnsupportedError("no such op");
    });
    expect(await valuesOf(target)).toEqual(compiled);
  });
});
