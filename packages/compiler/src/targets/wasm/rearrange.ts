// Ops that only choose which element of an input to take: a row per op.
import { InternalError } from "../../errors.ts";
import { evaluateNode } from "../../interpreter/evaluate.ts";
import { unitReshape } from "../../passes/variance.ts";
import { BINDING, type Node } from "../../program/node.ts";
import type { OpName } from "../../program/ops.ts";
import { sizeOf, stridesOf } from "../../program/shape.ts";
import type { Emitter, Local } from "./assembler/index.ts";
import { type Bundle, forEachCopy } from "./bundle.ts";
import type { Elements } from "./elements.ts";
import {
  addIndices, constantIndex, type Index, indexKey, isConstantIndex, positionOf, scaleIndex,
} from "./indexExpression.ts"; // biome-ignore format: a list
import { checkedIndex, emitDivision, window } from "./lanes.ts";
import { fromNumber } from "./masks.ts";
import { trustedIndex } from "./trustedIndex.ts";

/** The element of a node at `indices`, made in the region of `e`. */
type Rearrangement<K extends OpName> = (
  values: Elements,
  node: Node<K>,
  indices: readonly Index[],
  e: Emitter,
) => Bundle;

const only = (node: Node): Node => node.inputs[0] as Node;

const select = (e: Emitter, inside: Bundle, yes: Bundle, no: Bundle): Bundle =>
  forEachCopy([yes, no, inside], (a: Local, b: Local, mask: Local) => e.op("v128.bitselect", a, b, mask));

const broadcast: Rearrangement<"broadcast"> = (values, node, indices) => {
  const input = only(node);
  const own = indices.slice(indices.length - input.shape.length);
  return values.element(
    input,
    own.map((index, axis) => (input.shape[axis] === 1 ? constantIndex(0) : index)),
  );
};

const reshape: Rearrangement<"reshape"> = (values, node, indices) => {
  const from = only(node).shape;
  const unit = unitReshape(node.shape, from);
  if (unit) {
    const own = unit.map((source) => (source === null ? constantIndex(0) : (indices[source] as Index)));
    return values.element(only(node), own);
  }
  const strides = stridesOf(node.shape);
  let rest = indices.reduce(
    (sum, index, axis) => addIndices(sum, scaleIndex(index, strides[axis] as number)),
    constantIndex(0),
  );
  const own = stridesOf(from).map((stride) => {
    const [quotient, remainder] = emitDivision(values.nest, rest, stride);
    rest = remainder;
    return quotient;
  });
  return values.element(only(node), own);
};

const transpose: Rearrangement<"transpose"> = (values, node, indices) => {
  const own = new Array<Index>(indices.length);
  node.attributes.permutation.forEach((from, axis) => {
    own[from] = indices[axis] as Index;
  });
  return values.element(only(node), own);
};

const slice: Rearrangement<"slice"> = (values, node, indices) => {
  const { begin, stride } = node.attributes;
  const own = indices.map((index, axis) =>
    addIndices(scaleIndex(index, stride[axis] as number), constantIndex(begin[axis] as number)),
  );
  return values.element(only(node), own);
};

const diagPart: Rearrangement<"diagPart"> = (values, node, indices) =>
  values.element(only(node), [...indices, indices.at(-1) as Index]);

/** What a constant index array holds at constant indices. */
function knownIndex(positions: Node, at: readonly Index[]): number | undefined {
  if (positions.binding !== BINDING.constant || !at.every(isConstantIndex)) return undefined;
  return evaluateNode(positions)[positionOf(at, positions.shape)];
}

/** An element of the table at a computed index; NaN where the index is out of range. */
const gather: Rearrangement<"gather"> = (values, node, indices, e) => {
  const [table, positions] = node.inputs as unknown as [Node, Node];
  const { axis } = node.attributes;
  const extent = table.shape[axis] as number;
  const end = axis + positions.shape.length;
  const at = indices.slice(axis, end);
  const taken = (index: Index): Bundle =>
    values.element(table, [...indices.slice(0, axis), index, ...indices.slice(end)]);
  const known = knownIndex(positions, at);
  if (known !== undefined && known >= 0 && known < extent) return taken(constantIndex(known));
  const trusted = trustedIndex(values, positions, at, extent);
  if (trusted) return taken(trusted);
  const depth = values.depthOf(positions, at);
  const key = `${node.id}@${at.map(indexKey).join(",")}`;
  const { index, inside } = checkedIndex(values.nest, values.element(positions, at), key, depth, extent);
  return select(e, inside, taken(index), [e.constF64x2(Number.NaN)]);
};

const concat: Rearrangement<"concat"> = (values, node, indices, e) => {
  const { axis } = node.attributes;
  let start = 0;
  let result: Bundle | undefined;
  for (const part of node.inputs) {
    const extent = part.shape[axis] as number;
    const found = window(values.nest, indices[axis] as Index, start, extent);
    start += extent;
    if (!found) continue;
    const value = values.element(part, indices.with(axis, found.index));
    result = found.inside && result ? select(e, found.inside, value, result) : value;
  }
  return result as Bundle;
};

const pad: Rearrangement<"pad"> = (values, node, indices, e) => {
  const input = only(node);
  const { before, value } = node.attributes;
  const outside: Bundle = [fromNumber(e, node.dtype, e.constF64x2(value))];
  const windows = indices.flatMap(
    (index, axis) => window(values.nest, index, before[axis] as number, input.shape[axis] as number) ?? [],
  );
  if (windows.length < indices.length || sizeOf(input.shape) === 0) return outside;
  const found = values.element(
    input,
    windows.map(({ index }) => index),
  );
  return windows.reduce(
    (result, { inside }) => (inside ? select(e, inside, result, outside) : result),
    found,
  );
};

const rows: { readonly [K in OpName]?: Rearrangement<K> } = {
  broadcast,
  reshape,
  transpose,
  slice,
  diagPart,
  gather,
  concat,
  pad,
};

export function rearranged<K extends OpName>(
  values: Elements,
  node: Node<K>,
  indices: readonly Index[],
  e: Emitter,
): Bundle {
  const row = rows[node.op];
  if (!row) throw new InternalError(`The Wasm target cannot compute single elements of "${node.op}".`);
  return row(values, node, indices, e);
}
