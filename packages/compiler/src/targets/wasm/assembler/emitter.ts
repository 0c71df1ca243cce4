// A region of code of one function, written in three-address form. Regions are built apart and appended, so that code
// can be hoisted into an outer region while an inner one is open. It does not encode: encodeBody.ts does.
import { InternalError } from "../../../errors.ts";
import { type AtomicInstruction, type AtomicSpec, atomicInstructions } from "./atomicInstructions.ts";
import { ByteWriter, bitsOf } from "./byteWriter.ts";
import type { FunctionBuilder } from "./functionBuilder.ts";
import type { EffectInstruction, Instruction } from "./instructions.ts";
import { effectInstructions, instructions } from "./instructions.ts";
import type { LoadInstruction, MemorySpec, StoreInstruction } from "./memoryInstructions.ts";
import { laneInstructions, loadInstructions, storeInstructions } from "./memoryInstructions.ts";
import type { Flow, Step } from "./step.ts";
import type { FunctionRef, Local, ValueType } from "./valueTypes.ts";

const opcodes = { unreachable: 0x00, block: 0x02, loop: 0x03, if: 0x04, else: 0x05, end: 0x0b } as const;
const branches = { br: 0x0c, br_if: 0x0d } as const;
const noResult = 0x40;

/** A counted loop: index = from, from + step, ... while index < to, all as signed 32-bit integers. */
export interface Counter {
  readonly from: number | Local;
  readonly to: number | Local;
  readonly step: number;
}

export class Emitter {
  readonly fn: FunctionBuilder;
  readonly #items: (Step | Emitter)[] = [];
  #attached = false;

  constructor(fn: FunctionBuilder) {
    this.fn = fn;
  }

  /** A detached region of the same function; it runs where it is appended. */
  child(): Emitter {
    return new Emitter(this.fn);
  }

  /** Puts a region here. What is added to the region later still belongs here. A region has one place. */
  append(region: Emitter): void {
    if (region.fn !== this.fn)
      throw new InternalError(`A region of ${region.fn.name} was appended in ${this.fn.name}.`);
    if (region.#attached || region === this)
      throw new InternalError(`A region of ${this.fn.name} was appended twice.`);
    region.#attached = true;
    this.#items.push(region);
  }

  /** Computes into a fresh local. */
  op(instruction: Instruction, ...operands: Local[]): Local {
    const target = this.fn.local(instructions[instruction].result);
    this.opTo(target, instruction, ...operands);
    return target;
  }

  /** Computes into a given local. */
  opTo(target: Local, instruction: Instruction, ...operands: Local[]): void {
    const spec = instructions[instruction];
    this.#check(instruction, spec.operands, operands);
    if (target.type !== spec.result) this.#check(`The target of ${instruction}`, [spec.result], [target]);
    this.#push(instruction, spec.bytes, operands, [target]);
  }

  /** An instruction without a result. */
  effect(instruction: EffectInstruction, ...operands: Local[]): void {
    const spec = effectInstructions[instruction];
    this.#check(instruction, spec.operands, operands);
    this.#push(instruction, spec.bytes, operands, []);
  }

  /** The number in both lanes. Constants are made once per function, before its first instruction, and are never assigned. */
  constF64x2(value: number): Local {
    return this.fn.constant("f64x2", value, () => {
      const text = printNumber(value);
      const bits = bitsOf(value);
      return this.#constant("v128", `v128.const f64x2 ${text} ${text}`, new ByteWriter().vector(bits, bits));
    });
  }

  /** The 64-bit integer in both lanes. */
  constI64x2(value: bigint): Local {
    return this.fn.constant("i64x2", value, () =>
      this.#constant("v128", `v128.const i64x2 ${value} ${value}`, new ByteWriter().vector(value, value)),
    );
  }

  constI32(value: number): Local {
    if (!Number.isInteger(value) || value < -(2 ** 31) || value >= 2 ** 32) {
      throw new InternalError(`i32.const ${value} in ${this.fn.name} is not a 32-bit integer.`);
    }
    const signed = value | 0;
    return this.fn.constant("i32", signed, () =>
      this.#constant("i32", `i32.const ${signed}`, new ByteWriter().byte(0x41).signed(BigInt(signed))),
    );
  }

  constI64(value: bigint): Local {
    const signed = BigInt.asIntN(64, value);
    return this.fn.constant("i64", signed, () =>
      this.#constant("i64", `i64.const ${signed}`, new ByteWriter().byte(0x42).signed(signed)),
    );
  }

  constF64(value: number): Local {
    return this.fn.constant("f64", value, () =>
      this.#constant(
        "f64",
        `f64.const ${printNumber(value)}`,
        new ByteWriter().byte(0x44).bits64(bitsOf(value)),
      ),
    );
  }

