// A root whose every element is written to memory.
import type { Bundle } from "../bundle.ts";
import type { Index } from "../indexExpression.ts";
import { elementIndices } from "./elementIndices.ts";
import { RootInMemory } from "./rootInMemory.ts";
import { placeOfRoot, writeElement } from "./writeElement.ts";

export class StoreRoot extends RootInMemory {
  prepare(): void {
    placeOfRoot(this.values, this.root.node);
  }

  elements(loops: readonly Index[], single: boolean): void {
    for (const indices of elementIndices(this.root, loops))
      writeElement(this.values, this.root.node, indices, this.element(indices), single);
  }

  protected element(indices: readonly Index[]): Bundle {
    return this.values.element(this.root.node, indices);
  }
}
