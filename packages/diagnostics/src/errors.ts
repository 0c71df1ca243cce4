// The one kind of error this package throws. It is its own class because diagnostics depends on no other package.

/** The caller passed something malformed: chains of unequal length, a probability outside its range. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