  /** Loads from address + offset bytes; a null address is 0. */
  load(kind: LoadInstruction, address: Local | null, offset: number): Local {
    const spec = loadInstructions[kind];
    const target = this.fn.local(spec.type);
    this.#memory(kind, spec, address, offset, [], [target]);
    return target;
  }

  /** Replaces one lane by the double at address + offset, into a fresh local. */
  loadLane(vector: Local, lane: 0 | 1, address: Local | null, offset: number): Local {
    const target = this.fn.local("v128");
    this.#memory(
      "v128.load64_lane",
      laneInstructions["v128.load64_lane"],
      address,
      offset,
      [vector],
      [target],
      lane,
    );
    return target;
  }

  store(kind: StoreInstruction, address: Local | null, offset: number, value: Local): void {
    this.#memory(kind, storeInstructions[kind], address, offset, [value], []);
  }

  storeLane(vector: Local, lane: 0 | 1, address: Local | null, offset: number): void {
    this.#memory(
      "v128.store64_lane",
      laneInstructions["v128.store64_lane"],
      address,
      offset,
      [vector],
      [],
      lane,
    );
  }

  /** An atomic access at a fixed address; gives the result, if there is one. */
  atomic(kind: AtomicInstruction, address: number, ...values: Local[]): Local[] {
    const spec: AtomicSpec = atomicInstructions[kind];
    const targets = spec.result ? [this.fn.local(spec.result)] : [];
    const { short } = new ByteWriter().raw(spec.bytes).u32(spec.alignment).u32(address);
    this.#check(kind, spec.operands, values);
    this.#push(`${kind} offset=${address}`, short, [this.constI32(0), ...values], targets);
    return targets;
  }

  copy(target: Local, source: Local): void {
    this.#check("copy", [target.type], [source]);
    this.#push("copy", [], [source], [target]);
  }

  /** Two 64-bit lanes picked from [a0, a1, b0, b1] (i8x16.shuffle). */
  shuffle(a: Local, b: Local, lanes: readonly [0 | 1 | 2 | 3, 0 | 1 | 2 | 3]): Local {
    const target = this.fn.local("v128");
    this.#check("shuffle", ["v128", "v128"], [a, b]);
    const bytes = lanes.flatMap((lane) => Array.from({ length: 8 }, (_, i) => 8 * lane + i));
    this.#push(`i64x2.shuffle ${lanes.join(" ")}`, [0xfd, 0x0d, ...bytes], [a, b], [target]);
    return target;
  }

  call(callee: FunctionRef, ...args: Local[]): Local[] {
    this.#check(`call ${callee.name}`, callee.params, args);
    const targets = callee.results.map((type) => this.fn.local(type));
    this.#items.push({
      text: `call $${callee.name}`,
      bytes: [0x10],
      callee,
      operands: args,
      targets,
      flow: "straight",
    });
    return targets;
  }

  /** Emits nothing when both ends are numbers and the range is empty; else a test stands before the first round. */
  loop(counter: Counter, body: (emitter: Emitter, index: Local) => void): void {
    const { from, to, step } = counter;
    if (!(step > 0))
      throw new InternalError(`A loop in ${this.fn.name} counts by ${step}; the step must be positive.`);
    const [first, end] = [from, to].map((at) => (typeof at === "number" ? this.constI32(at) : at)) as [
      Local,
      Local,
    ];
    if (typeof from === "number" && typeof to === "number") {
      if (from < to) this.#counted(first, end, step, body);
      return;
    }
    const enter = this.op("i32.gt_s", end, first);
    this.if(enter, (inside) => inside.#counted(first, end, step, body));
  }

  #counted(from: Local, to: Local, step: number, body: (emitter: Emitter, index: Local) => void): void {
    const index = this.fn.local("i32");
    const inside = this.child();
    body(inside, index);
    this.copy(index, from);
    this.#push("loop", [opcodes.loop, noResult], [], [], "open");
    this.append(inside);
    this.opTo(index, "i32.add", index, this.constI32(step));
    this.#push("br_if 0", [branches.br_if, 0], [this.op("i32.lt_s", index, to)], [], "leave");
    this.#push("end", [opcodes.end], [], [], "close");
  }

  /** Repeats the body while the condition, computed anew each time, is not zero. */
  while(condition: (emitter: Emitter) => Local, body: (emitter: Emitter) => void): void {
    const test = this.child();
    const stop = test.op("i32.eqz", condition(test));
    const inside = this.child();
    body(inside);
    this.#push("block", [opcodes.block, noResult], [], [], "open");
    this.#push("loop", [opcodes.loop, noResult], [], [], "open");
    this.append(test);
    this.#push("br_if 1", [branches.br_if, 1], [stop], [], "leave");
    this.append(inside);
    this.#push("br 0", [branches.br, 0], [], [], "leave");
    this.#push("end", [opcodes.end], [], [], "close");
    this.#push("end", [opcodes.end], [], [], "close");
  }

  if(condition: Local, then: (emitter: Emitter) => void, otherwise?: (emitter: Emitter) => void): void {
    this.#check("if", ["i32"], [condition]);
    const yes = this.child();
    then(yes);
    const no = this.child();
    otherwise?.(no);
    this.#push("if", [opcodes.if, noResult], [condition], [], "open");
    this.append(yes);
    if (otherwise !== undefined) {
      this.#push("else", [opcodes.else], [], [], "split");
      this.append(no);
    }
    this.#push("end", [opcodes.end], [], [], "close");
  }

  /** Leaves the function. One that has results must end with a return. */
  return(...values: Local[]): void {
    this.#check("return", this.fn.results, values);
    this.#push("return", [0x0f], values, [], "leave");
  }

  unreachable(): void {
    this.#push("unreachable", [opcodes.unreachable], [], [], "leave");
  }

  /** Three-address instructions in this region and the regions inside it; the ends of blocks count too. */
  get instructionCount(): number {
    let count = 0;
    for (const item of this.#items) count += item instanceof Emitter ? item.instructionCount : 1;
    return count;
  }

  /** Upper estimate of the encoded size: each operand and result is taken to cost a local.get or local.set. */
  get byteLength(): number {
    let bytes = 0;
    for (const item of this.#items) {
      if (item instanceof Emitter) bytes += item.byteLength;
      else
        bytes += item.bytes.length + 3 * (item.operands.length + item.targets.length) + (item.callee ? 2 : 0);
    }
    return bytes;
  }

  /** Adds the steps of this region and of those inside it, in the order in which they run. */
  collect(steps: Step[]): void {
    for (const item of this.#items) {
      if (item instanceof Emitter) item.collect(steps);
      else steps.push(item);
    }
  }

  #push(
    text: string,
    bytes: ArrayLike<number>,
    operands: Local[],
    targets: Local[],
    flow: Flow = "straight",
  ): void {
    this.#items.push({ text, bytes, operands, targets, flow });
  }

  #constant(type: ValueType, text: string, code: ByteWriter): Local {
    const target = this.fn.local(type);
    this.fn.prologue.#push(text, code.short, [], [target]);
    return target;
  }

  #memory(
    text: string,
    spec: MemorySpec,
    address: Local | null,
    offset: number,
    values: Local[],
    targets: Local[],
    lane?: 0 | 1,
  ): void {
    if (!Number.isInteger(offset) || offset < 0 || offset >= 2 ** 32) {
      throw new InternalError(`${text} in ${this.fn.name} has the offset ${offset}.`);
    }
    const operands = [address ?? this.constI32(0), ...values];
    this.#check(text, ["i32", ...values.map(() => spec.type)], operands);
    const bytes = new ByteWriter().raw(spec.bytes).u32(spec.alignment).u32(offset);
    if (lane !== undefined) bytes.byte(lane);
    const where = `${offset === 0 ? "" : ` offset=${offset}`}${lane === undefined ? "" : ` ${lane}`}`;
    this.#push(`${text}${where}`, bytes.short, operands, targets);
  }

  #check(what: string, expected: readonly ValueType[], found: readonly Local[]): void {
    let same = 0;
    while (same < found.length && found[same]?.type === expected[same]) same++;
    if (same === found.length && same === expected.length) return;
    const given = found.map((local) => local?.type).join(", ");
    throw new InternalError(
      `${what} in ${this.fn.name} takes (${expected.join(", ")}) and was given (${given}).`,
    );
  }
}

/** As in the text format: nan, inf and -0 written out. */
function printNumber(value: number): string {
  if (Number.isNaN(value)) return `nan:0x${(bitsOf(value) & 0xfffffffffffffn).toString(16)}`;
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return Object.is(value, -0) ? "-0" : String(value);
}
