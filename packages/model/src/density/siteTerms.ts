// What each sample site of a trace adds to the log density.
import * as tf from "@tensorflow/tfjs-core";
import { atSite } from "../effects/atSite.ts";
import type { SampleSite, Site, Trace } from "../effects/message.ts";

/** A site's log density, elementwise: scaled, and zero where masked. Shape: sample and batch dimensions. */
export function siteLogProb(site: SampleSite): tf.Tensor {
  const logProb = atSite(site.name, () => site.distribution.logProb(site.value));
  return site.scale ? tf.mul(logProb, site.scale) : logProb;
}

/** The sample sites of a trace, in the model's order. */
export function sampleSites(trace: Trace): SampleSite[] {
  return [...trace.values()].filter((site: Site): site is SampleSite => site.type === "sample");
}

/** The scalar term of every sample site, in the model's order. */
export function siteTerms(trace: Trace): Map<string, tf.Tensor> {
  return new Map(sampleSites(trace).map((site) => [site.name, tf.sum(siteLogProb(site))]));
}

/** The sum of scalar terms from left to right; 0 for none. */
export function total(terms: Iterable<tf.Tensor>): tf.Tensor {
  const [first, ...rest] = terms;
  return rest.reduce((sum: tf.Tensor, term) => tf.add(sum, term), first ?? tf.scalar(0));
}
