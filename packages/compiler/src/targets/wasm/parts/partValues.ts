// Values while a part of a kernel is emitted: totals of the part go to memory, where those of all parts are added later.
import type { Node } from "../../../program/node.ts";
import type { Local } from "../assembler/index.ts";
import { constantIndex } from "../indexExpression.ts";
import type { LoopNest } from "../loopNest.ts";
import { writeElement } from "../roots/writeElement.ts";
import { tuples } from "../tuples.ts";
import { type Part, Values } from "../values.ts";

export class PartValues extends Values {
  override readonly part: Part;

  /** @param stored what lies in memory when the kernel begins */
  constructor(whole: Values, nest: LoopNest, stored: ReadonlySet<Node>, part: Part = whole.part) {
    super(nest, whole.memory, new Set(stored), whole.claims);
    this.part = part;
  }

  override keep(node: Node, elements: readonly Local[]): void {
    tuples(node.shape).forEach((tuple, i) => {
      writeElement(this, node, tuple.map(constantIndex), [elements[i] as Local], true);
    });
  }
}
