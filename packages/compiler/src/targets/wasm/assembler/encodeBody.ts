// Turns the steps of a function into the bytes of a Wasm code entry: local declarations, then stack-machine code.
import type { ByteWriter as Writer } from "./byteWriter.ts";
import { ByteWriter } from "./byteWriter.ts";
import { assignSlots } from "./localSlots.ts";
import { planStack } from "./stackPlan.ts";
import type { Step } from "./step.ts";
import type { FunctionRef, Local } from "./valueTypes.ts";
import { valueTypeBytes } from "./valueTypes.ts";

const localGet = 0x20;
const localSet = 0x21;
const localTee = 0x22;
const drop = 0x1a;
const end = 0x0b;

export function encodeBody(
  parameters: readonly Local[],
  steps: readonly Step[],
  functionIndex: (fn: FunctionRef) => number,
): Writer {
  const plan = planStack(steps);
  const slots = assignSlots(parameters, steps, plan);
  const writer = new ByteWriter().u32(slots.declared.length);
  for (const { type, count } of slots.declared) writer.u32(count).byte(valueTypeBytes[type]);
  steps.forEach((step, at) => {
    for (const operand of step.operands.slice(plan.stacked[at]))
      writer.byte(localGet).u32(slots.indexOf(operand));
    writer.byte(...step.bytes);
    if (step.callee !== undefined) writer.u32(functionIndex(step.callee));
    const result = plan.results[at];
    if (result === "drop") writer.byte(drop);
    else if (result !== "keep") {
      const opcode = result === "tee" ? localTee : localSet;
      for (const target of [...step.targets].reverse()) writer.byte(opcode).u32(slots.indexOf(target));
    }
  });
  return writer.byte(end);
}
