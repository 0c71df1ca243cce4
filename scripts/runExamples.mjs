// Runs every built example (examples/*.ts; helpers belong in folders below it) with the arguments given, one after the
// other, and exits 1 if any fails. `npm run examples:small` passes --small, which every example must understand.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";

const examples = resolve(import.meta.dirname, "../examples");
const names = readdirSync(examples).filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"));
const failed = [];

for (const name of names.map((file) => basename(file, ".ts")).sort()) {
  const started = performance.now();
  console.log(`\n# ${name} ${process.argv.slice(2).join(" ")}`);
  const script = join(examples, "dist", `${name}.js`);
  const { status } = spawnSync(process.execPath, [script, ...process.argv.slice(2)], { stdio: "inherit" });
  console.log(
    `# ${name}: ${status === 0 ? "ok" : "FAILED"}, ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
  if (status !== 0) failed.push(name);
}

console.log(
  `\n${names.length} examples, ${failed.length} failed${failed.map((name) => ` ${name}`).join("")}`,
);
if (failed.length > 0) process.exitCode = 1;
