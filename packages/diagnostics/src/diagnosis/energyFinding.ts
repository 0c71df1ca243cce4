// What E-BFMI says against trusting a run.
import type { Finding } from "./finding.ts";

/** Below it the energy is explored slowly: Betancourt (2016), Stan and ArviZ. */
export const EBFMI_LIMIT = 0.3;

/** @param ebfmi one value per chain */
export function energyFinding(ebfmi: readonly number[]): Finding | undefined {
  const chains = [...ebfmi.keys()].filter((chain) => (ebfmi[chain] as number) < EBFMI_LIMIT);
  if (chains.length === 0) return undefined;
  const least = Math.min(...chains.map((chain) => ebfmi[chain] as number));
  return {
    kind: "ebfmi",
    scalars: [],
    chains,
    what: `E-BFMI is below ${EBFMI_LIMIT} in ${chains.length} of ${ebfmi.length} chains (down to ${least.toFixed(2)})`,
    advice: "the energy is explored slowly; reparameterize",
  };
}
