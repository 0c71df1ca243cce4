// Which Python runs NumPyro: one that is named, one that was installed here before, or the system's. Installs on request.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const REQUIREMENTS = fileURLToPath(new URL("../../peers/requirements.txt", import.meta.url));
const ENVIRONMENT = fileURLToPath(new URL("../../../node_modules/.cache/peers", import.meta.url));
const WINDOWS = process.platform === "win32";
const SYSTEM = WINDOWS ? "python" : "python3";
const INSTALLED = WINDOWS ? join(ENVIRONMENT, "Scripts", "python.exe") : join(ENVIRONMENT, "bin", "python");

function run(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}:\n${stderr.trim()}`);
}

/**
 * Makes a virtual environment of `python` under node_modules/.cache with the packages of requirements.txt.
 * @param given whether NumPyro comes from a folder, so that only JAX and what NumPyro imports are wanted.
 * @throws Error with pip's message when it fails.
 */
export function install(python: string | undefined, given: boolean): string {
  if (!existsSync(INSTALLED)) run(python ?? SYSTEM, ["-m", "venv", ENVIRONMENT]);
  const wanted = given ? ["-c", REQUIREMENTS, "jax", "multipledispatch", "tqdm"] : ["-r", REQUIREMENTS];
  run(INSTALLED, ["-m", "pip", "install", "--quiet", ...wanted]);
  return INSTALLED;
}

/** The environment of an earlier installation, or the system's Python. */
export function found(): string {
  return existsSync(INSTALLED) ? INSTALLED : SYSTEM;
}
