// Prints a schedule as text, for people: phases, their kernels in order, and what each kernel computes.
import type { Node } from "../program/node.ts";
import { showShape } from "../program/shape.ts";
import { kernelCost } from "./kernelCost.ts";
import type { Kernel, Phase, Root, RowOrder, Schedule, Step } from "./schedule.ts";

/** How names are found, and which nodes lie in memory. */
interface Context {
  readonly nameOf: (node: Node) => string;
  readonly isStored: (node: Node) => boolean;
}

function rootText({ node, kind, loopAxes, innerAxes, step }: Root, context: Context): string {
  const outer = loopAxes.length > 0 ? `, loops over axes ${loopAxes.join(", ")}` : "";
  const inner = innerAxes.length > 0 ? `, inside over ${innerAxes.join(", ")}` : "";
  const axes = `${outer}${inner}`;
  const own = `    ${kind} ${context.nameOf(node)} = ${node.op} ${node.dtype}${showShape(node.shape)}${axes}`;
  return step ? [own, ...stepText(step, context)].join("\n") : own;
}

function stepText({ phase, kept }: Step, context: Context): string[] {
  const kernels = phase.kernels.flatMap((kernel) => kernelText(kernel, context).split("\n"));
  return [...kernels.map((line) => `    ${line}`), `      carries in registers: ${kept.size}`];
}

function kernelText(kernel: Kernel, context: Context): string {
  const { level, loops, roots, rows, partition } = kernel;
  const nest = loops.length > 0 ? `loops of ${loops.join(" x ")}` : "straight-line code";
  const sorted = rows ? `, first by rounds of one ${context.nameOf(rows.by)}` : "";
  const parts = partition
    ? `, loop ${partition.loop} in ${partition.count} parts of ${partition.length}`
    : "";
  const how = `${nest}${sorted}${parts}`;
  const { operations, bytesRead, bytesWritten } = kernelCost(kernel, context.isStored);
  const cost = `about ${operations} operations, reads ${bytesRead} bytes, writes ${bytesWritten}`;
  return [`  level ${level}: ${how}; ${cost}`, ...roots.map((root) => rootText(root, context))].join("\n");
}

function orderText({ by, inputs }: RowOrder): string {
  const names = inputs.map(({ node, axis }) => `"${node.attributes.name}" along axis ${axis}`);
  return `sorted by "${by.attributes.name}" when bound: ${names.join(", ")}`;
}

function phaseText({ name, kernels }: Phase, context: Context): string {
  const when = name === "prepare" ? "when data are bound" : "at every evaluation";
  const body = kernels.length > 0 ? kernels.map((kernel) => kernelText(kernel, context)) : ["  nothing"];
  return [`${name}, ${when}:`, ...body].join("\n");
}

/** Every node that some kernel leaves in memory, those of the steps of loops among them. */
function storedBy(phase: Phase): Node[] {
  return phase.kernels.flatMap(({ roots }) =>
    roots.flatMap(({ node, step }) => [node, ...(step ? storedBy(step.phase) : [])]),
  );
}

/** @param nameOf the name of a node in the printed program, if it has one */
export function printSchedule(schedule: Schedule, nameOf: (node: Node) => string | undefined): string {
  const phases = [schedule.prepare, schedule.evaluate];
  const outputs = new Map([...schedule.outputs].map(([name, node]) => [node, `output "${name}"`]));
  const stored = new Set(phases.flatMap((phase) => [...phase.ready, ...storedBy(phase)]));
  const context: Context = {
    nameOf: (node) => nameOf(node) ?? outputs.get(node) ?? `%${node.id}`,
    isStored: (node) => stored.has(node),
  };
  const lines = [...schedule.rowOrders.map(orderText), ...phases.map((phase) => phaseText(phase, context))];
  return `${lines.join("\n")}\n`;
}
