// A Wasm module under construction: functions, one memory, imports and exports. Sections follow the core specification,
// 5.5. Its data segments are the tables that functions of the math library read; a program's data are not part of it.
import { InternalError } from "../../../errors.ts";
import { ByteWriter } from "./byteWriter.ts";
import { encodeBody } from "./encodeBody.ts";
import { FunctionBuilder } from "./functionBuilder.ts";
import { printFunction, printSignature } from "./printFunction.ts";
import type { FunctionRef, ValueType } from "./valueTypes.ts";
import { valueTypeBytes } from "./valueTypes.ts";

export interface FunctionImport extends FunctionRef {
  readonly module: string;
}

export interface WasmModuleOptions {
  readonly fastMath?: boolean;
  /** Takes room for so many doubles in memory, and returns its address in bytes: for tables. */
  readonly reserve?: (count: number) => number;
}

interface Memory {
  readonly minPages: number;
  readonly maxPages: number | undefined;
  /** Where it comes from; a memory without it is defined here. */
  readonly imported?: { readonly module: string; readonly name: string; readonly shared: boolean };
  readonly exportName?: string;
}

const section = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  memory: 5,
  export: 7,
  code: 10,
  data: 11,
} as const;
const kind = { function: 0, memory: 2 } as const;

export class WasmModule {
  /** Whether products and sums become multiply-adds of relaxed SIMD. */
  readonly fastMath: boolean;
  readonly #imports: FunctionImport[] = [];
  readonly #functions: FunctionBuilder[] = [];
  readonly #shared = new Map<string, FunctionBuilder>();
  readonly #tables = new Map<Float64Array, number>();
  readonly #reserve: (count: number) => number;
  #memory: Memory | undefined;

  constructor({ fastMath = false, reserve = noRoom }: WasmModuleOptions = {}) {
    this.fastMath = fastMath;
    this.#reserve = reserve;
  }

  /** Functions imported so far, in the order of their indices. */
  get imports(): readonly FunctionImport[] {
    return this.#imports;
  }

  /** The same module and name give the same import. May be called at any time: indices are settled by toBytes. */
  importFunction(module: string, name: string, params: ValueType[], results: ValueType[]): FunctionImport {
    const known = this.#imports.find((fn) => fn.module === module && fn.name === name);
    if (known === undefined) {
      const fn = { module, name, params, results };
      this.#imports.push(fn);
      return fn;
    }
    if (printSignature(known) !== printSignature({ name, params, results })) {
      throw new InternalError(
        `${module}.${name} is imported with two signatures: ${printSignature(known)} is one.`,
      );
    }
    return known;
  }

  importMemory(module: string, name: string, minPages: number, maxPages?: number, shared = false): void {
    this.#setMemory({ minPages, maxPages, imported: { module, name, shared } });
  }

  /** Sizes in pages of 64 KiB. */
  defineMemory(minPages: number, exportName: string, maxPages?: number): void {
    this.#setMemory({ minPages, maxPages, exportName });
  }

  #setMemory(memory: Memory): void {
    if (this.#memory !== undefined) throw new InternalError("A module was given two memories.");
    this.#memory = memory;
  }

  /** The address of constant numbers in memory, where the module writes them once when it is instantiated. */
  tableAt(values: Float64Array): number {
    const address = this.#tables.get(values) ?? this.#reserve(values.length);
    this.#tables.set(values, address);
    return address;
  }

  defineFunction(
    name: string,
    params: ValueType[],
    results: ValueType[],
    options: { export?: boolean } = {},
  ): FunctionBuilder {
    const fn = new FunctionBuilder(this, name, params, results, options.export ?? false);
    this.#functions.push(fn);
    return fn;
  }

