// The float64 reference interpreter: evaluates nodes and programs one op at a time. Meaning, not speed.
import { UsageError } from "../errors.ts";
import { BINDING, isOp, type Node } from "../program/node.ts";
import { type Program, topologicalOrder } from "../program/program.ts";
import { showShape, sizeOf } from "../program/shape.ts";
import { apply, inFloat64 } from "./rules.ts";

/** Values to use in place of what parameters and data nodes were bound to, by name. */
export type Bindings = Readonly<Record<string, ArrayLike<number>>>;

const known = new WeakMap<Node, Float64Array>();

/**
 * The value of a node that depends on no parameter, row-major. Remembered as long as the node lives.
 */
export function evaluateNode(node: Node): Float64Array {
  const done = known.get(node);
  if (done) return done;
  for (const step of topologicalOrder([node])) {
    if (!known.has(step))
      known.set(
        step,
        apply(
          step,
          step.inputs.map((input) => known.get(input) as Float64Array),
        ),
      );
  }
  return known.get(node) as Float64Array;
}

function bound(node: Node, bindings: Bindings): Float64Array | undefined {
  if (!isOp(node, "parameter") && !isOp(node, "data")) return undefined;
  const { name } = node.attributes;
  const values = bindings[name];
  if (values === undefined) {
    if (isOp(node, "data")) return inFloat64(node.attributes.values);
    throw new UsageError(
      `interpret: the parameter "${name}" needs a value of shape ${showShape(node.shape)}.`,
    );
  }
  if (values.length !== sizeOf(node.shape)) {
    throw new UsageError(
      `interpret: "${name}" has shape ${showShape(node.shape)} but was given ${values.length} values.`,
    );
  }
  return Float64Array.from(values);
}

/**
 * Evaluates every output of a program, row-major.
 * @throws UsageError when a parameter has no value, or a value has the wrong size.
 */
export function interpret(program: Program, bindings: Bindings = {}): Record<string, Float64Array> {
  const values = new Map<Node, Float64Array>();
  const visit = (node: Node): void => {
    const value =
      node.binding === BINDING.constant
        ? evaluateNode(node)
        : (bound(node, bindings) ??
          apply(
            node,
            node.inputs.map((input) => values.get(input) as Float64Array),
          ));
    values.set(node, value);
  };
  topologicalOrder(program.outputs.values()).forEach(visit);
  return Object.fromEntries(
    [...program.outputs].map(([name, node]) => [name, values.get(node) as Float64Array]),
  );
}
