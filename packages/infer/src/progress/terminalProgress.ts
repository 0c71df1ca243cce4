// Live progress on a terminal: a line for each chain, redrawn in place.
import type { ChainProgress } from "../chain.ts";
import { chainLine } from "./chainLine.ts";
import type { ProgressReporter } from "./progressReporter.ts";

const REDRAW_MS = 80;
const UP = (lines: number) => `\u001b[${lines}A`;
const CLEAR_LINE = "\u001b[2K";

interface Screen {
  write(text: string): unknown;
  readonly columns?: number;
}

export function terminalProgress(numChains: number, screen: Screen): ProgressReporter {
  const latest: (ChainProgress | undefined)[] = Array.from({ length: numChains }, () => undefined);
  let drawn = false;
  let last = 0;
  const draw = (): void => {
    const lines = latest.map((progress, chain) => {
      if (!progress) return `chain ${chain + 1} waits`;
      return chainLine(chain, progress).slice(0, (screen.columns ?? 120) - 1);
    });
    screen.write(`${drawn ? UP(numChains) : ""}${lines.map((line) => `${CLEAR_LINE}${line}\n`).join("")}`);
    drawn = true;
    last = performance.now();
  };
  return {
    update: (chain, progress) => {
      latest[chain] = progress;
      if (performance.now() - last > REDRAW_MS) draw();
    },
    say: (text) => {
      screen.write(`${drawn ? `${UP(numChains)}\u001b[J` : ""}${text}\n`);
      drawn = false;
      draw();
    },
    close: draw,
  };
}
