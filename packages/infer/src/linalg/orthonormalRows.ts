// An orthonormal basis of the space that some vectors span.

/** What is left of a vector, as a share of its length, when it counts as lying in the space of those before it. */
const NEGLIGIBLE = 1e-10;

/** By Gram and Schmidt, twice over (Giraud et al. 2005: then orthogonal to rounding). Vectors within the others' span add nothing. */
export function orthonormalRows(rows: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const row of rows) {
    const length = norm(row);
    if (!(length > 0)) continue;
    const rest = row.map((entry) => entry / length);
    for (let pass = 0; pass < 2; pass++) for (const known of basis) removeFrom(rest, known);
    const left = norm(rest);
    if (left > NEGLIGIBLE) basis.push(rest.map((entry) => entry / left));
  }
  return basis;
}

function removeFrom(vector: Float64Array, direction: Float64Array): void {
  let product = 0;
  for (let i = 0; i < vector.length; i++) product += vector[i]! * direction[i]!;
  for (let i = 0; i < vector.length; i++) vector[i] = vector[i]! - product * direction[i]!;
}

function norm(vector: Float64Array): number {
  let squares = 0;
  for (const entry of vector) squares += entry * entry;
  return Math.sqrt(squares);
}
