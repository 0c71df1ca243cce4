// Which axes of a node its value really varies along, and how to rebuild it without the others. An analysis, not a pass.
import { bottomUp } from "../program/bottomUp.ts";
import { broadcast, reshape, slice } from "../program/build.ts";
import { isOp, makeNode, type Node, type Shape } from "../program/node.ts";
import { ELEMENTWISE } from "../program/opFamilies.ts";
import { dropAxes, keepAxes, sameShape } from "../program/shape.ts";

/** For each axis, whether the value may change along it. An axis of size 1 never varies. */
export const varyingAxes = bottomUp<readonly boolean[]>((node, of) =>
  analyze(node, node.inputs.map(of)).map((varies, axis) => varies && node.shape[axis] !== 1),
);

function analyze(node: Node, inputs: readonly (readonly boolean[])[]): boolean[] {
  const all = node.shape.map(() => true);
  const [first = []] = inputs;
  if (ELEMENTWISE.has(node.op)) return all.map((_, axis) => inputs.some((varying) => varying[axis]));
  if (isOp(node, "broadcast")) {
    const lead = node.shape.length - first.length;
    return all.map((_, axis) => axis >= lead && (first[axis - lead] as boolean));
  }
  if (isOp(node, "reshape")) {
    const from = unitReshape((node.inputs[0] as Node).shape, node.shape);
    return from ? from.map((source) => source !== null && (first[source] as boolean)) : all;
  }
  if (isOp(node, "transpose")) return node.attributes.permutation.map((source) => first[source] as boolean);
  if (isOp(node, "slice")) return [...first];
  if (isOp(node, "softmax")) return [...first];
  if (isOp(node, "gather")) {
    const { axis } = node.attributes;
    return [...first.slice(0, axis), ...(inputs[1] as boolean[]), ...first.slice(axis + 1)];
  }
  if (isOp(node, "matMul")) {
    const second = inputs[1] as readonly boolean[];
    const rank = node.shape.length;
    return all.map(
      (_, axis) =>
        (axis === rank - 1 ? false : (first[axis] as boolean)) ||
        (axis === rank - 2 ? false : (second[axis] as boolean)),
    );
  }
  if ("axes" in node.attributes) {
    const { axes } = node.attributes;
    return first.filter((_, axis) => !axes.includes(axis));
  }
  return all;
}

/**
 * For a reshape that only inserts or removes axes of size 1: the source axis of each result axis, null for an inserted one.
 * Undefined for any other reshape.
 */
export function unitReshape(from: Shape, to: Shape): (number | null)[] | undefined {
  if (
    !sameShape(
      from.filter((n) => n !== 1),
      to.filter((n) => n !== 1),
    )
  )
    return undefined;
  const sources = from.flatMap((extent, axis) => (extent === 1 ? [] : [axis]));
  let next = 0;
  return to.map((extent) => (extent === 1 ? null : (sources[next++] as number)));
}

const collapsed = new WeakMap<Node, Map<string, Node>>();

/** The same values with some axes, along which the node does not vary, cut down to size 1. */
export function collapse(node: Node, axes: readonly number[]): Node {
  const wanted = axes.filter((axis) => node.shape[axis] !== 1);
  if (wanted.length === 0) return node;
  // Remembered, so that what is shared stays shared: without, the work doubles at every node that is used twice.
  const results = collapsed.get(node) ?? new Map<string, Node>();
  collapsed.set(node, results);
  const key = wanted.join();
  const result = results.get(key) ?? cutDown(node, wanted, keepAxes(node.shape, wanted));
  results.set(key, result);
  return result;
}

function cutDown(node: Node, wanted: readonly number[], shape: Shape): Node {
  if (isOp(node, "broadcast")) return collapseBroadcast(node, wanted, shape);
  if (ELEMENTWISE.has(node.op)) {
    const inputs = node.inputs.map((input) => collapse(input, wanted));
    return makeNode(node.op, inputs, node.attributes, shape, node.dtype);
  }
  if (isOp(node, "reshape")) {
    const input = node.inputs[0] as Node;
    const from = unitReshape(input.shape, node.shape);
    if (from)
      return reshape(
        collapse(
          input,
          wanted.map((axis) => from[axis] as number),
        ),
        shape,
      );
  }
  return slice(
    node,
    node.shape.map(() => 0),
    shape,
  );
}

function collapseBroadcast(node: Node, axes: readonly number[], shape: Shape): Node {
  const input = node.inputs[0] as Node;
  const lead = node.shape.length - input.shape.length;
  const inner = axes.filter((axis) => axis >= lead).map((axis) => axis - lead);
  return broadcast(collapse(input, inner), shape);
}

/** Whether a node is the same all along these axes. */
export function invariant(node: Node, axes: readonly number[]): boolean {
  const varying = varyingAxes(node);
  return axes.every((axis) => !varying[axis]);
}

const shortened = new WeakMap<Node, Map<string, Node>>();

/** The node without axes along which it does not vary; the same node each time. */
export function without(node: Node, axes: readonly number[]): Node {
  // Two repetitions of one thing are one thing without them.
  const core = collapse(node, axes);
  const results = shortened.get(core) ?? new Map<string, Node>();
  shortened.set(core, results);
  const shape = dropAxes(node.shape, axes);
  const result = results.get(shape.join()) ?? reshape(core, shape);
  results.set(shape.join(), result);
  return result;
}

/** The axes of size above 1 along which a node does not vary. */
export function invariantAxes(node: Node): number[] {
  const varying = varyingAxes(node);
  return node.shape.flatMap((extent, axis) => (extent > 1 && !varying[axis] ? [axis] : []));
}
