// Draws of chains that stopped at different places, as a table of equally many draws of some of them; and in words what
// is missing. Diagnostics compare chains draw by draw, so they need such a table.

/** The first `length` draws of each of `chains` (counted from 0, in order). */
export interface Rectangle {
  readonly chains: readonly number[];
  readonly length: number;
}

/** The rectangle that holds most draws: chains too short for it are left out, longer ones cut. */
export function largestRectangle(counts: readonly number[]): Rectangle {
  let best: Rectangle = { chains: [], length: 0 };
  for (const length of new Set(counts)) {
    const chains = counts.flatMap((count, chain) => (count >= length ? [chain] : []));
    const draws = length * chains.length - best.length * best.chains.length;
    if (draws > 0 || (draws === 0 && chains.length > best.chains.length && length > 0))
      best = { chains, length };
  }
  return best;
}

/** "1", "1 and 3", "1, 2 and 4": as users count chains. */
function listOf(chains: readonly number[]): string {
  const numbers = chains.map((chain) => chain + 1);
  return numbers.length < 2 ? numbers.join("") : `${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
}

const nameOf = (chains: readonly number[]): string =>
  chains.length === 1 ? `chain ${listOf(chains)}` : `chains ${listOf(chains)}`;

/** What a run has not drawn and what its tables show; undefined when nothing is missing. */
export function whatIsMissing(counts: readonly number[], wanted: readonly number[]): string | undefined {
  const short = counts.flatMap((count, chain) => (count < (wanted[chain] ?? 0) ? [chain] : []));
  if (short.length === 0) return undefined;
  const lacking = [...new Set(short.map((chain) => counts[chain] ?? 0))].map((count) => {
    const those = short.filter((chain) => counts[chain] === count);
    return `${nameOf(those)} ${those.length === 1 ? "has" : "have"} ${count === 0 ? "none" : count} of ${wanted[those[0] ?? 0]} draws`;
  });
  const { chains, length } = largestRectangle(counts);
  const shown =
    length === 0
      ? "There are no draws to show."
      : `Tables and draws by chain are of the first ${length} draws of ${nameOf(chains)}.`;
  return `The run is incomplete: ${lacking.join(", ")}. ${shown}`;
}
