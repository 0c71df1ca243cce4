// A reduction whose own loops run inside, for each element that is kept.
import type { Root } from "../../../schedule/schedule.ts";
import type { Index } from "../indexExpression.ts";
import { rolled } from "../rolled.ts";
import type { Values } from "../values.ts";
import { elementIndices } from "./elementIndices.ts";
import type { RootEmitter } from "./rootEmitter.ts";
import { placeOfRoot, writeElement } from "./writeElement.ts";

export class InLoopRoot implements RootEmitter {
  readonly #values: Values;
  readonly #root: Root;

  constructor(values: Values, root: Root) {
    this.#values = values;
    this.#root = root;
  }

  prepare(): void {
    placeOfRoot(this.#values, this.#root.node);
  }

  elements(loops: readonly Index[], single: boolean): void {
    const { node } = this.#root;
    for (const kept of elementIndices(this.#root, loops))
      writeElement(this.#values, node, kept, rolled(this.#values, node, kept), single);
  }

  endRound(): void {}

  finish(): void {
    this.#values.markStored(this.#root.node);
  }
}
