// Starts every chain in the mode that holds the most posterior mass, of those that several climbs find.
import type { InitStrategy, Starter } from "@nutmeg-ppl/model";
import { drawsOf } from "../pathfinder/climbToNormal.ts";
import { LastArtifact } from "../targets/lastArtifact.ts";
import { clusterStarts } from "./clusterStarts.ts";
import { findModes } from "./findModes.ts";
import { uniformStarts } from "./uniformStarts.ts";

/**
 * Climbs to modes from at least 8 places, near the clusters of the data where the model observes a mixture and uniform in
 * (-2, 2) of unconstrained space; compares the modes' masses; and starts each chain at its own draw from a normal
 * approximation to the largest. Chains that start in one mode cannot show that there are others: those that were found
 * are reported after the run. The default for mixtures. Costs about a thousand evaluations.
 */
export function initToMode(): InitStrategy {
  const last = new LastArtifact();
  return async (model, { density, key }) => {
    const anywhere = uniformStarts(model.dimension);
    const nearData = await clusterStarts(model, last);
    const search = findModes(key.words(), density, nearData ? [nearData, anywhere] : [anywhere]);
    const best = search?.modes[0];
    if (!search || !best) return (chainKey) => anywhere(chainKey.words());
    const start = (chainKey: { words(): Uint32Array }) =>
      best.normal
        ? drawsOf(chainKey.words(), density, best.normal.approximation, 1)[0]!.position
        : best.top.slice();
    const modes = search.modes.map(({ logDensity, elbo, climbs }) => ({ logDensity, elbo, climbs }));
    return Object.assign(start, { modes }) satisfies Starter;
  };
}
