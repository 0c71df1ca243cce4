// Step sizes that vary from transition to transition, so that no trajectory length is in step with a period of the
// posterior for ever (Neal 2011, section 3.2).
import { uniformStream } from "@nutmeg-ppl/compiler/random";

/** The step size times 1 + `jitter` u, with u uniform in (-1, 1) from lane 2 of the transition's key. */
export function jittered(key: Uint32Array, stepSize: number, jitter: number): number {
  return jitter === 0 ? stepSize : stepSize * (1 + jitter * (2 * uniformStream(key, 2)() - 1));
}
