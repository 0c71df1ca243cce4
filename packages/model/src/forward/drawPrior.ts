// One draw of a model's sites from their priors.
import { interpret, RandomKey } from "@nutmeg-ppl/compiler";
import type { ModelArguments } from "../arguments.ts";
import type { Model } from "../density/logDensity.ts";
import type { Seed } from "../handlers/seed.ts";
import { forwardProgram, KEY_INPUT } from "./forwardProgram.ts";

export interface SiteValue {
  /** Row-major. */
  readonly values: Float64Array;
  readonly shape: readonly number[];
}

/** The values of every sample and deterministic site in one forward run; observed sites have what was observed. */
export function drawPrior<A>(model: Model<A>, args: ModelArguments<A>, key: Seed): Map<string, SiteValue> {
  const { program, sites } = forwardProgram(model, args);
  const drawn = interpret(program, { [KEY_INPUT]: Int32Array.from(RandomKey.from(key).words()) });
  return new Map(
    sites.map(({ name, shape }) => [name, { values: drawn[name] ?? new Float64Array(0), shape }]),
  );
}
