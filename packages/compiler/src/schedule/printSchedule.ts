// Prints a schedule as text, for people: phases, their kernels in order, and what each kernel computes.
import type { Node } from "../program/node.ts";
import { showShape } from "../program/shape.ts";
import type { Kernel, Phase, Root, Schedule, Step } from "./schedule.ts";

function rootText({ node, kind, loopAxes, innerAxes, step }: Root, nameOf: (node: Node) => string): string {
  const outer = loopAxes.length > 0 ? `, loops over axes ${loopAxes.join(", ")}` : "";
  const inner = innerAxes.length > 0 ? `, inside over ${innerAxes.join(", ")}` : "";
  const axes = `${outer}${inner}`;
  const own = `    ${kind} ${nameOf(node)} = ${node.op} ${node.dtype}${showShape(node.shape)}${axes}`;
  return step ? [own, ...stepText(step, nameOf)].join("\n") : own;
}

function stepText({ phase, kept }: Step, nameOf: (node: Node) => string): string[] {
  const kernels = phase.kernels.flatMap((kernel) => kernelText(kernel, nameOf).split("\n"));
  return [...kernels.map((line) => `    ${line}`), `      carries in registers: ${kept.size}`];
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
