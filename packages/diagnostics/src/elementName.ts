// How the elements of an array are named in tables: "theta[1,2]".

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, extent) => size * extent, 1);
}

/** The site's name for a scalar, "site[1,2]" for the element at row 1, column 2; `index` counts row-major. */
export function elementName(site: string, shape: readonly number[], index: number): string {
  if (shape.length === 0) return site;
  const indices = shape.map((extent, axis) => Math.floor(index / sizeOf(shape.slice(axis + 1))) % extent);
  return `${site}[${indices.join(",")}]`;
}
