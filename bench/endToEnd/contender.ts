// One library sampling one subject in a process of its own: how long its first run took from the start of the process, how
// long a later one, and how many effective draws that gave.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { diagnostics } from "nutmeg-ppl";
import { CHAINS, DRAWS } from "./subjects.ts";

export interface Contest {
  /** Seconds from the start of the process to the end of its first run. */
  readonly cold: number;
  /** Seconds of the second run. */
  readonly warm: number;
  /** The least bulk ESS of all scalars, in the second run, by the same estimator for all libraries. */
  readonly ess: number;
  readonly version: string;
}

/** The draws of each scalar by chain. */
function scalars(file: string): Float64Array[][] {
  const bytes = readFileSync(file);
  const all = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
  const width = all.length / (CHAINS * DRAWS);
  return Array.from({ length: width }, (_, scalar) =>
    Array.from({ length: CHAINS }, (_, chain) =>
      Float64Array.from(
        { length: DRAWS },
        (_, draw) => all[(chain * DRAWS + draw) * width + scalar] as number,
      ),
    ),
  );
}

/** @throws Error with the process's last words when it fails. */
export async function contest(
  command: string,
  args: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Contest> {
  const began = performance.now();
  const child = spawn(command, args, {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints += text;
  });
  const ended = new Promise<number | Error>((resolve) => {
    child.on("error", resolve);
    child.on("close", resolve);
  });
  let cold = Number.NaN;
  let last = "";
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === "first") cold = (performance.now() - began) / 1000;
    last = line;
  }
  const status = await ended;
  if (status !== 0)
    throw new Error(`${command}: ${status instanceof Error ? status.message : complaints.trim()}`);
  const { seconds, version } = JSON.parse(last) as { seconds: number; version: string };
  const ess = Math.min(...scalars(join(folder, "draws.bin")).map((chains) => diagnostics.essBulk(chains)));
  return { cold, warm: seconds, ess, version };
}
