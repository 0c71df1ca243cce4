// The order in which rows lie in memory so that code may take several of one group at a time. Plain arithmetic, without memory.

export interface RowPlaces {
  /** For each row, where it lies. */
  readonly place: Int32Array;
  /** The rows that lie before this one are in rounds of one group each; the others may be of any. */
  readonly whole: number;
}

/** The rows of each group, in their order: group g has rows[ends[g - 1]] up to rows[ends[g] - 1]. */
function rowsByGroup(groups: ArrayLike<number>): { rows: Int32Array; ends: Int32Array } {
  let last = -1;
  for (let row = 0; row < groups.length; row++) last = Math.max(last, groups[row]!);
  const ends = new Int32Array(last + 1);
  for (let row = 0; row < groups.length; row++) ends[groups[row]!]!++;
  for (let group = 1; group <= last; group++) ends[group]! += ends[group - 1]!;
  const rows = new Int32Array(groups.length);
  const next = ends.slice();
  for (let row = groups.length - 1; row >= 0; row--) rows[--next[groups[row]!]!] = row;
  return { rows, ends };
}

/**
 * Whole rounds of rows of one group come first, then what is left. Groups take turns, a round or a row each, so that
 * neighbours are of different groups while there are several: sums by group then need not wait for one another.
 * @param groups the group of each row, a whole number that is not negative
 * @param round how many rows a round has
 */
export function roundsOfOneGroup(groups: ArrayLike<number>, round: number): RowPlaces {
  const { rows, ends } = rowsByGroup(groups);
  const taken = Int32Array.from(ends, (_, group) => ends[group - 1] ?? 0);
  const place = new Int32Array(groups.length);
  let next = 0;
  const deal = (size: number): void => {
    const has = (group: number): boolean => ends[group]! - taken[group]! >= size;
    let dealt = [...ends.keys()].filter(has);
    while (dealt.length > 0) {
      for (const group of dealt) for (let i = 0; i < size; i++) place[rows[taken[group]!++]!] = next++;
      dealt = dealt.filter(has);
    }
  };
  deal(round);
  const whole = next;
  deal(1);
  return { place, whole };
}
