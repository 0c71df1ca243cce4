// Gives locals their final indices: temporaries that live in one straight run of code share slots, the rest get their
// own, and values that stay on the stack get none. Fewer slots make the engine's baseline code smaller and quicker.
import { fate, type StackPlan } from "./stackPlan.ts";
import type { Step } from "./step.ts";
import type { Local, ValueType } from "./valueTypes.ts";

const types: readonly ValueType[] = ["i32", "i64", "f64", "v128"];
const none = -1;

export interface LocalSlots {
  /** Declarations in order: how many locals of each type follow the parameters. */
  readonly declared: readonly { readonly type: ValueType; readonly count: number }[];
  readonly indexOf: (local: Local) => number;
}

/** By local index: the last step that touches a temporary, or `none` for what is no temporary. */
function lastTouches(steps: readonly Step[], localCount: number): Int32Array {
  const lasts = new Int32Array(localCount).fill(none);
  const runs = new Int32Array(localCount).fill(none);
  const lasting = new Uint8Array(localCount);
  let run = 0;
  // Straight runs are numbered; a local that appears in two, or is read before it is set, is no temporary.
  const touch = (index: number, at: number, isSet: boolean) => {
    if (runs[index] === none) {
      runs[index] = run;
      if (!isSet) lasting[index] = 1;
    } else if (runs[index] !== run) lasting[index] = 1;
    lasts[index] = at;
  };
  steps.forEach((step, at) => {
    for (const { index } of step.operands) touch(index, at, false);
    if (step.flow !== "straight") run++;
    for (const { index } of step.targets) touch(index, at, true);
  });
  return lasts.map((last, index) => (lasting[index] === 1 ? none : last));
}

export function assignSlots(
  parameters: readonly Local[],
  steps: readonly Step[],
  plan: StackPlan,
  localCount: number,
): LocalSlots {
  const lasts = lastTouches(steps, localCount);
  const slots = new Int32Array(localCount).fill(none);
  const counts: Record<ValueType, number> = { i32: 0, i64: 0, f64: 0, v128: 0 };
  const free: Record<ValueType, number[]> = { i32: [], i64: [], f64: [], v128: [] };
  const place = ({ index, type }: Local) => {
    if (index < parameters.length || slots[index] !== none) return;
    slots[index] = (lasts[index] === none ? undefined : free[type].pop()) ?? counts[type]++;
  };
  const release = ({ index, type }: Local, at: number) => {
    if (lasts[index] !== at || slots[index] === none) return;
    free[type].push(slots[index] as number);
    lasts[index] = none;
  };
  steps.forEach(({ operands, targets }, at) => {
    for (let i = plan.stacked[at] as number; i < operands.length; i++) place(operands[i] as Local);
    for (const local of operands) release(local, at);
    const result = plan.fates[at];
    if (result === fate.set || result === fate.tee) for (const local of targets) place(local);
    for (const local of targets) release(local, at);
  });
  return numberSlots(parameters, slots, counts);
}

function numberSlots(
  parameters: readonly Local[],
  slots: Int32Array,
  counts: Readonly<Record<ValueType, number>>,
): LocalSlots {
  const start: Record<ValueType, number> = { i32: 0, i64: 0, f64: 0, v128: 0 };
  let next = parameters.length;
  for (const type of types) {
    start[type] = next;
    next += counts[type];
  }
  return {
    declared: types.filter((type) => counts[type] > 0).map((type) => ({ type, count: counts[type] })),
    indexOf: ({ index, type }) =>
      index < parameters.length ? index : start[type] + (slots[index] as number),
  };
}
