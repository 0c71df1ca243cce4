// Decides which values of a function stay on Wasm's operand stack and which need a local. It changes no meaning: a
// value is taken from the stack only when it lies there in the right order already.
import type { Step } from "./step.ts";
import type { Local } from "./valueTypes.ts";

/** What happens to the result of a step: stored, kept on the stack, stored and kept, or dropped. */
export const fate = { set: 0, keep: 1, tee: 2, drop: 3 } as const;

export interface StackPlan {
  /** Per step: how many leading operands are on the stack already. */
  readonly stacked: Uint8Array;
  /** Per step: the fate of its results, a value of `fate`. */
  readonly fates: Uint8Array;
}

/** How many results are followed at once: more find their place on the stack too seldom to pay for the search. */
const REACH = 8;

/**
 * One pass over the steps with the list of results that may still lie on the stack. A result leaves the list when a
 * step takes it from the top, or, as soon as it is wanted in any other way, by being stored at its definition instead.
 */
export function planStack(steps: readonly Step[], localCount: number): StackPlan {
  const uses = count(steps, (step) => step.operands, localCount);
  const definitions = count(steps, (step) => step.targets, localCount);
  const stacked = new Uint8Array(steps.length);
  const fates = new Uint8Array(steps.length);
  const pending = new PendingResults();
  for (let at = 0; at < steps.length; at++) {
    const { operands, targets, flow } = steps[at] as Step;
    const taken = pending.matchTop(operands);
    stacked[at] = taken;
    for (let i = 0; i < taken; i++) {
      const { index, step } = pending.pop();
      fates[step] = uses[index] === 1 && definitions[index] === 1 ? fate.keep : fate.tee;
    }
    for (const local of operands) pending.forget(local.index);
    for (const local of targets) pending.forget(local.index);
    if (flow !== "straight") pending.clear();
    const [target] = targets;
    if (target === undefined || targets.length !== 1) continue;
    if (uses[target.index] === 0) fates[at] = fate.drop;
    else pending.push(target.index, at);
  }
  return { stacked, fates };
}

/** The results that lie on the stack, or would if nothing comes between, from the bottom up. */
class PendingResults {
  readonly #locals: number[] = [];
  readonly #steps: number[] = [];

  push(local: number, step: number): void {
    this.#locals.push(local);
    this.#steps.push(step);
    if (this.#locals.length > REACH) this.#remove(0);
  }

  pop(): { index: number; step: number } {
    return { index: this.#locals.pop() as number, step: this.#steps.pop() as number };
  }

  clear(): void {
    this.#locals.length = 0;
    this.#steps.length = 0;
  }

  forget(local: number): void {
    const place = this.#locals.indexOf(local);
    if (place >= 0) this.#remove(place);
  }

  /** The largest k such that the k topmost results are the first k operands. */
  matchTop(operands: readonly Local[]): number {
    const size = this.#locals.length;
    for (let k = Math.min(size, operands.length); k > 0; k--) {
      let same = 0;
      while (same < k && this.#locals[size - k + same] === operands[same]?.index) same++;
      if (same === k) return k;
    }
    return 0;
  }

  #remove(place: number): void {
    this.#locals.splice(place, 1);
    this.#steps.splice(place, 1);
  }
}

/** How often each local is named in a role. */
function count(
  steps: readonly Step[],
  role: (step: Step) => readonly Local[],
  localCount: number,
): Uint32Array {
  const counts = new Uint32Array(localCount);
  // Plain loops: this runs once for each instruction of a module, often before the engine has compiled it.
  for (let at = 0; at < steps.length; at++) {
    const locals = role(steps[at] as Step);
    for (let i = 0; i < locals.length; i++) counts[(locals[i] as Local).index]!++;
  }
  return counts;
}
