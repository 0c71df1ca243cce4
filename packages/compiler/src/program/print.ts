// Prints programs as text, one node a line, in evaluation order.
import { isOp, type Node } from "./node.ts";
import { type Program, topologicalOrder } from "./program.ts";
import { showShape } from "./shape.ts";

function attributesText(node: Node): string {
  if (isOp(node, "constant")) {
    const { values } = node.attributes;
    return values.length > 6 ? ` {${values.length} values}` : ` {${Array.from(values).join(", ")}}`;
  }
  if (isOp(node, "parameter") || isOp(node, "data")) return ` "${node.attributes.name}"`;
  if (isOp(node, "draw")) return ` {path: ${node.attributes.path.join(".")}}`;
  const entries = Object.entries(node.attributes as Record<string, unknown>);
  return entries.length === 0 ? "" : ` ${JSON.stringify(node.attributes)}`;
}

/** One line per node: `%3 = add float64[2500, 3] %1 %2`; numbers are positions, so equal programs print alike. */
export function printProgram(program: Program): string {
  const names = new Map<Node, string>();
  const lines = topologicalOrder(program.outputs.values()).map((node, i) => {
    names.set(node, `%${i}`);
    const inputs = node.inputs.map((input) => ` ${names.get(input)}`).join("");
    return `${names.get(node)} = ${node.op} ${node.dtype}${showShape(node.shape)}${inputs}${attributesText(node)}`;
  });
  const outputs = [...program.outputs].map(([name, node]) => `output "${name}" = ${names.get(node)}`);
  return [...lines, ...outputs, ""].join("\n");
}
