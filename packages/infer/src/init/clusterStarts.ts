// Positions at which each component of a model's mixtures fits a cluster of the data.
import { foldIn } from "@nutmeg-ppl/compiler/random";
import { instantiateDensity } from "@nutmeg-ppl/compiler/runtime";
import { type AssignedMixture, assignedMixtures, type UnconstrainedModel } from "@nutmeg-ppl/model";
import { lbfgs } from "../pathfinder/lbfgs.ts";
import type { LastArtifact } from "../targets/lastArtifact.ts";
import { clusters } from "./clusters.ts";
import { startSearch } from "./startSearch.ts";
import { uniformStarts } from "./uniformStarts.ts";

/** Steps of a fit: it need not be exact, since something better goes on from it. */
const FIT_ITERATIONS = 50;

/**
 * Makes a function from keys to positions: clusters by k-means, then the climb to a mode of the density whose points'
 * labels are those of the clusters, which is a step of EM done by gradients. Undefined for a model that observes no
 * MixtureSameFamily.
 *
 * @param last keeps the code for later runs with data of the same shapes
 */
export async function clusterStarts(
  model: UnconstrainedModel,
  last: LastArtifact,
): Promise<((key: Uint32Array) => Float64Array) | undefined> {
  const assigned = assignedMixtures(model);
  if (!assigned) return undefined;
  const { program, mixtures } = assigned;
  const parameters = model.sites.map(({ name, unconstrainedShape }) => ({ name, shape: unconstrainedShape }));
  const artifact = last.of(program, model.data, { gradientOf: "logDensity", parameters });
  const density = await instantiateDensity(artifact);
  const anywhere = uniformStarts(model.dimension, 1);
  return (key) => {
    mixtures.forEach((mixture, i) => {
      density.executable.setData(mixture.input, assignment(foldIn(key, i + 1), mixture));
    });
    const search = startSearch(foldIn(key, 0), density, anywhere);
    if (!search.found) return anywhere(key);
    return lbfgs(density, search.start, { maxIterations: FIT_ITERATIONS }).top.position;
  };
}

function assignment(
  key: Uint32Array,
  { points, dimension, components, numPoints }: AssignedMixture,
): Float64Array {
  const chosen = new Float64Array(numPoints * components);
  clusters(key, points, dimension, components).forEach((cluster, i) => {
    chosen[i * components + cluster] = 1;
  });
  return chosen;
}