  /**
   * The function of this name that all who ask for it call: defined, and its body written, when first asked for.
   * @param name tells functions apart: it must hold every number that the body is written with
   */
  sharedFunction(
    name: string,
    params: ValueType[],
    results: ValueType[],
    write: (fn: FunctionBuilder) => void,
  ): FunctionRef {
    const known = this.#shared.get(name);
    if (known) return known;
    const fn = this.defineFunction(name, params, results);
    this.#shared.set(name, fn);
    write(fn);
    return fn;
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    const types = new TypeSection();
    const indices = new Map<FunctionRef, number>(
      [...this.#imports, ...this.#functions].map((fn, i) => [fn, i]),
    );
    const indexOf = (fn: FunctionRef): number => {
      const index = indices.get(fn);
      if (index === undefined)
        throw new InternalError(`A call of ${fn.name}, which belongs to another module.`);
      return index;
    };
    const imports = this.#importEntries(types);
    const functions = this.#functions.map((fn) => new ByteWriter().u32(types.indexOf(fn)));
    const bodies = this.#functions.map((fn) => new ByteWriter().sized(encodeBody(fn, indexOf)));
    const memories = this.#memory !== undefined && !this.#memory.imported ? [limits(this.#memory)] : [];
    const writer = new ByteWriter().raw([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
    writeSection(writer, section.type, types.entries);
    writeSection(writer, section.import, imports);
    writeSection(writer, section.function, functions);
    writeSection(writer, section.memory, memories);
    writeSection(writer, section.export, this.#exportEntries(indexOf));
    writeSection(writer, section.code, bodies);
    writeSection(writer, section.data, [...this.#tables].map(dataSegment));
    writer.byte(section.custom).sized(this.#names());
    return writer.toBytes();
  }

  #importEntries(types: TypeSection): ByteWriter[] {
    const entries = this.#imports.map((fn) =>
      new ByteWriter().name(fn.module).name(fn.name).byte(kind.function).u32(types.indexOf(fn)),
    );
    const memory = this.#memory;
    if (memory?.imported) {
      const { module, name } = memory.imported;
      entries.push(new ByteWriter().name(module).name(name).byte(kind.memory).append(limits(memory)));
    }
    return entries;
  }

  #exportEntries(indexOf: (fn: FunctionRef) => number): ByteWriter[] {
    const entries = this.#functions
      .filter((fn) => fn.exported)
      .map((fn) => new ByteWriter().name(fn.name).byte(kind.function).u32(indexOf(fn)));
    const exportName = this.#memory?.exportName;
    if (exportName !== undefined) entries.push(new ByteWriter().name(exportName).byte(kind.memory).u32(0));
    return entries;
  }

  /** The name section (specification, 7.4.1), which profilers and stack traces read. */
  #names(): ByteWriter {
    const all = [...this.#imports, ...this.#functions];
    const names = new ByteWriter().u32(all.length);
    all.forEach((fn, index) => {
      names.u32(index).name(fn.name);
    });
    return new ByteWriter().name("name").byte(1).sized(names);
  }

  /** The module in a form near the Wasm text format, for dumps and snapshots. */
  toText(): string {
    const lines = this.#imports.map(
      (fn) => `  (import "${fn.module}" "${fn.name}" (func ${printSignature(fn)}))`,
    );
    const memory = this.#memory;
    if (memory !== undefined) {
      const size = `${memory.minPages}${memory.maxPages === undefined ? "" : ` ${memory.maxPages}`}`;
      const { imported, exportName } = memory;
      lines.push(
        imported
          ? `  (import "${imported.module}" "${imported.name}" (memory ${size}${imported.shared ? " shared" : ""}))`
          : `  (memory (export "${exportName}") ${size})`,
      );
    }
    return ["(module", ...lines, ...this.#functions.map(printFunction)].join("\n").concat(")\n");
  }
}

/** Function types, each written once. */
class TypeSection {
  readonly entries: ByteWriter[] = [];
  readonly #known = new Map<string, number>();

  indexOf(fn: FunctionRef): number {
    const key = `${fn.params.join()}:${fn.results.join()}`;
    let index = this.#known.get(key);
    if (index === undefined) {
      index = this.entries.length;
      this.#known.set(key, index);
      const entry = new ByteWriter().byte(0x60);
      for (const list of [fn.params, fn.results]) {
        entry.u32(list.length).raw(list.map((type) => valueTypeBytes[type]));
      }
      this.entries.push(entry);
    }
    return index;
  }
}

function noRoom(): never {
  throw new InternalError("A module without a memory of its own was asked for a table.");
}

/** An active segment: memory 0, at a constant address. */
function dataSegment([values, address]: readonly [Float64Array, number]): ByteWriter {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const at = new ByteWriter()
    .byte(0x41)
    .signed(BigInt(address | 0))
    .byte(0x0b);
  return new ByteWriter().u32(0).append(at).sized(new ByteWriter().raw(bytes));
}

function limits({ minPages, maxPages, imported }: Memory): ByteWriter {
  const writer = new ByteWriter()
    .byte((maxPages === undefined ? 0 : 1) | (imported?.shared ? 2 : 0))
    .u32(minPages);
  return maxPages === undefined ? writer : writer.u32(maxPages);
}

/** Empty sections are left out. */
function writeSection(writer: ByteWriter, id: number, entries: readonly ByteWriter[]): void {
  if (entries.length === 0) return;
  const contents = new ByteWriter().u32(entries.length);
  for (const entry of entries) contents.append(entry);
  writer.byte(id).sized(contents);
}
