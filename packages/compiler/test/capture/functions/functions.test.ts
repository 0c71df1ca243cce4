// Every function of tfjs that can be captured, against tfjs's cpu backend: shapes, dtypes and values; and its gradient
// against finite differences and against tfjs's own.
import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { capturing } from "../../../src/capture/capturing.ts";
import { kernels } from "../../../src/capture/registration.ts";
import { expectAgreement } from "../agree.ts";
import { expectGradients } from "./expectGradients.ts";
import { functionCases } from "./functionCases.ts";

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

describe("the gradient of a captured function agrees with finite differences of order 8, and with tfjs's own", () => {
  for (const [name, one] of Object.entries(functionCases)) {
    it(name, () => {
      for (const set of one.inputs) capturing(() => expectGradients(one, set));
    });
  }
});
