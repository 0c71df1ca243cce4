// Matrix algorithms that tfjs lacks, a column or row at a time: about n tfjs ops for matrices of n rows, in any batch.
import * as tf from "@tensorflow/tfjs-core";

/** Rows `from` to before `to` and columns likewise of [..., m, n]. */
function block(x: tf.Tensor, rows: readonly [number, number], columns: readonly [number, number]): tf.Tensor {
  const batch = x.shape.slice(0, -2);
  const begin = [...batch.map(() => 0), rows[0], columns[0]];
  return tf.slice(x, begin, [...batch, rows[1] - rows[0], columns[1] - columns[0]]);
}

/** Right-looking: a column is scaled, then its square leaves the rest. A pivot that is not positive gives NaN. */
export function cholesky(matrix: tf.Tensor): tf.Tensor {
  const n = matrix.shape.at(-1) as number;
  const batch = matrix.shape.slice(0, -2);
  const columns: tf.Tensor[] = [];
  let rest = matrix;
  for (let j = 0; j < n; j++) {
    const size = n - j;
    const pivot = block(rest, [0, 1], [0, 1]);
    const root = tf.sqrt(tf.where(tf.greater(pivot, 0), pivot, Number.NaN));
    const column = tf.div(block(rest, [0, size], [0, 1]), root);
    columns.push(tf.concat([tf.zeros([...batch, j, 1]), column], -2));
    if (size === 1) break;
    const below = block(column, [1, size], [0, 1]);
    rest = tf.sub(block(rest, [1, size], [1, size]), tf.matMul(below, below, false, true));
  }
  return tf.concat(columns, -1);
}

/** Forward substitution with L, or backward with its transpose; what is solved leaves the other right-hand sides. */
export function triangularSolve(lower: tf.Tensor, right: tf.Tensor, transpose: boolean): tf.Tensor {
  const n = lower.shape.at(-1) as number;
  const m = right.shape.at(-1) as number;
  const solved: tf.Tensor[] = [];
  let rest = right;
  for (let step = 0; step < n; step++) {
    const i = transpose ? n - 1 - step : step;
    const others = n - step - 1;
    const first = transpose ? others : 0;
    const row = tf.div(block(rest, [first, first + 1], [0, m]), block(lower, [i, i + 1], [i, i + 1]));
    solved.push(row);
    if (others === 0) break;
    const factors = transpose ? block(lower, [i, i + 1], [0, i]) : block(lower, [i + 1, n], [i, i + 1]);
    const left = transpose ? block(rest, [0, others], [0, m]) : block(rest, [1, others + 1], [0, m]);
    rest = tf.sub(left, tf.matMul(factors, row, transpose, false));
  }
  return tf.concat(transpose ? solved.reverse() : solved, -2);
}

/** The inverse of L L': W' W for W the inverse of L. */
export function choleskyInverse(lower: tf.Tensor): tf.Tensor {
  const n = lower.shape.at(-1) as number;
  const identity = tf.broadcastTo(tf.eye(n), lower.shape);
  const inverse = triangularSolve(lower, identity, false);
  return tf.matMul(inverse, inverse, true, false);
}
