// The elements of a root at one position of the loops: index tuples of its space.
import type { Root } from "../../../schedule/schedule.ts";
import { constantIndex, type Index } from "../indexExpression.ts";
import { tuples } from "../tuples.ts";

/** Every tuple of the axes that are not loops, each completed by the indices of the loops, the root's own last. */
export function elementIndices({ space, loopAxes, innerAxes }: Root, loops: readonly Index[]): Index[][] {
  const looped = [...loopAxes, ...innerAxes];
  const written = [...space.keys()].filter((axis) => !looped.includes(axis));
  return tuples(written.map((axis) => space[axis] as number)).map((tuple) =>
    space.map((_, axis) => {
      const loop = looped.indexOf(axis);
      return loop >= 0 ? (loops[loop] as Index) : constantIndex(tuple[written.indexOf(axis)] as number);
    }),
  );
}
