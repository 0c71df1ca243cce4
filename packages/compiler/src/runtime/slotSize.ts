// How many numbers a slot holds.
import type { Slot } from "./artifact.ts";

export function slotSize({ shape }: Pick<Slot, "shape">): number {
  return shape.reduce((size, extent) => size * extent, 1);
}
