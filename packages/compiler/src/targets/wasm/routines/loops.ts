// Loops over addresses and byte counts, which are unsigned and known only when the code runs.
import type { Emitter, Local } from "../assembler/index.ts";

/** index = from, from + step, ... while index < to. */
export function forRange(
  e: Emitter,
  from: Local,
  to: Local,
  step: number,
  body: (e: Emitter, index: Local) => void,
): void {
  const index = e.fn.local("i32");
  e.copy(index, from);
  e.while(
    (test) => test.op("i32.lt_u", index, to),
    (inner) => {
      body(inner, index);
      inner.opTo(index, "i32.add", index, inner.constI32(step));
    },
  );
}

/** The smaller of index + step and the end. */
export function endOfStep(e: Emitter, index: Local, step: number, end: Local): Local {
  const next = e.op("i32.add", index, e.constI32(step));
  return e.op("i32.select", next, end, e.op("i32.lt_u", next, end));
}
