// Reverse-mode differentiation of a program: one sweep from a scalar output back to its parameters, as new nodes.
import { UsageError } from "../errors.ts";
import { fill } from "../program/build.ts";
import type { Node } from "../program/node.ts";
import { makeProgram, type Program, parametersOf } from "../program/program.ts";
import { showShape, sizeOf } from "../program/shape.ts";
import { tapeLoops } from "./scan.ts";
import { sweep } from "./sweep.ts";

/** The name of the output that holds the derivative by a parameter. */
export function gradientName(parameter: string): string {
  return `d:${parameter}`;
}

/**
 * A program with the outputs `output` and, for each parameter p of shape s, "d:p" of shape s.
 * @param by the names of the parameters to differentiate by; all without it
 * @throws UsageError when the output does not exist or is not a scalar.
 * @throws UnsupportedError when a derivative that is needed does not exist.
 */
export function valueAndGradient(program: Program, output: string, by?: ReadonlySet<string>): Program {
  const taped = tapeLoops(program);
  const root = taped.outputs.get(output);
  if (!root || sizeOf(root.shape) !== 1) {
    const what = root
      ? `has shape ${showShape(root.shape)}`
      : `is not among ${[...taped.outputs.keys()].join(", ")}`;
    throw new UsageError(`gradient: output "${output}" ${what}; it must be one number. Sum it first.`);
  }
  const wanted = [...parametersOf(taped)].filter(([name]) => by?.has(name) ?? true);
  const sources = new Set<Node>(wanted.map(([, node]) => node));
  const { outputs, cotangents } = sweep([[root, fill(1, root.shape)]], (node) => sources.has(node));
  const gradients = wanted.map(
    ([name, node]) => [gradientName(name), cotangents.get(node) ?? fill(0, node.shape)] as const,
  );
  return makeProgram([[output, outputs[0] as Node] as const, ...gradients]);
}
