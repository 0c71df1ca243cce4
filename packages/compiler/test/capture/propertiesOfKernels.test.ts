// Captured kernels against tfjs's cpu backend on random shapes.
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { describe, it } from "vitest";
import { expectAgreement, floats, integers } from "./agree.ts";

const extents = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 0, maxLength: 4 });

/** Two shapes that broadcast: some axes of a common shape set to 1, some leading ones dropped. */
const broadcastable = fc
  .tuple(extents, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), fc.nat(4), fc.nat(4))
  .map(([shape, ones, dropA, dropB]) => ({
    a: shape.map((extent, axis) => (ones[axis] ? 1 : extent)).slice(dropA),
    b: shape.map((extent, axis) => (ones[axis + 4] ? 1 : extent)).slice(dropB),
  }));

/** A shape of rank 1 or more with a set of its axes, some counted from the end. */
const shapeWithAxes = fc
  .tuple(
    extents.filter((shape) => shape.length > 0),
    fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
    fc.boolean(),
  )
  .map(([shape, flags, keepDims]) => ({
    shape,
    axes: shape.flatMap((_, axis) => (flags[axis] ? [flags[axis + 4] ? axis - shape.length : axis] : [])),
    keepDims,
  }))
  .filter(({ axes }) => axes.length > 0);

describe("on random shapes, captured kernels agree with tfjs's cpu backend", () => {
  it("elementwise ops of two tensors broadcast alike", () => {
    fc.assert(
      fc.property(broadcastable, ({ a, b }) => {
        expectAgreement(
          (x, y) => [tf.add(x, y), tf.mul(x, y), tf.maximum(x, y), tf.less(x, y), tf.squaredDifference(x, y)],
          [floats(a), floats(b, 1, 3, 2)],
        );
      }),
      { numRuns: 60 },
    );
  });

  it("where broadcasts its condition and both branches", () => {
    fc.assert(
      fc.property(broadcastable, ({ a, b }) => {
        expectAgreement((x, y) => tf.where(tf.greater(x, 0), y, x), [floats(a), floats(b, 1, 3, 2)]);
      }),
      { numRuns: 60 },
    );
  });

  it("reductions over any axes, kept or dropped, agree", () => {
    fc.assert(
      fc.property(shapeWithAxes, ({ shape, axes, keepDims }) => {
        expectAgreement(
          (x) => [
            tf.sum(x, axes, keepDims),
            tf.mean(x, axes, keepDims),
            tf.max(x, axes, keepDims),
            tf.prod(x, axes, keepDims),
          ],
          [floats(shape, 0.5, 1.5)],
        );
        expectAgreement(
          (x) => [tf.sum(x, axes, keepDims), tf.min(x, axes, keepDims)],
          [integers(shape, -9, 9)],
        );
      }),
      { numRuns: 60 },
    );
  });

  it("transposes, reversals, tiles and paddings agree", () => {
    fc.assert(
      fc.property(shapeWithAxes, fc.infiniteStream(fc.nat(2)), ({ shape, axes }, counts) => {
        const order = shape.map((_, axis) => axis).sort((p, q) => ((p * 7 + 3) % 5) - ((q * 7 + 3) % 5));
        const next = (): number => counts.next().value;
        const paddings = shape.map((): [number, number] => [next(), next()]);
        const reps = shape.map(() => next() + 1);
        expectAgreement(
          (x) => [tf.transpose(x, order), tf.reverse(x, axes), tf.tile(x, reps), tf.pad(x, paddings, 0.5)],
          [floats(shape)],
        );
      }),
      { numRuns: 60 },
    );
  });
});
