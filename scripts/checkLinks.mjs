// Checks that every relative link in the tracked Markdown files points to a file that exists. Leaves the web alone.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const command = ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", "*.md"];
const pages = execFileSync("git", command, { encoding: "utf8" }).split("\n").filter(existsSync);
let links = 0;
let broken = 0;

for (const page of pages) {
  const prose = readFileSync(page, "utf8").replace(/^```[\s\S]*?^```/gm, "");
  for (const [, target] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^([a-z]+:|#)/.test(target)) continue;
    links += 1;
    if (existsSync(join(dirname(page), target.replace(/#.*/, "")))) continue;
    broken += 1;
    console.error(`${page}: no file at ${target}`);
  }
}

console.log(`${links} links in ${pages.length} pages, ${broken} broken`);
if (broken > 0) process.exitCode = 1;
