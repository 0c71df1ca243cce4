// Prints a function in the three-address form in which it was written: close to the Wasm text format, for people.
import type { FunctionBuilder } from "./functionBuilder.ts";
import type { FunctionRef, Local } from "./valueTypes.ts";

export function printFunction(fn: FunctionBuilder): string {
  const lines = [`  (func ${printSignature(fn)}${fn.exported ? " export" : ""}`];
  let depth = 2;
  for (const step of fn.steps()) {
    if (step.flow === "close" || step.flow === "split") depth--;
    const targets = step.targets.length > 0 ? `${printLocals(step.targets)} = ` : "";
    const operands = step.operands.length > 0 ? ` ${printLocals(step.operands)}` : "";
    lines.push(`${"  ".repeat(depth)}${targets}${step.text}${operands}`);
    if (step.flow === "open" || step.flow === "split") depth++;
  }
  return `${lines.join("\n")})`;
}

/** `$name (param ...) (result ...)`, parts without types left out. */
export function printSignature(fn: FunctionRef): string {
  const params = fn.params.length > 0 ? ` (param ${fn.params.join(" ")})` : "";
  const results = fn.results.length > 0 ? ` (result ${fn.results.join(" ")})` : "";
  return `$${fn.name}${params}${results}`;
}

function printLocals(locals: readonly Local[]): string {
  return locals.map((local) => `$${local.index}`).join(" ");
}
