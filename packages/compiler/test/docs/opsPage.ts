// The text of docs/ops.md, from the tables of the compiler and its tests. Not a test.
import { existsSync } from "node:fs";
import { chainedMethods } from "../../src/chained/chainedMethods.ts";
import { rules } from "../../src/interpreter/rules.ts";
import type { Node } from "../../src/program/node.ts";
import { HOST_OPS, type OpName, REDUCE_OPS } from "../../src/program/ops.ts";
import { ROUTINES } from "../../src/schedule/classify.ts";
import { onHost } from "../../src/targets/tfjs/onHost.ts";
import { tfjsRules } from "../../src/targets/tfjs/rules.ts";
import type { FunctionCase } from "../capture/functions/functionCase.ts";
import { functionCases } from "../capture/functions/functionCases.ts";
import { noOps, refusedFunctions } from "../capture/functions/otherFunctions.ts";
import { extremePoints } from "../gradient/extremePoints.ts";
import { flowsBack, isLowered, isReal, recordedBy, sampleNodes, specialFunctions } from "./opSamples.ts";

const LEAVES = ["parameter", "data", "constant", "iota"] as const;

/** How compiled code computes what is not computed in place. */
const WASM: Readonly<Partial<Record<OpName, string>>> = {
  ...Object.fromEntries(LEAVES.map((op) => [op, "memory"])),
  ...Object.fromEntries([...ROUTINES].map((op) => [op, "routine"])),
  ...Object.fromEntries(REDUCE_OPS.map((op) => [op, "accumulated"])),
  ...Object.fromEntries(HOST_OPS.map((op) => [op, "host function"])),
  ...Object.fromEntries(["scan", "part", "argument"].map((op) => [op, "loop"])),
  odeint: "lowered",
  scatterAdd: "scatter",
  draw: "none: interpreted only",
};

/** What the gradient rules do not tell. */
const GRADIENTS: Readonly<Partial<Record<OpName, string>>> = {
  ...Object.fromEntries(LEAVES.map((op) => [op, "–"])),
  scan: "yes",
  odeint: "yes",
  part: "of its loop",
  argument: "of its loop",
  shiftMax: "none: what shifts cancels",
  qrFactor: "refused: of data only",
  draw: "none: random",
};

const DASH = "–";
const code = (names: readonly string[]): string =>
  names.length === 0 ? DASH : names.map((name) => `\`${name}\``).join(", ");
const row = (...cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

function table(head: readonly string[], rows: readonly string[]): string {
  return [row(...head), row(...head.map(() => "---")), ...rows].join("\n");
}

const hasTable = (op: string): boolean => existsSync(new URL(`../data/math/${op}.json`, import.meta.url));

function wasmForm(op: OpName, sample: Node | undefined): string {
  if (sample && isLowered(sample)) return "lowered";
  return WASM[op] ?? (hasTable(op) ? "math library" : "in place");
}

/** How the tfjs target computes the op. */
function tfjsForm(op: OpName): string {
  if (op === "odeint") return "refused: float64 only";
  const rule = (tfjsRules as Readonly<Record<string, unknown>>)[op];
  return rule === onHost ? "interpreter" : rule ? "tfjs" : "memory";
}

function gradientOf(op: OpName, sample: Node | undefined): string {
  return GRADIENTS[op] ?? (sample && flowsBack(sample) ? "yes" : "none: constant but for jumps");
}

function opRows(): string[] {
  const samples = sampleNodes();
  const functions = Object.entries(functionCases).map(
    ([name, one]) => [`tf.${name}`, recordedBy(one)] as const,
  );
  const special = [...specialFunctions()];
  const alone = (all: readonly (readonly [string, readonly OpName[]])[], op: OpName) =>
    all.flatMap(([name, ops]) => (ops.length === 1 && ops[0] === op && !name.includes(" ") ? [name] : []));
  return (Object.keys(rules) as OpName[]).map((op) => {
    const byFunctions = alone(functions, op);
    const oracles = [
      ...(hasTable(op) ? ["mpmath"] : []),
      ...(byFunctions.length > 0 ? ["tfjs"] : []),
      ...(extremePoints.has(op) ? ["derivatives at extreme points"] : []),
    ];
    return row(
      `\`${op}\``,
      code([...byFunctions, ...alone(special, op)]),
      gradientOf(op, samples.get(op)),
      wasmForm(op, samples.get(op)),
      tfjsForm(op),
      oracles.length > 0 ? oracles.join(", ") : DASH,
    );
  });
}

/** What the gradient of a function was compared with. */
function gradientOracle(one: FunctionCase): string {
  const { tfjsGradient } = one;
  if (!isReal(one)) return DASH;
  return tfjsGradient === undefined ? "finite differences; tfjs" : `finite differences (${tfjsGradient})`;
}

/** A long list of ops by its beginning. */
function shortened(ops: readonly OpName[]): string {
  return ops.length > 8 ? `${code(ops.slice(0, 8))} and ${ops.length - 8} more` : code(ops);
}

function functionRows(): string[] {
  const sorted = Object.entries(functionCases).sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([name, one]) =>
    row(
      `\`tf.${name}\``,
      name in chainedMethods ? "yes" : DASH,
      shortened(recordedBy(one)),
      gradientOracle(one),
    ),
  );
}

function specialRows(): string[] {
  const sorted = [...specialFunctions()].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([name, ops]) =>
    row(`\`${name}\``, name in chainedMethods ? "yes" : DASH, shortened(ops)),
  );
}

const refusedRows = (): string[] =>
  Object.entries(refusedFunctions).map(([family, calls]) => row(family, code(Object.keys(calls))));

const noOpRows = (): string[] => Object.entries(noOps).map(([what, names]) => row(what, code(names)));

/** The whole page. */
export function opsPage(): string {
  return `# Ops

Written by \`npm run docs:ops\` from the tables of the compiler and of its tests; a test fails when it is out of date.

## Ops of a program

A captured function is a graph of these. The interpreter has a meaning for each, in float64, and each can be batched.
_Captured from_ are the functions that record this op and nothing else. _Wasm_ is how compiled code computes it: _in place_,
where it is used; _lowered_, written with other ops; by the _math library_ of the module; as an _accumulated_ reduction, a
_scatter_, a _routine_ over memory, or a _loop_; or by a _host function_. _tfjs_ is how the tfjs target does: with ops of
_tfjs_, or by the _interpreter_.

All that compile are in the random programs, which every target must evaluate as the interpreter does. Every gradient is
compared with finite differences of order 8, and its own gradient with those of slopes. _Also tested against_ are tables
made with mpmath, tfjs's cpu backend, and derivatives at zeros, ties, ends of domains, huge and infinite numbers.

${table(["op", "captured from", "gradient", "Wasm", "tfjs", "also tested against"], opRows())}

## Functions of tfjs

Each gives the shapes, dtypes and values of tfjs's cpu backend. Shapes are fixed when a function is captured: what
depends on values (\`tf.unique\`) takes constants and data only.

${table(["function", "chained", "records", "gradient tested against"], functionRows())}

## Functions of Nutmeg

${table(["function", "chained", "records"], specialRows())}

## Functions of tfjs that are not captured

They throw an error that names the kernel, the user's line, and a way out.

${table(["family", "functions"], refusedRows())}

What else tfjs exports is no op:

${table(["they", "functions"], noOpRows())}
`;
}
