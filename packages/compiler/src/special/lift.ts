// Lifts functions of nodes to functions of anything numeric, in float64.
import type * as tf from "@tensorflow/tfjs-core";
import { type Numeric, toNode } from "../capture/asTensor.ts";
import { tensorOf } from "../capture/tensors.ts";
import { cast } from "../program/build.ts";
import type { Node } from "../program/node.ts";

/** The float64 node of a value. */
export function floatNode(x: Numeric): Node {
  return cast(toNode(x), "float64");
}

export function lift1(f: (x: Node) => Node): (x: Numeric) => tf.Tensor {
  return (x) => tensorOf(f(floatNode(x)));
}

export function lift2(f: (x: Node, y: Node) => Node): (x: Numeric, y: Numeric) => tf.Tensor {
  return (x, y) => tensorOf(f(floatNode(x), floatNode(y)));
}
