// Starts that Pathfinder draws.

import { uniformStream } from "@nutmeg-ppl/compiler/random";
import type { InitStrategy } from "@nutmeg-ppl/model";
import { multiPathfinder, type PathfinderOptions } from "../pathfinder/multiPathfinder.ts";
import { uniformStarts } from "./uniformStarts.ts";

/**
 * Starts each chain at a draw of multi-path Pathfinder, from climbs that all chains share. Good where uniform starts are
 * far from the posterior and warmup is slow to get there; see `pathfinder` for the draws themselves.
 */
export function initToPathfinder(options: PathfinderOptions = {}): InitStrategy {
  return (model, { density, key }) => {
    const { positions, numDraws } = multiPathfinder(
      key.words(),
      density,
      uniformStarts(model.dimension),
      options,
    );
    return (chainKey) => {
      const row = Math.floor(uniformStream(chainKey.words())() * numDraws);
      return positions.slice(row * model.dimension, (row + 1) * model.dimension);
    };
  };
}
