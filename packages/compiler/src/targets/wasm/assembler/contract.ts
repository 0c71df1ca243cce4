// Contracts a product that is added to something, and used for nothing else, into one multiply-add. It rounds once, or
// twice, as the machine likes; so results agree to rounding, not to the last bit.
import { instructions } from "./instructions.ts";
import type { Step } from "./step.ts";

/** By the instruction that takes the product: which of its operands the product may be, and what they become together. */
const CONTRACTIONS: Readonly<
  Record<
    string,
    { readonly operands: readonly number[]; readonly to: "f64x2.relaxed_madd" | "f64x2.relaxed_nmadd" }
  >
> = {
  "f64x2.add": { operands: [1, 0], to: "f64x2.relaxed_madd" },
  // a - x y; there is no x y - a.
  "f64x2.sub": { operands: [1], to: "f64x2.relaxed_nmadd" },
};

/** How often each local is read, and how often it is assigned. */
function count(steps: readonly Step[], localCount: number) {
  const [reads, assignments] = [new Uint32Array(localCount), new Uint32Array(localCount)];
  for (const { operands, targets } of steps) {
    for (const { index } of operands) reads[index]!++;
    for (const { index } of targets) assignments[index]!++;
  }
  return { reads, assignments };
}

/** The steps with contracted products. Product and sum must lie in one straight run, so that none moves into a loop. */
export function contract(steps: readonly Step[], localCount: number): Step[] {
  const { reads, assignments } = count(steps, localCount);
  const result: (Step | undefined)[] = [];
  /** Where the products of this run are that are read once, with factors that do not change. */
  const products = new Map<number, number>();
  for (const step of steps) {
    if (step.flow !== "straight") products.clear();
    const contraction = Object.hasOwn(CONTRACTIONS, step.text) ? CONTRACTIONS[step.text] : undefined;
    const place = contraction?.operands.find((at) => products.has(step.operands[at]?.index as number));
    if (contraction && place !== undefined) {
      const at = products.get(step.operands[place]?.index as number) as number;
      const { operands: factors } = result[at] as Step;
      result[at] = undefined;
      const { bytes } = instructions[contraction.to];
      const operands = [...factors, ...step.operands.filter((_, i) => i !== place)];
      result.push({ ...step, text: contraction.to, bytes, operands });
      continue;
    }
    const [target] = step.targets;
    const once = target && reads[target.index] === 1 && assignments[target.index] === 1;
    if (step.text === "f64x2.mul" && once && step.operands.every(({ index }) => assignments[index]! <= 1))
      products.set(target.index, result.length);
    result.push(step);
  }
  return result.filter((step) => step !== undefined);
}
