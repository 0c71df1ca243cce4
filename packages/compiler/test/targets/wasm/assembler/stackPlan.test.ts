// Values may stay on the stack or share slots only where that changes nothing: random programs against a plain evaluator.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Emitter, Local } from "../../../../src/targets/wasm/assembler/index.ts";
import { WasmModule } from "../../../../src/targets/wasm/assembler/index.ts";
import { instantiate } from "./instantiate.ts";

const arithmetic = {
  "i32.add": (a: number, b: number) => (a + b) | 0,
  "i32.sub": (a: number, b: number) => (a - b) | 0,
  "i32.mul": Math.imul,
  "i32.xor": (a: number, b: number) => a ^ b,
} as const;
type Op = keyof typeof arithmetic;

/** A statement on ten variables; `fresh` goes through a new local, as nearly all generated code does. */
interface Assignment {
  kind: "fresh" | "assign";
  target: number;
  op: Op;
  a: number;
  b: number;
}
interface Block {
  kind: "if" | "loop";
  condition: number;
  body: Statement[];
}
type Statement = Assignment | Block;

const variable = fc.nat(9);
const statements = fc.letrec<{ list: Statement[]; statement: Statement }>((tie) => ({
  list: fc.array(tie("statement"), { maxLength: 8 }),
  statement: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({
      kind: fc.constantFrom("fresh" as const, "assign" as const),
      target: variable,
      op: fc.constantFrom(...(Object.keys(arithmetic) as Op[])),
      a: variable,
      b: variable,
    }),
    fc.record({
      kind: fc.constantFrom("if" as const, "loop" as const),
      condition: variable,
      body: tie("list"),
    }),
  ),
})).list;

function emit(e: Emitter, program: readonly Statement[], variables: Local[], depth: number): void {
  const at = (i: number) => variables[i] as Local;
  for (const s of program) {
    if ("body" in s) {
      const body = (inside: Emitter) => emit(inside, s.body, variables, depth + 1);
      if (s.kind === "loop") e.loop({ from: 0, to: 3, step: 1 }, body);
      else e.if(at(s.condition), body);
    } else if (s.kind === "assign") e.opTo(at(s.target), s.op, at(s.a), at(s.b));
    else if (depth > 0) e.copy(at(s.target), e.op(s.op, at(s.a), at(s.b)));
    else variables[s.target] = e.op(s.op, at(s.a), at(s.b));
  }
}

function evaluate(program: readonly Statement[], values: number[]): void {
  for (const s of program) {
    if ("body" in s) {
      const rounds = s.kind === "loop" ? 3 : values[s.condition] === 0 ? 0 : 1;
      for (let i = 0; i < rounds; i++) evaluate(s.body, values);
    } else values[s.target] = arithmetic[s.op](values[s.a] ?? 0, values[s.b] ?? 0);
  }
}

describe("stack planning and slot sharing", () => {
  it("keep the meaning of random programs with branches and loops", () => {
    fc.assert(
      fc.property(statements, fc.array(fc.integer(), { minLength: 10, maxLength: 10 }), (program, start) => {
        const module = new WasmModule();
        const types = start.map(() => "i32" as const);
        const fn = module.defineFunction("f", types, types, { export: true });
        const variables = fn.parameters.map((parameter) => {
          const local = fn.local("i32");
          fn.body.copy(local, parameter);
          return local;
        });
        emit(fn.body, program, variables, 0);
        fn.body.return(...variables);
        const expected = [...start];
        evaluate(program, expected);
        const { f } = instantiate(module) as never as { f: (...args: number[]) => number[] };
        expect(f(...start)).toEqual(expected);
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});
