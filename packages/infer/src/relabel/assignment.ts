// The assignment problem: which worker does which job at the least total cost. Own code, since the libraries on npm either
// bring dependencies or solve a weaker problem; tested against SciPy.

/**
 * The column of each row in the one-to-one assignment of least total cost: shortest augmenting paths, O(n^3) (Jonker and
 * Volgenant 1987, Computing 38; in the form of Crouse 2016, IEEE Trans. Aerosp. Electron. Syst. 52). As
 * `scipy.optimize.linear_sum_assignment`, for square matrices.
 *
 * @param costs [size, size], row-major, finite
 */
export function minimumCostAssignment(costs: Float64Array, size: number): Int32Array {
  const rowPrice = new Float64Array(size);
  const columnPrice = new Float64Array(size);
  const columnOf = new Int32Array(size).fill(-1);
  const rowOf = new Int32Array(size).fill(-1);
  for (let row = 0; row < size; row++) {
    const { from, distances, reached, sink } = shortestPath(costs, size, row, rowPrice, columnPrice, rowOf);
    const least = distances[sink]!;
    rowPrice[row]! += least;
    for (const column of reached) {
      const owner = rowOf[column]!;
      if (owner >= 0) rowPrice[owner]! += least - distances[column]!;
      columnPrice[column]! -= least - distances[column]!;
    }
    // Along the path every row takes the column that the next one gives up.
    for (let column = sink, owner = -1; owner !== row; ) {
      owner = from[column]!;
      rowOf[column] = owner;
      [columnOf[owner], column] = [column, columnOf[owner]!];
    }
  }
  return columnOf;
}

/** Dijkstra's search from a row to the nearest free column, over reduced costs, which are not negative. */
function shortestPath(
  costs: Float64Array,
  size: number,
  start: number,
  rowPrice: Float64Array,
  columnPrice: Float64Array,
  rowOf: Int32Array,
) {
  const distances = new Float64Array(size).fill(Infinity);
  const from = new Int32Array(size).fill(-1);
  const isReached = new Uint8Array(size);
  const reached: number[] = [];
  let row = start;
  let length = 0;
  for (;;) {
    let nearest = -1;
    for (let column = 0; column < size; column++) {
      if (isReached[column]) continue;
      const through = length + costs[row * size + column]! - rowPrice[row]! - columnPrice[column]!;
      if (through < distances[column]!) {
        distances[column] = through;
        from[column] = row;
      }
      if (nearest < 0 || distances[column]! < distances[nearest]!) nearest = column;
    }
    length = distances[nearest]!;
    isReached[nearest] = 1;
    reached.push(nearest);
    if (rowOf[nearest]! < 0) return { distances, from, reached, sink: nearest };
    row = rowOf[nearest]!;
  }
}
