// The marginalized Gaussian mixture as a captured program: its likelihood with weights on the simplex of a softmax. Not a test.
import * as build from "../src/program/build.ts";
import { makeProgram, type Program } from "../src/program/program.ts";

const { binary, parameter, reduce, reshape, scalar, unary } = build;

/** Parameters w, loc and ls (log scales), each of shape [3]; data x of shape [n]; output logDensity. */
export function flagship(n = 2500): Program {
  const x = build.data(
    "x",
    Float64Array.from({ length: n }, (_, i) => ((i * 37) % 101) / 10 - 5),
    [n],
  );
  const [w, loc, ls] = [parameter("w", [3]), parameter("loc", [3]), parameter("ls", [3])];
  const scale = unary("exp", ls);
  const z = binary("div", binary("sub", reshape(x, [n, 1]), loc), scale);
  const square = binary("mul", scalar(-0.5), binary("mul", z, z));
  const normal = binary(
    "sub",
    binary("sub", square, unary("log", scale)),
    scalar(0.5 * Math.log(2 * Math.PI)),
  );
  const weights = binary("sub", w, build.reduceKeep("logSumExp", w, [0]));
  const rows = reduce("logSumExp", binary("add", weights, normal), [1]);
  return makeProgram([["logDensity", reduce("sum", rows, [0])]]);
}
