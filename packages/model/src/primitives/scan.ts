// The `scan` primitive: a loop whose steps may hold sites. The loop itself is the compiler's; here is what its sites are.
import {
  asTensor,
  scan as captureLoop,
  flattenTree,
  nodeOf,
  type ScanOptions,
  stepsOf,
  type TensorTree,
  type Tree,
  tensorOf,
} from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import { siteLogProb } from "../density/siteTerms.ts";
import { inspect } from "../effects/inspect.ts";
import type { Message, PlateFrame, SampleSite } from "../effects/message.ts";
import { ScannedDistribution } from "../effects/scannedDistribution.ts";
import { type ScanSite, scanSites, type ValueOfSite } from "../effects/scanSites.ts";
import { applyStack, withHandler } from "../effects/stack.ts";
import { LogFactor } from "./logFactor.ts";
import { type Latents, latentsOf, placeholder } from "./scanLatents.ts";

/** The compiler's scan, whose types follow trees that are not known here. */
const loop = captureLoop as unknown as (
  step: (carry: never, x: never) => readonly [unknown, unknown],
  init: unknown,
  xs: unknown,
  options: ScanOptions,
) => [unknown, unknown];

type Step = (carry: never, x: never) => readonly [Tree, Tree];

/** The tree with tensors for leaves: the scan goes over it several times, and arrays become nodes only here. */
function withTensors(tree: Tree, where: string): Tree {
  const { nodes, rebuild } = flattenTree(tree, where);
  return rebuild(nodes.map(tensorOf)) as Tree;
}

/** The values of the latent sites at one step, by name. */
type Slices = Readonly<Record<string, tf.Tensor>>;

class Scan {
  readonly #step: Step;
  readonly #init: Tree;
  readonly #xs: Tree;
  readonly #options: ScanOptions;
  readonly #length: number;
  readonly #around: readonly PlateFrame[] = inspect().plates;

  constructor(step: Step, init: Tree, xs: Tree, options: ScanOptions) {
    this.#step = step;
    this.#init = withTensors(init, "carry");
    this.#xs = withTensors(xs, "xs");
    this.#options = options;
    this.#length = stepsOf(this.#xs, options);
  }

