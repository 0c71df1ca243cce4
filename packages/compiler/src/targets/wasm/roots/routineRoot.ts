// A root that an algorithm of its own computes.
import { emitRoutine } from "../routines/emitRoutine.ts";
import { RootInMemory } from "./rootInMemory.ts";

export class RoutineRoot extends RootInMemory {
  /** A routine lays out its result itself. */
  prepare(): void {}

  elements(): void {
    emitRoutine(this.values, this.root.node);
  }
}
