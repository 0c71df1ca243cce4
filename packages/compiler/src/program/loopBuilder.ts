// Puts a loop together: inputs are added in any order, each gives the node that stands for it in the body.
import type { ScanAttributes } from "./body.ts";
import { argument, scan } from "./buildScan.ts";
import { isOp, type Node } from "./node.ts";
import { topologicalOrder } from "./program.ts";
import { substitute } from "./substitute.ts";

type Role = "inits" | "xs" | "closed";

export class LoopBuilder {
  readonly #inputs: Record<Role, Node[]> = { inits: [], xs: [], closed: [] };
  readonly #standIns: Record<Role, Node[]> = { inits: [], xs: [], closed: [] };

  #add(role: Role, value: Node): Node {
    const shape = role === "xs" ? value.shape.slice(1) : value.shape;
    // Its position is not known before all inputs are: build() puts another argument in its place.
    const standIn = argument(-1, shape, value.dtype);
    this.#inputs[role].push(value);
    this.#standIns[role].push(standIn);
    return standIn;
  }

  #find(role: Role, value: Node): Node {
    const known = this.#inputs[role].indexOf(value);
    return known >= 0 ? (this.#standIns[role][known] as Node) : this.#add(role, value);
  }

  /** A carry that starts with a value; each call makes another. */
  carry(init: Node): Node {
    return this.#add("inits", init);
  }

  /** A slice of xs along their first axis; the same xs have the same slice. */
  slice(xs: Node): Node {
    return this.#find("xs", xs);
  }

  /** A value that every step reads: the body may hold what this gives, or the value itself. */
  closed(value: Node): Node {
    return this.#find("closed", value);
  }

  /**
   * Parameters and data that the body reads are closed over.
   * @param next the next value of each carry, in the order of the calls of carry()
   * @param yielded what each step yields
   */
  build(
    { length, reverse, while: flag }: Pick<ScanAttributes, "length" | "reverse" | "while">,
    next: readonly Node[],
    yielded: readonly Node[],
  ): Node<"scan"> {
    for (const node of topologicalOrder([...next, ...yielded], this.#inputs.closed))
      if (isOp(node, "parameter") || isOp(node, "data")) this.closed(node);
    const standIns = [...this.#standIns.inits, ...this.#standIns.xs, ...this.#standIns.closed];
    const own = standIns.map(({ shape, dtype }, i) => argument(i, shape, dtype));
    const closed = own.slice(own.length - this.#inputs.closed.length);
    const replaced = new Map<Node, Node>([
      ...standIns.map((one, i) => [one, own[i] as Node] as const),
      ...this.#inputs.closed.map((value, i) => [value, closed[i] as Node] as const),
    ]);
    const outputs = substitute([...next, ...yielded], replaced);
    const goesOn = flag === undefined ? {} : { while: flag };
    return scan({ ...this.#inputs, length, reverse, ...goesOn, body: { arguments: own, outputs } });
  }
}
