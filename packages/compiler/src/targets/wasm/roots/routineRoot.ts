// A root that an algorithm of its own computes.
import type { Root } from "../../../schedule/schedule.ts";
import { emitRoutine } from "../routines/emitRoutine.ts";
import type { Values } from "../values.ts";
import type { RootEmitter } from "./rootEmitter.ts";

export class RoutineRoot implements RootEmitter {
  readonly #values: Values;
  readonly #root: Root;

  constructor(values: Values, root: Root) {
    this.#values = values;
    this.#root = root;
  }

  /** A routine lays out its result itself. */
  prepare(): void {}

  elements(): void {
    emitRoutine(this.#values, this.#root.node);
  }

  endRound(): void {}

  finish(): void {
    this.#values.markStored(this.#root.node);
  }
}
