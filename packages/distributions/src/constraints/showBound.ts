// Writes the bound of a constraint for messages: its value when it is one known number, its shape otherwise.
import { asTensor, isKnown, type Numeric, showShape, valuesOf } from "@nutmeg-ppl/compiler";

export function showBound(bound: Numeric): string {
  if (typeof bound === "number") return String(bound);
  const tensor = asTensor(bound);
  if (tensor.size !== 1) return `a bound of shape ${showShape(tensor.shape)}`;
  return isKnown(tensor) ? String(valuesOf(tensor)[0]) : "a parameter";
}
