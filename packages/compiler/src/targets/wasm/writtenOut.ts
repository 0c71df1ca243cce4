// A short reduction, written out term by term where its value is wanted.
import type { Node } from "../../program/node.ts";
import { reducedAxes } from "../../schedule/classify.ts";
import type { Emitter, Local } from "./assembler/index.ts";
import { type Bundle, forEachCopy } from "./bundle.ts";
import type { Elements } from "./elements.ts";
import { constantIndex, type Index } from "./indexExpression.ts";
import { reducers } from "./reducers.ts";
import { tuples } from "./tuples.ts";

/** Sums that run side by side, copies of the loop body counted, so that additions do not wait for one another. */
const CHAINS = 4;

/** The element of a reduction: totals that each term is added to as soon as it is made, so that few are in registers. */
export function writtenOut(values: Elements, node: Node, indices: readonly Index[], e: Emitter): Bundle {
  const input = node.inputs[0] as Node;
  const axes = reducedAxes(node);
  const reducer = reducers[node.op as keyof typeof reducers];
  const combine = (total: Local, element: Local) => reducer.combine(e, total, element);
  const totals = new Map<number, Bundle>();
  tuples(axes.map((axis) => input.shape[axis] as number)).forEach((tuple, term) => {
    let kept = 0;
    const at = input.shape.map((_, axis) => {
      const position = axes.indexOf(axis);
      return position >= 0 ? constantIndex(tuple[position] as number) : (indices[kept++] as Index);
    });
    const element = values.element(input, at);
    const chain = term % Math.max(1, CHAINS / element.length);
    const total = totals.get(chain);
    totals.set(chain, total ? forEachCopy([total, element], combine) : element);
  });
  if (totals.size === 0) return [reducer.finish(e, reducer.identity(e))];
  return forEachCopy([...totals.values()], (...chains: Local[]) =>
    reducer.finish(e, reducer.fold(e, chains)),
  );
}
