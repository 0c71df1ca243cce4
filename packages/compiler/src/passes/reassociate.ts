// Pass: long sums and products are regrouped by what their terms vary along, so that what changes rarely is combined first
// and leaves the inner loops; a division by something that varies less becomes a multiplication by its reciprocal.
import { bottomUp } from "../program/bottomUp.ts";
import { binary, broadcast, scalar, unary } from "../program/build.ts";
import { BINDING, isOp, type Node, type Shape } from "../program/node.ts";
import { type Program, rewrite, topologicalOrder } from "../program/program.ts";
import { sameShape } from "../program/shape.ts";
import { constantValue } from "./constants.ts";
import { isExactDifference } from "./exactDifference.ts";
import { rebuild } from "./rebuild.ts";
import { byStructure } from "./structure.ts";
import { countUses, type UseCount } from "./uses.ts";
import { collapse, invariantAxes, varyingAxes } from "./variance.ts";

interface Term {
  readonly node: Node;
  /** Subtracted rather than added, or divided by rather than multiplied. */
  readonly inverse: boolean;
}

interface Chain {
  readonly terms: Term[];
  /** The constant factor of a product, signs included; the constant addend of a sum. */
  constant: number;
}

type Kind = "sum" | "product";

function kindOf(node: Node): Kind | undefined {
  if (isOp(node, "add") || isOp(node, "sub")) return "sum";
  return isOp(node, "mul") || isOp(node, "div") ? "product" : undefined;
}

/** A level of variation: by how many axes, then when the value is known, then which axes. Lower is combined first. */
const levelOf = bottomUp<string>((node) => {
  const varying = varyingAxes(node);
  const count = String(varying.filter(Boolean).length).padStart(2, "0");
  return `${count}:${node.binding}:${varying.map(Number).join("")}`;
});

function groupByLevel(terms: readonly Term[]): Term[][] {
  const groups = new Map<string, Term[]>();
  for (const term of terms) {
    const level = levelOf(term.node);
    const group = groups.get(level);
    if (group) group.push(term);
    else groups.set(level, [term]);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => group.sort((a, b) => byStructure(a.node, b.node)));
}

/** A group at the size at which it varies: the result is repeated, and the loops around it do the rest. */
function atOwnSize(group: readonly Term[]): Term[] {
  const still = invariantAxes((group[0] as Term).node);
  return group.map(({ node, inverse }) => ({ node: collapse(node, still), inverse }));
}

/** How many axes a node varies along. */
function variation(node: Node): number {
  return varyingAxes(node).filter(Boolean).length;
}

/** A product of something that varies less and something else, in this order. */
function lowerFirst(node: Node): readonly [Node, Node] | undefined {
  if (!isOp(node, "mul")) return undefined;
  const [a, b] = node.inputs as readonly [Node, Node];
  if (variation(a) < variation(node)) return [a, b];
  return variation(b) < variation(node) ? [b, a] : undefined;
}

class Regrouper {
  readonly #uses: UseCount;
  /** The node of the program as it was before this pass that a node has replaced. */
  readonly #origins = new Map<Node, Node>();
  /** What regrouping made on the way to a result: used there only. */
  readonly #made = new Set<Node>();

  constructor(uses: UseCount) {
    this.#uses = uses;
  }

  /** Notes what has become of a node of the program. */
  settle(result: Node, original: Node): void {
    this.#origins.set(result, original);
  }

