// A part of a loop: a place in what the loop left in memory.
import type { Root } from "../../../schedule/schedule.ts";
import { placeOfPart } from "../partPlaces.ts";
import type { Values } from "../values.ts";
import type { RootEmitter } from "./rootEmitter.ts";

export class PartRoot implements RootEmitter {
  readonly #values: Values;
  readonly #root: Root;

  constructor(values: Values, root: Root) {
    this.#values = values;
    this.#root = root;
  }

  prepare(): void {
    const { memory } = this.#values;
    memory.put(this.#root.node, placeOfPart(memory, this.#root.node));
  }

  elements(): void {}

  endRound(): void {}

  finish(): void {
    this.#values.markStored(this.#root.node);
  }
}
