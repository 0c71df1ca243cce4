// What becomes of a model's argument.
import { asTensor, interpret, nodeOf, parameterTensor, programOf, valuesOf } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, expectTypeOf, it } from "vitest";
import { captureArguments, type ModelArguments } from "../src/index.ts";

describe("captureArguments", () => {
  it("turns arrays into data named by their path, at full precision", () => {
    const { args, data } = captureArguments<{ x: tf.Tensor1D; inner: { m: tf.Tensor2D } }>({
      x: Float64Array.of(0.1, 1e300),
      inner: {
        m: [
          [1, 2, 3],
          [4, 5, 6],
        ],
      },
    });
    expect([...data.keys()]).toEqual(["data.x", "data.inner.m"]);
    expect(valuesOf(args.x)).toEqual(Float64Array.of(0.1, 1e300));
    expect([args.inner.m.shape, [...valuesOf(args.inner.m)]]).toEqual([
      [2, 3],
      [1, 2, 3, 4, 5, 6],
    ]);
    expect(data.get("data.inner.m")).toEqual({
      values: Float64Array.of(1, 2, 3, 4, 5, 6),
      shape: [2, 3],
      dtype: "float64",
    });
  });

  it("makes data that can be bound anew", () => {
    const { args } = captureArguments<{ x: tf.Tensor1D }>({ x: [1, 2] });
    const program = programOf({ sum: tf.sum(args.x) });
    expect(interpret(program)["sum"]).toEqual(Float64Array.of(3));
    expect(interpret(program, { "data.x": [10, 20] })["sum"]).toEqual(Float64Array.of(30));
  });

  it("keeps integers integers and booleans booleans", () => {
    const { args } = captureArguments<Record<string, tf.Tensor>>({
      i: Int32Array.of(1, 2),
      b: Uint8Array.of(3),
      flags: [true, false],
      f: Float32Array.of(0.5),
      n: [1, 2],
    });
    expect(Object.entries(args).map(([name, tensor]) => [name, tensor.dtype])).toEqual([
      ["i", "int32"],
      ["b", "int32"],
      ["flags", "bool"],
      ["f", "float32"],
      ["n", "float32"],
    ]);
  });

  it("passes numbers, strings, booleans, functions, null and class instances unchanged", () => {
    const given = {
      k: 3,
      name: "a",
      on: true,
      f: Math.sqrt,
      none: null,
      missing: undefined,
      date: new Date(0),
    };
    const { args, data } = captureArguments<typeof given>(given);
    expect(args).toEqual(given);
    expect(args.date).toBe(given.date);
    expect(data.size).toBe(0);
  });

  it("walks arrays of objects, and takes an array as the whole argument", () => {
    const { data } = captureArguments<unknown>({ groups: [{ y: [1] }, { y: [2] }], names: ["a", "b"] });
    expect([...data.keys()]).toEqual(["data.groups.0.y", "data.groups.1.y"]);
    expect([...captureArguments<tf.Tensor1D>([1, 2]).data.keys()]).toEqual(["data"]);
  });

  it("allows NaN", () => {
    expect([...valuesOf(captureArguments<tf.Tensor1D>([1, Number.NaN]).args)]).toEqual([1, Number.NaN]);
  });

  it("reads tensors into data, and passes what is data already", () => {
    const given = asTensor([0.1, 0.2]);
    const first = captureArguments<{ x: tf.Tensor }>({ x: given });
    expect(nodeOf(first.args.x).op).toBe("data");
    expect(valuesOf(first.args.x)).toEqual(Float64Array.of(0.1, 0.2));
    const second = captureArguments<{ y: tf.Tensor }>({ y: first.args.x });
    expect(second.args.y).toBe(first.args.x);
    expect([...second.data.keys()]).toEqual(["data.x"]);
  });

  it("lets a caller give arrays where the model declares tensors", () => {
    type Given = ModelArguments<{ k: number; x?: tf.Tensor1D; f: (a: tf.Tensor) => tf.Tensor }>;
    expectTypeOf<{ k: number; x: Float64Array; f: (a: tf.Tensor) => tf.Tensor }>().toExtend<Given>();
    expectTypeOf<{ k: Float64Array; f: (a: tf.Tensor) => tf.Tensor }>().not.toExtend<Given>();
  });
});

describe("captureArguments refuses", () => {
  const capture = (args: unknown) => () => captureArguments<unknown>(args);

  it("ragged arrays, naming the path", () => {
    expect(capture({ a: { m: [[1, 2], [3]] } })).toThrow(
      "The nested array at data.a.m is ragged: one row has 2 elements and another is an array of length 1. " +
        "Give all rows one length.",
    );
    expect(capture({ m: [[1], 2] })).toThrow("The nested array at data.m is ragged");
  });

  it("numbers mixed with something else", () => {
    expect(capture({ x: [1, "2"] })).toThrow(
      'The array at data.x should hold numbers only, but one element is "2".',
    );
    expect(capture({ x: [1, null] })).toThrow("but one element is null");
    expect(capture({ x: [1, true] })).toThrow("The array at data.x mixes numbers and booleans.");
  });

  it("integers beyond int32, and arrays of big integers", () => {
    expect(capture({ n: Uint32Array.of(1, 4294967295) })).toThrow(
      "The integer 4294967295 at data.n exceeds int32.",
    );
    expect(capture({ n: BigInt64Array.of(1n) })).toThrow(
      "The BigInt64Array at data.n is not an array of numbers.",
    );
  });

  it("a tensor that depends on a parameter", () => {
    expect(capture({ x: parameterTensor("p", [2]) })).toThrow("The tensor at data.x depends on a parameter");
  });

  it("an object that contains itself", () => {
    const loop: Record<string, unknown> = {};
    loop["self"] = loop;
    expect(capture(loop)).toThrow("The model's argument contains itself at data.self.");
  });
});
