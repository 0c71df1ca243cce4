// Every row of the table of atomic accesses is a valid instruction on a shared memory, with the meaning that JavaScript's
// Atomics have.
import { describe, expect, it } from "vitest";
import {
  type AtomicInstruction,
  type AtomicSpec,
  atomicInstructions,
} from "../../../../src/targets/wasm/assembler/atomicInstructions.ts";
import { WasmModule } from "../../../../src/targets/wasm/assembler/index.ts";

const ADDRESS = 24;

/** Runs one access at an address that holds `before`; gives its result and what is there afterwards. */
function run(kind: AtomicInstruction, before: bigint, ...operands: bigint[]): [bigint | undefined, bigint] {
  const module = new WasmModule();
  module.importMemory("threads", "memory", 1, 1, true);
  const spec: AtomicSpec = atomicInstructions[kind];
  const fn = module.defineFunction("run", [...spec.operands], spec.result ? [spec.result] : [], {
    export: true,
  });
  fn.body.return(...fn.body.atomic(kind, ADDRESS, ...fn.parameters));
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const cells = new BigUint64Array(memory.buffer);
  cells[ADDRESS / 8] = before;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()), {
    threads: { memory },
  });
  const args = operands.map((x, i) => (spec.operands[i] === "i64" ? x : Number(x)));
  const result = (exports["run"] as (...x: unknown[]) => number | bigint | undefined)(...args);
  return [result === undefined ? undefined : BigInt(result), cells[ADDRESS / 8] as bigint];
}

describe("Atomic accesses", () => {
  const big = 2n ** 40n + 7n;

  it("read and write whole numbers of their width", () => {
    expect(run("i32.atomic.load", big)).toEqual([7n, big]);
    expect(run("i64.atomic.load", big)).toEqual([big, big]);
    expect(run("i32.atomic.store", big, 9n)).toEqual([undefined, 2n ** 40n + 9n]);
    expect(run("i64.atomic.store", 1n, big)).toEqual([undefined, big]);
  });

  it("give what was there before they change it", () => {
    expect(run("i32.atomic.rmw.add", big, 5n)).toEqual([7n, 2n ** 40n + 12n]);
    expect(run("i64.atomic.rmw.cmpxchg", big, big, 3n)).toEqual([big, 3n]);
    expect(run("i64.atomic.rmw.cmpxchg", big, 1n, 3n)).toEqual([big, big]);
  });

  it("wake nobody where nobody waits, and do not wait for a number that is not there", () => {
    expect(run("memory.atomic.notify", big, 10n)).toEqual([0n, big]);
    expect(run("memory.atomic.wait32", big, 8n, -1n)).toEqual([1n, big]); // 1: not equal
    expect(run("memory.atomic.wait32", big, 7n, 1000n)).toEqual([2n, big]); // 2: timed out
  });
});
