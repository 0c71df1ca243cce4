// A log density of the user's own as a target: one site, "x", the position itself.

import { UsageError } from "@nutmeg-ppl/compiler/runtime";
import { oneByOne } from "../chains/batches.ts";
import { uniformStarts } from "../init/uniformStarts.ts";
import type { LogDensity } from "../logDensity.ts";
import type { Target } from "./target.ts";

/** Starts are uniform in (-2, 2), as a model's are by default. */
export function densityTarget(density: LogDensity): Target {
  const { dimension } = density;
  return {
    dimension,
    latents: [{ name: "x", offset: 0, size: dimension }],
    density,
    source: undefined,
    batched: async (device) => {
      if (device === "wasm") return oneByOne(density);
      throw new UsageError(
        `A log density of your own is what it is: device: "${device}" needs a model. Leave the option out.`,
      );
    },
    starts: async () => ({ at: uniformStarts(dimension), modes: [] }),
    groups: () => [],
    explain: (position) => {
      const gradient = new Float64Array(dimension);
      const value = density.evaluate(position, gradient);
      const broken = gradient.findIndex((x) => !Number.isFinite(x));
      const where =
        broken < 0 ? "its gradient is finite" : `its gradient is ${gradient[broken]} in coordinate ${broken}`;
      return `the log density is ${value}; ${where}`;
    },
    sites: [{ name: "x", kind: "sample", shape: [dimension] }],
    constrainer: async () => (position) => ({ x: position }),
    close: () => {},
  };
}
