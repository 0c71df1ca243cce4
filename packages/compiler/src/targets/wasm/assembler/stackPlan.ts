// Decides which values of a function stay on Wasm's operand stack and which need a local. It changes no meaning: a
// value is taken from the stack only when it lies there in the right order already.
import type { Step } from "./step.ts";
import type { Local } from "./valueTypes.ts";

/** How many results are followed at once: more find their place on the stack too seldom to pay for the search. */
const reach = 16;

export interface StackPlan {
  /** Per step: how many leading operands are on the stack already. */
  readonly stacked: Uint32Array;
  /** Per step: what happens to its single result: kept on the stack, copied to its local and kept, stored, or dropped. */
  readonly results: readonly ("keep" | "tee" | "set" | "drop")[];
}

interface Pending {
  readonly local: Local;
  readonly step: number;
}

/**
 * One pass over the steps with the list of results that may still lie on the stack. A result leaves the list when a
 * step takes it from the top, or, as soon as it is wanted in any other way, by being stored at its definition instead.
 */
export function planStack(steps: readonly Step[]): StackPlan {
  const uses = count(steps, "operands");
  const definitions = count(steps, "targets");
  const stacked = new Uint32Array(steps.length);
  const results: ("keep" | "tee" | "set" | "drop")[] = steps.map(() => "set");
  let pending: Pending[] = [];
  steps.forEach((step, index) => {
    const taken = takeFromTop(pending, step.operands);
    stacked[index] = taken;
    for (const { local, step: at } of pending.splice(pending.length - taken, taken)) {
      results[at] = uses.get(local) === 1 && definitions.get(local) === 1 ? "keep" : "tee";
    }
    pending = pending.filter(({ local }) => !step.operands.includes(local) && !step.targets.includes(local));
    if (step.flow !== "straight") pending = [];
    const [target] = step.targets;
    if (target === undefined || step.targets.length !== 1) return;
    if (!uses.has(target)) results[index] = "drop";
    else if (pending.push({ local: target, step: index }) > reach) pending.shift();
  });
  return { stacked, results };
}

/** The largest k such that the last k pending values are the first k operands. */
function takeFromTop(pending: readonly Pending[], operands: readonly Local[]): number {
  for (let k = Math.min(pending.length, operands.length); k > 0; k--) {
    const base = pending.length - k;
    if (operands.slice(0, k).every((operand, i) => pending[base + i]?.local === operand)) return k;
  }
  return 0;
}

function count(steps: readonly Step[], role: "operands" | "targets"): Map<Local, number> {
  const counts = new Map<Local, number>();
  for (const step of steps) for (const local of step[role]) counts.set(local, (counts.get(local) ?? 0) + 1);
  return counts;
}
