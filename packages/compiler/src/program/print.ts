// Prints programs as text, one node a line, in evaluation order.
import { type Body, isLoop } from "./body.ts";
import { isOp, type Node } from "./node.ts";
import { type Program, topologicalOrder } from "./program.ts";
import { showShape } from "./shape.ts";

/** As String, but -0 keeps its sign. */
export function showNumber(x: number): string {
  return Object.is(x, -0) ? "-0" : String(x);
}

/** As JSON, but NaN, the infinities and -0 are written out. */
function showValue(value: unknown): string {
  if (typeof value === "number") return showNumber(value);
  if (Array.isArray(value)) return `[${value.map(showValue).join(", ")}]`;
  return String(value);
}

/** The attributes of a node as text: equal texts mean equal attributes, large arrays of constants and samplers apart. */
export function attributesText(node: Node): string {
  if (isOp(node, "constant")) {
    const { values } = node.attributes;
    return values.length > 6
      ? ` {${values.length} values}`
      : ` {${Array.from(values, showNumber).join(", ")}}`;
  }
  if (isOp(node, "parameter") || isOp(node, "data")) return ` "${node.attributes.name}"`;
  if (isOp(node, "draw")) return ` {path: ${node.attributes.path.join(".")}}`;
  // The body of a loop is printed under it.
  const plain = Object.entries(node.attributes).filter(([name]) => name !== "body");
  const entries = plain.map(([name, value]) => `${name}: ${showValue(value)}`);
  return entries.length === 0 ? "" : ` {${entries.join(", ")}}`;
}

/** `add float64[2500, 3] %1 %2`; inputs are named by their ids unless `nameOf` says otherwise. */
export function printNode(node: Node, nameOf: (input: Node) => string = ({ id }) => `%${id}`): string {
  const inputs = node.inputs.map((input) => ` ${nameOf(input)}`).join("");
  return `${node.op} ${node.dtype}${showShape(node.shape)}${inputs}${attributesText(node)}`;
}

/** The name of each node in the printed program: its position, so that equal programs print alike. */
export function nodeNames(program: Program): Map<Node, string> {
  return new Map(topologicalOrder(program.outputs.values()).map((node, i) => [node, `%${i}`]));
}

/** A line for each named node, and under a loop its body, which has names of its own. */
function graphLines(names: ReadonlyMap<Node, string>, indent = ""): string[] {
  return [...names].flatMap(([node, name]) => {
    const line = `${indent}${name} = ${printNode(node, (one) => names.get(one) as string)}`;
    return isLoop(node) ? [line, ...bodyLines(node.attributes.body, `${indent}  ${name}.`)] : [line];
  });
}

function bodyLines({ outputs }: Body, prefix: string): string[] {
  const indent = prefix.slice(0, prefix.indexOf("%"));
  const own = prefix.slice(indent.length);
  const names = new Map(topologicalOrder(outputs).map((node, i) => [node, `${own}${i}`]));
  return [
    ...graphLines(names, indent),
    `${indent}yields ${outputs.map((node) => names.get(node)).join(" ")}`,
  ];
}

/** One line per node: `%3 = add float64[2500, 3] %1 %2`. The body of a loop %3 is indented, and its nodes are %3.0, %3.1... */
export function printProgram(program: Program): string {
  const names = nodeNames(program);
  const lines = graphLines(names);
  const outputs = [...program.outputs].map(([name, node]) => `output "${name}" = ${names.get(node)}`);
  return [...lines, ...outputs, ""].join("\n");
}
