// A long reduction by loops of its own, in the innermost open loop: all of it for each element that is kept.
import type { Node } from "../../program/node.ts";
import { reducedAxes } from "../../schedule/classify.ts";
import { makeAccumulator } from "./accumulator.ts";
import { type Bundle, spread } from "./bundle.ts";
import type { Elements } from "./elements.ts";
import type { Index } from "./indexExpression.ts";

/** Terms that are added to one another before they are added to a total, so that rounds wait less for one another. */
const TERMS = 2;

export function rolled(values: Elements, node: Node, kept: readonly Index[]): Bundle {
  const { nest } = values;
  const input = node.inputs[0] as Node;
  const reduced = reducedAxes(node);
  const course = { totals: nest.copies, rounds: Number.POSITIVE_INFINITY, perRound: TERMS };
  const accumulator = makeAccumulator(node, nest.innermost.emitter, course);
  const extents = reduced.map((axis) => input.shape[axis] as number);
  nest.openInRounds(extents, TERMS, (terms) => {
    const elements = terms.flatMap((inner) => {
      let next = 0;
      const indices = input.shape.map((_, axis) => {
        const position = reduced.indexOf(axis);
        return (position >= 0 ? inner[position] : kept[next++]) as Index;
      });
      return spread(values.element(input, indices), nest.copies);
    });
    const { emitter } = nest.innermost;
    accumulator.add(emitter, elements);
    accumulator.endRound(emitter);
  });
  return accumulator.lanes(nest.innermost.emitter);
}
