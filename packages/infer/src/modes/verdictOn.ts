// The modes of a run in words: what is wrong, and what to do about it.
import type { ChainModes, ModeOfChains } from "./chainModes.ts";
import { gap, type Quantity } from "./quantities.ts";

const RHAT_LIMIT = 1.01;

/** Undefined when nothing is wrong. */
export function verdictOn(
  { modes, worst, unvisited }: Omit<ChainModes, "verdict">,
  quantities: readonly Quantity[],
): string | undefined {
  const parts: string[] = [];
  if (modes.length > 1) parts.push(apart(modes, quantities));
  else if (modes.some(({ chains }) => chains.length > 1) && worst && worst.rhat > RHAT_LIMIT)
    parts.push(slow(worst));
  if (unvisited.length > 0) parts.push(passedOver(unvisited));
  return parts.length > 0 ? parts.join("\n") : undefined;
}

function apart(modes: readonly ModeOfChains[], quantities: readonly Quantity[]): string {
  const highest = modes[0]!;
  const lines = modes.map((mode, i) => {
    const below = i === 0 ? "the highest" : `lower by ${(highest.logDensity - mode.logDensity).toFixed(1)}`;
    return `  ${named(mode.chains)}: mean log density ${mode.logDensity.toFixed(1)}, ${below}; ${marks(mode, modes, quantities)}`;
  });
  const count = `The chains are in ${modes.length} modes and never met, so that their draws together describe nothing:`;
  return [count, ...lines, advice(modes)].join("\n");
}

/** The two quantities in which a mode is farthest from the others, with its means. */
function marks(mode: ModeOfChains, modes: readonly ModeOfChains[], quantities: readonly Quantity[]): string {
  const own = mode.chains[0]!;
  const others = modes.filter((other) => other !== mode).map(({ chains }) => chains[0]!);
  return quantities
    .map((quantity) => ({
      name: quantity.name,
      mean: quantity.moments.get(own)?.mean ?? NaN,
      distance: Math.max(...others.map((other) => gap(quantity, own, other))),
    }))
    .sort((a, b) => b.distance - a.distance)
    .slice(0, 2)
    .map(({ name, mean }) => `${name} = ${Number(mean.toPrecision(3))}`)
    .join(", ");
}

/** Differences of mean log density that a mode's shape, or chance, may make. */
const SIMILAR = 5;

function advice(modes: readonly ModeOfChains[]): string {
  const [highest, second] = modes as [ModeOfChains, ModeOfChains];
  const low = modes.filter(({ logDensity }) => highest.logDensity - logDensity > SIMILAR);
  if (highest.logDensity - second.logDensity > SIMILAR) {
    return (
      `The modes of ${named(low.flatMap(({ chains }) => chains))} hold next to none of the posterior: those chains are stuck. ` +
      "Start all in the highest mode with initStrategy: initToMode(), or near it with initToValue, and run again."
    );
  }
  return (
    "Modes of similar log density may be one solution under different names: then fix the names, by an ordered site " +
    "or unequal priors. Otherwise the posterior has several modes, and how much each holds is not to be had from these chains."
  );
}

function slow({ name, rhat }: { readonly name: string; readonly rhat: number }): string {
  return (
    `R-hat of ${name} is ${rhat.toFixed(3)}: the chains overlap, but have not mixed. ` +
    "Run them longer, raise targetAcceptProb, or reparameterize."
  );
}

function passedOver(unvisited: ChainModes["unvisited"]): string {
  const shares = unvisited.map(
    ({ share, logDensity }) => `about ${(100 * share).toFixed(0)} % (log density ${logDensity.toFixed(1)})`,
  );
  return (
    `All chains were started in the largest mode found. Another holds ${shares.join(", another ")} of the posterior ` +
    "by a rough estimate, and no chain shows it. See initToPathfinder() for starts in all of them."
  );
}

function named(chains: readonly number[]): string {
  return `${chains.length === 1 ? "chain" : "chains"} ${chains
    .map((chain) => chain + 1)
    .sort((a, b) => a - b)
    .join(", ")}`;
}
