// How strongly each output of a program feels rounding: the interpreter once more, with noise on the operands of every op
// that rounds. What a compiled program may differ by is measured in it. Not a test.
import { InternalError } from "../../src/errors.ts";
import { type Bindings, interpret } from "../../src/interpreter/evaluate.ts";
import { type InputValues, type Rule, rules } from "../../src/interpreter/rules.ts";
import { evaluateScan } from "../../src/interpreter/scan.ts";
import { BINDING, isOp, type Node } from "../../src/program/node.ts";
import { type Program, topologicalOrder } from "../../src/program/program.ts";
import { generator } from "../program/valuePool.ts";

/** Ops that give one of their operands, or whole numbers, without rounding. */
const EXACT = new Set<string>([
  "parameter", "data", "constant", "iota", "cast", "neg", "abs", "sign", "floor", "ceil", "round", "isNaN", "isFinite",
  "equal", "notEqual", "less", "lessEqual", "greater", "greaterEqual", "and", "or", "not", "select", "maximum", "minimum",
  "broadcast", "reshape", "transpose", "slice", "pad", "concat", "gather", "max", "min", "any", "all", "shiftMax",
  "argMax", "argMin", "part", "diagPart",
]); // biome-ignore format: a list

/** What is rounded once, when it is handed over. */
const INPUTS = new Set<string>(["parameter", "data", "constant"]);

/** Ops that IEEE arithmetic defines to the last bit: what depends on no parameter is computed with them as written. */
const CORRECTLY_ROUNDED = new Set<string>(["add", "sub", "mul", "div", "sqrt", "mod", "floorDiv"]);

/** What is rounded, and by how much of its size. */
export interface Noise {
  readonly size: number;
  readonly isRounded: (node: Node) => boolean;
  /** Ops whose results are right absolutely, not relatively, and by how much. */
  readonly absolute?: Readonly<Record<string, number>>;
}

/** Arithmetic in float64. As large as the tolerance of the tests, so that a comparison which noise can turn is allowed to turn. */
export const DOUBLE: Noise = {
  size: 1e-12,
  isRounded: (node) => {
    if (EXACT.has(node.op) || node.dtype === "int32") return false;
    return node.binding === BINDING.parameter || !CORRECTLY_ROUNDED.has(node.op);
  },
};

/**
 * Arithmetic in float32, inputs included. Half a unit in the last place, 2^-24, is added about 80 times, by a random walk,
 * in the longest sums of random programs (6,000 terms).
 */
export const SINGLE: Noise = {
  size: 2 ** -17,
  // What gives one of its operands gives it whole: noise there would part a maximum from the element that attains it.
  isRounded: ({ op, dtype }) => dtype === "float64" && (INPUTS.has(op) || !EXACT.has(op)),
  // Those of tfjs's wasm backend err by 2.7e-7 wherever they are within [-9, 9], also near their zeros; probes see a part.
  absolute: { sin: 2 ** -20, cos: 2 ** -20, tan: 2 ** -20 },
};

function noisy(
  program: Program,
  bindings: Bindings,
  seed: number,
  { size, isRounded, absolute = {} }: Noise,
): Record<string, Float64Array> {
  const next = generator(seed);
  const shaken = (x: Float64Array) => x.map((number) => number * (1 + size * (2 * next() - 1)));
  const apply = (node: Node, inputs: readonly Float64Array[]): Float64Array => {
    if (isOp(node, "scan")) return evaluateScan(node, inputs, apply);
    const operands = isRounded(node) ? inputs.map(shaken) : inputs;
    const value = (rules[node.op] as Rule)(node, ...(operands as InputValues));
    if (!isRounded(node)) return value;
    // The logarithm in logSumExp is of a sum of at least 1, which is rounded: near 0 its result cannot be better than that.
    const least = node.op === "logSumExp" ? size : absolute[node.op];
    const inside = least === undefined ? undefined : value.map(() => least * (2 * next() - 1));
    const rounded = shaken(value);
    return inside ? rounded.map((number, i) => number + inside[i]!) : rounded;
  };
  const values = new Map<Node, Float64Array>();
  for (const node of topologicalOrder(program.outputs.values())) {
    const inputs = node.inputs.map((input) => {
      const found = values.get(input);
      if (!found) throw new InternalError("An input comes after its user.");
      return found;
    });
    const bound = isOp(node, "parameter") || isOp(node, "data") ? bindings[node.attributes.name] : undefined;
    const given = bound && Float64Array.from(bound);
    values.set(node, given ? (isRounded(node) ? shaken(given) : given) : apply(node, inputs));
  }
  return Object.fromEntries(
    [...program.outputs].map(([name, node]) => [name, values.get(node) as Float64Array]),
  );
}

export interface Expectation {
  readonly values: Record<string, Float64Array>;
  /** For each element, by how much it moves for relative noise of 1 on every rounded operand, to first order. */
  readonly sensitivity: Record<string, Float64Array>;
}

/** What the interpreter gives, with the sensitivity of each element as the largest of some probes. */
export function expectation(
  program: Program,
  bindings: Bindings,
  probes = 3,
  seed = 1,
  noise = DOUBLE,
): Expectation {
  const values = interpret(program, bindings);
  const sensitivity = Object.fromEntries(Object.entries(values).map(([name, x]) => [name, x.map(Math.abs)]));
  for (let probe = 0; probe < probes; probe++) {
    const moved = noisy(program, bindings, seed + probe, noise);
    for (const [name, reference] of Object.entries(values)) {
      const worst = sensitivity[name] as Float64Array;
      const other = moved[name] as Float64Array;
      for (let i = 0; i < worst.length; i++) {
        const shift = Math.abs(other[i]! - reference[i]!) / noise.size;
        if (!(shift <= worst[i]!)) worst[i] = Number.isNaN(shift) ? Math.abs(reference[i]!) : shift;
      }
    }
  }
  return { values, sensitivity };
}

/** The first element that differs by more than `tolerance` times its sensitivity, in words; undefined when all agree. */
export function disagreement(
  expected: Expectation,
  found: Readonly<Record<string, Float64Array>>,
  tolerance: number,
): string | undefined {
  for (const [name, values] of Object.entries(expected.values)) {
    const other = found[name];
    if (other?.length !== values.length)
      return `"${name}" has ${other?.length} elements, not ${values.length}`;
    const scale = expected.sensitivity[name] as Float64Array;
    for (let i = 0; i < values.length; i++) {
      if (Object.is(values[i], other[i]) || values[i] === other[i]) continue;
      if (!(Math.abs(values[i]! - other[i]!) <= tolerance * scale[i]!)) {
        return `"${name}"[${i}] is ${other[i]}, not ${values[i]} (sensitivity ${scale[i]})`;
      }
    }
  }
  return undefined;
}
