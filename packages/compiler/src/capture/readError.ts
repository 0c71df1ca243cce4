// The errors for asking the value of a tensor that depends on a parameter: the "branches on a value" error and its kin.
import { UsageError } from "../errors.ts";
import { isOp, type Node } from "../program/node.ts";
import { topologicalOrder } from "../program/program.ts";
import { userFrame } from "./userFrame.ts";

/** The names of the parameters that a node depends on, or that it is of the body of a loop. */
export function quotedParameters(node: Node): string {
  const names = topologicalOrder([node]).flatMap((n) => {
    if (isOp(n, "argument")) return ["what a step of a scan, or the right-hand side of an odeint, is given"];
    return isOp(n, "parameter") ? [`"${n.attributes.name}"`] : [];
  });
  return [...new Set(names)].join(", ");
}

/** Made by whoever was asked for the value of a node that depends on parameters. */
export function readError(node: Node): UsageError {
  const frame = userFrame();
  return new UsageError(
    `The value of a tensor that depends on ${quotedParameters(node)} was read while the model was captured` +
      `${frame ? `, at ${frame}` : ""}. ` +
      "A model is captured once and then evaluated at many values, so JavaScript cannot branch on one of them " +
      "(if, ?:, a loop bound, dataSync, arraySync, print). Use tf.where(condition, a, b) to choose between two " +
      "results, or compute the value from data instead.",
  );
}

/** Made when tfjs wants to move such a node to another backend, because an op ran there. */
export function moveError(node: Node, backendName: string): UsageError {
  const frame = userFrame();
  return new UsageError(
    `A tensor that depends on ${quotedParameters(node)} was given to an op of the tfjs backend "${backendName}"` +
      `${frame ? `, at ${frame}` : ""}, which needs its value. Only Nutmeg can record ops on it: ` +
      "use it inside the model, or inside capturing(() => ...).",
  );
}
