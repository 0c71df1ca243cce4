// The memory of slots that lie one after the other, as one array.
import { InternalError } from "../errors.ts";
import type { Slot } from "./artifact.ts";
import type { Executable } from "./executable.ts";
import { slotSize } from "./slotSize.ts";

/** @throws InternalError when a slot does not follow the one before it. */
export function contiguousView(executable: Executable, slots: readonly Slot[]): Float64Array {
  const offset = slots[0]?.offset ?? 16;
  let next = offset;
  for (const slot of slots) {
    if (slot.offset !== next)
      throw new InternalError(`"${slot.name}" does not follow its neighbour in memory.`);
    next += 8 * slotSize(slot);
  }
  return executable.view({ shape: [(next - offset) / 8], offset });
}
