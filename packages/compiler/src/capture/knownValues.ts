// The values on which the shape of a kernel's result depends: they must be known when a model is captured.
import { UnsupportedError } from "../errors.ts";
import { evaluateNode } from "../interpreter/evaluate.ts";
import { BINDING, type Node } from "../program/node.ts";
import { quotedParameters } from "./readError.ts";
import { userFrame } from "./userFrame.ts";

/**
 * The values of a node that depends on constants and data alone. What is made of them is fixed until the next capture.
 * @throws UnsupportedError when it depends on a parameter.
 */
export function knownValues(node: Node, where: string): Float64Array {
  if (node.binding !== BINDING.parameter) return evaluateNode(node);
  const frame = userFrame();
  throw new UnsupportedError(
    `${where}: the shape of its result depends on values that depend on ${quotedParameters(node)}` +
      `${frame ? `, at ${frame}` : ""}. Shapes are fixed when a model is captured. Choose with tf.where, which keeps ` +
      "the shape, or apply it to data alone.",
  );
}
