// Emits a kernel in parts: a function that takes parts while there are any, which all threads run, and the code around it,
// which begins the round, does what is left over of the loop, takes parts like the others, and combines their totals.
import { leavesTotals } from "../../../schedule/partition.ts";
import type { Kernel, Partition } from "../../../schedule/schedule.ts";
import { emitKernel } from "../emitKernel.ts";
import { constantIndex, loopIndex, scaleIndex } from "../indexExpression.ts";
import { LoopNest } from "../loopNest.ts";
import type { Values } from "../values.ts";
import type { Dispatch } from "./dispatch.ts";
import { PartialTotals } from "./partialTotals.ts";
import { PartValues } from "./partValues.ts";

/** The loop over parts is the outermost of the function. */
const PART = loopIndex(1);

export function emitInParts(
  values: Values,
  kernel: Kernel,
  { loop, count, length }: Partition,
  dispatch: Dispatch,
): void {
  const { memory, nest } = values;
  const rest = (kernel.loops[loop] as number) - count * length;
  const totals = kernel.roots
    .filter(leavesTotals)
    .map(({ node }) => new PartialTotals(memory, node, count + Math.sign(rest)));
  const stored = values.spillAll();

  const { fn, kernel: number } = dispatch.defineWork();
  const partNest = new LoopNest(fn.body);
  const ofPart = new PartValues(values, partNest, stored, { index: PART, count });
  for (const total of totals) total.openPart(memory, PART);
  partNest.openTaken(
    count,
    (e) => dispatch.take(e, fn.parameters[0]!, count),
    () => {
      emitKernel(ofPart, kernel, { loop, start: scaleIndex(PART, length), length });
      dispatch.finish(partNest.innermost.emitter, count);
    },
  );

  const { emitter: e } = nest.innermost;
  const round = dispatch.launch(e, number);
  if (rest > 0) {
    for (const total of totals) total.openPart(memory, constantIndex(count));
    const ofRest = new PartValues(values, nest, stored);
    emitKernel(ofRest, kernel, { loop, start: constantIndex(count * length), length: rest });
  }
  e.call(fn, round);
  dispatch.join(e, count);
  for (const total of totals) total.combine(values);
  for (const root of kernel.roots) if (!leavesTotals(root)) values.markStored(root.node);
}
