// vmap for tfjs functions: what a function does to one element, done to a whole batch at once by batching its graph.
import type * as tf from "@tensorflow/tfjs-core";
import { batchNodes } from "./batching/batchNodes.ts";
import { type Numeric, toNode } from "./capture/asTensor.ts";
import { capturing } from "./capture/capturing.ts";
import { tensorOf } from "./capture/tensors.ts";
import { mapTree, type NumericTree } from "./capture/tree.ts";
import { UsageError } from "./errors.ts";
import { parameter } from "./program/build.ts";
import { moveAxes } from "./program/moveAxes.ts";
import type { Node } from "./program/node.ts";
import { showShape } from "./program/shape.ts";

/** The axis that holds the batch; null for an argument that is the same for every element. */
type InAxis = number | null;

interface Batch {
  size: number | undefined;
  /** Where the size was first seen, for messages. */
  from: string;
  readonly inputs: Map<Node, Node>;
}

/** The node with axis `axis` in front. */
function batchFirst(node: Node, axis: number, path: string): Node {
  const rank = node.shape.length;
  const from = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || from < 0 || from >= rank) {
    throw new UsageError(
      `vmap: ${path} has shape ${showShape(node.shape)}, so it has no axis ${axis} to batch over. ` +
        "Name an axis that it has in inAxes, or null if it is the same for every element.",
    );
  }
  return moveAxes(node, from, 0);
}

/** One element's stand-in for a batched tensor. */
function element(batch: Batch, value: Numeric, axis: number, path: string): tf.Tensor {
  const node = batchFirst(toNode(value), axis, path);
  const [size, ...shape] = node.shape as [number, ...number[]];
  batch.size ??= size;
  batch.from ||= path;
  if (size !== batch.size) {
    throw new UsageError(
      `vmap: ${batch.from} has ${batch.size} elements along its batch axis, but ${path} has ${size}. ` +
        "All batched arguments need the same number.",
    );
  }
  const one = parameter(path, shape, node.dtype);
  batch.inputs.set(one, node);
  return tensorOf(one);
}

function axisOf(inAxes: InAxis | readonly InAxis[], index: number, count: number): InAxis {
  if (inAxes === null || typeof inAxes === "number") return inAxes;
  const axis = inAxes[index];
  if (axis !== undefined && inAxes.length === count) return axis;
  throw new UsageError(`vmap: inAxes has ${inAxes.length} entries, but the function got ${count} arguments.`);
}

/** Batches all the tensors of a result at once, so that they keep what they share. */
function batchTree(result: unknown, inputs: ReadonlyMap<Node, Node>, size: number): unknown {
  const nodes: Node[] = [];
  mapTree(result, "the result", (leaf) => nodes.push(toNode(leaf as Numeric)));
  const together = batchNodes(nodes, inputs, size);
  return mapTree(result, "the result", () => tensorOf(together.shift() as Node));
}

/**
 * A function that does to every element of a batch what `fn` does to one, as JAX's vmap does: `fn` is run once, on
 * stand-ins without the batch axis, and what it records is rebuilt with one more leading axis. What does not depend on
 * the batch is computed once.
 *
 * Arguments are tensors, or numbers and arrays that stand for them, or plain objects and arrays of these; the result is
 * a tensor or such a nesting of tensors, each with the batch as its leading axis. Calls may be nested.
 *
 * @param inAxes the axis of the batch in every tensor of an argument, or null for an argument that is the same for all
 *   elements: one for all arguments, or a list with one for each
 * @throws UsageError when no argument is batched, or batches differ in size, or `fn` reads the value of an element.
 */
export function vmap<A extends readonly unknown[], R>(
  fn: (...args: A) => R,
  inAxes: InAxis | readonly InAxis[] = 0,
): (...args: { [I in keyof A]: NumericTree<A[I]> }) => R {
  return (...args) =>
    capturing(() => {
      const batch: Batch = { size: undefined, from: "", inputs: new Map() };
      const elements = args.map((arg, i) => {
        const axis = axisOf(inAxes, i, args.length);
        return mapTree(arg, `argument ${i}`, (leaf, path) =>
          axis === null ? tensorOf(toNode(leaf as Numeric)) : element(batch, leaf as Numeric, axis, path),
        );
      });
      const { size } = batch;
      if (size === undefined) throw new UsageError("vmap: no argument is batched. Call the function itself.");
      return batchTree(fn(...(elements as unknown as A)), batch.inputs, size) as R;
    });
}
