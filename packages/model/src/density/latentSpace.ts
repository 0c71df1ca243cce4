// The change of variables of a latent site: its support, and how unconstrained space reaches it.
import { UnsupportedError, UsageError } from "@nutmeg-ppl/compiler";
import { bijectTo, type Constraint, Delta, type Transform } from "@nutmeg-ppl/distributions";
import { atSite } from "../effects/atSite.ts";
import { type SampleMessage, shapeOf } from "../effects/message.ts";

/** A latent site that gradient-based inference can move. */
export interface LatentSpace {
  readonly shape: readonly number[];
  readonly unconstrainedShape: readonly number[];
  readonly support: Constraint;
  readonly transform: Transform;
}

/**
 * How a latent site's support is reached. The support may depend on the values of earlier sites.
 * @throws UnsupportedError for a discrete site, and for a support without a bijection.
 * @throws UsageError for a Delta.
 */
export function latentSpace(message: SampleMessage): LatentSpace {
  const { name, distribution } = message;
  const family = distribution.name;
  if (distribution.isDiscrete) {
    throw new UnsupportedError(
      `Site "${name}" is latent and discrete (${family}), and gradients cannot move it. ` +
        "Marginalize it (a mixture's assignments disappear in MixtureSameFamily), observe it, or replace it by its mean.",
    );
  }
  if (distribution instanceof Delta) {
    throw new UsageError(
      `Site "${name}" is latent with a Delta distribution, so there is nothing to infer. Record it with deterministic("${name}", value).`,
    );
  }
  const { support } = distribution;
  const transform = atSite(name, () => bijectTo(support));
  const shape = shapeOf(message);
  return { shape, unconstrainedShape: transform.inverseShape(shape), support, transform };
}
