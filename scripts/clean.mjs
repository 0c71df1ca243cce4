// Removes everything that a build writes, stale outputs of deleted sources included. Leaves node_modules alone.
import { readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const packages = readdirSync(join(root, "packages")).map((name) => `packages/${name}`);
for (const folder of [...packages, "examples", "bench"])
  rmSync(join(root, folder, "dist"), { recursive: true, force: true });
for (const folder of ["docs/api", ".turbo", "coverage"])
  rmSync(join(root, folder), { recursive: true, force: true });
