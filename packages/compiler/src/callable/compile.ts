// compile: a function of tfjs tensors, and its gradient, compiled for typed arrays in and out. Nothing probabilistic.
import { type Numeric, toNode } from "../capture/asTensor.ts";
import { capturing } from "../capture/capturing.ts";
import { tensorOf } from "../capture/tensors.ts";
import { mapTree, type NumericTree } from "../capture/tree.ts";
import { UnsupportedError, UsageError } from "../errors.ts";
import { gradientName } from "../gradient/valueAndGradient.ts";
import type { CompileOptions, CompileSettings } from "../optimizeProgram.ts";
import type { Node } from "../program/node.ts";
import { makeProgram, type Program } from "../program/program.ts";
import { sizeOf } from "../program/shape.ts";
import { type ArrayTree, resultArray } from "./array.ts";
import { captureInputs, type Input, valuesOfCall } from "./inputs.ts";
import { makeRunner, type Runner, type TargetName } from "./runner.ts";

export interface CompileFunctionOptions extends CompileSettings {
  /**
   * "wasm" (the default): WebAssembly SIMD in float64. "tfjs": tfjs ops in float32 on one of tfjs's backends.
   * "interpreter": the slow reference in float64, which has every op.
   */
  readonly target?: TargetName;
  /** The backend of tfjs for the target "tfjs"; as in compileTfjs. */
  readonly backend?: string;
  /** Whether to compile the gradient too. The function must then give one number. */
  readonly gradient?: boolean;
  /**
   * The positions of arguments that are data: not differentiated by, and bound until a call gives others, so that calls
   * may leave them out. What depends on data alone is computed once for each binding.
   */
  readonly data?: readonly number[];
}

/** What a call takes: any nesting of numbers, arrays and tensors like the examples; data may be left out. */
export type CallArguments<A extends readonly unknown[]> = { [I in keyof A]?: NumericTree<A[I]> };

/** One entry for each argument, nested as it is; null for data, and in the place of whole numbers and truth values. */
export type GradientOf<A extends readonly unknown[]> = { [I in keyof A]: ArrayTree<A[I]> };

export interface CompiledFunction<A extends readonly unknown[], R> {
  /**
   * The value of the function, in the nesting that the function gave, with float64 values. Compiled for the shapes and
   * types of the examples only.
   * @throws UsageError for other shapes, types, nestings or numbers of arguments, and for indices out of range.
   */
  (...args: CallArguments<A>): ArrayTree<R>;
  /** The derivatives of the value by the arguments. @throws UsageError as a call, and without the option `gradient`. */
  gradient(...args: CallArguments<A>): GradientOf<A>;
  /** Both, for the price of the gradient. @throws as `gradient`. */
  valueAndGradient(...args: CallArguments<A>): { readonly value: number; readonly gradient: GradientOf<A> };
  /** What the compiler made of the function (of its gradient, if compiled), as text for people; its form may change. */
  explain(): string;
  /** Ends the threads of a function that was compiled with `threads`: calls then go on in the calling thread. */
  dispose(): void;
  /** The function as it was captured. */
  readonly program: Program;
  /** Bytes of WebAssembly memory; undefined on targets without one. */
  readonly memoryBytes: number | undefined;
}

const VALUE = "value";

interface Outputs {
  /** As the function gave them, with a tensor at each leaf. */
  readonly tree: unknown;
  readonly nodes: ReadonlyMap<string, Node>;
}

function captureOutputs(fn: (...args: never) => unknown, tensors: readonly unknown[]): Outputs {
  return capturing(() => {
    const nodes = new Map<string, Node>();
    const tree = mapTree(fn(...(tensors as never)), VALUE, (leaf, name) => {
      const node = toNode(leaf as Numeric);
      nodes.set(name, node);
      return tensorOf(node);
    });
    return { tree, nodes };
  });
}

/** A runner and the data that it holds, bound again only when they change. */
class Session {
  readonly runner: Runner;
  readonly #inputs: readonly Input[];
  readonly #bound = new Map<string, Float64Array>();

  constructor(runner: Runner, inputs: readonly Input[]) {
    this.runner = runner;
    this.#inputs = inputs;
  }

