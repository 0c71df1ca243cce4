// Pearson's chi-square test of counts against probabilities.
import { gammainc, valuesOf } from "@nutmeg-ppl/compiler";

/** Cells are joined until they expect this many. */
const LEAST_EXPECTED = 10;

/** What the probabilities may miss of 1 by rounding. */
const IMPOSSIBLE = 1e-9;

/**
 * The p-value of "these counts come from these probabilities". What the probabilities leave of 1 forms a cell of its own.
 */
export function chiSquare(counts: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  const total = Array.from(counts).reduce((a, b) => a + b, 0);
  const cells: [observed: number, expected: number][] = [];
  let open: [number, number] = [0, 0];
  Array.from(probabilities).forEach((p, k) => {
    open = [open[0] + (counts[k] ?? 0), open[1] + total * p];
    if (open[1] >= LEAST_EXPECTED) {
      cells.push(open);
      open = [0, 0];
    }
  });
  const expected = cells.reduce((sum, cell) => sum + cell[1], 0);
  const rest = total - cells.reduce((sum, cell) => sum + cell[0], 0);
  if (rest > open[0] && total - expected - open[1] < IMPOSSIBLE * total) return 0;
  cells.push([rest, Math.max(total - expected, IMPOSSIBLE)]);
  const last = cells.at(-1) as [number, number];
  if (last[1] < LEAST_EXPECTED && cells.length > 1) {
    cells.pop();
    const joined = cells.at(-1) as [number, number];
    joined[0] += last[0];
    joined[1] += last[1];
  }
  if (cells.length === 1) return (cells[0] as [number, number])[0] === total ? 1 : 0;
  const statistic = cells.reduce((sum, [o, e]) => sum + (o - e) ** 2 / e, 0);
  return 1 - (valuesOf(gammainc((cells.length - 1) / 2, statistic / 2))[0] as number);
}
