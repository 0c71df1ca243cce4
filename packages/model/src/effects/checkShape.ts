// Whether a value that was given to a sample site fits the site's distribution and plates. Shapes only; values elsewhere.
import { showShape, UsageError } from "@nutmeg-ppl/compiler";
import { type SampleMessage, type SampleSite, shapeOf } from "./message.ts";
import { showPlate } from "./show.ts";

/**
 * A value's last dimensions must be the event shape. Its batch dimensions, counted from the right, must equal the
 * distribution's, except that a distribution's extent of 1 outside plates repeats, that missing leading dimensions
 * repeat, and that further leading dimensions are independent samples. An extent of 1 in the value never repeats:
 * it is how [n, 1] against [n] silently becomes [n, n].
 * @throws UsageError naming the site, the plate, the expected and the found shape.
 */
export function checkShape(site: SampleSite): void {
  const { distribution, value, name } = site;
  const { eventShape } = distribution;
  const rank = value.shape.length;
  const event = value.shape.slice(Math.max(0, rank - eventShape.length));
  if (event.length !== eventShape.length || event.some((extent, axis) => extent !== eventShape[axis])) {
    throw new UsageError(
      `Site "${name}": ${found(site)}, but one event of ${kind(site)} has shape ${showShape(eventShape)}; the value's ` +
        "last dimensions must be that.",
    );
  }
  const batch = [...site.sampleShape, ...distribution.batchShape];
  const given = value.shape.slice(0, rank - eventShape.length);
  for (let dim = -1; dim >= -Math.min(batch.length, given.length); dim--) {
    const wanted = batch.at(dim) as number;
    const plate = site.plates.find((frame) => frame.dim === dim);
    if (given.at(dim) !== wanted && (wanted !== 1 || plate)) throw misfit(site, dim);
  }
}

function misfit(site: SampleSite, dim: number): UsageError {
  const plate = site.plates.find((frame) => frame.dim === dim);
  const { value, distribution } = site;
  const size = value.shape[value.shape.length - distribution.eventShape.length + dim];
  const where = plate
    ? `batch dimension ${dim} belongs to ${showPlate(plate)}`
    : `it differs in batch dimension ${dim}`;
  return new UsageError(
    `Site "${site.name}": ${found(site)}, but ${kind(site)} has shape ${showShape(shapeOf(site))} here: ${where}, ` +
      `where the value has ${size}. ${plate ? `Give the plate the data's size, or the value that of the plate.` : "Reshape the value or the distribution's parameters so that they agree."}`,
  );
}

function found(site: SampleMessage): string {
  const shape = showShape(site.value?.shape ?? []);
  return site.isObserved ? `the observed value has shape ${shape}` : `the given value has shape ${shape}`;
}

function kind(site: SampleMessage): string {
  return site.distribution.name;
}
