// Runs the code of docs/compile.md, as one module, on the built packages, and compares what it prints with what it says.
import { readFileSync } from "node:fs";
import * as nutmeg from "nutmeg-ppl";
import ts from "typescript";
import { expect, test } from "vitest";

const page = readFileSync(new URL("../docs/compile.md", import.meta.url), "utf8");
const code = [...page.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, block]) => block).join("\n");

/** The code without types, and with what it imports as a local variable. */
function runnable(): string {
  const { outputText } = ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
  return outputText.replace(/^import (\{[^}]*\}) from "nutmeg-ppl";$/gm, "const $1 = nutmeg;");
}

type Run = (given: typeof nutmeg, console: { log: (...values: unknown[]) => void }) => Promise<void>;

test("The page about compile prints what it says that it prints", async () => {
  const said = [...code.matchAll(/ \/\/ prints (.*)$/gm)].map(([, text]) => text);
  const printed: string[] = [];
  const AsyncFunction = (async () => {}).constructor as new (...source: string[]) => Run;
  const run = new AsyncFunction("nutmeg", "console", runnable());
  await run(nutmeg, { log: (...values) => printed.push(values.map(String).join(" ")) });
  expect(printed).toEqual(said);
  expect(said.length).toBeGreaterThan(5);
});
