// Progress where no terminal is: a line when a chain passes each quarter of its way.
import type { ChainProgress } from "../chain.ts";
import { chainLine } from "./chainLine.ts";
import type { ProgressReporter } from "./progressReporter.ts";

export function plainProgress(numChains: number, write: (line: string) => unknown): ProgressReporter {
  const quarters = new Array<number>(numChains).fill(0);
  return {
    update: (chain: number, progress: ChainProgress) => {
      const quarter = Math.floor((4 * progress.iteration) / Math.max(1, progress.total));
      if (quarter <= (quarters[chain] as number)) return;
      quarters[chain] = quarter;
      write(`${chainLine(chain, progress)}\n`);
    },
    say: (text) => void write(`${text}\n`),
    close: () => {},
  };
}
