// Pass: cuts the loops of dear kernels into parts that several threads can take. Where to cut depends on extents and cost
// alone, not on the number of threads, so that the order of summation is the same for any number.
import { sizeOf } from "../program/shape.ts";
import { kernelCost } from "./kernelCost.ts";
import {
  FEWEST_PARTS,
  MOST_PARTS,
  PART_GRAIN,
  PART_OPERATIONS,
  TERMS_PER_TOTAL,
  WIDE_LOOP,
  WORTH_THREADS,
} from "./limits.ts";
import type { Kernel, Partition, Phase, Root, RootKind } from "./schedule.ts";

/** What becomes of a root when a loop around it is cut: parts write elements of their own, or totals that are added later. */
const IN_PARTS: Readonly<Record<RootKind, "elements" | "totals" | "never">> = {
  store: "elements",
  inLoop: "elements",
  accumulate: "totals",
  accumulateMany: "totals",
  scatter: "totals",
  routine: "never",
  scan: "never",
  part: "never",
};

/** Whether a root leaves totals of each part, which must be combined. */
export function leavesTotals({ kind }: Root): boolean {
  return IN_PARTS[kind] === "totals";
}

/** How many parts a root can be in, before setting up and combining their totals costs more than it is worth. */
function mostParts(root: Root): number {
  const how = IN_PARTS[root.kind];
  if (how === "never") return 0;
  if (how === "elements") return MOST_PARTS;
  return Math.floor(sizeOf(root.space) / (TERMS_PER_TOTAL * sizeOf(root.node.shape)));
}

/** Among the numbers of parts from half of `most`, that which leaves least of the loop over; of equals the largest. */
function evenest(grains: number, most: number): number {
  let best = most;
  for (let count = most; 2 * count > most; count--) if (grains % count < grains % best) best = count;
  return best;
}

function partition(kernel: Kernel, operations: number): Partition | undefined {
  const { loops, roots } = kernel;
  const last = loops.length - 1;
  const loop = (loops[0] ?? 0) >= WIDE_LOOP ? 0 : last;
  const grain = loop === last ? PART_GRAIN : 1;
  const grains = Math.floor((loops[loop] ?? 0) / grain);
  const most = Math.min(
    MOST_PARTS,
    grains,
    Math.floor(operations / PART_OPERATIONS),
    ...roots.map(mostParts),
  );
  if (operations < WORTH_THREADS || most < FEWEST_PARTS) return undefined;
  const count = evenest(grains, most);
  return { loop, count, length: grain * Math.floor(grains / count) };
}

/** The phase with a partition for every kernel that is worth one. */
export function inParts(phase: Phase): Phase {
  const stored = new Set([
    ...phase.ready,
    ...phase.kernels.flatMap(({ roots }) => roots.map(({ node }) => node)),
  ]);
  const kernels = phase.kernels.map((kernel) => {
    const { operations } = kernelCost(kernel, (node) => stored.has(node));
    const found = partition(kernel, operations);
    return found ? { ...kernel, partition: found } : kernel;
  });
  return { ...phase, kernels };
}
