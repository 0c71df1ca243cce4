// What a primitive tells the handlers: one immutable message per call, and the site that a trace keeps of it.
// The kinds and fields follow NumPyro's messages (numpyro/primitives.py, apply_stack); a handler returns a changed copy.
import type { RandomKey } from "@nutmeg-ppl/compiler";
import type { Constraint, Distribution } from "@nutmeg-ppl/distributions";
import type * as tf from "@tensorflow/tfjs-core";

/** One enclosing plate, as a site sees it. */
export interface PlateFrame {
  readonly name: string;
  /** Counted from the right of the batch shape: -1 is the last batch dimension. */
  readonly dim: number;
  /** How many elements the plate has in this run: the subsample's size when it is subsampled. */
  readonly size: number;
}

interface Common {
  readonly name: string;
  /** Innermost first. */
  readonly plates: readonly PlateFrame[];
  /** Set by a handler to keep the message from the handlers outside it. */
  readonly stop: boolean;
}

/** Free-form hints for inference algorithms, as NumPyro's `infer` argument. */
export type InferHints = Readonly<Record<string, unknown>>;

export interface SampleMessage extends Common {
  readonly type: "sample";
  readonly distribution: Distribution;
  readonly value: tf.Tensor | undefined;
  readonly isObserved: boolean;
  /** True for the sites that `factor` makes. */
  readonly isFactor: boolean;
  /** True for a site of a scan as handlers outside of the loop see it: all steps at once. */
  readonly isScanned: boolean;
  /** Multiplies the log density; undefined means 1. */
  readonly scale: tf.Tensor | undefined;
  /** Every mask handler around the site, joined by "and"; already applied to the distribution. */
  readonly mask: tf.Tensor | undefined;
  readonly key: RandomKey | undefined;
  readonly sampleShape: readonly number[];
  readonly infer: InferHints;
  /** Whether an observed value is read and checked: against NaN and against the support. */
  readonly validate: boolean;
  /** The `do` handlers that have already split this site. */
  readonly interventions: readonly symbol[];
}

export interface DeterministicMessage extends Common {
  readonly type: "deterministic";
  readonly value: tf.Tensor;
}

export interface ParamMessage extends Common {
  readonly type: "param";
  readonly value: tf.Tensor | undefined;
  readonly initialize: () => tf.Tensor;
  readonly constraint: Constraint;
  /** How many rightmost dimensions are not batch dimensions; undefined means all of them. */
  readonly eventDim: number | undefined;
}

export interface PlateMessage extends Common {
  readonly type: "plate";
  readonly size: number;
  readonly subsampleSize: number;
  readonly key: RandomKey | undefined;
  /** The indices of the elements that this run sees, int32 of shape [subsampleSize]. */
  readonly value: tf.Tensor1D | undefined;
}

/** A request for a random key on behalf of a site that the key's giver may not see. */
export interface KeyMessage extends Common {
  readonly type: "key";
  readonly consumer: "sample" | "plate" | "param" | "model";
  readonly value: RandomKey | undefined;
}

/** A look at what is in force: the masks, and in `plates` the plates. */
export interface InspectMessage extends Common {
  readonly type: "inspect";
  readonly mask: tf.Tensor | undefined;
}

export type Message =
  | SampleMessage
  | DeterministicMessage
  | ParamMessage
  | PlateMessage
  | KeyMessage
  | InspectMessage;
export type MessageType = Message["type"];

type Performed<M extends Message & { value: unknown }> = M & { readonly value: NonNullable<M["value"]> };
export type SampleSite = Performed<SampleMessage>;
export type DeterministicSite = DeterministicMessage;
export type ParamSite = Performed<ParamMessage>;
export type PlateSite = Performed<PlateMessage>;

/** What a trace keeps of one primitive call. */
export type Site = SampleSite | DeterministicSite | ParamSite | PlateSite;
export type SiteType = Site["type"];

/** The sites of one run of a model by name, in the order of their calls. */
export type Trace = ReadonlyMap<string, Site>;

/** A site's shape before any value exists: sample, batch and event dimensions. */
export function shapeOf(message: SampleMessage): number[] {
  return [...message.sampleShape, ...message.distribution.batchShape, ...message.distribution.eventShape];
}
