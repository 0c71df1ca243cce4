// Captures a loop: the step is run once, on tensors that stand for any carry and any x, and becomes the body.
import type * as tf from "@tensorflow/tfjs-core";
import { UsageError } from "../errors.ts";
import { scalar } from "../program/build.ts";
import { part } from "../program/buildScan.ts";
import { LoopBuilder } from "../program/loopBuilder.ts";
import type { Node } from "../program/node.ts";
import { sameShape, showShape } from "../program/shape.ts";
import { capturing } from "./capturing.ts";
import { closedOver } from "./closedOver.ts";
import { type Flat, flatten, type Tree } from "./flatTree.ts";
import { tensorOf } from "./tensors.ts";

export interface ScanOptions {
  /** How many steps there are; needed when there are no xs. */
  readonly length?: number;
  /** Starts with the last x. What a step yields lies where its x was. */
  readonly reverse?: boolean;
}

/** A tree with a tensor at each leaf; of a tree of which nothing is known, nothing is known. */
export type TensorTree<T> = Tree extends T
  ? unknown
  : T extends null | undefined
    ? T
    : T extends number | boolean | tf.Tensor | ArrayBufferView
      ? tf.Tensor
      : { [K in keyof T]: TensorTree<T[K]> };

const type = ({ dtype, shape }: Node): string =>
  `${dtype === "float64" ? "float32" : dtype}${showShape(shape)}`;

function lengthOf(xs: Flat, given: number | undefined): number {
  xs.nodes.forEach((x, i) => {
    if (x.shape.length === 0) {
      throw new UsageError(
        `scan: ${xs.paths[i]} is a single number, but a scan takes slices along the first axis of each x. ` +
          "Give it a typed array or a tensor, or use it inside the step.",
      );
    }
  });
  const lengths = [
    ...xs.nodes.map(({ shape }) => shape[0] as number),
    ...(given === undefined ? [] : [given]),
  ];
  const [length] = lengths;
  if (length === undefined) {
    throw new UsageError("scan: there are no xs, so it needs to know how many steps to take: { length }.");
  }
  if (lengths.some((other) => other !== length)) {
    const each = xs.nodes.map((x, i) => `${xs.paths[i]} has ${x.shape[0]}`).join(", ");
    const asked = given === undefined ? "" : `${each ? ", " : ""}the option length is ${given}`;
    throw new UsageError(`scan: every x must have as many slices along its first axis, but ${each}${asked}.`);
  }
  if (!Number.isInteger(length) || length < 1) {
    throw new UsageError(`scan: there must be at least one step, but the length is ${length}.`);
  }
  return length;
}

function checkCarry(before: Flat, after: Flat): void {
  if (before.paths.join() !== after.paths.join()) {
    throw new UsageError(
      `scan: the step must return [carry, y] with a carry built as the first one, of ${before.paths.join(", ") || "nothing"}; ` +
        `it returned ${after.paths.join(", ") || "nothing"}.`,
    );
  }
  before.nodes.forEach((node, i) => {
    const next = after.nodes[i] as Node;
    if (next.dtype === node.dtype && sameShape(next.shape, node.shape)) return;
    throw new UsageError(
      `scan: ${before.paths[i]} is ${type(node)} before a step and ${type(next)} after it. ` +
        "Start from a value of the type that the step gives back, or cast or reshape it in the step.",
    );
  });
}

function runStep(step: (carry: never, x: never) => unknown, carry: unknown, x: unknown): [Flat, Flat] {
  const result = capturing(() => step(carry as never, x as never));
  if (!Array.isArray(result) || result.length !== 2) {
    throw new UsageError(
      "scan: the step must return an array of two: [carry, y]. Without a y: [carry, null].",
    );
  }
  const [next, y] = result as [Tree, Tree];
  return capturing(() => [flatten(next, "carry"), flatten(y, "y")]);
}

/**
 * How many steps a scan over these xs takes.
 * @throws UsageError when they differ in length, or there is nothing to tell.
 */
export function stepsOf(xs: Tree, { length }: ScanOptions): number {
  return lengthOf(
    capturing(() => flatten(xs, "xs")),
    length,
  );
}

/**
 * A loop that is captured as a loop: `[carry, y] = step(carry, x)` for each slice of xs along its first axis. Compiling
 * it, and its gradient, takes as long for a million steps as for ten. As jax.lax.scan.
 * @param step called once, on tensors that stand for every carry and every x; it may read tensors from around it
 * @param init the first carry: a tensor, a number, or nested arrays and objects of them; steps keep its shapes and dtypes
 * @param xs a tensor or typed array of [length, ...], or nested arrays and objects of them; null for none
 * @returns the last carry, and what the steps yielded, stacked: [length, ...]
 * @throws UsageError when xs differ in length, there is no step, the carry changes its type, or a value is read in a step.
 */
export function scan<const C extends Tree, const X extends Tree, const Y extends Tree>(
  step: (carry: TensorTree<C>, x: TensorTree<X>) => readonly [Tree, Y],
  init: C,
  xs: X,
  { length: given, reverse = false }: ScanOptions = {},
): [TensorTree<C>, TensorTree<Y>] {
  const [first, slices] = capturing(() => [flatten(init, "carry"), flatten(xs, "xs")] as const);
  const length = lengthOf(slices, given);
  const boundary = scalar(0).id;
  const loop = new LoopBuilder();
  const [next, y] = runStep(
    step as never,
    first.rebuild(first.nodes.map((init) => tensorOf(loop.carry(init)))),
    slices.rebuild(slices.nodes.map((x) => tensorOf(loop.slice(x)))),
  );
  checkCarry(first, next);
  const outputs = [...next.nodes, ...y.nodes];
  for (const value of closedOver(outputs, boundary)) loop.closed(value);
  const node = loop.build({ length, reverse }, next.nodes, y.nodes);
  const parts = outputs.map((_, k) => tensorOf(part(node, k)));
  const last = first.rebuild(parts.slice(0, first.nodes.length));
  return [last, y.rebuild(parts.slice(first.nodes.length))] as never;
}
