// Writes factors, solves and inverses of tiny matrices out, element by element: each is then an array over the batch, which
// fuses with what surrounds it, stays in registers, and fills the lanes with neighbours of the batch or of the right sides.
import { add, mul, sub } from "../program/arithmetic.ts";
import { binary, compare, concat, fill, reshape, scalar, select, slice, unary } from "../program/build.ts";
import { isOp, type Node } from "../program/node.ts";
import { sizeOf } from "../program/shape.ts";

/** Matrices up to this size are written out. The number of operations, and with it the time to compile, grows with its cube. */
const TINY = 4;
/** A batch this long is worth writing out larger ones. */
const LONG = 16;
const SMALL = 6;

const one = scalar(1);

/** Below the diagonal and on it, row by row. */
type Triangle = readonly (readonly Node[])[];

/** Triangles and rows that were written out, by the matrix that was assembled from them, and 1 / l_ii, by l_ii. */
const triangles = new WeakMap<Node, Triangle>();
const solutions = new WeakMap<Node, readonly Node[]>();
const reciprocals = new WeakMap<Node, Node>();

function reciprocal(x: Node): Node {
  const known = reciprocals.get(x) ?? binary("div", one, x);
  reciprocals.set(x, known);
  return known;
}

function elementOf(x: Node, row: number, column: number): Node {
  const batch = x.shape.slice(0, -2);
  const begin = [...batch.map(() => 0), row, column];
  return reshape(slice(x, begin, [...batch, 1, 1]), batch);
}

/** [..., columns] */
function rowOf(x: Node, row: number): Node {
  const known = solutions.get(x)?.[row];
  if (known) return known;
  const batch = x.shape.slice(0, -2);
  const columns = x.shape.at(-1) as number;
  return reshape(slice(x, [...batch.map(() => 0), row, 0], [...batch, 1, columns]), [...batch, columns]);
}

function triangleOf(x: Node): Triangle {
  const known = triangles.get(x);
  if (known) return known;
  const n = x.shape.at(-1) as number;
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: i + 1 }, (_unused, j) => elementOf(x, i, j)),
  );
}

/** Arrays of one shape side by side on a new axis, counted from the last. */
function stack(parts: readonly Node[], fromEnd: number): Node {
  const { shape } = parts[0] as Node;
  const axis = shape.length + 1 - fromEnd;
  return concat(
    parts.map((part) => reshape(part, shape.toSpliced(axis, 0, 1))),
    axis,
  );
}

function assemble(n: number, elementAt: (row: number, column: number) => Node): Node {
  const elements = Array.from({ length: n * n }, (_, at) => elementAt(Math.floor(at / n), at % n));
  const batch = elements[0]?.shape as readonly number[];
  return reshape(stack(elements, 1), [...batch, n, n]);
}

/** a less the products of pairs. */
function without(a: Node, pairs: readonly (readonly [Node, Node])[]): Node {
  return pairs.reduce((rest, [x, y]) => sub(rest, mul(x, y)), a);
}

function cholesky(x: Node): Node {
  const factor: Node[][] = [];
  for (const row of triangleOf(x)) {
    const done: Node[] = [];
    factor.push(done);
    row.forEach((element, j) => {
      const other = factor[j] as Node[];
      const rest = without(
        element,
        done.map((l, k) => [l, other[k] as Node]),
      );
      const pivot = () => select(compare("greater", rest, scalar(0)), rest, scalar(Number.NaN));
      done.push(other === done ? unary("sqrt", pivot()) : mul(rest, reciprocal(other[j] as Node)));
    });
  }
  const zero = fill(0, x.shape.slice(0, -2));
  const result = assemble(factor.length, (i, j) => factor[i]?.[j] ?? zero);
  triangles.set(result, factor);
  return result;
}

/** The rows of the solution, each over all right sides. */
function triangularSolve(node: Node<"triangularSolve">): Node {
  const [lower, right] = node.inputs as [Node, Node];
  const { transpose } = node.attributes;
  const triangle = triangleOf(lower);
  const n = triangle.length;
  const rows: Node[] = [];
  const coefficient = (i: number, j: number): Node => {
    const element = (transpose ? triangle[j]?.[i] : triangle[i]?.[j]) as Node;
    return column(i === j ? reciprocal(element) : element);
  };
  const order = Array.from({ length: n }, (_, i) => (transpose ? n - 1 - i : i));
  order.forEach((i, done) => {
    const rest = without(
      rowOf(right, i),
      order.slice(0, done).map((j) => [coefficient(i, j), rows[j] as Node]),
    );
    rows[i] = mul(rest, coefficient(i, i));
  });
  const result = stack(rows, 2);
  solutions.set(result, rows);
  return result;
}

/** Beside the right sides. */
function column(x: Node): Node {
  return reshape(x, [...x.shape, 1]);
}

/** W' W for the inverse W of the triangle. */
function choleskyInverse(lower: Node): Node {
  const triangle = triangleOf(lower);
  const inverse: Node[][] = [];
  for (const [i, row] of triangle.entries()) {
    const scale = reciprocal(row[i] as Node);
    const below = row.slice(0, i).map((_, j) => {
      const products = row.slice(j, i).map((l, k) => mul(l, inverse[j + k]?.[j] as Node));
      return unary("neg", mul(products.reduce(add), scale));
    });
    inverse.push([...below, scale]);
  }
  const product = (i: number, j: number): Node =>
    inverse
      .slice(i)
      .map((row) => mul(row[i] as Node, row[j] as Node))
      .reduce(add);
  const below = triangle.map((row, i) => row.map((_, j) => product(i, j)));
  return assemble(triangle.length, (i, j) => below[Math.max(i, j)]?.[Math.min(i, j)] as Node);
}

/** The node written out, when it is a matrix op over tiny matrices. */
export function writeOutTiny(node: Node): Node | undefined {
  const [x] = node.inputs as [Node];
  const n = x?.shape.at(-1) ?? 0;
  if (n === 0 || n > SMALL || (n > TINY && sizeOf(x.shape) < LONG * n * n)) return undefined;
  if (isOp(node, "cholesky")) return cholesky(x);
  if (isOp(node, "choleskyInverse")) return choleskyInverse(x);
  if (isOp(node, "triangularSolve")) return triangularSolve(node);
  if (isOp(node, "diagPart") && triangles.has(x))
    return stack(
      triangleOf(x).map((row) => row.at(-1) as Node),
      1,
    );
  return undefined;
}
