// Pass: only the recurrence stays in a loop (loop fission). What no carry enters is computed for all steps at once before
// it, or once if it is the same at each step; what enters no carry is computed for all steps after it, from what the steps
// then yield. Both are arrays like any others, which the scheduler fuses, and which take two steps at a time.
import { batchNodes } from "../batching/batchNodes.ts";
import { byRole } from "../program/body.ts";
import { part } from "../program/buildScan.ts";
import { asProgram, withBody } from "../program/inBodies.ts";
import { LoopBuilder } from "../program/loopBuilder.ts";
import { isOp, type Node } from "../program/node.ts";
import type { OpName } from "../program/ops.ts";
import { type Program, topologicalOrder } from "../program/program.ts";
import { sizeOf } from "../program/shape.ts";
import { substitute } from "../program/substitute.ts";
import { isView, priceOf } from "./price.ts";
import { replaceLoops } from "./replaceLoops.ts";

/** Per element: what costs no more is not worth a place in memory for each step. */
const WORTH_A_PLACE = 5;
/** What an element that a step yields costs, beside what is then computed outside. */
const PLACE = 2;
/** No array that is made for a loop has more elements. */
const LARGEST = 2 ** 21;

/** What makes one element of a batch after the other, or differs between two evaluations of the same step. */
const STAYS: ReadonlySet<OpName> = new Set<OpName>(["draw", "qrFactor", "choleskyInverse"]);

/** What a body computes, by how it hangs together with the carries. */
class Kinds {
  /** What a carry enters, or what cannot be taken out. */
  readonly bound = new Set<Node>();
  /** Of these, what enters a carry, or what cannot be taken out. */
  readonly core: ReadonlySet<Node>;
  /** What depends on a slice, bound or not. */
  readonly stepwise = new Set<Node>();

  constructor({ attributes }: Node<"scan">) {
    const { body, carries } = attributes;
    const { inits, xs } = byRole<Node>(attributes, body.arguments);
    const order = topologicalOrder(body.outputs);
    for (const node of order) {
      const enters = (set: ReadonlySet<Node>) => node.inputs.some((input) => set.has(input));
      if (inits.includes(node) || STAYS.has(node.op) || enters(this.bound)) this.bound.add(node);
      if (xs.includes(node) || enters(this.stepwise)) this.stepwise.add(node);
    }
    const roots = [...body.outputs.slice(0, carries), ...order.filter((node) => STAYS.has(node.op))];
    const core = new Set([...inits, ...topologicalOrder(roots).filter((node) => this.bound.has(node))]);
    // An inner loop that stays yields its parts, not itself.
    for (const node of order) if (isOp(node, "part") && core.has(node.inputs[0] as Node)) core.add(node);
    this.core = core;
  }
}

function total(nodes: Iterable<Node>, of: (node: Node) => number): number {
  let sum = 0;
  for (const node of nodes) sum += of(node);
  return sum;
}

const workOf = (node: Node): number => priceOf(node) * sizeOf(node.shape);

class Split {
  readonly #node: Node<"scan">;
  readonly #kinds: Kinds;
  readonly #outputs: readonly Node[];
  /** What leaves the loop before it: for all steps, and once for all. */
  readonly #sliced = new Set<Node>();
  readonly #fixed = new Set<Node>();
  readonly #decided = new Set<Node>();

  constructor(node: Node<"scan">) {
    this.#node = node;
    this.#kinds = new Kinds(node);
    this.#outputs = node.attributes.body.outputs;
  }

