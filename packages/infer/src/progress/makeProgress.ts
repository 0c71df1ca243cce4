// Chooses how progress is shown: to the user's function, live on a terminal, as plain lines elsewhere, or not at all.
import type { ChainProgress } from "../chain.ts";
import { plainProgress } from "./plainProgress.ts";
import { type ProgressReporter, silent } from "./progressReporter.ts";
import { terminalProgress } from "./terminalProgress.ts";

/** true shows progress on standard error, false shows none; a function is told instead. */
export type ProgressOption = boolean | ((chain: number, progress: ChainProgress) => void);

export function makeProgress(option: ProgressOption, numChains: number): ProgressReporter {
  if (option === false) return silent;
  if (typeof option === "function") return { ...silent, update: option };
  // Browsers have no standard error: there, give a function.
  const screen = globalThis.process?.stderr;
  if (!screen) return silent;
  return screen.isTTY
    ? terminalProgress(numChains, screen)
    : plainProgress(numChains, (line) => screen.write(line));
}
