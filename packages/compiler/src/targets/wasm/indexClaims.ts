// Index arrays that generated code reads without checking: constants that were checked here, and data that the executable
// checks each time they are bound.
import { isOp, type Node } from "../../program/node.ts";

/** What lies under views that keep every element. */
function sourceOf(node: Node): Node {
  const keeps = isOp(node, "reshape") || isOp(node, "broadcast") || isOp(node, "transpose");
  const renames = isOp(node, "cast") && node.dtype === "float64" && node.inputs[0]?.dtype === "int32";
  return keeps || renames ? sourceOf(node.inputs[0] as Node) : node;
}

export class IndexClaims {
  readonly #extents = new Map<string, number>();
  /** The least and greatest element of each constant that was asked for. */
  readonly #ranges = new Map<Node, readonly [number, number]>();

  /** Whether every element of `positions` will be a whole number in [0, extent); notes that it must, for data. */
  claim(positions: Node, extent: number): boolean {
    const source = sourceOf(positions);
    if (source.dtype !== "int32") return false;
    if (isOp(source, "constant")) {
      const [least, greatest] = this.#range(source);
      return least >= 0 && greatest < extent;
    }
    if (!isOp(source, "data")) return false;
    const { name } = source.attributes;
    this.#extents.set(name, Math.min(extent, this.#extents.get(name) ?? extent));
    return true;
  }

  /** Searched once: every element of the generated code asks. */
  #range(source: Node<"constant">): readonly [number, number] {
    let range = this.#ranges.get(source);
    if (!range) {
      let [least, greatest] = [0, 0];
      for (const x of source.attributes.values) {
        least = Math.min(least, x);
        greatest = Math.max(greatest, x);
      }
      range = [least, greatest];
      this.#ranges.set(source, range);
    }
    return range;
  }

  /** The data inputs that hold indices, and what each index must be less than. */
  get claims(): { readonly name: string; readonly extent: number }[] {
    return [...this.#extents].map(([name, extent]) => ({ name, extent }));
  }
}
