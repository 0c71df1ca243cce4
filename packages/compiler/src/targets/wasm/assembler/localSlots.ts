// Gives locals their final indices: temporaries that live in one straight run of code share slots, the rest get their
// own, and values that stay on the stack get none. Fewer slots make the engine's baseline code smaller and quicker.
import type { StackPlan } from "./stackPlan.ts";
import type { Step } from "./step.ts";
import type { Local, ValueType } from "./valueTypes.ts";

const types: readonly ValueType[] = ["i32", "i64", "f64", "v128"];

interface Life {
  /** Straight runs are numbered; a local that appears in two, or is read before it is set, is no temporary. */
  readonly run: number;
  temporary: boolean;
  last: number;
}

export interface LocalSlots {
  /** Declarations in order: how many locals of each type follow the parameters. */
  readonly declared: readonly { readonly type: ValueType; readonly count: number }[];
  readonly indexOf: (local: Local) => number;
}

export function assignSlots(
  parameters: readonly Local[],
  steps: readonly Step[],
  plan: StackPlan,
): LocalSlots {
  const lives = findLives(steps);
  const slots = new Map<Local, number>();
  const counts: Record<ValueType, number> = { i32: 0, i64: 0, f64: 0, v128: 0 };
  const free: Record<ValueType, number[]> = { i32: [], i64: [], f64: [], v128: [] };
  const fixed = new Set(parameters);
  const release = (local: Local, at: number) => {
    const slot = slots.get(local);
    const life = lives.get(local);
    if (slot === undefined || life === undefined || !life.temporary || life.last !== at) return;
    if (!free[local.type].includes(slot)) free[local.type].push(slot);
  };
  const place = (local: Local) => {
    if (fixed.has(local) || slots.has(local)) return;
    const reused = lives.get(local)?.temporary ? free[local.type].pop() : undefined;
    slots.set(local, reused ?? counts[local.type]++);
  };
  steps.forEach((step, at) => {
    step.operands.forEach((local, i) => {
      if (i >= (plan.stacked[at] ?? 0)) place(local);
    });
    for (const local of step.operands) release(local, at);
    const result = plan.results[at];
    if (result !== "keep" && result !== "drop") for (const local of step.targets) place(local);
    for (const local of step.targets) release(local, at);
  });
  return numberSlots(parameters, slots, counts);
}

function findLives(steps: readonly Step[]): Map<Local, Life> {
  const lives = new Map<Local, Life>();
  let run = 0;
  const touch = (local: Local, at: number, isSet: boolean) => {
    const life = lives.get(local);
    if (life === undefined) lives.set(local, { run, temporary: isSet, last: at });
    else {
      if (life.run !== run) life.temporary = false;
      life.last = at;
    }
  };
  steps.forEach((step, at) => {
    for (const local of step.operands) touch(local, at, false);
    if (step.flow !== "straight") run++;
    for (const local of step.targets) touch(local, at, true);
  });
  return lives;
}

function numberSlots(
  parameters: readonly Local[],
  slots: ReadonlyMap<Local, number>,
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
    indexOf: (local) => {
      const slot = slots.get(local);
      return slot === undefined ? local.index : start[local.type] + slot;
    },
  };
}
