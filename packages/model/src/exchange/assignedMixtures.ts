// A model's log density with its mixtures' labels given instead of summed out. The labels' source is not here.
import {
  capturing,
  dataTensor,
  isKnown,
  type Program,
  programOf,
  sizeOf,
  tensorOf,
  valuesOf,
} from "@nutmeg-ppl/compiler";
import { type Distribution, ExpandedDistribution, MixtureSameFamily } from "@nutmeg-ppl/distributions";
import * as tf from "@tensorflow/tfjs-core";
import { sampleSites, total } from "../density/siteTerms.ts";
import type { UnconstrainedModel } from "../density/unconstrainedModel.ts";
import type { SampleSite } from "../effects/message.ts";

/** An observed mixture: its points and the data input that says which component each belongs to. */
export interface AssignedMixture {
  readonly site: string;
  /** The name of the data input: numbers [points, components], row-major, one 1 per row. */
  readonly input: string;
  readonly components: number;
  readonly numPoints: number;
  /** Coordinates of a point. */
  readonly dimension: number;
  /** [numPoints, dimension], row-major. */
  readonly points: Float64Array;
}

export interface AssignedMixtures {
  /** Output "logDensity", with the parameters and data of the model's own program, and an input for each mixture. */
  readonly program: Program;
  readonly mixtures: readonly AssignedMixture[];
}

/** The sites where a MixtureSameFamily is observed, in plates or not. */
export function observedMixtures(
  model: UnconstrainedModel,
): { readonly site: SampleSite; readonly mixture: MixtureSameFamily }[] {
  return sampleSites(model.trace).flatMap((site) => {
    const mixture = mixtureOf(site.distribution);
    return mixture && site.isObserved && isKnown(site.value) ? [{ site, mixture }] : [];
  });
}

/** Undefined when the model observes no MixtureSameFamily. */
export function assignedMixtures(model: UnconstrainedModel): AssignedMixtures | undefined {
  const found = observedMixtures(model);
  if (found.length === 0) return undefined;
  const kept = [...model.siteTable.outputs].filter(([name]) => !found.some(({ site }) => site.name === name));
  const mixtures = found.map(({ site, mixture }) => describe(site, mixture));
  const terms = capturing(() => [
    ...kept.map(([, node]) => tensorOf(node)),
    ...found.map(({ site, mixture }, i) => assignedTerm(site, mixture, mixtures[i]!)),
  ]);
  return { program: programOf({ logDensity: total(terms) }), mixtures };
}

/** Plates expand a mixture to their size; nothing else may be around it. */
function mixtureOf(distribution: Distribution): MixtureSameFamily | undefined {
  if (distribution instanceof ExpandedDistribution) return mixtureOf(distribution.base);
  return distribution instanceof MixtureSameFamily ? distribution : undefined;
}

function describe(site: SampleSite, mixture: MixtureSameFamily): AssignedMixture {
  const numPoints = sizeOf(site.value.shape.slice(0, site.value.rank - mixture.eventDim));
  return {
    site: site.name,
    input: `assignment|${site.name}`,
    components: mixture.mixingDistribution.size,
    numPoints,
    dimension: sizeOf(mixture.eventShape),
    points: valuesOf(site.value),
  };
}

/** The log densities of the points in their own components. */
function assignedTerm(
  site: SampleSite,
  mixture: MixtureSameFamily,
  { input, components, numPoints }: AssignedMixture,
): tf.Tensor {
  const perComponent = mixture.componentLogProbs(site.value);
  const zeros = new Float64Array(numPoints * components);
  const assignment = tf.reshape(dataTensor(input, zeros, [numPoints, components]), perComponent.shape);
  const inOwn = tf.sum(tf.mul(assignment, perComponent), -1);
  return tf.sum(site.scale ? tf.mul(inOwn, site.scale) : inOwn);
}
