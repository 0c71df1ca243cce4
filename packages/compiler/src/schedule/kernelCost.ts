// What a kernel costs, roughly: how many operations its loops do, and what they read and write. For people, and to decide
// whether several threads are worth waking.

import { isView, priceOf } from "../passes/price.ts";
import type { Node } from "../program/node.ts";
import type { OpName } from "../program/ops.ts";
import { sizeOf } from "../program/shape.ts";
import { isLeaf, reductionLength } from "./classify.ts";
import type { Kernel } from "./schedule.ts";

export interface KernelCost {
  /** In multiplications, of which a logarithm takes 15. */
  readonly operations: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** Operations of an algorithm for each element of its result; the others take one for each element of their input. */
const ALGORITHMS: { readonly [O in OpName]?: (node: Node) => number } = {
  matMul: ({ inputs }) => inputs[0]?.shape.at(-1) as number,
  cholesky: ({ shape }) => (shape.at(-1) as number) / 6,
  triangularSolve: ({ shape }) => (shape.at(-2) as number) / 2,
  choleskyInverse: ({ shape }) => (shape.at(-1) as number) / 3,
  qrFactor: ({ inputs }) => inputs[0]?.shape[0] as number,
};

/** Of a node whose inputs are there: views are free, reductions take one for each term. */
function operationsOf(node: Node): number {
  if (isView(node)) return 0;
  const algorithm = ALGORITHMS[node.op]?.(node);
  if (algorithm !== undefined) return algorithm * sizeOf(node.shape);
  return "axes" in node.attributes
    ? reductionLength(node) * sizeOf(node.shape)
    : priceOf(node) * sizeOf(node.shape);
}

/** Each node once: what roots share is computed together, and what does not vary leaves the loops. */
export function kernelCost({ roots }: Kernel, isStored: (node: Node) => boolean): KernelCost {
  const own = new Set(roots.map(({ node }) => node));
  const seen = new Set<Node>();
  let operations = 0;
  let bytesRead = 0;
  const waiting = [...own];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (!own.has(node) && (isLeaf(node) || isStored(node))) {
      bytesRead += node.op === "iota" ? 0 : 8 * sizeOf(node.shape);
      continue;
    }
    operations += operationsOf(node);
    waiting.push(...node.inputs);
  }
  const written = roots.filter(({ kind }) => kind !== "part" && kind !== "scan");
  const bytesWritten = written.reduce((total, { node }) => total + 8 * sizeOf(node.shape), 0);
  return { operations: Math.round(operations), bytesRead, bytesWritten };
}