  run(values: ReadonlyMap<string, ArrayLike<number>>): Record<string, Float64Array> {
    const parameters: Record<string, ArrayLike<number>> = {};
    for (const { name, isData } of this.#inputs) {
      const given = values.get(name);
      if (given && isData) this.#bind(name, given);
      else if (given) parameters[name] = given;
    }
    return this.runner.run(parameters);
  }

  #bind(name: string, values: ArrayLike<number>): void {
    const before = this.#bound.get(name);
    if (before?.every((x, i) => Object.is(x, values[i]))) return;
    this.runner.bind(name, values);
    this.#bound.set(name, Float64Array.from(values));
  }
}

function checkScalar({ nodes }: Outputs): void {
  const node = nodes.get(VALUE);
  if (node && sizeOf(node.shape) === 1 && node.dtype === "float64") return;
  throw new UsageError(
    "compile: a gradient was asked for, but the function does not give one real number. Sum its result, or leave `gradient` out.",
  );
}

/** The derivatives in the nesting of the examples. */
function gradientTree(
  examples: readonly unknown[],
  inputs: readonly Input[],
  outputs: Record<string, Float64Array>,
) {
  const byName = new Map(inputs.map((input) => [input.name, input]));
  return examples.map((example, i) =>
    mapTree(example, `argument ${i}`, (_, name) => {
      const values = outputs[gradientName(name)];
      return values ? resultArray(values, (byName.get(name) as Input).shape) : null;
    }),
  );
}

/**
 * Compiles a function of tensors for arguments of the shapes and types of the examples. `fn` is run once, to record what
 * it does; it must not read the values of its arguments. Tensors, numbers, typed arrays and nested arrays are arguments, and
 * plain objects and arrays of them; the function gives a tensor or a nesting of tensors.
 *
 * @param exampleInputs one value for each argument. Typed arrays of integers and int32 tensors stay integers.
 * @throws UsageError when `fn` reads an argument's value, or a gradient is asked for but the result is not one number.
 * @throws UnsupportedError for an op that the target lacks, or a derivative that does not exist.
 */
export async function compile<A extends readonly unknown[], R>(
  fn: (...args: A) => R,
  exampleInputs: { readonly [I in keyof A]: NumericTree<A[I]> },
  options: CompileFunctionOptions = {},
): Promise<CompiledFunction<A, R>> {
  const { target = "wasm", gradient = false, data = [], ...settings } = options;
  const examples: readonly unknown[] = exampleInputs;
  const { list, tensors } = captureInputs(examples, data);
  const outputs = captureOutputs(fn, tensors);
  if (gradient) checkScalar(outputs);
  const program = makeProgram(outputs.nodes);
  const free = list.filter(({ isData }) => !isData);
  const session = async (more: CompileOptions) => {
    const runner = await makeRunner[target](program, {
      ...settings,
      ...more,
      name: fn.name,
      parameters: free,
    });
    return new Session(runner, list);
  };
  const forValue = await session({});
  const forGradient = gradient ? await session({ gradientOf: VALUE }) : undefined;
  const call = (...args: unknown[]): unknown => {
    const results = forValue.run(valuesOfCall(list, examples.length, args));
    return mapTree(outputs.tree, VALUE, (_, name) =>
      resultArray(results[name] as Float64Array, (outputs.nodes.get(name) as Node).shape),
    );
  };
  const valueAndGradient = (...args: unknown[]) => {
    if (!forGradient) {
      throw new UnsupportedError("compile: the gradient was not compiled. Compile with { gradient: true }.");
    }
    const results = forGradient.run(valuesOfCall(list, examples.length, args));
    return { value: results[VALUE]?.[0] as number, gradient: gradientTree(examples, list, results) };
  };
  const { memoryBytes } = forValue.runner;
  return Object.assign(call, {
    valueAndGradient,
    gradient: (...args: unknown[]) => valueAndGradient(...args).gradient,
    explain: () => (forGradient ?? forValue).runner.explain(),
    dispose: () => {
      forValue.runner.dispose();
      forGradient?.runner.dispose();
    },
    program,
    memoryBytes: memoryBytes && memoryBytes + (forGradient?.runner.memoryBytes ?? 0),
  }) as unknown as CompiledFunction<A, R>;
}