  #run(
    carry: unknown,
    x: unknown,
    giveValue: ValueOfSite,
  ): { result: readonly [Tree, Tree]; sites: Map<string, ScanSite> } {
    const sites = new Map<string, ScanSite>();
    const handler = scanSites(this.#around, giveValue, sites);
    const result = withHandler(handler, () => this.#step(carry as never, x as never));
    return { result, sites };
  }

  perform(): readonly [unknown, unknown] {
    // First on tensors that stand for any, to learn which sites there are; then with their values.
    const newest = nodeOf(tf.scalar(0)).id;
    let found = new Map<string, ScanSite>();
    const blank = loop(
      (carry: unknown, x: unknown) => {
        const { result, sites } = this.#run(carry, x, placeholder);
        found = sites;
        return result;
      },
      this.#init,
      this.#xs,
      this.#options,
    );
    if (found.size === 0) return blank;
    const latents = latentsOf(found, this.#length, newest);
    return this.#withValues(latents.drawn.size > 0 ? this.#simulated(latents) : latents.given);
  }

  /** Draws the sites that have keys, step by step, since each step may depend on the draws before it. */
  #simulated({ given, drawn }: Latents): ReadonlyMap<string, tf.Tensor> {
    const xs = flattenTree(this.#xs, "xs");
    const steps = xs.nodes.map((node) => tf.unstack(tensorOf(node)));
    const known = new Map([...given].map(([name, stack]) => [name, tf.unstack(stack)] as const));
    const draws = new Map(
      [...drawn.keys()].map((name) => [name, new Array<tf.Tensor>(this.#length)] as const),
    );
    let carry: unknown = this.#init;
    for (let count = 0; count < this.#length; count++) {
      const t = this.#options.reverse ? this.#length - 1 - count : count;
      const giveValue: ValueOfSite = (site) =>
        known.get(site.name)?.[t] ??
        site.distribution.sample(drawn.get(site.name)?.foldIn(t) as never, [...site.sampleShape]);
      const { result, sites } = this.#run(carry, xs.rebuild(steps.map((slices) => slices[t])), giveValue);
      for (const [name, list] of draws) list[t] = (sites.get(name) as SampleSite).value;
      carry = withTensors(result[0], "carry");
    }
    return new Map([...given, ...[...draws].map(([name, list]) => [name, tf.stack(list)] as const)]);
  }

  /** The loop with the values of its latent sites among its xs; what the steps say of their sites is told to handlers outside. */
  #withValues(values: ReadonlyMap<string, tf.Tensor>): readonly [unknown, unknown] {
    let inStep = new Map<string, ScanSite>();
    const [last, stacked] = loop(
      (carry: unknown, { x, slices }: { x: unknown; slices: Slices }) => {
        const { result, sites } = this.#run(carry, x, ({ name }) => slices[name] as tf.Tensor);
        inStep = sites;
        const told = [...sites.values()].map((site) =>
          site.type === "sample" ? [site.value, siteLogProb(site)] : [site.value, null],
        );
        return [result[0], { y: result[1], told }];
      },
      this.#init,
      { x: this.#xs, slices: Object.fromEntries(values) },
      this.#options,
    ) as [unknown, { y: unknown; told: [tf.Tensor, tf.Tensor | null][] }];
    [...inStep.values()].forEach((site, i) => {
      const [value, logProb] = stacked.told[i] as [tf.Tensor, tf.Tensor | null];
      applyStack(this.#whole(site, values.get(site.name) ?? value, logProb));
    });
    return [last, stacked.y];
  }

  /** All steps of a site as one. Scales and masks inside the step are in its log density already. */
  #whole(site: ScanSite, value: tf.Tensor, logProb: tf.Tensor | null): Message {
    if (site.type === "deterministic" || !logProb) return { ...site, value, stop: false } as Message;
    return {
      ...site,
      distribution: site.isFactor
        ? new LogFactor(logProb)
        : new ScannedDistribution(site.distribution, this.#length, logProb),
      value: site.isFactor ? asTensor(0) : value,
      isScanned: true,
      scale: undefined,
      mask: undefined,
      sampleShape: [],
      // What each step observed is a slice of data that were given to the scan as a whole.
      validate: false,
      stop: false,
    };
  }
}

/**
 * A loop over the slices of `xs` along their first axis: `[carry, y] = step(carry, x)`, captured as a loop, never
 * unrolled, so that a long series compiles as fast as a short one. As `numpyro.contrib.control_flow.scan`.
 *
 * A step may call `sample`, `factor` and `deterministic`, in plates of its own too: a site becomes one site of the model
 * whose value has the steps as its leading axis, [length, ...]; a latent one is inferred as such. Observed sites take
 * `obs` from x. A scan in a plate has the plate's sites at every step. The support of a latent site may not depend on
 * the carry. When sites are drawn (prior and predictive draws) the steps are run one by one.
 *
 * @param step called on tensors that stand for every carry and every x
 * @param init the first carry: a tensor, a number, or nested arrays and objects of them
 * @param xs what each step takes a slice of: a tensor or typed array of [length, ...], nested arrays and objects of
 *   them, or null with `length`
 * @returns the last carry, and what the steps yielded, stacked: [length, ...]
 * @throws UsageError when two sites of a step share a name, a site has neither value nor key, a support depends on the
 *   carry, xs differ in length, or the carry changes its type.
 */
export function scan<const C extends Tree, const X extends Tree, const Y extends Tree>(
  step: (carry: TensorTree<C>, x: TensorTree<X>) => readonly [Tree, Y],
  init: C,
  xs: X,
  options: ScanOptions = {},
): [TensorTree<C>, TensorTree<Y>] {
  return new Scan(step as never, init, xs, options).perform() as never;
}
