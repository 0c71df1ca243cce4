// Fits a sample site's distribution to the plates that it is in.
import { showShape, UsageError } from "@nutmeg-ppl/compiler";
import { atSite } from "./atSite.ts";
import type { PlateFrame, SampleMessage } from "./message.ts";
import { showPlate } from "./show.ts";

/**
 * The message with its distribution expanded to the batch shape of its plates. A sample shape joins the batch shape.
 * Dimensions that no plate has keep the distribution's own extents.
 * @throws UsageError naming the site, the plate, the expected and the found shape.
 */
export function expandToPlates(message: SampleMessage): SampleMessage {
  const { distribution, plates, sampleShape } = message;
  const own = [...sampleShape, ...distribution.batchShape];
  const rank = Math.max(own.length, ...plates.map((frame) => -frame.dim));
  const batch = [...new Array<number>(rank - own.length).fill(1), ...own];
  for (const frame of plates) {
    const axis = rank + frame.dim;
    if (batch[axis] !== 1 && batch[axis] !== frame.size) throw misfit(message, frame, own);
    batch[axis] = frame.size;
  }
  if (
    batch.length === distribution.batchShape.length &&
    batch.every((n, axis) => n === distribution.batchShape[axis])
  ) {
    return message;
  }
  return {
    ...message,
    sampleShape: [],
    distribution: atSite(message.name, () => distribution.expand(batch)),
  };
}

function misfit(message: SampleMessage, frame: PlateFrame, own: readonly number[]): UsageError {
  const expected = expectedShape(message.plates);
  const what = message.isFactor ? "the factor" : `the batch shape of ${message.distribution.name}`;
  return new UsageError(
    `Site "${message.name}" does not fit ${showPlate(frame)}: ${what} is ${showShape(own)}, which has ` +
      `${own.at(frame.dim)} in dimension ${frame.dim}; its plates expect a shape that broadcasts to ${showShape(expected)}. ` +
      "Give the plate the size of the parameters there, or move the site out of the plate.",
  );
}

/** The batch shape that the plates alone give. */
function expectedShape(plates: readonly PlateFrame[]): number[] {
  const shape = new Array<number>(Math.max(...plates.map((frame) => -frame.dim))).fill(1);
  for (const frame of plates) shape[shape.length + frame.dim] = frame.size;
  return shape;
}
