// Walks a model's latent sites in order, giving each a value in unconstrained space, and collects the position.
import { asTensor, type RandomKey } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import { atSite } from "../effects/atSite.ts";
import type { SampleMessage } from "../effects/message.ts";
import { seed } from "../handlers/seed.ts";
import { substitute } from "../handlers/substitute.ts";
import { withoutValidation } from "../handlers/withoutValidation.ts";
import { type LatentSpace, latentSpace } from "./latentSpace.ts";
import type { UnconstrainedModel } from "./unconstrainedModel.ts";

/** A latent site as a chooser of values sees it: its prior, given the values chosen for earlier sites. */
export interface OpenSite extends LatentSpace {
  readonly name: string;
  readonly message: SampleMessage;
  /** The site's own key, absent when the walk has none. */
  readonly key: RandomKey | undefined;
}

/** The unconstrained values of a site, row-major: as many as its unconstrained shape has. */
export type ChooseUnconstrained = (site: OpenSite) => Float64Array;

/** Runs the model with the chosen values and returns the position that they make. */
export function fillLatents(
  model: UnconstrainedModel,
  choose: ChooseUnconstrained,
  key?: RandomKey | undefined,
): Float64Array {
  const position = new Float64Array(model.dimension);
  const places = new Map(model.sites.map((site) => [site.name, site]));
  const run = withoutValidation(model.run);
  const seeded = key ? seed(run, key) : run;
  const filled = substitute(seeded, (site) => {
    const place = places.get(site.name);
    if (site.type !== "sample" || site.value || !place) return undefined;
    const space = latentSpace(site);
    const chosen = choose({ ...space, name: site.name, message: site, key: site.key });
    position.set(chosen, place.offset);
    const input = tf.reshape(asTensor(chosen), [...space.unconstrainedShape]);
    return atSite(site.name, () => space.transform.call(input));
  });
  filled();
  return position;
}
