// The arguments of a compiled function: from examples to the inputs of a program, and from each call to their values.
import { type Numeric, toNode } from "../capture/asTensor.ts";
import { capturing } from "../capture/capturing.ts";
import { tensorOf } from "../capture/tensors.ts";
import { mapTree } from "../capture/tree.ts";
import { UsageError } from "../errors.ts";
import { evaluateNode } from "../interpreter/evaluate.ts";
import { data, parameter } from "../program/build.ts";
import { BINDING, type DType, type Node, type Shape } from "../program/node.ts";
import { sameShape, showShape, sizeOf } from "../program/shape.ts";

/** One tensor among the arguments: where it is, what it is like, and whether it is differentiated by or bound as data. */
export interface Input {
  /** As in error messages, and the name in the program: "argument 0.weights". */
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly isData: boolean;
  /** Whether calls may leave it out: it stays what it was. */
  readonly isOptional: boolean;
}

export interface Inputs {
  readonly list: readonly Input[];
  /** The arguments with a tensor of the program in the place of each value. */
  readonly tensors: readonly unknown[];
}

/** The node of a value that depends on nothing. */
function knownNode(value: unknown, name: string): Node {
  const node = capturing(() => toNode(value as Numeric));
  if (node.binding !== BINDING.parameter) return node;
  throw new UsageError(
    `compile: ${name} depends on what another function is captured with; give its values.`,
  );
}

/** @param dataArguments the positions of arguments that are data */
export function captureInputs(examples: readonly unknown[], dataArguments: readonly number[]): Inputs {
  const list: Input[] = [];
  const tensors = examples.map((example, i) =>
    mapTree(example, `argument ${i}`, (leaf, name) => {
      const node = knownNode(leaf, name);
      const { shape, dtype } = node;
      // Whole numbers and truth values may be indices or conditions: they are bound, and checked, as data are.
      const isData = dataArguments.includes(i) || dtype !== "float64";
      list.push({ name, shape, dtype, isData, isOptional: dataArguments.includes(i) });
      if (!isData) return tensorOf(parameter(name, shape));
      return tensorOf(data(name, evaluateNode(node), shape, dtype));
    }),
  );
  return { list, tensors };
}

/** The numbers of a value for an input. A flat typed array may stand for a tensor of any shape. */
function numbersOf(value: unknown, { name, shape, dtype }: Input): ArrayLike<number> {
  const size = sizeOf(shape);
  const isFlat = value instanceof Float64Array || (value instanceof Float32Array && dtype === "float64");
  if (isFlat && value.length === size) return value;
  if (typeof value === "number" && shape.length === 0 && dtype === "float64") return [value];
  const node = knownNode(value, name);
  const isTyped = ArrayBuffer.isView(value) && sizeOf(node.shape) === size;
  if (!isTyped && !sameShape(node.shape, shape)) {
    throw new UsageError(
      `compile: ${name} was compiled for shape ${showShape(shape)}, but got ${showShape(node.shape)}. ` +
        "Compile again for other shapes.",
    );
  }
  return checkType(evaluateNode(node), node.dtype, name, dtype);
}

/** Numbers may stand for whole numbers if they are, but not for truth values. */
function checkType(values: Float64Array, found: DType, name: string, wanted: DType): Float64Array {
  if (found === wanted || wanted === "float64") return values;
  if (wanted === "int32" && found === "float64" && values.every(Number.isInteger)) return values;
  throw new UsageError(
    `compile: ${name} was compiled for ${wanted}, but got ${found === "float64" ? "numbers that are not" : found}.`,
  );
}

/**
 * The values of a call, by the names of the inputs. An argument of data may be absent.
 * @throws UsageError for missing, extra or wrongly nested arguments, and for wrong shapes and types.
 */
export function valuesOfCall(
  inputs: readonly Input[],
  count: number,
  args: readonly unknown[],
): Map<string, ArrayLike<number>> {
  if (args.length > count) {
    throw new UsageError(`compile: the function takes ${count} arguments, but got ${args.length}.`);
  }
  const given = new Map<string, unknown>();
  args.forEach((arg, i) => {
    if (arg !== undefined) mapTree(arg, `argument ${i}`, (leaf, name) => given.set(name, leaf));
  });
  const values = new Map<string, ArrayLike<number>>();
  for (const input of inputs) {
    if (given.has(input.name)) values.set(input.name, numbersOf(given.get(input.name), input));
    else if (!input.isOptional) throw missing(input, args);
    given.delete(input.name);
  }
  const [extra] = given.keys();
  if (extra === undefined) return values;
  throw new UsageError(
    `compile: ${extra} was not among the example inputs. Nest arguments as in the examples.`,
  );
}

function missing({ name, shape }: Input, args: readonly unknown[]): UsageError {
  return new UsageError(
    `compile: ${name}, of shape ${showShape(shape)}, is missing among the ${args.length} arguments of the call.`,
  );
}
