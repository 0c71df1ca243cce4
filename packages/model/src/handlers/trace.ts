// The `trace` handler: records every named site of a run.
import { UsageError } from "@nutmeg-ppl/compiler";
import type { Message, PlateSite, Site, Trace } from "../effects/message.ts";
import { type Handler, withHandler } from "../effects/stack.ts";
import type { ModelFunction } from "./handle.ts";

/** A model whose runs can be recorded. */
export interface TracedModel<A extends readonly unknown[], R> {
  (...args: A): R;
  /** Runs the model and returns its sites in the order of their calls. */
  getTrace(...args: A): Trace;
}

/**
 * The model with a `getTrace` that records its sites: `trace(seed(model, 0)).getTrace(args)`.
 * @throws UsageError from `getTrace` when two sites share a name, or one plate has two sizes.
 */
export function trace<A extends readonly unknown[], R>(model: ModelFunction<A, R>): TracedModel<A, R> {
  const getTrace = (...args: A): Trace => {
    const sites = new Map<string, Site>();
    withHandler(recorder(sites), () => model(...args));
    return sites;
  };
  return Object.assign((...args: A) => model(...args), { getTrace });
}

function recorder(sites: Map<string, Site>): Handler {
  return {
    postprocess(message: Message): Message {
      if (message.type === "key" || message.type === "inspect") return message;
      const site = message as Site;
      const earlier = sites.get(site.name);
      if (earlier) refuseClash(site, earlier);
      else sites.set(site.name, site);
      return message;
    },
  };
}

/** A parameter or a plate may be named again when it is the same one. */
function refuseClash(site: Site, earlier: Site): void {
  if (site.type === "param" && earlier.type === "param") return;
  if (site.type === "plate" && earlier.type === "plate") refuseResize(site, earlier);
  else {
    throw new UsageError(
      `Duplicate site name "${site.name}": this model already has a ${earlier.type} site of that name. ` +
        "Give every site a name of its own; scope(model, { prefix }) does so for a model used twice.",
    );
  }
}

function refuseResize(site: PlateSite, earlier: PlateSite): void {
  if (site.size === earlier.size && site.subsampleSize === earlier.subsampleSize) return;
  throw new UsageError(
    `Plate "${site.name}" has size ${extent(site)} here but ${extent(earlier)} earlier in the model. ` +
      "Use one size for one plate, or another name for the other.",
  );
}

function extent(plate: PlateSite): string {
  return plate.subsampleSize === plate.size
    ? `${plate.size}`
    : `${plate.size} (${plate.subsampleSize} at a time)`;
}
