// How shapes and plates are written in messages.
import { showShape } from "@nutmeg-ppl/compiler";
import type { PlateFrame } from "./message.ts";

export function showPlate(frame: PlateFrame): string {
  return `plate "${frame.name}" (size ${frame.size}, dim ${frame.dim})`;
}

/** A tensor, an array or anything else that a caller passed, in a few words. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "object" && "shape" in value && Array.isArray(value.shape)) {
    return `a tensor of shape ${showShape(value.shape)}`;
  }
  if (ArrayBuffer.isView(value) || Array.isArray(value))
    return `an array of length ${(value as unknown[]).length}`;
  return typeof value === "function"
    ? "a function"
    : `a value of type ${value.constructor?.name ?? typeof value}`;
}
