// What generated code relies on in index arrays, unchecked: constants are checked here, data by the executable each time they
// are bound, which also puts rows in the order that code expects.
import { InternalError } from "../../errors.ts";
import { isOp, type Node } from "../../program/node.ts";
import { indexSource } from "../../schedule/indexSource.ts";
import type { MemoryPlan } from "./memoryPlan.ts";

/** Rounds of rows of one group: how many rows each has, and where in memory the number of rows in all rounds is. */
interface Rounds {
  readonly round: number;
  readonly offset: number;
}

export class IndexClaims {
  readonly #extents = new Map<string, number>();
  /** By the groups of the rows. */
  readonly #rounds = new Map<Node, Rounds>();
  /** The least and greatest element of each constant that was asked for. */
  readonly #ranges = new Map<Node, readonly [number, number]>();

  /** Whether every element of `positions` will be a whole number in [0, extent); notes that it must, for data. */
  claim(positions: Node, extent: number): boolean {
    const source = indexSource(positions);
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

  /**
   * Notes that code takes so many rows, a power of two, of one group in a round.
   * @returns where it will find how many rows are in such rounds, in bytes
   */
  claimRounds(groups: Node, rows: number, memory: MemoryPlan): number {
    const known = this.#rounds.get(groups);
    const offset = known?.offset ?? memory.reserve(1, false);
    this.#rounds.set(groups, { round: Math.max(rows, known?.round ?? 1), offset });
    return offset;
  }

  roundsOf(groups: Node): Rounds {
    const rounds = this.#rounds.get(groups);
    if (!rounds) throw new InternalError(`Rows are sorted by a "${groups.op}" that no code reads in rounds.`);
    return rounds;
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
