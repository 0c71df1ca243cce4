// Room for what a routine computes on the way. Routines run one after another, so all use the same room.
import type { MemoryPlan } from "../memoryPlan.ts";

const reserved = new WeakMap<MemoryPlan, { readonly offset: number; readonly size: number }[]>();

/** For one routine: a function that gives the offset of another place for so many doubles at each call. */
export function scratchIn(memory: MemoryPlan): (size: number) => number {
  const places = reserved.get(memory) ?? [];
  reserved.set(memory, places);
  const free = [...places];
  return (size) => {
    const fitting = free.findIndex((place) => place.size >= size);
    const [found] = fitting >= 0 ? free.splice(fitting, 1) : [];
    if (found) return found.offset;
    const place = { offset: memory.reserve(size), size };
    places.push(place);
    return place.offset;
  };
}
