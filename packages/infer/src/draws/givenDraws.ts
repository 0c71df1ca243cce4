// Draws that a caller hands in, site by site, as rows of numbers.
import { asTensor, type Numeric, showShape, sizeOf, UsageError, valuesOf } from "@nutmeg-ppl/compiler";

/** Draws by site: tensors, arrays or nested numbers whose leading axes count the draws. */
export type PosteriorSamples = Readonly<Record<string, Numeric>>;

/** One site's draws, row after row. */
export interface GivenSite {
  readonly name: string;
  readonly values: Float64Array;
  /** The shape of one row. */
  readonly shape: readonly number[];
}

export interface GivenDraws {
  /** The leading axes, which all sites share. */
  readonly batch: readonly number[];
  /** How many draws there are. */
  readonly count: number;
  readonly sites: readonly GivenSite[];
}

/**
 * @param who - whom an error is to name
 * @param batchNdims - how many leading axes count the draws
 * @throws UsageError when there is no site, or when sites differ in their number of draws.
 */
export function givenDraws(who: string, samples: PosteriorSamples, batchNdims: number): GivenDraws {
  let batch: readonly number[] | undefined;
  const sites = Object.entries(samples).map(([name, draws]) => {
    const tensor = asTensor(draws);
    const own = tensor.shape.slice(0, batchNdims);
    batch ??= own;
    if (own.length < batchNdims || !own.every((extent, axis) => extent === batch?.[axis])) {
      throw new UsageError(
        `${who}: the draws of "${name}" have shape ${showShape(tensor.shape)}, but those of the first site begin with ` +
          `${showShape(batch)}. Give every site the same number of draws, in its leading axes.`,
      );
    }
    return { name, values: valuesOf(tensor), shape: tensor.shape.slice(batchNdims) };
  });
  if (!batch) throw new UsageError(`${who}: posteriorSamples holds no site.`);
  return { batch, count: sizeOf(batch), sites };
}

/** The numbers of one draw. */
export function rowOf({ values, shape }: GivenSite, draw: number): Float64Array {
  const size = sizeOf(shape);
  return values.subarray(draw * size, (draw + 1) * size);
}
