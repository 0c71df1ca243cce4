// The value types that Nutmeg's Wasm code uses, with their bytes in the binary format. f32 and references are not among them.

export type ValueType = "i32" | "i64" | "f64" | "v128";

/** Encoding of each value type (WebAssembly core specification 2.0, section 5.3.1). */
export const valueTypeBytes: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f64: 0x7c,
  v128: 0x7b,
};

/** A local variable or parameter of a function under construction; `index` counts parameters first. */
export interface Local {
  readonly index: number;
  readonly type: ValueType;
}

/** Anything that can be called: an imported or a defined function. Its index is known only when the module is encoded. */
export interface FunctionRef {
  readonly name: string;
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}
