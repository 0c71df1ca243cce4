// NUTMEG_DUMP: which files are written, what is in them, and what is said when they cannot be.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { compileProgram } from "../src/compileProgram.ts";
import { explain } from "../src/explain.ts";
import { flagship } from "./flagship.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutmeg-dump-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const options = { gradientOf: "logDensity" };

test("A dump has the module, its text form and its explanation under one readable name", () => {
  const deep = join(folder, "a", "b");
  vi.stubEnv("NUTMEG_DUMP", deep);
  const { code } = compileProgram(flagship(20), { ...options, name: "my model" });
  compileProgram(flagship(20), options);
  const names = readdirSync(deep).sort();
  const stems = [...new Set(names.map((name) => name.replace(/\.(wasm|wat|explain\.txt)$/, "")))];
  expect(names.length).toBe(6);
  expect(stems[0]).toMatch(/^\d{3}-my_model-logDensity-gradient-[0-9a-f]{8}$/);
  expect(stems[1]).toMatch(/^\d{3}-logDensity-gradient-[0-9a-f]{8}$/);
  // The same structure has the same hash.
  expect(stems[0]?.slice(-8)).toBe(stems[1]?.slice(-8));
  const read = (ending: string) => readFileSync(join(deep, `${stems[0]}.${ending}`));
  expect(new Uint8Array(read("wasm"))).toEqual(code);
  expect(read("wat").toString()).toMatch(/^\(module\n[\s\S]*\$evaluate/);
  expect(read("explain.txt").toString()).toBe(explain(flagship(20), options));
});

test("Nothing is written unless it is asked for", () => {
  vi.stubEnv("NUTMEG_DUMP", "");
  compileProgram(flagship(20), options);
  expect(readdirSync(folder)).toEqual([]);
});

test("A folder that cannot be written is named, with the way out", () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  vi.stubEnv("NUTMEG_DUMP", join(file, "below"));
  expect(() => compileProgram(flagship(20), options)).toThrow(
    /NUTMEG_DUMP: cannot write to ".*below": .* Name a folder that can be written, or unset NUTMEG_DUMP/,
  );
});
