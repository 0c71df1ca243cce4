// A program that is evaluated as tfjs ops on one of tfjs's backends, in float32: the twin of the Wasm target's Executable.
import * as tf from "@tensorflow/tfjs-core";
import { onBackend } from "../../engine/onBackend.ts";
import { UsageError } from "../../errors.ts";
import { type Bindings, interpret } from "../../interpreter/evaluate.ts";
import type { Node } from "../../program/node.ts";
import { dataOf, makeProgram, type Program, parametersOf } from "../../program/program.ts";
import { showShape, sizeOf } from "../../program/shape.ts";
import { upload } from "./onHost.ts";
import { repeat } from "./operand.ts";
import { makePlan, type Plan } from "./plan.ts";
import { applyRule } from "./rules.ts";
import { runSteps } from "./runSteps.ts";

/** Values of parameters by name: row-major numbers, or tensors of the parameter's shape. */
export type TfjsParameters = Readonly<Record<string, ArrayLike<number> | tf.Tensor>>;

interface Prepared {
  readonly tensors: ReadonlyMap<Node, tf.Tensor>;
  readonly values: ReadonlyMap<Node, Float64Array>;
}

export class TfjsExecutable {
  readonly program: Program;
  readonly backend: string;
  readonly #plan: Plan;
  readonly #parameters: ReadonlyMap<string, Node>;
  readonly #dataInputs: ReadonlyMap<string, Node>;
  readonly #data: Record<string, Float64Array> = {};
  #prepared: Prepared | undefined;

  /** @param backend a backend of tfjs that is ready */
  constructor(program: Program, backend: string) {
    this.program = program;
    this.backend = backend;
    this.#plan = makePlan(program);
    this.#parameters = parametersOf(program);
    this.#dataInputs = dataOf(program);
  }

  /**
   * Binds new data, row-major. What depends on data alone is computed again, in float64, and uploaded once.
   * @throws UsageError when there is no such input, or the size is wrong.
   */
  setData(name: string, values: ArrayLike<number>): void {
    const node = this.#dataInputs.get(name);
    if (!node) throw new UsageError(`setData: the program has no data input "${name}".`);
    if (values.length !== sizeOf(node.shape)) {
      throw new UsageError(
        `setData: "${name}" has ${sizeOf(node.shape)} elements, but ${values.length} values were given.`,
      );
    }
    this.#data[name] = Float64Array.from(values);
    this.#release();
  }

  /** Evaluates, and gives the outputs as tensors, which the caller disposes of. */
  evaluate(parameters: TfjsParameters): Record<string, tf.Tensor> {
    return onBackend(this.backend, () => {
      this.#prepared ??= this.#prepare();
      const prepared = this.#prepared;
      return tf.tidy(() => this.#outputs(this.#run(prepared, parameters)));
    });
  }

  /** Evaluates at named parameters and reads the outputs at once; not every GPU backend of a browser can. */
  run(parameters: TfjsParameters): Record<string, Float64Array> {
    return onBackend(this.backend, () => {
      const outputs = Object.entries(this.evaluate(parameters));
      try {
        const read = outputs.map(([name, tensor]) => [name, Float64Array.from(tensor.dataSync())]);
        return Object.fromEntries(read);
      } finally {
        for (const [, tensor] of outputs) tensor.dispose();
      }
    });
  }

  /** As run(), without blocking while a device computes. */
  async runAsync(parameters: TfjsParameters): Promise<Record<string, Float64Array>> {
    const outputs = Object.entries(this.evaluate(parameters));
    try {
      const read = outputs.map(async ([name, tensor]) => [name, Float64Array.from(await tensor.data())]);
      return Object.fromEntries(await Promise.all(read));
    } finally {
      for (const [, tensor] of outputs) tensor.dispose();
    }
  }

  /** Frees the tensors that are kept between evaluations. They come back when it is evaluated again. */
  dispose(): void {
    this.#release();
  }

  #release(): void {
    for (const tensor of this.#prepared?.tensors.values() ?? []) tensor.dispose();
    this.#prepared = undefined;
  }

  #prepare(): Prepared {
    const { given } = this.#plan;
    const program = makeProgram(given.map((node, i) => [`${i}`, node] as const));
    const results = interpret(program, this.#data satisfies Bindings);
    const values = new Map(given.map((node, i) => [node, results[`${i}`] as Float64Array]));
    const kept = given.map((node) => {
      const tensor = upload(values.get(node) as Float64Array, node.shape, node.dtype);
      return [node, tf.keep(tensor)] as const;
    });
    return { values, tensors: new Map(kept) };
  }

  #bind(parameters: TfjsParameters): Map<Node, tf.Tensor> {
    const bound = [...this.#parameters].map(([name, node]) => {
      const given = parameters[name];
      const size = given instanceof tf.Tensor ? given.size : given?.length;
      if (!given || size !== sizeOf(node.shape)) {
        throw new UsageError(
          `run: the parameter "${name}" has shape ${showShape(node.shape)} and needs ${sizeOf(node.shape)} values, ` +
            `but got ${size ?? "none"}.`,
        );
      }
      const tensor =
        given instanceof tf.Tensor
          ? tf.reshape(given, [...node.shape])
          : upload(given, node.shape, node.dtype);
      return [node, tensor] as const;
    });
    return new Map(bound);
  }

  #run(prepared: Prepared, parameters: TfjsParameters): Map<Node, tf.Tensor> {
    const tensors = new Map([...prepared.tensors, ...this.#bind(parameters)]);
    runSteps(this.#plan.steps, tensors, prepared.values, applyRule);
    return tensors;
  }

  #outputs(tensors: ReadonlyMap<Node, tf.Tensor>): Record<string, tf.Tensor> {
    const outputs = [...this.program.outputs].map(([name, node]) => {
      const tensor = tensors.get(node) as tf.Tensor;
      return [name, tf.clone(repeat(tensor, node.shape))];
    });
    return Object.fromEntries(outputs);
  }
}
