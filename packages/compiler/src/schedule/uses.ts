// Foretells how often the code of a root computes each node that it computes in place: on which loops and on which
// written-out indices each element depends. Follows targets' rule: an element is computed once, in the innermost loop
// that it depends on. An analysis: it decides nothing.
import { unitReshape, varyingAxes } from "../passes/variance.ts";
import { isOp, type Node } from "../program/node.ts";
import { REDUCTIONS } from "../program/opFamilies.ts";
import { isLeaf, reducedAxes } from "./classify.ts";
import type { Root } from "./schedule.ts";

/** What an index depends on: loops by their depth (1 is the outermost), and axes that are written out, with their extents. */
interface Dependence {
  readonly loops: ReadonlySet<number>;
  readonly written: ReadonlyMap<string, number>;
}

export interface Use {
  readonly node: Node;
  /** How many elements are written out for one position of the loops. */
  readonly tuples: number;
  /** How many times each element is computed, because of loops that it does not depend on around one that it does. */
  readonly repeats: number;
}

const NOTHING: Dependence = { loops: new Set(), written: new Map() };

function union(parts: readonly Dependence[]): Dependence {
  if (parts.length === 1) return parts[0] as Dependence;
  return {
    loops: new Set(parts.flatMap((part) => [...part.loops])),
    written: new Map(parts.flatMap((part) => [...part.written])),
  };
}

function keyOf(indices: readonly Dependence[]): string {
  return indices.map(({ loops, written }) => `${[...loops].sort()};${[...written.keys()].sort()}`).join("|");
}

class Walk {
  /** Extents of the loops, outermost first. */
  readonly #loops: number[];
  readonly #visit: (use: Use) => boolean;
  readonly #seen = new Map<Node, Set<string>>();

  constructor(loops: readonly number[], visit: (use: Use) => boolean) {
    this.#loops = [...loops];
    this.#visit = visit;
  }

  loop(extent: number): Dependence {
    return { loops: new Set([this.#loops.push(extent)]), written: new Map() };
  }

  node(node: Node, indices: readonly Dependence[]): void {
    const varying = varyingAxes(node);
    const own = indices.map((index, axis) => (varying[axis] ? index : NOTHING));
    const seen = this.#seen.get(node) ?? new Set();
    this.#seen.set(node, seen);
    const key = keyOf(own);
    if (seen.has(key) || isLeaf(node)) return;
    seen.add(key);
    if (!this.#visit({ node, ...this.#count(union(own)) })) return;
    this.#inputs(node, own);
  }

  #count({ loops, written }: Dependence): { tuples: number; repeats: number } {
    const deepest = Math.max(0, ...loops);
    const around = this.#loops.slice(0, deepest).filter((_, i) => !loops.has(i + 1));
    const product = (extents: Iterable<number>) => [...extents].reduce((total, extent) => total * extent, 1);
    return { tuples: product(written.values()), repeats: product(around) };
  }

  #inputs(node: Node, indices: readonly Dependence[]): void {
    const [first, second] = node.inputs;
    if (isOp(node, "broadcast") && first) {
      this.node(first, indices.slice(indices.length - first.shape.length));
    } else if (isOp(node, "reshape") && first) {
      const from = unitReshape(node.shape, first.shape);
      const all = union([NOTHING, ...indices]);
      const own = from?.map((source) => (source === null ? NOTHING : (indices[source] as Dependence)));
      this.node(first, own ?? first.shape.map(() => all));
    } else if (isOp(node, "transpose") && first) {
      const { permutation } = node.attributes;
      this.node(
        first,
        permutation.map((_, axis) => indices[permutation.indexOf(axis)] as Dependence),
      );
    } else if (isOp(node, "gather") && first && second) {
      const { axis } = node.attributes;
      const end = axis + second.shape.length;
      const position = indices.slice(axis, end);
      this.node(second, position);
      this.node(first, [...indices.slice(0, axis), union([NOTHING, ...position]), ...indices.slice(end)]);
    } else if (REDUCTIONS.has(node.op) && first)
      this.reduction(node, indices, (axis) => this.#writtenOut(node, axis));
    else for (const input of node.inputs) this.node(input, indices);
  }

  #writtenOut(node: Node, axis: number): Dependence {
    const extent = (node.inputs[0] as Node).shape[axis] as number;
    return { loops: new Set(), written: new Map([[`${node.id}:${axis}`, extent]]) };
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
  const { node, kind, space, loopAxes } = root;
  if (kind === "routine") return;
  const walk = new Walk(
    loopAxes.map((axis) => space[axis] as number),
    visit,
  );
  const indices = space.map((extent, axis): Dependence => {
    const depth = loopAxes.indexOf(axis) + 1;
    if (depth > 0) return { loops: new Set([depth]), written: new Map() };
    return { loops: new Set(), written: new Map([[`root:${axis}`, extent]]) };
  });
  if (kind === "inLoop")
    walk.reduction(node, indices, (axis) => walk.loop((node.inputs[0] as Node).shape[axis] as number));
  else if (kind === "accumulate") walk.node(node.inputs[0] as Node, indices);
  else if (kind === "scatter") {
    const { axis } = node.attributes as { axis: number };
    const [updates, positions] = node.inputs as unknown as [Node, Node];
    walk.node(updates, indices);
    walk.node(positions, indices.slice(axis, axis + positions.shape.length));
  } else walk.node(node, indices);
}
