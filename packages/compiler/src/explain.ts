// Shows people what the compiler makes of a program: the graph after each pass, the schedule, and what it takes in memory.
import { buildArtifact } from "./buildArtifact.ts";
import { type CompileOptions, optimizeProgram } from "./optimizeProgram.ts";
import { nodeNames, printProgram } from "./program/print.ts";
import type { Program } from "./program/program.ts";
import { sizeOf } from "./program/shape.ts";
import type { Artifact, Slot } from "./runtime/artifact.ts";
import { makeSchedule } from "./schedule/makeSchedule.ts";
import { printSchedule } from "./schedule/printSchedule.ts";

/** Each step with the program that it made; a step that changed nothing only says so. */
function stepsText(program: Program, options: CompileOptions): string[] {
  let before = "";
  const sections: string[] = [];
  optimizeProgram(program, options, (step, after) => {
    const text = printProgram(after);
    sections.push(text === before ? `== ${step}: no change ==\n` : `== ${step} ==\n${text}`);
    before = text;
  });
  return sections;
}

/** Doubles that slots hold, in bytes. */
function bytesOf(slots: readonly Slot[]): number {
  return slots.reduce((total, { shape }) => total + 8 * sizeOf(shape), 0);
}

function memoryText({ code, parameters, data, constants, outputs, memoryBytes }: Artifact): string {
  const parts = { parameters, data, constants, outputs };
  const sizes = Object.entries(parts).map(([name, slots]) => [name, bytesOf(slots)] as const);
  const named = sizes.reduce((total, [, bytes]) => total + bytes, 0);
  return [
    ...sizes.map(([name, bytes]) => `${name}: ${bytes} bytes`),
    `values between kernels, and gaps: ${memoryBytes - named} bytes`,
    `memory in all: ${memoryBytes} bytes`,
    `code: ${code.length} bytes`,
    "",
  ].join("\n");
}

/**
 * What becomes of a program when it is compiled with these options, as text for people; its form may change.
 * The graph as captured and after each pass (as printProgram prints it), the schedule (phases, kernels by level, the
 * loops of each and what it stores), and bytes of memory and code.
 * @throws what compileProgram throws.
 */
export function explain(program: Program, options: CompileOptions = {}): string {
  const optimized = optimizeProgram(program, options);
  const names = nodeNames(optimized);
  return [
    ...stepsText(program, options),
    `== schedule ==\n${printSchedule(makeSchedule(optimized, (options.threads ?? 1) > 1), (node) => names.get(node))}`,
    `== memory ==\n${memoryText(buildArtifact(program, options))}`,
  ].join("\n");
}
