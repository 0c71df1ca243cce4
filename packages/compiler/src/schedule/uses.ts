// Foretells how often the code of a root computes each node that it computes in place: on which loops and on which
// written-out indices each element depends. Follows targets' rule: an element is computed once, in the innermost loop
// that it depends on. An analysis: it decides nothing.
import { unitReshape, varyingAxes } from "../passes/variance.ts";
import { isOp, type Node } from "../program/node.ts";
import { REDUCTIONS } from "../program/opFamilies.ts";
import { isLeaf, reducedAxes } from "./classify.ts";
import { type Dependence, Dependences } from "./dependences.ts";
import { isRolled } from "./rolled.ts";
import type { Root } from "./schedule.ts";

export interface Use {
  readonly node: Node;
  /** How many elements are written out for one position of the loops. */
  readonly tuples: number;
  /** How many times each element is computed, because of loops that it does not depend on around one that it does. */
  readonly repeats: number;
}

class Walk {
  readonly dependences = new Dependences();
  readonly #visit: (use: Use) => boolean;
  readonly #seen = new Map<Node, Set<string>>();

  constructor(visit: (use: Use) => boolean) {
    this.#visit = visit;
  }

  node(node: Node, indices: readonly Dependence[]): void {
    if (isLeaf(node)) return;
    const { nothing } = this.dependences;
    const varying = varyingAxes(node);
    const own = indices.map((index, axis) => (varying[axis] ? index : nothing));
    let seen = this.#seen.get(node);
    if (!seen) {
      seen = new Set();
      this.#seen.set(node, seen);
    }
    const key = own.map(({ id }) => id).join();
    if (seen.has(key)) return;
    seen.add(key);
    const all = this.dependences.union(own);
    if (!this.#visit({ node, tuples: this.dependences.tuples(all), repeats: this.dependences.repeats(all) }))
      return;
    this.#inputs(node, own);
  }

  #inputs(node: Node, indices: readonly Dependence[]): void {
    const [first, second] = node.inputs;
    if (isOp(node, "broadcast") && first) {
      this.node(first, indices.slice(indices.length - first.shape.length));
    } else if (isOp(node, "reshape") && first) {
      const from = unitReshape(node.shape, first.shape);
      const { nothing } = this.dependences;
      const all = this.dependences.union(indices);
      const own = from?.map((source) => (source === null ? nothing : (indices[source] as Dependence)));
      this.node(first, own ?? first.shape.map(() => all));
    } else if (isOp(node, "transpose") && first) {
      const { permutation } = node.attributes;
      this.node(
        first,
        permutation.map((_, axis) => indices[permutation.indexOf(axis)] as Dependence),
      );
    } else if (isOp(node, "diagPart") && first) this.node(first, [...indices, indices.at(-1) as Dependence]);
    else if (isOp(node, "gather") && first && second) {
      const { axis } = node.attributes;
      const end = axis + second.shape.length;
      const position = indices.slice(axis, end);
      this.node(second, position);
      this.node(first, [...indices.slice(0, axis), this.dependences.union(position), ...indices.slice(end)]);
    } else if (REDUCTIONS.has(node.op) && first) {
      if (isRolled(node)) this.rolled(node, indices);
      else this.reduction(node, indices, (axis) => this.#writtenOut(node, axis));
    } else for (const input of node.inputs) this.node(input, indices);
  }

  #writtenOut(node: Node, axis: number): Dependence {
    return this.dependences.written(`${node.id}:${axis}`, (node.inputs[0] as Node).shape[axis] as number);
  }

  /** Visits the input of a reduction whose loops run inside of those that what is kept depends on. */
  rolled(node: Node, kept: readonly Dependence[]): void {
    let around = this.dependences.union(kept);
    const { shape } = node.inputs[0] as Node;
    const loops = new Map(
      reducedAxes(node).map((axis) => {
        const loop = this.dependences.loop(`${node.id}:${axis}`, shape[axis] as number, around);
        around = this.dependences.union([around, loop]);
        return [axis, loop] as const;
      }),
    );
    this.reduction(node, kept, (axis) => loops.get(axis) as Dependence);
  }

  /** Visits the input of a reduction, given what each axis that is kept and each that is reduced depends on. */
  reduction(node: Node, kept: readonly Dependence[], reduced: (axis: number) => Dependence): void {
    const axes = reducedAxes(node);
    const input = node.inputs[0] as Node;
    let next = 0;
    this.node(
      input,
      input.shape.map((_, axis) => (axes.includes(axis) ? reduced(axis) : (kept[next++] as Dependence))),
    );
  }
}

/**
 * Calls `visit` for each node, leaves apart, that the root's code computes in place, users before inputs; where it
 * returns false, not for what lies under that node. A node that is used at different indices is visited for each.
 */
export function forEachUse(root: Root, visit: (use: Use) => boolean): void {
  const { node, kind, space, loopAxes, innerAxes } = root;
  if (kind === "routine" || kind === "scan" || kind === "part") return;
  const walk = new Walk(visit);
  const { dependences } = walk;
  let around = dependences.nothing;
  const loops = new Map(
    [...loopAxes, ...innerAxes].map((axis) => {
      const loop = dependences.loop(`root:${axis}`, space[axis] as number, around);
      around = dependences.union([around, loop]);
      return [axis, loop] as const;
    }),
  );
  const indices = space.map(
    (extent, axis): Dependence => loops.get(axis) ?? dependences.written(`root:${axis}`, extent),
  );
  if (kind === "inLoop") walk.rolled(node, indices);
  else if (kind === "accumulate" || kind === "accumulateMany") walk.node(node.inputs[0] as Node, indices);
  else if (kind === "scatter") {
    const { axis } = node.attributes as { axis: number };
    const [updates, positions] = node.inputs as unknown as [Node, Node];
    walk.node(updates, indices);
    walk.node(positions, indices.slice(axis, axis + positions.shape.length));
  } else walk.node(node, indices);
}
