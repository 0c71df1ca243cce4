// The key of a site that a strategy is about to start.
import { InternalError, type RandomKey } from "@nutmeg-ppl/compiler";
import type { OpenSite } from "../density/fillLatents.ts";

export function keyOf(site: OpenSite): RandomKey {
  if (site.key) return site.key;
  throw new InternalError(`Site "${site.name}" was to be started at random without a key.`);
}
