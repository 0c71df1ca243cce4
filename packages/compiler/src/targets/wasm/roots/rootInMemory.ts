// What roots share whose whole result lies in memory once their kernel is over.
import type { Root } from "../../../schedule/schedule.ts";
import type { Index } from "../indexExpression.ts";
import type { Values } from "../values.ts";
import type { RootEmitter } from "./rootEmitter.ts";

export abstract class RootInMemory implements RootEmitter {
  protected readonly values: Values;
  protected readonly root: Root;

  constructor(values: Values, root: Root) {
    this.values = values;
    this.root = root;
  }

  abstract prepare(copies: number): void;

  abstract elements(loops: readonly Index[], single: boolean): void;

  endRound(): void {}

  finish(): void {
    this.values.markStored(this.root.node);
  }
}
