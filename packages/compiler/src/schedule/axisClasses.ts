// Which axes of which nodes run over the same things, and along which of them the order of elements matters. An analysis.
import { unitReshape, varyingAxes } from "../passes/variance.ts";
import { isOp, type Node } from "../program/node.ts";
import { ELEMENTWISE, REDUCTIONS } from "../program/opFamilies.ts";
import type { OpName } from "../program/ops.ts";
import { reducedAxes } from "./classify.ts";

/**
 * Axes are of one class when the elements along one cannot be put in another order without those along the other: those of
 * an elementwise node and of its inputs, say. Axes along which a node does not vary are of no class.
 */
export class AxisClasses {
  /** A forest: the parent of each axis, by number; a root is its own. */
  readonly #parents: number[] = [];
  readonly #ordered: boolean[] = [];
  readonly #first = new Map<Node, number>();

  /**
   * @param order every node of a program
   * @param outputs nodes whose elements are wanted in their order
   */
  constructor(order: readonly Node[], outputs: Iterable<Node>) {
    for (const node of order) {
      this.#first.set(node, this.#parents.length);
      for (const _ of node.shape) {
        this.#ordered.push(false);
        this.#parents.push(this.#parents.length);
      }
    }
    for (const node of order) relate(this, node);
    for (const node of outputs) this.fixAll(node);
  }

  /** The class of an axis; undefined for one along which the node does not vary. */
  classOf(node: Node, axis: number): number | undefined {
    const first = this.#first.get(node);
    if (first === undefined || !varyingAxes(node)[axis]) return undefined;
    return this.#root(first + axis);
  }

  /** Whether the order of elements along the axes of a class matters to an output. */
  isOrdered(axes: number): boolean {
    return this.#ordered[this.#root(axes)] as boolean;
  }

  /** Two axes whose elements are in the same order. */
  join(a: Node, axisOfA: number, b: Node, axisOfB: number): void {
    const [one, other] = [this.classOf(a, axisOfA), this.classOf(b, axisOfB)];
    if (one === undefined || other === undefined || one === other) return;
    this.#parents[other] = one;
    this.#ordered[one] ||= this.#ordered[other] as boolean;
  }

  /** An axis along which elements must stay where they are. */
  fix(node: Node, axis: number): void {
    const own = this.classOf(node, axis);
    if (own !== undefined) this.#ordered[own] = true;
  }

  fixAll(node: Node): void {
    for (const axis of node.shape.keys()) this.fix(node, axis);
  }

  #root(axis: number): number {
    let root = axis;
    while (this.#parents[root] !== root) root = this.#parents[root] as number;
    this.#parents[axis] = root;
    return root;
  }
}

type Rule = (classes: AxisClasses, node: Node) => void;

/** Axes of an input that a node keeps: for each axis of the node that of the input, or null. */
function keep(classes: AxisClasses, node: Node, input: Node, axes: readonly (number | null)[]): void {
  axes.forEach((from, axis) => {
    if (from !== null) classes.join(node, axis, input, from);
  });
}

const sameAxes: Rule = (classes, node) => {
  for (const input of node.inputs) keep(classes, node, input, [...node.shape.keys()]);
};

const reduction: Rule = (classes, node) => {
  const input = node.inputs[0] as Node;
  const reduced = reducedAxes(node);
  keep(
    classes,
    node,
    input,
    [...input.shape.keys()].filter((axis) => !reduced.includes(axis)),
  );
};

/** Whatever no rule speaks of depends on the order of its inputs, and gives its result one. */
const unknown: Rule = (classes, node) => {
  for (const one of [node, ...node.inputs]) classes.fixAll(one);
};

/** Input and output have the same axes, but some are cut or put together. */
function keepWhere(isWhole: (node: Node, axis: number) => boolean): Rule {
  return (classes, node) => {
    for (const axis of node.shape.keys()) {
      for (const input of node.inputs) {
        if (isWhole(node, axis)) classes.join(node, axis, input, axis);
        else classes.fix(input, axis);
      }
      if (!isWhole(node, axis)) classes.fix(node, axis);
    }
  };
}

const none: Rule = () => {};

const RULES: { readonly [O in OpName]?: Rule } = {
  data: none,
  softmax: sameAxes,
  broadcast: (classes, node) => {
    const input = node.inputs[0] as Node;
    const lead = node.shape.length - input.shape.length;
    keep(
      classes,
      node,
      input,
      node.shape.map((_, axis) => (axis < lead ? null : axis - lead)),
    );
  },
  reshape: (classes, node) => {
    const input = node.inputs[0] as Node;
    const from = unitReshape(input.shape, node.shape);
    if (from) keep(classes, node, input, from);
    else unknown(classes, node);
  },
  transpose: (classes, node) => {
    if (isOp(node, "transpose")) keep(classes, node, node.inputs[0] as Node, node.attributes.permutation);
  },
  slice: keepWhere((node, axis) => {
    const { begin, stride } = (node as Node<"slice">).attributes;
    return begin[axis] === 0 && stride[axis] === 1 && node.inputs[0]?.shape[axis] === node.shape[axis];
  }),
  pad: keepWhere((node, axis) => node.inputs[0]?.shape[axis] === node.shape[axis]),
  concat: keepWhere((node, axis) => axis !== (node as Node<"concat">).attributes.axis),
  gather: (classes, node) => {
    const [table, positions] = node.inputs as unknown as [Node, Node];
    lookUp(classes, (node as Node<"gather">).attributes.axis, node, table, positions);
  },
  scatterAdd: (classes, node) => {
    const [updates, positions] = node.inputs as unknown as [Node, Node];
    lookUp(classes, (node as Node<"scatterAdd">).attributes.axis, updates, node, positions);
  },
  matMul: (classes, node) => {
    const [a, b] = node.inputs as unknown as [Node, Node];
    const rank = node.shape.length;
    for (let axis = 0; axis < rank - 1; axis++) classes.join(node, axis, a, axis);
    for (let axis = 0; axis < rank; axis++) if (axis !== rank - 2) classes.join(node, axis, b, axis);
    classes.join(a, rank - 1, b, rank - 2);
  },
};

/** Elements of a table at computed places along an axis. */
function lookUp(classes: AxisClasses, axis: number, elements: Node, table: Node, positions: Node): void {
  const rank = positions.shape.length;
  keep(
    classes,
    elements,
    table,
    [...elements.shape.keys()].map((own) => {
      if (own < axis) return own;
      return own < axis + rank ? null : own - rank + 1;
    }),
  );
  for (let i = 0; i < rank; i++) classes.join(elements, axis + i, positions, i);
  classes.fix(table, axis);
}

function relate(classes: AxisClasses, node: Node): void {
  if (ELEMENTWISE.has(node.op)) sameAxes(classes, node);
  else if (REDUCTIONS.has(node.op)) reduction(classes, node);
  else (RULES[node.op] ?? unknown)(classes, node);
}
