// What the tfjs target refuses before it begins.
import { UnsupportedError } from "../../errors.ts";
import { nodesWithBodies } from "../../program/body.ts";
import { BINDING, isOp } from "../../program/node.ts";
import type { Program } from "../../program/program.ts";

/** @throws UnsupportedError for a differential equation that depends on a parameter; others are solved in float64. */
export function refuseOdeint({ outputs }: Program): void {
  const isOdeint = nodesWithBodies(outputs.values()).some(
    (node) => isOp(node, "odeint") && node.binding === BINDING.parameter,
  );
  if (!isOdeint) return;
  throw new UnsupportedError(
    'odeint: the target "tfjs" computes in float32, in which an adaptive solver cannot tell its error from rounding. ' +
      'Compile for the target "wasm" or "interpreter".',
  );
}
