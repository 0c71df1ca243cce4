// The `plate` primitive: conditionally independent repetition along one batch dimension.
import { asTensor, UsageError } from "@nutmeg-ppl/compiler";
import type * as tf from "@tensorflow/tfjs-core";
import { expandToPlates } from "../effects/expandToPlates.ts";
import type { Message, ParamMessage, PlateFrame, PlateMessage, SampleMessage } from "../effects/message.ts";
import { scaled } from "../effects/scaled.ts";
import { describe } from "../effects/show.ts";
import { applyStack, type Handler, withHandler } from "../effects/stack.ts";
import { type PlateElements, takeSubsample } from "./takeSubsample.ts";

export interface PlateOptions {
  /** Which batch dimension, negative, counted from the right; the first free one from -1 leftwards when left out. */
  readonly dim?: number | undefined;
  /** How many elements to take at random; log densities inside are scaled by size / subsampleSize. Not for MCMC. */
  readonly subsampleSize?: number | undefined;
}

/**
 * Runs `body` with every sample site in it repeated `size` times along a batch dimension of its own, and returns what
 * `body` returns: `const [loc, scale] = plate("k", 3, () => [sample(...), sample(...)])`. `body` is given the indices
 * of the elements it sees, int32 of shape [size] or [subsampleSize]. As `numpyro.plate`.
 *
 * @throws UsageError when `size` is not a positive whole number, `dim` is taken or not negative, or a site inside
 *   has another size along the plate's dimension.
 */
export function plate<const R>(
  name: string,
  size: number,
  body: (indices: tf.Tensor1D) => R,
  options: PlateOptions = {},
): R {
  const { plates, value } = enter(name, size, options);
  const frame = { name, size: value.shape[0], dim: freeDim(name, plates, options.dim) };
  return withHandler(plateHandler({ frame, fullSize: size, indices: value }), () => body(value));
}

/** Announces the plate, so that handlers may choose the indices, and learns of the plates around it. */
function enter(name: string, size: number, { subsampleSize = size, dim }: PlateOptions): Entered {
  requireCount(name, "size", size);
  requireCount(name, "subsampleSize", subsampleSize);
  if (subsampleSize > size) {
    throw new UsageError(`Plate "${name}": subsampleSize ${subsampleSize} exceeds the plate's size ${size}.`);
  }
  if (dim !== undefined && !(Number.isInteger(dim) && dim < 0)) {
    throw new UsageError(
      `Plate "${name}": dim must be a negative whole number, counted from the right of the batch shape, but got ${describe(dim)}.`,
    );
  }
  const value = subsampleSize === size ? allIndices(size) : undefined;
  const message: PlateMessage = {
    type: "plate",
    name,
    size,
    subsampleSize,
    value,
    key: undefined,
    plates: [],
    stop: false,
  };
  return applyStack(message) as Entered;
}

type Entered = PlateMessage & { readonly value: tf.Tensor1D };

function requireCount(name: string, what: string, count: unknown): void {
  if (typeof count === "number" && Number.isInteger(count) && count > 0) return;
  const hint =
    typeof count === "object" && count !== null
      ? " Shapes must be known when the model runs: pass the size as a plain number, for example x.shape[0]."
      : "";
  throw new UsageError(
    `Plate "${name}": the ${what} must be a positive whole number, but got ${describe(count)}.${hint}`,
  );
}

function allIndices(size: number): tf.Tensor1D {
  return asTensor(Int32Array.from({ length: size }, (_, index) => index)) as tf.Tensor1D;
}

/** The dimension asked for, or the first that no enclosing plate has, from -1 leftwards. */
function freeDim(name: string, around: readonly PlateFrame[], asked: number | undefined): number {
  const twin = around.find((frame) => frame.name === name);
  if (twin)
    throw new UsageError(
      `Plate "${name}" is nested in a plate of the same name. Name one of them differently.`,
    );
  const holder = (dim: number): PlateFrame | undefined => around.find((frame) => frame.dim === dim);
  const taken = asked === undefined ? undefined : holder(asked);
  if (taken) {
    throw new UsageError(
      `Plate "${name}": dim ${asked} is taken by the enclosing plate "${taken.name}". Choose another, or leave dim out.`,
    );
  }
  let dim = asked ?? -1;
  while (holder(dim)) dim -= 1;
  return dim;
}

function plateHandler(elements: PlateElements): Handler {
  const { frame, fullSize } = elements;
  const enlarge = frame.size === fullSize ? undefined : asTensor(fullSize / frame.size);
  return {
    process(message: Message): Message {
      if (message.type === "key") return message;
      const inside = { ...message, plates: [...message.plates, frame] };
      return inside.type === "sample" ? withScale(expandToPlates(inside), enlarge) : inside;
    },
    postprocess(message: Message): Message {
      return message.type === "param" ? subsampled(message, elements) : message;
    },
  };
}

/** A parameter that has the whole plate, cut down to the elements that this run sees. */
function subsampled(message: ParamMessage, elements: PlateElements): ParamMessage {
  const { name, value, eventDim } = message;
  if (eventDim === undefined || !value) return message;
  return { ...message, value: takeSubsample(`Parameter "${name}"`, value, eventDim, elements) };
}

function withScale(message: SampleMessage, factor: tf.Tensor | undefined): SampleMessage {
  return factor ? { ...message, scale: scaled(message.scale, factor) } : message;
}
