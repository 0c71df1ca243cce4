// Batching of loops: one loop whose every step does the steps of all elements of the batch.
import { byRole } from "../program/body.ts";
import { part } from "../program/buildScan.ts";
import { LoopBuilder } from "../program/loopBuilder.ts";
import { moveAxes } from "../program/moveAxes.ts";
import type { Node } from "../program/node.ts";
import { substitute } from "../program/substitute.ts";
import { lead, type Operand } from "./operand.ts";

/** As batchNodes() of batchNodes.ts, which hands itself over. */
export type Batch = (outputs: readonly Node[], batched: ReadonlyMap<Node, Node>, size: number) => Node[];

/** Carries are batched whatever they start from: any of them may meet what differs over the batch. */
export function batchScan(
  node: Node<"scan">,
  inputs: readonly Operand[],
  size: number,
  batch: Batch,
): Node<"scan"> {
  const { attributes } = node;
  const args = byRole(attributes, attributes.body.arguments);
  const operands = byRole(attributes, inputs);
  const loop = new LoopBuilder();
  const batched = new Map<Node, Node>();
  const same = new Map<Node, Node>();
  args.inits.forEach((one, i) => {
    batched.set(one, loop.carry(lead(operands.inits[i] as Operand, size)));
  });
  args.xs.forEach((one, i) => {
    const x = operands.xs[i] as Operand;
    if (x.batched) batched.set(one, loop.slice(moveAxes(x.node, 0, 1)));
    else same.set(one, loop.slice(x.node));
  });
  args.closed.forEach((one, i) => {
    const value = operands.closed[i] as Operand;
    (value.batched ? batched : same).set(one, loop.closed(value.node));
  });
  const outputs = substitute(batch(attributes.body.outputs, batched, size), same);
  return loop.build(attributes, outputs.slice(0, attributes.carries), outputs.slice(attributes.carries));
}

/** The batch goes before the steps of what was yielded. */
export function batchPart(node: Node<"part">, [scan]: readonly Operand[]): Node {
  const loop = (scan as Operand).node as Node<"scan">;
  const { index } = node.attributes;
  const whole = part(loop, index);
  return index < loop.attributes.carries ? whole : moveAxes(whole, 1, 0);
}
