// Reverse-mode differentiation of a program: one sweep from a scalar output back to its parameters, as new nodes.
import { InternalError, UsageError } from "../errors.ts";
import { binary, fill } from "../program/build.ts";
import { BINDING, type Node } from "../program/node.ts";
import { makeProgram, type Program, parametersOf, topologicalOrder } from "../program/program.ts";
import { sameShape, showShape, sizeOf } from "../program/shape.ts";
import { type GradientRule, gradientRules } from "./rules.ts";

/** The name of the output that holds the derivative by a parameter. */
export function gradientName(parameter: string): string {
  return `d:${parameter}`;
}

function cotangentsOf(root: Node): Map<Node, Node> {
  const cotangents = new Map<Node, Node>([[root, fill(1, root.shape)]]);
  for (const node of topologicalOrder([root]).reverse()) {
    const cotangent = cotangents.get(node);
    if (!cotangent || node.binding !== BINDING.parameter) continue;
    const contributions = (gradientRules[node.op] as GradientRule)(node, cotangent);
    node.inputs.forEach((input, i) => {
      const contribution = contributions[i];
      // Whole numbers and truth values change by jumps: nothing flows back through them.
      if (!contribution || input.binding !== BINDING.parameter || input.dtype !== "float64") return;
      if (!sameShape(contribution.shape, input.shape)) {
        throw new InternalError(
          `The gradient rule of "${node.op}" gave shape ${showShape(contribution.shape)} for an input of shape ${showShape(input.shape)}.`,
        );
      }
      const sum = cotangents.get(input);
      cotangents.set(input, sum ? binary("add", sum, contribution) : contribution);
    });
  }
  return cotangents;
}

/**
 * A program with the outputs `output` and, for each parameter p of shape s, "d:p" of shape s.
 * @throws UsageError when the output does not exist or is not a scalar.
 * @throws UnsupportedError when a derivative that is needed does not exist.
 */
export function valueAndGradient(program: Program, output: string): Program {
  const root = program.outputs.get(output);
  if (!root || sizeOf(root.shape) !== 1) {
    const what = root
      ? `has shape ${showShape(root.shape)}`
      : `is not among ${[...program.outputs.keys()].join(", ")}`;
    throw new UsageError(`gradient: output "${output}" ${what}; it must be one number. Sum it first.`);
  }
  const cotangents = cotangentsOf(root);
  const gradients = [...parametersOf(program)].map(
    ([name, node]) => [gradientName(name), cotangents.get(node) ?? fill(0, node.shape)] as const,
  );
  return makeProgram([[output, root] as const, ...gradients]);
}
