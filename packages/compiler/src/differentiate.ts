// Derivatives of tfjs functions as functions: grad, valueAndGrad, hvp and hessian, after those of JAX. What a function
// records is differentiated as a graph, so they nest, work inside models and compiled functions, and keep float64.
import type * as tf from "@tensorflow/tfjs-core";
import { batchNodes } from "./batching/batchNodes.ts";
import { type NestedArray, type Numeric, toNode } from "./capture/asTensor.ts";
import { capturing } from "./capture/capturing.ts";
import { nodeOf, tensorOf } from "./capture/tensors.ts";
import { mapTree, type NumericTree } from "./capture/tree.ts";
import { UsageError } from "./errors.ts";
import { directionName, hessianVectorProduct, productName } from "./gradient/hessianVectorProduct.ts";
import { gradientName, valueAndGradient } from "./gradient/valueAndGradient.ts";
import { recognize } from "./passes/recognize.ts";
import { cast, compare, fill, iota, parameter, reshape } from "./program/build.ts";
import { inBodies } from "./program/inBodies.ts";
import { isOp, type Node } from "./program/node.ts";
import { makeProgram, type Program, parametersOf, topologicalOrder } from "./program/program.ts";
import { sameShape, showShape, sizeOf } from "./program/shape.ts";
import { substitute } from "./program/substitute.ts";

type Scalar<A, R extends readonly unknown[]> = (x: A, ...rest: R) => tf.Tensor;

/** The nesting of an argument with a tensor for each of its leaves. A tensor is told by its dataId, as in NumericTree. */
export type DerivativeTree<A> = A extends { readonly dataId: object }
  ? A
  : A extends number | boolean | ArrayBufferView
    ? tf.Tensor
    : NestedArray extends A
      ? tf.Tensor
      : { [K in keyof A]: DerivativeTree<A[K]> };

/** A function recorded on stand-ins for the tensors of its first argument. */
interface Recorded {
  readonly program: Program;
  /** The name of each stand-in with the node that it stands for, in the order of the tree. */
  readonly inputs: readonly (readonly [name: string, value: Node])[];
}

const OUTPUT = "value";
let standIns = 0;

function record<A, R extends readonly unknown[]>(
  where: string,
  fn: Scalar<A, R>,
  x: NumericTree<A>,
  rest: R,
): Recorded {
  const inputs: [string, Node][] = [];
  const tree = mapTree(x, "argument 0", (leaf) => {
    const value = cast(toNode(leaf as Numeric), "float64");
    const name = `stand-in ${standIns++}`;
    inputs.push([name, value]);
    return tensorOf(parameter(name, value.shape));
  });
  const node = toNode(fn(tree as A, ...rest));
  if (sizeOf(node.shape) !== 1) {
    throw new UsageError(
      `${where}: the function gave a tensor of shape ${showShape(node.shape)}; it must give one number. Sum it first.`,
    );
  }
  return { program: inBodies(recognize)(makeProgram([[OUTPUT, cast(node, "float64")]])), inputs };
}

/** What to differentiate by: not by parameters of a model, or of another function, around the recorded one. */
function namesOf(inputs: Recorded["inputs"]): ReadonlySet<string> {
  return new Set(inputs.map(([name]) => name));
}

/** The nodes with what stand-ins stand for in their place. */
function substituted(nodes: readonly Node[], values: ReadonlyMap<string, Node>): Node[] {
  const parameters = topologicalOrder(nodes).filter((node) => isOp(node, "parameter"));
  const replaced = parameters.map((node) => [node, values.get(node.attributes.name) ?? node] as const);
  return substitute(nodes, new Map(replaced));
}

/** The tree of x with results in the place of its tensors, in their order. */
function treeOf<A>(x: NumericTree<A>, results: readonly Node[]): DerivativeTree<A> {
  const left = [...results];
  return mapTree(x, "argument 0", () => tensorOf(left.shift() as Node)) as DerivativeTree<A>;
}

/**
 * A function that gives the value of `fn` and its derivatives by the first argument, as JAX's value_and_grad.
 * The first argument is a tensor, or what stands for one, or a nesting of them in arrays and objects, and the derivatives
 * have the same nesting and shapes; further arguments are passed on. Integers are taken as real numbers.
 * @throws UsageError when the result of `fn` is not one number.
 * @throws UnsupportedError when a derivative that is needed does not exist.
 */