  #fits(node: Node): boolean {
    return sizeOf(node.shape) * this.#node.attributes.length <= LARGEST;
  }

  #isFree(node: Node): boolean {
    return !this.#kinds.bound.has(node) && !isOp(node, "argument");
  }

  /** Which of the outputs leave the loop, and what the steps must yield for them. */
  #after(used: ReadonlySet<number>): { moved: number[]; yielded: Node[] } {
    const { core, bound } = this.#kinds;
    const { carries } = this.#node.attributes;
    const yields = [...used].filter((k) => k >= carries);
    const free = yields.filter((k) => this.#isFree(this.#outputs[k] as Node));
    const late = yields.filter((k) => {
      const output = this.#outputs[k] as Node;
      return bound.has(output) && !core.has(output);
    });
    const after = new Set<Node>();
    const needed = new Set<Node>();
    const visit = (node: Node): void => {
      if (core.has(node)) needed.add(node);
      if (!bound.has(node) || core.has(node) || after.has(node)) return;
      after.add(node);
      node.inputs.forEach(visit);
    };
    for (const k of late) visit(this.#outputs[k] as Node);
    const present = new Set(yields.map((k) => this.#outputs[k]));
    const added = [...needed].filter((node) => !present.has(node));
    const worth = total(after, workOf) > PLACE * total(added, ({ shape }) => sizeOf(shape));
    if (!worth || ![...needed, ...after].every((node) => this.#fits(node)))
      return { moved: free, yielded: [] };
    return { moved: [...free, ...late].sort((a, b) => a - b), yielded: [...needed] };
  }

  /** Goes down from what stays in the loop, and finds what need not be computed there. */
  #before(node: Node): void {
    if (this.#decided.has(node)) return;
    this.#decided.add(node);
    if (this.#isFree(node) && this.#leaves(node))
      (this.#kinds.stepwise.has(node) ? this.#sliced : this.#fixed).add(node);
    else for (const input of node.inputs) this.#before(input);
  }

  #leaves(node: Node): boolean {
    if (isView(node) || isOp(node, "scan") || node.inputs.length === 0) return false;
    const under = topologicalOrder([node]);
    const inner = node.inputs.filter((input) => this.#isFree(input));
    // A cheap op on less than what it makes is done in the loop: there is less to keep.
    const smaller = total(inner, ({ shape }) => sizeOf(shape)) < sizeOf(node.shape);
    if (priceOf(node) <= 1 && smaller && inner.length > 0) return false;
    if (!this.#kinds.stepwise.has(node)) return true;
    return this.#fits(node) && total(under, workOf) >= WORTH_A_PLACE * sizeOf(node.shape);
  }

  replace(used: ReadonlySet<number>): Map<number, Node> {
    const { attributes, inputs } = this.#node;
    const { moved, yielded } = this.#after(used);
    const staying = [...used].filter((k) => !moved.includes(k));
    const live = this.#outputs.map((_, k) => k).filter((k) => k < attributes.carries || staying.includes(k));
    const inside = [...new Set([...live.map((k) => this.#outputs[k] as Node), ...yielded])];
    for (const node of inside) this.#before(node);
    const roles = byRole<Node>(attributes, attributes.body.arguments);
    const outer = byRole<Node>(attributes, inputs);
    const surroundings = new Map(roles.closed.map((one, i) => [one, outer.closed[i] as Node] as const));
    const stacks = new Map(roles.xs.map((one, i) => [one, outer.xs[i] as Node] as const));
    const sliced = this.#batch([...this.#sliced], stacks, surroundings);
    const loop = new LoopBuilder();
    const places = new Map<Node, Node>();
    roles.inits.forEach((one, i) => {
      places.set(one, loop.carry(outer.inits[i] as Node));
    });
    for (const [one, stack] of stacks) places.set(one, loop.slice(stack));
    for (const [one, value] of surroundings) places.set(one, loop.closed(value));
    for (const [one, stack] of sliced) places.set(one, loop.slice(stack));
    const fixed = [...this.#fixed];
    substitute(fixed, surroundings).forEach((value, i) => {
      places.set(fixed[i] as Node, loop.closed(value));
    });
    const next = roles.inits.map((_, k) => this.#outputs[k] as Node);
    const kept = inside.filter(
      (node) =>
        live.some((k) => k >= attributes.carries && this.#outputs[k] === node) || yielded.includes(node),
    );
    const outputs = substitute([...next, ...kept], places);
    const smaller = loop.build(attributes, outputs.slice(0, next.length), outputs.slice(next.length));
    const stackOf = (node: Node) => part(smaller, next.length + kept.indexOf(node));
    const known = new Map<Node, Node>([
      ...stacks,
      ...sliced,
      ...yielded.map((node) => [node, stackOf(node)] as const),
    ]);
    const results = this.#batch(
      moved.map((k) => this.#outputs[k] as Node),
      known,
      surroundings,
    );
    return new Map(
      [...used].map((k) => {
        const output = this.#outputs[k] as Node;
        if (k < attributes.carries) return [k, part(smaller, k)];
        return [k, results.get(output) ?? stackOf(output)];
      }),
    );
  }

  /** The values of nodes at every step. */
  #batch(
    nodes: readonly Node[],
    stacks: ReadonlyMap<Node, Node>,
    surroundings: ReadonlyMap<Node, Node>,
  ): Map<Node, Node> {
    const batched = batchNodes(nodes, stacks, this.#node.attributes.length);
    return new Map(substitute(batched, surroundings).map((value, i) => [nodes[i] as Node, value]));
  }
}

/** Inner loops first: what leaves them may then leave the outer one. */
export function splitLoops(program: Program): Program {
  return replaceLoops(program, (node, used) => {
    const { body } = node.attributes;
    const outputs = [...splitLoops(asProgram(body)).outputs.values()];
    return new Split(withBody(node, { ...body, outputs })).replace(used);
  });
}
