// Random typed programs for property tests: a list of instructions, each a row of randomOps.ts and the numbers that it
// chooses with. The list shrinks to a short one, and the numbers to 0, so that counterexamples are readable. Not a test.
import fc from "fast-check";
import { binary, cast, reduce } from "../../src/program/build.ts";
import { isOp, type Node } from "../../src/program/node.ts";
import { printProgram } from "../../src/program/print.ts";
import { makeProgram, type Program, topologicalOrder } from "../../src/program/program.ts";
import { sizeOf } from "../../src/program/shape.ts";
import { opRows, type RowKind } from "./randomOps.ts";
import { generator, randomValues, ValuePool } from "./valuePool.ts";

export interface RandomProgram {
  /** Its outputs are its last values, of any type. */
  readonly program: Program;
  /** Numbers for every parameter. */
  readonly parameters: Record<string, Float64Array>;
  /** Other numbers for every data input. */
  readonly otherData: Record<string, Float64Array>;
  /** How fast-check prints a counterexample. */
  readonly [fc.toStringMethod]: () => string;
}

interface Instruction {
  readonly row: string;
  readonly numbers: readonly number[];
}

/** Extents that lead to different loops: written out, vectors of odd and even length, outer loops, many kept elements. */
const PALETTES: readonly (readonly [number, number, number])[] = [
  [5, 3, 2], [33, 3, 4], [20, 2, 16], [101, 5, 2], [70, 2, 70], [66, 3, 80], [75, 1, 67], [6, 2, 3], [128, 4, 7], [66, 1, 65], [17, 16, 18], [1, 1, 3], [64, 64, 2], [40, 6, 12], [203, 9, 3], [100, 33, 2], [70, 12, 66],
]; // biome-ignore format: a list

/** How often a kind of row is drawn, beside the frequency of the others. */
const WEIGHTS: Readonly<Record<RowKind, number>> = {
  input: 3,
  unary: 5,
  binary: 5,
  comparison: 1,
  reduction: 6,
  arrangement: 4,
  algorithm: 4,
  loop: 2,
};

function assemble(palette: readonly number[], instructions: readonly Instruction[]): Program {
  const rows = opRows(palette);
  const pool = new ValuePool();
  // A vector and a matrix of data, and parameters for rows and columns: see the shapes that inputs choose from.
  for (const [name, shape] of [
    ["data", 7],
    ["parameter", 1],
    ["parameter", 6],
    ["data", 0],
  ] as const) {
    pool.use([0, shape]);
    pool.add(rows[name]?.run(pool));
  }
  for (const { row, numbers } of instructions) {
    pool.use(numbers);
    pool.add(rows[row]?.run(pool));
  }
  return makeProgram(pool.all.slice(-3).map(({ node }, i) => [`out${i}`, node] as const));
}

function inputsOf(program: Program, kind: "parameter" | "data"): Node<"parameter" | "data">[] {
  return topologicalOrder(program.outputs.values()).filter((node): node is Node<"parameter" | "data"> =>
    isOp(node, kind),
  );
}

function bind(nodes: readonly Node<"parameter" | "data">[], seed: number): Record<string, Float64Array> {
  const next = generator(seed);
  return Object.fromEntries(
    nodes.map((node) => {
      const whole = node.dtype === "int32" ? 7 : undefined;
      return [node.attributes.name, randomValues(Math.floor(next() * 1e9), sizeOf(node.shape), whole)];
    }),
  );
}

/** @param accepts which rows to draw from */
export function randomPrograms(
  longest: number,
  accepts: (name: string) => boolean = () => true,
): fc.Arbitrary<RandomProgram> {
  const all = Object.entries(opRows([1, 1, 1])).filter(([name]) => accepts(name));
  const ofKind = (kind: RowKind) => all.filter(([, row]) => row.kind === kind).map(([name]) => name);
  const row = fc.oneof(
    ...(Object.entries(WEIGHTS) as [RowKind, number][]).map(([kind, weight]) => ({
      weight,
      arbitrary: fc.constantFrom(...ofKind(kind)),
    })),
  );
  const instruction = fc.record({
    row,
    numbers: fc.array(fc.nat(1000), { minLength: 6, maxLength: 10, size: "max" }),
  });
  return fc
    .record({
      palette: fc.constantFrom(...PALETTES),
      instructions: fc.array(instruction, {
        minLength: Math.ceil(longest / 3),
        maxLength: longest,
        size: "max",
      }),
      seed: fc.nat(1e6),
    })
    .map(({ palette, instructions, seed }) => {
      const program = assemble(palette, instructions);
      return {
        program,
        parameters: bind(inputsOf(program, "parameter"), seed),
        otherData: bind(inputsOf(program, "data"), seed + 1),
        [fc.toStringMethod]: () => `\n${printProgram(program)}`,
      };
    });
}

/** A scalar that depends on all of a program's outputs. */
export function scalarOf(program: Program): Program {
  const total = [...program.outputs.values()]
    .map((node) =>
      reduce(
        "sum",
        cast(node, "float64"),
        node.shape.map((_, axis) => axis),
      ),
    )
    .reduce((sum, term) => binary("add", sum, term));
  return makeProgram([["value", total]]);
}
