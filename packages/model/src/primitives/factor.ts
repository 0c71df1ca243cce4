// The `factor` primitive: adds a number to the log density.
import { asTensor, type Numeric, UsageError } from "@nutmeg-ppl/compiler";
import { latentMessage } from "../effects/latentMessage.ts";
import { describe } from "../effects/show.ts";
import { applyStack } from "../effects/stack.ts";
import { LogFactor } from "./logFactor.ts";

/**
 * Adds `logFactor` to the model's log density: one number per element of the enclosing plates, to whose batch shape
 * it broadcasts; outside plates, the sum of its elements. Masks and scales act on it. As `numpyro.factor`.
 *
 * @throws UsageError when `logFactor` does not broadcast to the plates, or is not numeric.
 */
export function factor(name: string, logFactor: Numeric): void {
  const density = asTensor(logFactor);
  if (density.dtype === "bool") {
    throw new UsageError(
      `Site "${name}": a factor is a log density, a number, but got ${describe(logFactor)} of booleans.`,
    );
  }
  applyStack({
    ...latentMessage(name, new LogFactor(density)),
    value: asTensor(0),
    isObserved: true,
    isFactor: true,
  });
}
