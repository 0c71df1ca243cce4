// Starts that look at the data, for mixtures.
import { UsageError } from "@nutmeg-ppl/compiler";
import type { InitStrategy } from "@nutmeg-ppl/model";
import { LastArtifact } from "../targets/lastArtifact.ts";
import { clusterStarts } from "./clusterStarts.ts";

/**
 * Starts at the posterior mode given labels for a mixture's points: the clusters that k-means finds in each observed
 * MixtureSameFamily, numbered along the first coordinate. Every chain has clusters of its own, which may lie near
 * different modes; `initToMode`, the default for mixtures, compares several.
 *
 * @throws UsageError, when the run begins, for a model that observes no MixtureSameFamily.
 */
export function initToClusters(): InitStrategy {
  const last = new LastArtifact();
  return async (model) => {
    const starts = await clusterStarts(model, last);
    if (starts) return (key) => starts(key.words());
    throw new UsageError(
      "initToClusters: the model observes no MixtureSameFamily. initToMode() and initToPathfinder() need none.",
    );
  };
}
