// Prints a schedule as text, for people: phases, their kernels in order, and what each kernel computes.
import type { Node } from "../program/node.ts";
import { showShape } from "../program/shape.ts";
import type { Kernel, Phase, Root, Schedule } from "./schedule.ts";

function rootText({ node, kind, loopAxes }: Root, nameOf: (node: Node) => string): string {
  const axes = loopAxes.length > 0 ? `, loops over axes ${loopAxes.join(", ")}` : "";
  return `    ${kind} ${nameOf(node)} = ${node.op} ${node.dtype}${showShape(node.shape)}${axes}`;
}

function kernelText({ level, loops, roots }: Kernel, nameOf: (node: Node) => string): string {
  const how = loops.length > 0 ? `loops of ${loops.join(" x ")}` : "straight-line code";
  return [`  level ${level}: ${how}`, ...roots.map((root) => rootText(root, nameOf))].join("\n");
}

function phaseText({ name, kernels }: Phase, nameOf: (node: Node) => string): string {
  const when = name === "prepare" ? "when data are bound" : "at every evaluation";
  const body = kernels.length > 0 ? kernels.map((kernel) => kernelText(kernel, nameOf)) : ["  nothing"];
  return [`${name}, ${when}:`, ...body].join("\n");
}

/** @param nameOf the name of a node in the printed program, if it has one */
export function printSchedule(schedule: Schedule, nameOf: (node: Node) => string | undefined): string {
  const outputs = new Map([...schedule.outputs].map(([name, node]) => [node, `output "${name}"`]));
  const name = (node: Node) => nameOf(node) ?? outputs.get(node) ?? `%${node.id}`;
  return `${[schedule.prepare, schedule.evaluate].map((phase) => phaseText(phase, name)).join("\n")}\n`;
}
