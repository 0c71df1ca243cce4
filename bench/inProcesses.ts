// Runs a script of the benchmarks in processes of its own.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { median } from "./timing.ts";

/** Runs a script several times; the median of each figure of the JSON that it prints. */
export function inProcesses(script: string, runs: number, ...args: string[]): Record<string, number> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const figures = Array.from({ length: runs }, () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [path, ...args], { encoding: "utf8" });
    if (status !== 0) throw new Error(`${script} failed:\n${stderr}`);
    return JSON.parse(stdout) as Record<string, number>;
  });
  const names = Object.keys(figures[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(figures.map((one) => one[name] as number))]));
}
