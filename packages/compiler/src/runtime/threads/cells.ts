// Where threads that evaluate a program together keep what they agree by: bytes from the start of the cells. Compiled code
// and the runtime both use them.

export const CELLS = {
  /** Eight bytes: the next part to take, and above it the round. */
  ticket: 0,
  /** The upper half of the ticket: changes when there is work. */
  round: 4,
  /** Which kernel the round runs. */
  kernel: 8,
  /** How many parts of the round are done. On a cache line of its own. */
  done: 64,
  /** Not 0 when a thread has failed. */
  failed: 68,
} as const;

/** Two cache lines. */
export const CELL_BYTES = 128;
