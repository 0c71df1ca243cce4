// The three kinds of error that Nutmeg throws. Every message says where, what was wrong, the value, and the way out.

/** The caller asked for something impossible or malformed: wrong shapes, values outside a support, misuse of an API. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The request is meaningful but Nutmeg cannot do it: an op without a gradient, a kernel that no target has. */
export class UnsupportedError extends Error {
  override readonly name = "UnsupportedError";
}

/** A broken invariant: always a bug in Nutmeg, never the caller's fault. */
export class InternalError extends Error {
  override readonly name = "InternalError";
  constructor(message: string) {
    super(`${message} This is a bug in Nutmeg: please report it with the model that caused it.`);
  }
}
