// A reduction whose own loops run inside, for each element that is kept.
import type { Bundle } from "../bundle.ts";
import type { Index } from "../indexExpression.ts";
import { rolled } from "../rolled.ts";
import { StoreRoot } from "./storeRoot.ts";

export class InLoopRoot extends StoreRoot {
  protected override element(kept: readonly Index[]): Bundle {
    return rolled(this.values, this.root.node, kept);
  }
}
