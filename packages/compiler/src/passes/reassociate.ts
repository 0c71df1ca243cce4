// Pass: long sums and products are regrouped by what their terms vary along, so that what changes rarely is combined first
// and leaves the inner loops; a division by something that varies less becomes a multiplication by its reciprocal.
import { binary, broadcast, scalar, unary } from "../program/build.ts";
import { BINDING, isOp, type Node } from "../program/node.ts";
import { type Program, rewrite, topologicalOrder } from "../program/program.ts";
import { sameShape } from "../program/shape.ts";
import { constantValue } from "./constants.ts";
import { rebuild } from "./rebuild.ts";
import { byStructure } from "./structure.ts";
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

type UseCount = ReadonlyMap<Node, number>;

function countUses(program: Program): UseCount {
  const uses = new Map<Node, number>();
  for (const node of topologicalOrder(program.outputs.values())) {
    for (const input of node.inputs) uses.set(input, (uses.get(input) ?? 0) + 1);
  }
  for (const node of program.outputs.values()) uses.set(node, (uses.get(node) ?? 0) + 1);
  return uses;
}

/** A level of variation: by how many axes, then when the value is known, then which axes. Lower is combined first. */
function levelOf(node: Node): string {
  const varying = varyingAxes(node);
  const count = String(varying.filter(Boolean).length).padStart(2, "0");
  return `${count}:${node.binding}:${varying.map(Number).join("")}`;
}

function groupByLevel(terms: readonly Term[]): Term[][] {
  const groups = new Map<string, Term[]>();
  for (const term of terms) {
    const level = levelOf(term.node);
    groups.set(level, [...(groups.get(level) ?? []), term]);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => group.sort((a, b) => byStructure(a.node, b.node)));
}

/** Computes a group at the size at which it varies, then repeats it: the loops around it do the rest. */
function atOwnSize(
  group: readonly Term[],
  shape: readonly number[],
  combine: (terms: readonly Term[]) => Node,
): Node {
  const still = invariantAxes((group[0] as Term).node);
  const small = group.map(({ node, inverse }) => ({ node: collapse(node, still), inverse }));
  return broadcast(combine(small), shape);
}

class Regrouper {
  readonly #uses: UseCount;
  readonly #original: (node: Node) => Node;

  constructor(uses: UseCount, original: (node: Node) => Node) {
    this.#uses = uses;
    this.#original = original;
  }

  #single(node: Node): boolean {
    return this.#uses.get(this.#original(node)) === 1;
  }

  #sum(node: Node, inverse: boolean, chain: Chain, top: boolean): void {
    const value = constantValue(node);
    if (value !== undefined) chain.constant += inverse ? -value : value;
    else if ((isOp(node, "add") || isOp(node, "sub")) && (top || this.#single(node))) {
      this.#sum(node.inputs[0] as Node, inverse, chain, false);
      this.#sum(node.inputs[1] as Node, isOp(node, "sub") ? !inverse : inverse, chain, false);
    } else if (isOp(node, "neg") && this.#single(node))
      this.#sum(node.inputs[0] as Node, !inverse, chain, false);
    else chain.terms.push({ node, inverse });
  }

  #product(node: Node, inverse: boolean, chain: Chain, top: boolean): void {
    const value = constantValue(node);
    if (value !== undefined) chain.constant = inverse ? chain.constant / value : chain.constant * value;
    else if ((isOp(node, "mul") || isOp(node, "div")) && (top || this.#single(node))) {
      this.#product(node.inputs[0] as Node, inverse, chain, false);
      this.#product(node.inputs[1] as Node, isOp(node, "div") ? !inverse : inverse, chain, false);
    } else if (isOp(node, "neg")) {
      chain.constant = -chain.constant;
      this.#product(node.inputs[0] as Node, inverse, chain, false);
    } else chain.terms.push({ node, inverse });
  }

  sum(node: Node): Node {
    const chain: Chain = { terms: [], constant: 0 };
    this.#sum(node, false, chain, true);
    if (chain.terms.length < 2 || !chain.terms.every((term) => sameShape(term.node.shape, node.shape)))
      return node;
    const parts = groupByLevel(chain.terms).map((group) => atOwnSize(group, node.shape, addAll));
    const rest = chain.constant === 0 ? parts : [scalar(chain.constant), ...parts];
    return rest.reduce((total, part) => binary("add", total, part));
  }

  product(node: Node): Node {
    const chain: Chain = { terms: [], constant: 1 };
    this.#product(node, false, chain, true);
    if (chain.terms.length === 0 || !chain.terms.every((term) => sameShape(term.node.shape, node.shape)))
      return node;
    // Constants that only together leave the range of doubles stay apart.
    if (chain.constant === 0 || !Number.isFinite(chain.constant)) return node;
    const parts = groupByLevel(chain.terms).map((group) => atOwnSize(group, node.shape, multiplyAll));
    const negative = chain.constant === -1;
    const rest = negative || chain.constant === 1 ? parts : [scalar(chain.constant), ...parts];
    const product = rest.reduce((total, part) => binary("mul", total, part));
    return broadcast(negative ? unary("neg", product) : product, node.shape);
  }
}

function addAll(terms: readonly Term[]): Node {
  const ordered = [...terms.filter((term) => !term.inverse), ...terms.filter((term) => term.inverse)];
  const [first, ...rest] = ordered as [Term, ...Term[]];
  const start = first.inverse ? unary("neg", first.node) : first.node;
  return rest.reduce((total, { node, inverse }) => binary(inverse ? "sub" : "add", total, node), start);
}

function multiplyAll(terms: readonly Term[]): Node {
  const above = terms.filter((term) => !term.inverse).map((term) => term.node);
  const below = terms.filter((term) => term.inverse).map((term) => term.node);
  const product = (nodes: readonly Node[]) => nodes.reduce((total, node) => binary("mul", total, node));
  if (below.length === 0) return product(above);
  return binary("div", above.length === 0 ? scalar(1) : product(above), product(below));
}

export function reassociate(program: Program): Program {
  const uses = countUses(program);
  const origins = new Map<Node, Node>();
  const regrouper = new Regrouper(uses, (node) => origins.get(node) ?? node);
  const change = (node: Node, original: Node): Node => {
    let result = node;
    // What is computed once gains nothing, and may decide an index or a comparison: floor(x / 49) is not floor(x * (1 / 49)).
    if (node.dtype === "float64" && node.binding === BINDING.parameter) {
      if (isOp(node, "add") || isOp(node, "sub")) result = regrouper.sum(node);
      else if (isOp(node, "mul") || isOp(node, "div")) result = regrouper.product(node);
    }
    origins.set(result, original);
    return result;
  };
  return rewrite(program, change, rebuild);
}
