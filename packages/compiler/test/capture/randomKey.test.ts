// Keys as tensors: splitting, folding, replaying a captured program with other keys.
import { describe, expect, it } from "vitest";
import { asTensor } from "../../src/capture/asTensor.ts";
import { draw } from "../../src/capture/draw.ts";
import { isKnown, parameterTensor, valuesOf } from "../../src/capture/inputs.ts";
import { programOf } from "../../src/capture/programOf.ts";
import { RandomKey } from "../../src/capture/randomKey.ts";
import { interpret } from "../../src/interpreter/evaluate.ts";
import { foldIn, keyFromSeed, splitKey, uniformStream } from "../../src/random/index.ts";

const uniforms = (key: RandomKey, shape: number[]) =>
  draw({ key, shape, parameters: [], sampler: (uniform) => uniform });

describe("RandomKey", () => {
  it("has the words of the functions on words", () => {
    const words = keyFromSeed(42);
    expect(RandomKey.from(42).words()).toEqual(words);
    expect(RandomKey.from(42).split(3).map((key) => key.words())).toEqual(splitKey(words, 3)); // biome-ignore format: one idea
    expect(RandomKey.from(42).foldIn(7).foldIn(1).words()).toEqual(foldIn(foldIn(words, 7), 1));
    expect(RandomKey.from(2n ** 64n - 1n).words()).toEqual(Uint32Array.of(4294967295, 4294967295));
    expect(RandomKey.from(words).words()).toEqual(words);
    const key = RandomKey.from(1);
    expect(RandomKey.from(key)).toBe(key);
  });

  it("may stand for an input, whose words are given at each evaluation", () => {
    const [, key] = RandomKey.input("key", keyFromSeed(1)).split();
    expect([RandomKey.from(1).isConcrete, key?.isConcrete]).toEqual([true, false]);
    const program = programOf({ u: uniforms(key as RandomKey, [4]) });
    const concrete = (seed: number) => valuesOf(uniforms(RandomKey.from(seed).split()[1] as RandomKey, [4]));
    expect(interpret(program)["u"]).toEqual(concrete(1));
    expect(interpret(program, { key: keyFromSeed(5) })["u"]).toEqual(concrete(5));
    expect(interpret(program, { key: Uint32Array.of(4294967295, 7) })["u"]).toEqual(
      valuesOf(uniforms(RandomKey.from(Uint32Array.of(4294967295, 7)).foldIn(1), [4])),
    );
  });

  it("refuses what is no seed and no index", () => {
    expect(() => RandomKey.from(-1)).toThrow("the seed must be an integer");
    expect(() => RandomKey.from(1).foldIn(0.5)).toThrow(
      "RandomKey.foldIn: 0.5 is not an integer from 0 to 2^32 - 1.",
    );
    expect(() => RandomKey.from(1).split(-1)).toThrow("RandomKey.split: -1 is not an integer");
  });
});

describe("draw", () => {
  it("draws element by element, in row-major order, from one stream, with the parameters broadcast", () => {
    const key = RandomKey.from(3);
    const scaled = draw({
      key,
      shape: [2, 3],
      parameters: [asTensor([[10], [20]]), 0.5],
      sampler: (uniform) => (location, scale) => location + scale * uniform(),
    });
    const stream = uniformStream(key.words());
    const expected = [10, 10, 10, 20, 20, 20].map((location) => location + 0.5 * stream());
    expect(Array.from(scaled.dataSync())).toEqual(expected);
    expect(scaled.dataSync()).toEqual(scaled.dataSync());
  });

  it("gives other numbers for another key, and integers or booleans when asked", () => {
    expect(valuesOf(uniforms(RandomKey.from(1), [2]))).not.toEqual(
      valuesOf(uniforms(RandomKey.from(2), [2])),
    );
    const coin = draw({
      key: RandomKey.from(1),
      shape: [50],
      parameters: [0.3],
      sampler: (u) => (p) => Number(u() < p),
      dtype: "int32",
    });
    expect(coin.dtype).toBe("int32");
    const heads = valuesOf(coin).reduce((sum, x) => sum + x, 0);
    expect(heads).toBeGreaterThan(5);
    expect(heads).toBeLessThan(25);
  });

  it("is not known when its parameters are not, and says when they do not broadcast", () => {
    const location = parameterTensor("loc", []);
    const sampler = () => (x: number) => x;
    expect(isKnown(draw({ key: RandomKey.from(1), shape: [], parameters: [location], sampler }))).toBe(false);
    expect(() => draw({ key: RandomKey.from(1), shape: [2], parameters: [[1, 2, 3]], sampler })).toThrow(
      /shapes \[3\] and \[2\] do not broadcast/,
    );
  });
});
