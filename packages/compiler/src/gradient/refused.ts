// What a gradient rule answers where there is no derivative, and a silent zero would be wrong.
import { UnsupportedError } from "../errors.ts";
import { BINDING, type Node } from "../program/node.ts";

/**
 * No cotangent for an input.
 * @throws UnsupportedError when that input depends on a parameter
 */
export function refused(node: Node, input: number): null {
  if ((node.inputs[input] as Node).binding !== BINDING.parameter) return null;
  throw new UnsupportedError(
    `gradient: "${node.op}" has no derivative by its argument ${input + 1}, and the density depends on it through a parameter. ` +
      "Write the density without it, or make that argument data.",
  );
}
