// The built files as they are loaded: what each entry point reaches through static imports. Not what they compute.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const entry = (path: string) => new URL(`../packages/${path}`, import.meta.url).href;

/** Every module that loading `url` loads: URLs of files, names of anything outside the packages. */
function reached(url: string, seen = new Set<string>()): Set<string> {
  if (seen.has(url)) return seen;
  seen.add(url);
  if (!url.startsWith("file:")) return seen;
  const text = readFileSync(new URL(url), "utf8");
  for (const [, id] of text.matchAll(/^(?:import|export)\s(?:[^";]*?\sfrom\s)?"([^"\n]+)";?$/gm))
    reached(locate(id as string, url), seen);
  return seen;
}

function locate(id: string, from: string): string {
  if (id.startsWith(".")) return new URL(id, from).href;
  const [, folder, subpath] = id.match(/^@nutmeg-ppl\/(\w+)(\/\w+)?$/) ?? [];
  return folder === undefined ? id : entry(`${folder}/dist${subpath ?? ""}/index.js`);
}

const outside = (url: string) => [...reached(url)].filter((id) => !id.startsWith("file:"));
const files = (url: string) => [...reached(url)].filter((id) => id.startsWith("file:"));

describe("what is loaded", () => {
  it("by a chain worker is the runtime and the keys, without tfjs", () => {
    expect(outside(entry("infer/dist/chainWorker.js"))).toEqual([]);
    expect(files(entry("infer/dist/chainWorker.js"))).toContain(entry("compiler/dist/runtime/index.js"));
    expect(files(entry("infer/dist/chainWorker.js"))).not.toContain(entry("compiler/dist/index.js"));
  });

  it("by a thread of an evaluation is nothing but what it needs to wait for work", () => {
    expect(outside(entry("compiler/dist/crewWorker.js"))).toEqual([]);
    expect(files(entry("compiler/dist/crewWorker.js")).length).toBeLessThan(6);
  });

  it("by nutmeg-ppl is few files, and tfjs-core alone from outside", () => {
    expect(outside(entry("nutmeg/dist/index.js"))).toEqual(["@tensorflow/tfjs-core"]);
    expect(files(entry("nutmeg/dist/index.js"))).toContain(entry("diagnostics/dist/index.js"));
    expect(files(entry("nutmeg/dist/index.js")).length).toBeLessThan(16);
  });
});
