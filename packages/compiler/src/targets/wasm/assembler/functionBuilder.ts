// A function of a module under construction: its signature, its locals and its root region. Encoding is elsewhere.
import { Emitter } from "./emitter.ts";
import type { WasmModule } from "./module.ts";
import type { Step } from "./step.ts";
import type { FunctionRef, Local, ValueType } from "./valueTypes.ts";

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
  readonly #constants = new Map<string, Local>();

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

  /** A fresh local, zero at the start. */
  local(type: ValueType): Local {
    return { index: this.#localCount++, type };
  }

  /** The local that holds a constant, made at its first use; `key` tells constants apart. */
  constant(key: string, make: () => Local): Local {
    let local = this.#constants.get(key);
    if (local === undefined) {
      local = make();
      this.#constants.set(key, local);
    }
    return local;
  }

  /** Prologue and body, flat. */
  steps(): Step[] {
    return [...this.prologue.steps(), ...this.body.steps()];
  }
}
