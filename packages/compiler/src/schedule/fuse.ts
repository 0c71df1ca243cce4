// Pass: groups the roots of a phase into kernels. Roots with loops of the same extents, whose inputs are ready at the same
// time, share one nest of loops, so that what they have in common is computed once and nothing is stored between them.
import { isView } from "../passes/price.ts";
import { isOp, type Node } from "../program/node.ts";
import { REDUCTIONS } from "../program/opFamilies.ts";
import { topologicalOrder } from "../program/program.ts";
import { sizeOf } from "../program/shape.ts";
import { isLeaf, memoryOperands, reductionLength } from "./classify.ts";
import { costPerElement, WORTH_STORING } from "./cost.ts";
import {
  IN_PLACE_DEPTH,
  INLINE_REDUCTION,
  MANY_TIMES,
  REGISTER_CARRY,
  STORED_SIZE,
  STRAIGHT_LINE,
  WORTH_A_PAIR,
  WRITTEN_OUT,
} from "./limits.ts";
import { loopExtents, planRoot } from "./loops.ts";
import { isRolled } from "./rolled.ts";
import { mandatoryRoot } from "./rootKind.ts";
import type { Kernel, Phase, Root } from "./schedule.ts";
import { stepOutputs } from "./stepOutputs.ts";
import { forEachUse } from "./uses.ts";

class Fuser {
  readonly #ready: ReadonlySet<Node>;
  /** Roots whose users must wait for them. */
  readonly #forced = new Map<Node, Root>();
  /** Roots that are stored for later kernels; users in the same kernel compute them in place. */
  readonly #stores = new Map<Node, Root>();
  readonly #levels = new Map<Root, number>();

