// Turns the steps of a function into the bytes of a Wasm code entry: local declarations, then stack-machine code.
import { ByteWriter } from "./byteWriter.ts";
import { assignSlots } from "./localSlots.ts";
import { fate, planStack } from "./stackPlan.ts";
import type { Step } from "./step.ts";
import { type FunctionRef, type Local, valueTypeBytes } from "./valueTypes.ts";

const localGet = 0x20;
const localSet = 0x21;
const localTee = 0x22;
const drop = 0x1a;
const end = 0x0b;

/** A function as the encoder sees it; locals are numbered from 0 to localCount - 1, parameters first. */
export interface BodySource {
  readonly parameters: readonly Local[];
  readonly localCount: number;
  steps(): Step[];
}

export function encodeBody(source: BodySource, functionIndex: (fn: FunctionRef) => number): ByteWriter {
  const { parameters, localCount } = source;
  const steps = source.steps();
  const plan = planStack(steps, localCount);
  const { declared, indexOf } = assignSlots(parameters, steps, plan, localCount);
  const writer = new ByteWriter().u32(declared.length);
  for (const { type, count } of declared) writer.u32(count).byte(valueTypeBytes[type]);
  steps.forEach(({ operands, bytes, callee, targets }, at) => {
    for (let i = plan.stacked[at] as number; i < operands.length; i++) {
      writer.byte(localGet).u32(indexOf(operands[i] as Local));
    }
    writer.raw(bytes);
    if (callee !== undefined) writer.u32(functionIndex(callee));
    const result = plan.fates[at];
    if (result === fate.drop) writer.byte(drop);
    else if (result !== fate.keep) {
      const opcode = result === fate.tee ? localTee : localSet;
      for (let i = targets.length - 1; i >= 0; i--) writer.byte(opcode).u32(indexOf(targets[i] as Local));
    }
  });
  return writer.byte(end);
}
