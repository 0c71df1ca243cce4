// A part of a loop: a place in what the loop left in memory.
import { placeOfPart } from "../partPlaces.ts";
import { RootInMemory } from "./rootInMemory.ts";

export class PartRoot extends RootInMemory {
  prepare(): void {
    const { memory } = this.values;
    memory.put(this.root.node, placeOfPart(memory, this.root.node));
  }

  elements(): void {}
}
