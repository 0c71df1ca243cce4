// A program made ready to be run on one of the targets, behind one face. The targets themselves are elsewhere.
import { compileProgram } from "../compileProgram.ts";
import { compileTfjs } from "../compileTfjs.ts";
import { explain } from "../explain.ts";
import { interpret } from "../interpreter/evaluate.ts";
import { type CompileOptions, optimizeProgram } from "../optimizeProgram.ts";
import { printProgram } from "../program/print.ts";
import { dataOf, type Program } from "../program/program.ts";
import { instantiate } from "../runtime/executable.ts";

export type TargetName = "wasm" | "tfjs" | "interpreter";

export interface Runner {
  /** Evaluates at named parameters, row-major. */
  run(parameters: Readonly<Record<string, ArrayLike<number>>>): Record<string, Float64Array>;
  /** Binds a data input anew, if the program reads it. */
  bind(name: string, values: ArrayLike<number>): void;
  /** What became of the program, as text. */
  explain(): string;
  /** Ends the threads that it has started. */
  dispose(): void;
  /** Bytes of WebAssembly memory; undefined where the target has none. */
  readonly memoryBytes: number | undefined;
}

type MakeRunner = (program: Program, options: CompileOptions & { backend?: string }) => Promise<Runner>;

const wasm: MakeRunner = async (program, options) => {
  const executable = await instantiate(compileProgram(program, options));
  const names = new Set(executable.artifact.data.map(({ name }) => name));
  return {
    run: (parameters) => executable.run(parameters),
    bind: (name, values) => {
      if (names.has(name)) executable.setData(name, values);
    },
    explain: () => explain(program, options),
    dispose: () => executable.dispose(),
    memoryBytes: executable.artifact.memoryBytes,
  };
};

const tfjs: MakeRunner = async (program, options) => {
  const executable = await compileTfjs(program, options);
  const names = new Set(dataOf(executable.program).keys());
  return {
    run: (parameters) => executable.run(parameters),
    bind: (name, values) => {
      if (names.has(name)) executable.setData(name, values);
    },
    dispose: () => {},
    explain: () => `== on tfjs's ${executable.backend} ==\n${printProgram(executable.program)}`,
    memoryBytes: undefined,
  };
};

const interpreter: MakeRunner = async (program, options) => {
  const differentiated = optimizeProgram(program, { exact: "rows", ...options }, undefined, []);
  const data: Record<string, Float64Array> = {};
  return {
    run: (parameters) => interpret(differentiated, { ...parameters, ...data }),
    bind: (name, values) => {
      data[name] = Float64Array.from(values);
    },
    dispose: () => {},
    explain: () => `== interpreted ==\n${printProgram(differentiated)}`,
    memoryBytes: undefined,
  };
};

export const makeRunner: Readonly<Record<TargetName, MakeRunner>> = { wasm, tfjs, interpreter };
