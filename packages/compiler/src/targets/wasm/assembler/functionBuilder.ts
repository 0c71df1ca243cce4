// A function of a module under construction: its signature, its locals and its root region. Encoding is elsewhere.
import { contract } from "./contract.ts";
import { Emitter } from "./emitter.ts";
import type { WasmModule } from "./module.ts";
import type { Step } from "./step.ts";
import type { FunctionRef, Local, ValueType } from "./valueTypes.ts";

/** How a constant is made of its number. */
export type ConstantKind = "i32" | "i64" | "f64" | "f64x2" | "i64x2";

export class FunctionBuilder implements FunctionRef {
  readonly module: WasmModule;
  readonly name: string;
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
  readonly exported: boolean;
  readonly parameters: readonly Local[];
  /** Runs before the body: where constants are made. */
  readonly prologue: Emitter;
  /** The root region. */
  readonly body: Emitter;
  #localCount = 0;
  readonly #constants: Record<ConstantKind, Map<number | bigint | string, Local>> = {
    i32: new Map(),
    i64: new Map(),
    f64: new Map(),
    f64x2: new Map(),
    i64x2: new Map(),
  };

  constructor(
    module: WasmModule,
    name: string,
    params: readonly ValueType[],
    results: readonly ValueType[],
    exported: boolean,
  ) {
    this.module = module;
    this.name = name;
    this.params = params;
    this.results = results;
    this.exported = exported;
    this.parameters = params.map((type) => this.local(type));
    this.prologue = new Emitter(this);
    this.body = new Emitter(this);
  }

  /** Parameters and all locals made so far. */
  get localCount(): number {
    return this.#localCount;
  }

  /** A fresh local, zero at the start. */
  local(type: ValueType): Local {
    return { index: this.#localCount++, type };
  }

  /** The local that holds a constant, made at its first use. */
  constant(kind: ConstantKind, value: number | bigint, make: () => Local): Local {
    // A Map does not tell -0 from 0.
    const key = Object.is(value, -0) ? "-0" : value;
    const known = this.#constants[kind].get(key);
    if (known !== undefined) return known;
    const local = make();
    this.#constants[kind].set(key, local);
    return local;
  }

  /** Prologue and body, flat. */
  steps(): Step[] {
    const steps: Step[] = [];
    this.prologue.collect(steps);
    this.body.collect(steps);
    return this.module.fastMath ? contract(steps, this.#localCount) : steps;
  }
}
