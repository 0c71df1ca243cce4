// Einstein summation as sums, transposes and matrix products. Operands are contracted from left to right.
import { UsageError } from "../../errors.ts";
import { binary, matMul, reduce, reshape, transpose } from "../../program/build.ts";
import type { Node } from "../../program/node.ts";
import { showShape, sizeOf } from "../../program/shape.ts";

/** A node whose axes have one-letter labels, all different. */
interface Labelled {
  readonly node: Node;
  readonly labels: readonly string[];
}

function parse(equation: string, count: number): { inputs: string[][]; output: string[] } {
  const match = /^\s*([a-zA-Z]*(?:\s*,\s*[a-zA-Z]*)*)\s*->\s*([a-zA-Z]*)\s*$/.exec(equation);
  const inputs = match?.[1]?.split(",").map((labels) => [...labels.trim()]);
  const output = [...(match?.[2] ?? "")];
  const known = new Set(inputs?.flat());
  if (
    !inputs ||
    inputs.length !== count ||
    output.some((label) => !known.has(label)) ||
    new Set(output).size < output.length
  ) {
    throw new UsageError(
      `einsum: "${equation}" is not an equation such as "ij,jk->ik" over ${count} tensor${count === 1 ? "" : "s"}, ` +
        "with each output label once and taken from an input.",
    );
  }
  return { inputs, output };
}

function label(node: Node, labels: readonly string[], equation: string): Labelled {
  if (labels.length !== node.shape.length || new Set(labels).size < labels.length) {
    throw new UsageError(
      `einsum: "${equation}" gives the labels "${labels.join("")}" to a tensor of shape ${showShape(node.shape)}; ` +
        "each axis needs one label, and no label may repeat within a tensor.",
    );
  }
  return { node, labels };
}

/** Sums away the labels that are not wanted. */
function keepOnly({ node, labels }: Labelled, wanted: ReadonlySet<string>): Labelled {
  const axes = labels.flatMap((name, axis) => (wanted.has(name) ? [] : [axis]));
  return { node: reduce("sum", node, axes), labels: labels.filter((name) => wanted.has(name)) };
}

function arrange({ node, labels }: Labelled, order: readonly string[]): Node {
  return transpose(
    node,
    order.map((name) => labels.indexOf(name)),
  );
}

function zip({ node, labels }: Labelled): [string, number][] {
  return labels.map((name, axis) => [name, node.shape[axis] as number]);
}

function extentsOf(a: Labelled, b: Labelled, equation: string): Map<string, number> {
  const extents = new Map([...zip(b), ...zip(a)]);
  for (const [name, extent] of zip(b)) {
    if (extents.get(name) === extent) continue;
    throw new UsageError(
      `einsum: "${equation}" gives the label "${name}" to axes of sizes ${extents.get(name)} and ${extent}.`,
    );
  }
  return extents;
}

/**
 * The product of two operands, summed over the labels that both have and that `wanted` (what later operands and the
 * output need) lacks: a matrix product, or a broadcast one when there is nothing to sum.
 */
function contract(a: Labelled, b: Labelled, wanted: ReadonlySet<string>, equation: string): Labelled {
  const extents = extentsOf(a, b, equation);
  const sizes = (names: readonly string[]): number[] => names.map((name) => extents.get(name) as number);
  const shared = a.labels.filter((name) => b.labels.includes(name));
  const batch = shared.filter((name) => wanted.has(name));
  const inner = shared.filter((name) => !wanted.has(name));
  const needed = new Set([...wanted, ...shared]);
  const left = keepOnly(a, needed);
  const right = keepOnly(b, needed);
  const rows = left.labels.filter((name) => !shared.includes(name));
  const columns = right.labels.filter((name) => !shared.includes(name));
  const flat = (names: readonly string[]): number => sizeOf(sizes(names));
  const x = reshape(arrange(left, [...batch, ...rows, ...inner]), [...sizes(batch), flat(rows), flat(inner)]);
  const y = reshape(arrange(right, [...batch, ...inner, ...columns]), [
    ...sizes(batch),
    flat(inner),
    flat(columns),
  ]);
  const product = inner.length > 0 ? matMul(x, y) : binary("mul", x, y);
  const labels = [...batch, ...rows, ...columns];
  return { node: reshape(product, sizes(labels)), labels };
}

/**
 * The sum of products that `equation` (such as "bij,bjk->bik") names.
 * @throws UsageError when the equation does not fit the operands.
 */
export function einsum(equation: string, operands: readonly Node[]): Node {
  const { inputs, output } = parse(equation, operands.length);
  const [first, ...rest] = operands.map((node, i) => label(node, inputs[i] as string[], equation)) as [
    Labelled,
    ...Labelled[],
  ];
  const result = rest.reduce((done, next, i) => {
    const wanted = new Set([...output, ...rest.slice(i + 1).flatMap((later) => later.labels)]);
    return contract(done, next, wanted, equation);
  }, first);
  return arrange(keepOnly(result, new Set(output)), output);
}