  constructor(
    outputs: readonly Node[],
    ready: ReadonlySet<Node>,
    kept: Iterable<Node>,
    straight: (output: Node) => number,
  ) {
    this.#ready = ready;
    const order = topologicalOrder([...outputs, ...kept], ready).filter((node) => this.#isComputed(node));
    for (const node of order) {
      const kind = mandatoryRoot(node);
      if (kind) this.#forced.set(node, withStep(planRoot(node, kind)));
    }
    for (const node of order) {
      for (const operand of memoryOperands(node)) this.#forceStore(operand);
    }
    this.#cutLongChains(order);
    for (const node of outputs) {
      if (!this.#forced.has(node)) this.#stores.set(node, planRoot(node, "store", straight(node)));
    }
    // Roots found on the way are walked in their turn: a Map yields what is added while it is read.
    for (const root of this.#stores.values()) this.#storeRepeated(root);
    for (const root of this.#forced.values()) this.#storeRepeated(root);
  }

  /** Stores what the root would compute again and again, or write out at great length. */
  #storeRepeated(root: Root): void {
    forEachUse(root, ({ node, tuples, repeats }) => {
      if (!this.#isComputed(node) || (this.#forced.has(node) && node !== root.node)) return false;
      if (node === root.node || isView(node)) return true;
      const length = isRolled(node) ? INLINE_REDUCTION : reductionLength(node);
      const long = REDUCTIONS.has(node.op) && tuples > 1 && tuples * length > WRITTEN_OUT;
      const again =
        repeats >= MANY_TIMES && sizeOf(node.shape) > STRAIGHT_LINE && this.#cost(node) >= WORTH_STORING;
      if (long || again) this.#forceStore(node);
      return !long && !again;
    });
  }

  #cost(node: Node): number {
    return costPerElement(node, (inner) => !this.#isComputed(inner) || this.#forced.has(inner));
  }

  #forceStore(node: Node): void {
    if (this.#isComputed(node) && !this.#forced.has(node)) this.#forced.set(node, planRoot(node, "store"));
  }

  #cutLongChains(order: readonly Node[]): void {
    const depths = new Map<Node, number>();
    for (const node of order) {
      const depth = 1 + Math.max(0, ...node.inputs.map((input) => depths.get(input) ?? 0));
      if (depth > IN_PLACE_DEPTH) this.#forceStore(node);
      depths.set(node, this.#forced.has(node) ? 0 : depth);
    }
  }

  /** Neither a leaf nor left in memory by an earlier phase. */
  #isComputed(node: Node): boolean {
    return !isLeaf(node) && !this.#ready.has(node);
  }

  /** The nodes that a root computes in place, and the forced roots that it waits for. */
  #reach(root: Root, stop: (node: Node) => boolean = () => false): { inPlace: Set<Node>; waits: Root[] } {
    const inPlace = new Set<Node>();
    const waits: Root[] = [];
    const visit = (node: Node): void => {
      if (inPlace.has(node) || !this.#isComputed(node) || stop(node)) return;
      const forced = this.#forced.get(node);
      if (forced) {
        waits.push(forced);
        return;
      }
      inPlace.add(node);
      node.inputs.forEach(visit);
    };
    root.node.inputs.forEach(visit);
    return { inPlace, waits };
  }

  #levelOf(root: Root): number {
    const known = this.#levels.get(root);
    if (known !== undefined) return known;
    const level = Math.max(0, ...this.#reach(root).waits.map((dependency) => this.#levelOf(dependency) + 1));
    this.#levels.set(root, level);
    return level;
  }

  #kernels(): Kernel[] {
    const kernels = new Map<string, { level: number; loops: number[]; roots: Root[] }>();
    const roots = [...this.#forced.values(), ...this.#stores.values()].sort((a, b) => a.node.id - b.node.id);
    for (const root of roots) {
      const level = this.#levelOf(root);
      const loops = loopExtents(root);
      const alone = root.kind === "routine" || root.kind === "scan";
      const key = alone ? `${root.node.id}` : `${level}:${loops.join("x")}`;
      const kernel = kernels.get(key);
      if (kernel) kernel.roots.push(root);
      else kernels.set(key, { level, loops, roots: [root] });
    }
    // Straight-line code of a level first: later loops of the level may find its values at hand.
    return [...kernels.values()].sort((a, b) => a.level - b.level || a.loops.length - b.loops.length);
  }

  /** Stores what an earlier kernel computes in place and a later one would compute again, when that is dear. */
  #storeShared(): void {
    const owner = new Map<Node, Kernel>();
    for (const kernel of this.#kernels()) {
      const promoted = (node: Node): boolean => {
        const earlier = owner.get(node);
        if (this.#stores.has(node)) return earlier !== undefined && earlier.level < kernel.level;
        if (!earlier || earlier.level >= kernel.level || isView(node) || sizeOf(node.shape) <= STORED_SIZE)
          return false;
        if (this.#cost(node) < WORTH_STORING) return false;
        this.#stores.set(node, planRoot(node, "store"));
        return true;
      };
      for (const root of kernel.roots) {
        for (const node of this.#reach(root, promoted).inPlace) if (!owner.has(node)) owner.set(node, kernel);
      }
    }
  }

  kernels(): Kernel[] {
    this.#storeShared();
    return this.#kernels();
  }
}

/** A loop, with its body scheduled as a phase of its own. */
function withStep(root: Root): Root {
  const { node } = root;
  if (!isOp(node, "scan")) return root;
  const { carries, body } = node.attributes;
  const outputs = stepOutputs(body);
  const small = (output: Node) => sizeOf(output.shape) <= REGISTER_CARRY && !inPairs(output);
  const kept = new Set(outputs.filter((output, k) => k < carries && small(output)));
  const stored = outputs.filter((output) => !kept.has(output));
  return { ...root, step: { phase: fuse("step", stored, new Set(), kept), outputs, kept } };
}

/** Whether the elements of an output of a step are dear enough to be computed two at a time, through memory. */
function inPairs(output: Node): boolean {
  return sizeOf(output.shape) > 1 && costPerElement(output, () => false) >= WORTH_A_PAIR;
}

/**
 * The kernels that compute `outputs` from leaves and from what is `ready` in memory.
 * @param kept values that whoever runs the phase asks for at its end; they get no place in memory
 */
export function fuse(
  name: Phase["name"],
  outputs: readonly Node[],
  ready: ReadonlySet<Node>,
  kept: Iterable<Node> = [],
): Phase {
  const straight = (output: Node) => (name === "step" && inPairs(output) ? 1 : STRAIGHT_LINE);
  return { name, kernels: new Fuser(outputs, ready, kept, straight).kernels(), ready };
}
