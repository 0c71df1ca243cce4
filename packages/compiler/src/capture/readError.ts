// The error for reading a tensor whose value is not known while a model is captured: the "branches on a value" error.
import { UsageError } from "../errors.ts";
import { isOp, type Node } from "../program/node.ts";
import { topologicalOrder } from "../program/program.ts";
import { userFrame } from "./userFrame.ts";

/** The names of the parameters that a node depends on. */
export function parameterNames(node: Node): string[] {
  const names = topologicalOrder([node]).flatMap((n) => (isOp(n, "parameter") ? [n.attributes.name] : []));
  return [...new Set(names)];
}

/** Made by whoever was asked for the value of a node that depends on parameters. */
export function readError(node: Node): UsageError {
  const names = parameterNames(node).map((name) => `"${name}"`);
  const frame = userFrame();
  return new UsageError(
    `The value of a tensor that depends on ${names.join(", ")} was read while the model was captured` +
      `${frame ? `, at ${frame}` : ""}. ` +
      "A model is captured once and then evaluated at many values, so JavaScript cannot branch on one of them " +
      "(if, ?:, a loop bound, dataSync, arraySync, print). Use tf.where(condition, a, b) to choose between two " +
      "results, or compute the value from data instead.",
  );
}
