// Loops on tfjs: the ops of the body, step after step. A step costs what its ops cost to start, however small they are.
import * as tf from "@tensorflow/tfjs-core";
import { evaluateNode } from "../../interpreter/evaluate.ts";
import { type Body, byRole, type Loop, partTypes } from "../../program/body.ts";
import { asProgram } from "../../program/inBodies.ts";
import type { Node } from "../../program/node.ts";
import { sizeOf } from "../../program/shape.ts";
import { upload } from "./onHost.ts";
import { as, float, type Operand, repeat, whole } from "./operand.ts";
import { makePlan, type Plan } from "./plan.ts";
import { type ApplyRule, runSteps } from "./runSteps.ts";

/** The steps of a body, and the values of its constants. */
interface BodyPlan extends Pick<Plan, "steps"> {
  readonly values: ReadonlyMap<Node, Float64Array>;
}

const plans = new WeakMap<Body, BodyPlan>();

function planOf(body: Body): BodyPlan {
  const known = plans.get(body);
  if (known) return known;
  const { steps, given } = makePlan(asProgram(body));
  const plan = { steps, values: new Map(given.map((node) => [node, evaluateNode(node)] as const)) };
  plans.set(body, plan);
  return plan;
}

/** A function from the tensors of the arguments of a body to those of its outputs. */
function bodyFunction(body: Body, apply: ApplyRule): (args: readonly tf.Tensor[]) => tf.Tensor[] {
  const { steps, values } = planOf(body);
  const constants = [...values].map(
    ([node, numbers]) => [node, upload(numbers, node.shape, node.dtype)] as const,
  );
  return (args) =>
    tf.tidy(() => {
      const given = body.arguments.map((node, i) => [node, args[i] as tf.Tensor] as const);
      const tensors = new Map<Node, tf.Tensor>([...constants, ...given]);
      runSteps(steps, tensors, values, apply);
      return body.outputs.map((node) => tf.clone(repeat(tensors.get(node) as tf.Tensor, node.shape)));
    });
}

/** The vector of all parts: last carries, then what the steps yielded. */
export function scan(node: Node<"scan">, inputs: readonly Operand[], apply: ApplyRule): tf.Tensor {
  const { length, reverse, carries, body } = node.attributes;
  const { inits, xs, closed } = byRole<tf.Tensor>(node.attributes, inputs.map(whole));
  const slices = xs.map((x) => tf.unstack(x));
  const yielded = body.outputs.slice(carries).map(() => new Array<tf.Tensor>(length));
  const step = bodyFunction(body, apply);
  let carry = inits;
  for (let count = 0; count < length; count++) {
    const t = reverse ? length - 1 - count : count;
    const outputs = step([...carry, ...slices.map((parts) => parts[t] as tf.Tensor), ...closed]);
    if (count > 0) tf.dispose([...carry]);
    carry = outputs.slice(0, carries);
    yielded.forEach((list, k) => {
      list[t] = outputs[carries + k] as tf.Tensor;
    });
  }
  const parts = [...carry, ...yielded.map((list) => tf.stack(list))];
  return tf.concat(parts.map((part) => float(tf.reshape(part, [part.size]))));
}

export function part(node: Node<"part">, all: Operand): tf.Tensor {
  const { attributes } = node.inputs[0] as Loop;
  const { offset } = partTypes(attributes)[node.attributes.index] as { offset: number };
  const values = tf.slice(all.tensor, [offset], [sizeOf(node.shape)]);
  return as(tf.reshape(values, [...node.shape]), node.dtype);
}