export function valueAndGrad<A, R extends readonly unknown[]>(
  fn: Scalar<A, R>,
): (x: NumericTree<A>, ...rest: R) => [value: tf.Scalar, gradient: DerivativeTree<A>] {
  return (x, ...rest) =>
    capturing(() => {
      const { program, inputs } = record("grad", fn, x, rest);
      const { outputs } = valueAndGradient(program, OUTPUT, namesOf(inputs));
      const gradients = inputs.map(([name, { shape }]) => outputs.get(gradientName(name)) ?? fill(0, shape));
      const value = reshape(outputs.get(OUTPUT) as Node, []);
      const [result, ...derivatives] = substituted([value, ...gradients], new Map(inputs)) as [
        Node,
        ...Node[],
      ];
      return [tensorOf(result) as tf.Scalar, treeOf<A>(x, derivatives)];
    });
}

/** The derivatives that `valueAndGrad` gives, without the value. */
export function grad<A, R extends readonly unknown[]>(
  fn: Scalar<A, R>,
): (x: NumericTree<A>, ...rest: R) => DerivativeTree<A> {
  const both = valueAndGrad(fn);
  return (x, ...rest) => both(x, ...rest)[1];
}

/** The products of a recorded function's Hessian with stand-ins for directions; [name, stand-in] of each direction. */
function products({ program, inputs }: Recorded): { products: Node[]; directions: Map<string, Node> } {
  const product = hessianVectorProduct(program, OUTPUT, namesOf(inputs));
  const directions = new Map<string, Node>(parametersOf(product));
  return {
    products: inputs.map(([name, { shape }]) => product.outputs.get(productName(name)) ?? fill(0, shape)),
    directions,
  };
}

/**
 * A function of a point and a direction, both nested as the first argument of `fn`: the Hessian of `fn` at the point
 * times the direction, nested likewise. Reverse mode over reverse mode: a few times the cost of a gradient.
 * @throws UsageError when the result of `fn` is not one number, or the direction has other shapes than the point.
 * @throws UnsupportedError when a derivative that is needed does not exist.
 */
export function hvp<A, R extends readonly unknown[]>(
  fn: Scalar<A, R>,
): (x: NumericTree<A>, direction: NumericTree<A>, ...rest: R) => DerivativeTree<A> {
  return (x, direction, ...rest) =>
    capturing(() => {
      const recorded = record("hvp", fn, x, rest);
      const values = new Map(recorded.inputs);
      const along: Node[] = [];
      mapTree(direction, "argument 1", (leaf) => along.push(cast(toNode(leaf as Numeric), "float64")));
      recorded.inputs.forEach(([name, { shape }], i) => {
        const own = along[i];
        if (!own || !sameShape(own.shape, shape)) {
          throw new UsageError(
            `hvp: a direction of shape ${own ? showShape(own.shape) : "none"} was given for a point of shape ` +
              `${showShape(shape)}. They must be nested and shaped alike.`,
          );
        }
        values.set(directionName(name), own);
      });
      return treeOf<A>(x, substituted(products(recorded).products, values));
    });
}

/**
 * A function that gives the Hessian of `fn` by its first argument, one tensor of shape s: shape [...s, ...s]. All its
 * rows are computed at once. `compileHessian` computes them one after the other: faster, and far less code, for long data
 * and large matrices.
 * @throws UsageError when the result of `fn` is not one number, or its first argument is a nesting of tensors.
 * @throws UnsupportedError when a derivative that is needed does not exist.
 */
export function hessian<R extends readonly unknown[]>(
  fn: Scalar<tf.Tensor, R>,
): (x: Numeric, ...rest: R) => tf.Tensor {
  return (x, ...rest) =>
    capturing(() => {
      const point = tensorOf(cast(toNode(x), "float64"));
      const recorded = record<tf.Tensor, R>("hessian", fn, point, rest);
      const { shape } = nodeOf(point);
      const [name, value] = recorded.inputs[0] as readonly [string, Node];
      const { products: rows, directions } = products(recorded);
      const size = sizeOf(shape);
      const unit = cast(compare("equal", reshape(iota(size), [size, 1]), iota(size)), "float64");
      const direction = directions.get(directionName(name));
      const batched = direction
        ? batchNodes(rows, new Map([[direction, reshape(unit, [size, ...shape])]]), size)
        : [];
      const [matrix] = substituted(batched, new Map([[name, value]]));
      return tensorOf(reshape(matrix ?? fill(0, [size, size]), [...shape, ...shape]));
    });
}
