// One chain's progress as a line of text.
import type { ChainProgress } from "../chain.ts";

const WIDTH = 24;

export function chainLine(chain: number, progress: ChainProgress): string {
  const { iteration, total, phase, numSteps, stepSize, divergences, elapsed, remaining } = progress;
  const share = total === 0 ? 1 : iteration / total;
  const filled = Math.round(WIDTH * share);
  const bar = "█".repeat(filled) + "░".repeat(WIDTH - filled);
  const percent = `${Math.floor(100 * share)}%`.padStart(4);
  const speed = `${iteration}/${total}`.padStart(2 * String(total).length + 1);
  const diverged = divergences > 0 ? `, ${divergences} divergences` : "";
  const left = iteration < total ? `, ${timeOf(remaining)} to go` : "";
  const steps = iteration === 0 ? 0 : numSteps / iteration;
  return (
    `chain ${chain + 1} ${bar}${percent} ${speed} ${phase.padEnd(8)} ` +
    `step ${stepSize.toPrecision(3)}, ${steps.toFixed(1)} leapfrogs a draw${diverged}, ${timeOf(elapsed)}${left}`
  );
}

/** "4.2 s", "3 min 20 s", "5 h 7 min". */
function timeOf(seconds: number): string {
  if (!(seconds >= 60)) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes} min ${whole % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
