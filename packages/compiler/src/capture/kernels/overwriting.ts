// Kernels that write elements over others at integer indices, and those that sum rows by segments whose number is found
// in the values.
import type * as tf from "@tensorflow/tfjs-core";
import { UnsupportedError } from "../../errors.ts";
import { evaluateNode } from "../../interpreter/evaluate.ts";
import {
  binary, broadcast, cast, compare, constant, fill, gather, iota, logic, not, reduce, reshape, scalar, scatterAdd, select,
} from "../../program/build.ts"; // biome-ignore format: a list
import { BINDING, type Node, type Shape } from "../../program/node.ts";
import { sizeOf } from "../../program/shape.ts";
import { type KernelTable, rule } from "../kernelRule.ts";
import { knownValues } from "../knownValues.ts";
import { flatPositions } from "./indexing.ts";

/** More indices than this must be constants, so that repeated ones are found by a look at them. */
const MOST_COMPARED = 2048;

/** Which of some positions no later one repeats: of several updates of one element the last stays. */
function isLast(positions: Node): Node {
  const n = sizeOf(positions.shape);
  if (positions.binding === BINDING.constant) {
    const values = evaluateNode(positions);
    const last = new Map(Array.from(values, (at, i) => [at, i]));
    return constant(values.map((at, i) => Number(last.get(at) === i)), [n], "bool"); // biome-ignore format: one thought
  }
  if (n > MOST_COMPARED) {
    throw new UnsupportedError(
      `tensorScatterUpdate, sparseToDense: ${n} indices that are not constants are too many. Use tf.scatterND, ` +
        "which adds, or give constant indices.",
    );
  }
  const column = (x: Node): Node => reshape(x, [n, 1]);
  const later = compare("less", column(iota(n)), iota(n));
  return not(reduce("any", logic("and", later, compare("equal", column(positions), positions)), [1]));
}

/** `background` with `updates` in place of its elements at `indices`, each of which names leading coordinates. */
function overwrite(background: Node, indices: Node, updates: Node): Node {
  const { shape } = background;
  const depth = indices.shape.at(-1) ?? 0;
  const kept = shape.slice(depth);
  const rows = sizeOf(shape.slice(0, depth));
  const flat = flatPositions(indices, shape);
  const n = sizeOf(flat.shape);
  const positions = reshape(flat, [n]);
  const last = isLast(positions);
  const rowOf = (x: Node): Node => reshape(x, [n, ...kept.map(() => 1)]);
  const own = select(rowOf(last), reshape(updates, [n, ...kept]), scalar(0, updates.dtype));
  const written = scatterAdd(own, positions, 0, [rows, ...kept]);
  const hits = scatterAdd(cast(last, "int32"), positions, 0, [rows]);
  const hit = compare("greater", reshape(hits, [rows, ...kept.map(() => 1)]), scalar(0, "int32"));
  return reshape(select(hit, cast(written, background.dtype), reshape(background, [rows, ...kept])), shape);
}

/** Indices as tf.sparseToDense takes them: one number, a vector of them, or a row of coordinates each. */
function sparseToDense(indices: Node, values: Node, otherwise: Node, shape: Shape): Node {
  const rows = indices.shape.length === 2 ? indices : reshape(indices, [sizeOf(indices.shape), 1]);
  const updates = broadcast(values, [rows.shape[0] as number]);
  return overwrite(broadcast(cast(otherwise, values.dtype), shape), rows, updates);
}

/** Sums of rows of x by ascending segment ids, of which the last is the number of segments less one. */
function sparseSegments(x: Node, indices: Node, segmentIds: Node): { sums: Node; counts: Node } {
  const segments = (knownValues(segmentIds, "sparseSegmentSum").at(-1) ?? -1) + 1;
  const rows = gather(x, indices, 0);
  const sums = scatterAdd(rows, segmentIds, 0, [segments, ...x.shape.slice(1)]);
  const ones = fill(1, segmentIds.shape, "int32");
  return { sums, counts: scatterAdd(ones, segmentIds, 0, [segments]) };
}

function segmentMean(sums: Node, counts: Node): Node {
  const divisor = binary("maximum", counts, scalar(1, "int32"));
  const mean = binary("div", sums, reshape(divisor, [...counts.shape, ...sums.shape.slice(1).map(() => 1)]));
  return cast(mean, sums.dtype);
}

export const overwriting = {
  TensorScatterUpdate: rule<tf.TensorScatterUpdateInputs>(({ tensor, indices, updates }) =>
    overwrite(tensor, indices, updates),
  ),
  SparseToDense: rule<tf.SparseToDenseInputs, tf.SparseToDenseAttrs>(
    ({ sparseIndices, sparseValues, defaultValue }, { outputShape }) =>
      sparseToDense(sparseIndices, sparseValues, defaultValue, outputShape),
  ),
  SparseSegmentSum: rule<tf.SparseSegmentSumInputs>(
    ({ data, indices, segmentIds }) => sparseSegments(data, indices, segmentIds).sums,
  ),
  SparseSegmentMean: rule<tf.SparseSegmentMeanInputs>(({ data, indices, segmentIds }) => {
    const { sums, counts } = sparseSegments(data, indices, segmentIds);
    return segmentMean(sums, counts);
  }),
} satisfies KernelTable;