  #single(node: Node): boolean {
    const original = this.#origins.get(node);
    return original ? this.#uses.get(original) === 1 : this.#made.has(node);
  }

  #make(op: "add" | "sub" | "mul" | "div", a: Node, b: Node): Node {
    const node = binary(op, a, b);
    this.#made.add(node);
    return node;
  }

  #repeat(node: Node, shape: Shape): Node {
    if (sameShape(node.shape, shape)) return node;
    const repeated = broadcast(node, shape);
    this.#made.add(repeated);
    return repeated;
  }

  /** The node, or what a broadcast repeats, when it may be taken apart. */
  #inside(node: Node, top: boolean): Node | undefined {
    if (!top && !this.#single(node)) return undefined;
    const inner = isOp(node, "broadcast") ? (node.inputs[0] as Node) : node;
    return inner === node || this.#single(inner) ? inner : undefined;
  }

  /** Without recursion, as for products: chains can be long. */
  #sum(whole: Node, chain: Chain): void {
    const waiting: Term[] = [{ node: whole, inverse: false }];
    for (let term = waiting.pop(); term; term = waiting.pop()) {
      const { node, inverse } = term;
      const value = constantValue(node);
      const inside = this.#inside(node, node === whole);
      const input = (i: number) => this.#repeat(inside?.inputs[i] as Node, node.shape);
      if (value !== undefined) chain.constant += inverse ? -value : value;
      else if (inside && kindOf(inside) === "sum" && (node === whole || !isExactDifference(inside))) {
        const second = { node: input(1), inverse: isOp(inside, "sub") ? !inverse : inverse };
        waiting.push(second, { node: input(0), inverse });
      } else if (inside && isOp(inside, "neg")) waiting.push({ node: input(0), inverse: !inverse });
      else chain.terms.push(term);
    }
  }

  /** @param top whether the first one is taken apart whoever else uses it */
  #product(first: Term, chain: Chain, top: boolean): void {
    const waiting: Term[] = [first];
    for (let term = waiting.pop(); term; term = waiting.pop()) {
      const { node, inverse } = term;
      const value = constantValue(node);
      const inside = isOp(node, "neg") ? node : this.#inside(node, top && term === first);
      const input = (i: number) => this.#repeat(inside?.inputs[i] as Node, node.shape);
      if (value !== undefined) chain.constant = inverse ? chain.constant / value : chain.constant * value;
      else if (inside && kindOf(inside) === "product") {
        const second = { node: input(1), inverse: isOp(inside, "div") ? !inverse : inverse };
        waiting.push(second, { node: input(0), inverse });
      } else if (inside && isOp(inside, "neg")) {
        chain.constant = -chain.constant;
        waiting.push({ node: input(0), inverse });
      } else chain.terms.push(term);
    }
  }

  /** Where something that varies less is multiplied in anyway, such factors of shared products join it: k (c r) (c r) = (k c c) (r r). */
  #joinLower(node: Node, chain: Chain): void {
    const joins =
      Math.abs(chain.constant) !== 1 || chain.terms.some((one) => variation(one.node) < variation(node));
    if (!joins) return;
    const queue = chain.terms.splice(0);
    for (const term of queue) {
      const parts = lowerFirst(term.node);
      if (!parts) chain.terms.push(term);
      else {
        this.#product({ node: parts[0], inverse: term.inverse }, chain, false);
        queue.push({ node: parts[1], inverse: term.inverse });
      }
    }
  }

  sum(node: Node): Node {
    const chain: Chain = { terms: [], constant: 0 };
    this.#sum(node, chain);
    if (chain.terms.length < 2) return node;
    const [first, ...rest] = groupByLevel(chain.terms).map((group) => this.#addAll(atOwnSize(group))) as [
      Node,
      ...Node[],
    ];
    const start = chain.constant === 0 ? first : this.#make("add", scalar(chain.constant), first);
    return this.#combine("add", start, rest, node.shape);
  }

  product(node: Node): Node {
    const chain: Chain = { terms: [], constant: 1 };
    this.#product({ node, inverse: false }, chain, true);
    this.#joinLower(node, chain);
    // Constants that only together leave the range of doubles stay apart.
    if (chain.terms.length === 0 || chain.constant === 0 || !Number.isFinite(chain.constant)) return node;
    const [first, ...rest] = groupByLevel(chain.terms).map((group) =>
      this.#multiplyAll(atOwnSize(group)),
    ) as [Node, ...Node[]];
    const plain = Math.abs(chain.constant) === 1;
    const start = plain ? first : this.#make("mul", scalar(chain.constant), first);
    const product = this.#combine("mul", start, rest, node.shape);
    return chain.constant === -1 ? unary("neg", product) : product;
  }

  /** The groups, each at its own size, combined in their order at the size of all. */
  #combine(op: "add" | "mul", first: Node, rest: readonly Node[], shape: Shape): Node {
    return rest.reduce(
      (total, part) => this.#make(op, total, this.#repeat(part, shape)),
      this.#repeat(first, shape),
    );
  }

  #addAll(terms: readonly Term[]): Node {
    const ordered = [...terms.filter((term) => !term.inverse), ...terms.filter((term) => term.inverse)];
    const [first, ...rest] = ordered as [Term, ...Term[]];
    const start = first.inverse ? unary("neg", first.node) : first.node;
    return rest.reduce((total, { node, inverse }) => this.#make(inverse ? "sub" : "add", total, node), start);
  }

  #multiplyAll(terms: readonly Term[]): Node {
    const above = terms.filter((term) => !term.inverse).map((term) => term.node);
    const below = terms.filter((term) => term.inverse).map((term) => term.node);
    const product = (nodes: readonly Node[]) => nodes.reduce((total, node) => this.#make("mul", total, node));
    if (below.length === 0) return product(above);
    return this.#make("div", above.length === 0 ? scalar(1) : product(above), product(below));
  }
}

/**
 * Sums that only another sum uses, and products that only another product uses. That one takes them apart: to regroup
 * them too would take a time that grows with the square of the length.
 */
function innerLinks(program: Program, uses: UseCount): ReadonlySet<Node> {
  const inner = new Set<Node>();
  const within = new Map<Node, Kind>();
  for (const node of topologicalOrder(program.outputs.values()).reverse()) {
    const kind = kindOf(node) ?? within.get(node);
    if (!kind) continue;
    for (const input of node.inputs) {
      if (uses.get(input) !== 1) continue;
      if (kindOf(input) === kind && !isExactDifference(input)) inner.add(input);
      else if (isOp(input, "neg") || isOp(input, "broadcast")) within.set(input, kind);
    }
  }
  return inner;
}

export function reassociate(program: Program): Program {
  const uses = countUses(program);
  const inner = innerLinks(program, uses);
  const regrouper = new Regrouper(uses);
  const change = (node: Node, original: Node): Node => {
    let result = node;
    // What is computed once gains nothing, and may decide an index or a comparison: floor(x / 49) is not floor(x * (1 / 49)).
    if (node.dtype === "float64" && node.binding === BINDING.parameter && !inner.has(original)) {
      const kind = kindOf(node);
      if (kind) result = regrouper[kind](node);
    }
    regrouper.settle(result, original);
    return result;
  };
  return rewrite(program, change, rebuild);
}
