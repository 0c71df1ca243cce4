// Batching of loops: one loop whose every step does the steps of all elements of the batch.
import { byRole, type Loop, type PartType, partTypes } from "../program/body.ts";
import { reduce, reshape, slice } from "../program/build.ts";
import { part } from "../program/buildScan.ts";
import { LoopBuilder } from "../program/loopBuilder.ts";
import { moveAxes } from "../program/moveAxes.ts";
import { isOp, type Node } from "../program/node.ts";
import { sizeOf } from "../program/shape.ts";
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
  const carries = outputs.slice(0, attributes.carries);
  if (attributes.while === undefined) return loop.build(attributes, carries, outputs.slice(carries.length));
  // It goes on while any element does: steps that are skipped change nothing, so nothing changes elements that are done.
  loop.carry(reduce("any", lead(operands.inits[attributes.while] as Operand, size), [0]));
  const any = reduce("any", carries[attributes.while] as Node, [0]);
  return loop.build({ ...attributes, while: carries.length }, [...carries, any], []);
}

/** The batch goes before the steps of what was yielded. Of equations, whose vectors lie one under the other, a column. */
export function batchPart(node: Node<"part">, [whole]: readonly Operand[], size: number): Node {
  const [loop] = node.inputs as readonly [Loop];
  const { index } = node.attributes;
  const batched = (whole as Operand).node;
  if (isOp(loop, "odeint")) {
    const { offset } = partTypes(loop.attributes)[index] as PartType;
    return reshape(slice(batched, [0, offset], [size, sizeOf(node.shape)]), [size, ...node.shape]);
  }
  const result = part(batched as Node<"scan">, index);
  return index < loop.attributes.carries ? result : moveAxes(result, 1, 0);
}
