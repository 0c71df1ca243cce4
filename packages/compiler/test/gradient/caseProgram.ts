// The scalar program of a gradient case. Not a test.
import * as build from "../../src/program/build.ts";
import type { Node } from "../../src/program/node.ts";
import { makeProgram, type Program } from "../../src/program/program.ts";
import { sizeOf } from "../../src/program/shape.ts";
import type { GradientCase } from "./cases.ts";

/** The sum of a result's elements, each with a weight of its own, so that no two of them can be exchanged. */
function weighted(result: Node): Program {
  const weights = Float64Array.from({ length: sizeOf(result.shape) }, (_, i) => 1 + Math.cos(2.3 * i));
  const terms = build.binary("mul", result, build.constant(weights, result.shape));
  return makeProgram([["value", build.reduce("sum", terms, [...result.shape.keys()])]]);
}

export function caseProgram({ parameters, result }: GradientCase): Program {
  const nodes = Object.entries(parameters).map(
    ([name, { shape }]) => [name, build.parameter(name, shape)] as const,
  );
  return weighted(result(Object.fromEntries(nodes)));
}
