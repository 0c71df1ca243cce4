// Runs turbo with its telemetry off, on every platform: turbo.json can turn off the remote cache but not the telemetry.
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

const turbo = resolve(import.meta.dirname, "../node_modules/turbo/bin/turbo");
const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };
const { status } = spawnSync(process.execPath, [turbo, ...process.argv.slice(2)], { env, stdio: "inherit" });
process.exitCode = status ?? 1;
