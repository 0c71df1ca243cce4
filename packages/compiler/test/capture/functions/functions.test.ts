// Every function of tfjs that can be captured, against tfjs's cpu backend: shapes, dtypes and values; and its gradient
// against finite differences and against tfjs's own.
import * as tf from "@tensorflow/tfjs";
import * as core from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { capturing } from "../../../src/capture/capturing.ts";
import { kernels } from "../../../src/capture/registration.ts";
import { UnsupportedError } from "../../../src/errors.ts";
import { expectAgreement } from "../agree.ts";
import { expectGradients } from "./expectGradients.ts";
import { functionCases } from "./functionCases.ts";
import { noOps, refusedFunctions } from "./otherFunctions.ts";

describe("a captured function agrees with tfjs's cpu backend in shape, dtype and values", () => {
  const run = new Set<string>();
  for (const name of Object.keys(kernels)) {
    const config = tf.getKernel(name, "nutmeg");
    const { kernelFunc } = config;
    config.kernelFunc = (call) => {
      run.add(name);
      return kernelFunc(call);
    };
  }

  for (const [name, { op, inputs }] of Object.entries(functionCases)) {
    it(name, () => {
      for (const set of inputs) expectAgreement(op, set);
    });
  }

  it("every kernel that can be captured was tried", () => {
    const untried = Object.keys(kernels).filter((name) => !run.has(name));
    // tfjs-core's own functions write these with others: kernels.test.ts tries them.
    expect(untried).toEqual(["LogicalXor", "LogSoftmax", "BroadcastTo"]);
  });
});

/** The ops of tfjs-core: its functions, and those of its namespaces of ops. */
function exportedFunctions(): string[] {
  const { fused, image, linalg, losses, math, signal, sparse, spectral, string } = core;
  const namespaces = { fused, image, linalg, losses, math, signal, sparse, spectral, string };
  const functionsOf = (all: object, prefix: string): string[] =>
    Object.entries(all).flatMap(([name, value]) => (typeof value === "function" ? [`${prefix}${name}`] : []));
  return [
    ...functionsOf(core, ""),
    ...Object.entries(namespaces).flatMap(([name, one]) => functionsOf(one, `${name}.`)),
  ];
}

describe("each function that tfjs-core exports", () => {
  const refused = Object.values(refusedFunctions).flatMap((family) => Object.entries(family));

  it("is captured, or refused by name, or no op", () => {
    const known = new Set([
      ...Object.keys(functionCases),
      ...refused.map(([name]) => name),
      ...Object.values(noOps).flat(),
    ]);
    // What spectral has, the others have too.
    const alias = (name: string) => name.replace(/^spectral\./, "");
    expect(exportedFunctions().filter((name) => !known.has(alias(name)))).toEqual([]);
  });

  for (const [name, call] of refused) {
    it(`${name} says that it cannot be captured`, () => {
      expect(() => capturing(call)).toThrow(UnsupportedError);
    });
  }
});

describe("the gradient of a captured function agrees with finite differences of order 8, and with tfjs's own", () => {
  for (const [name, one] of Object.entries(functionCases)) {
    it(name, () => {
      for (const set of one.inputs) capturing(() => expectGradients(one, set));
    });
  }
});
