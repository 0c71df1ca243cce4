// Random programs give over a batch what a loop over its elements gives, to the bit: batching regroups no sum.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { batchNodes } from "../../src/batching/batchNodes.ts";
import { batchRules } from "../../src/batching/rules.ts";
import { interpret } from "../../src/interpreter/evaluate.ts";
import { makeNode, type Node } from "../../src/program/node.ts";
import { HOST_OPS, type OpName } from "../../src/program/ops.ts";
import { printProgram } from "../../src/program/print.ts";
import {
  dataOf,
  makeProgram,
  type Program,
  parametersOf,
  topologicalOrder,
} from "../../src/program/program.ts";
import { sizeOf } from "../../src/program/shape.ts";
import { verify } from "../../src/program/verify.ts";
import { type RandomProgram, randomPrograms } from "../program/randomProgram.ts";
import { generator, randomValues } from "../program/valuePool.ts";

type Input = Node<"parameter"> | Node<"data">;

interface Case {
  readonly batched: Program;
  readonly size: number;
  /** The values of every input, for each element of the batch. */
  readonly elements: readonly Record<string, Float64Array>[];
}

/** Batches about half of a program's inputs, at least one of them. */
function batchSome({ program, parameters }: RandomProgram, seed: number): Case {
  const next = generator(seed);
  const size = 1 + Math.floor(3 * next());
  const inputs: Input[] = [...parametersOf(program).values(), ...dataOf(program).values()];
  const first = Math.floor(next() * inputs.length);
  const chosen = inputs.filter((_, i) => i === first || next() < 0.5);
  const elements = Array.from({ length: size }, () => ({ ...parameters }));
  for (const node of chosen) {
    for (const element of elements) {
      const whole = node.dtype === "int32" ? 7 : undefined;
      element[node.attributes.name] = randomValues(Math.floor(next() * 1e9), sizeOf(node.shape), whole);
    }
  }
  const replaced = new Map<Node, Node>(
    chosen.map((node) => [
      node,
      makeNode("parameter", [], { name: node.attributes.name }, [size, ...node.shape], node.dtype),
    ]),
  );
  const names = [...program.outputs.keys()];
  const outputs = batchNodes([...program.outputs.values()], replaced, size);
  return { batched: makeProgram(outputs.map((node, i) => [names[i] as string, node])), size, elements };
}

function joined(parts: readonly (Float64Array | undefined)[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => Array.from(part ?? [])));
}

function agreesWithLoop(random: RandomProgram, seed: number): void {
  const { batched, elements } = batchSome(random, seed);
  const text = `${printProgram(random.program)}\nbatched\n${printProgram(batched)}`;
  verify(batched, text);
  const names = new Set([...parametersOf(batched).keys()]);
  const together = Object.fromEntries(
    [...names].map((name) => {
      const whole = parametersOf(random.program).get(name) ?? dataOf(random.program).get(name);
      const differs = parametersOf(batched).get(name)?.shape.length !== whole?.shape.length;
      return [
        name,
        differs ? joined(elements.map((element) => element[name])) : (elements[0]?.[name] as Float64Array),
      ];
    }),
  );
  const found = interpret(batched, together);
  const expected = elements.map((element) => interpret(random.program, element));
  for (const name of random.program.outputs.keys()) {
    expect(found[name], text).toEqual(joined(expected.map((one) => one[name])));
  }
}

const SEED = 20261122;

describe("Batched random programs", { timeout: 120_000 }, () => {
  test("give what a loop over the elements of the batch gives, to the bit", () => {
    fc.assert(fc.property(randomPrograms(16), fc.nat(1e6), agreesWithLoop), { seed: SEED, numRuns: 300 });
  });

  test("take every op that has a batching rule, host functions and draws apart, through its rule", () => {
    const reached = new Set<OpName>();
    for (const random of fc.sample(randomPrograms(16), { seed: SEED, numRuns: 600 })) {
      const every = new Map<Node, Node>(
        [...parametersOf(random.program).values(), ...dataOf(random.program).values()].map((node) => [
          node,
          makeNode("parameter", [], node.attributes, [2, ...node.shape], node.dtype),
        ]),
      );
      const depends = new Set<Node>(every.keys());
      for (const node of topologicalOrder(random.program.outputs.values())) {
        if (node.inputs.some((input) => depends.has(input))) depends.add(node);
      }
      for (const node of depends) reached.add(node.op);
    }
    const elsewhere: readonly string[] = [...HOST_OPS, "draw", "odeint"];
    const missing = Object.keys(batchRules).filter(
      (op) => !reached.has(op as OpName) && !elsewhere.includes(op),
    );
    expect(missing).toEqual([]);
  });
});
