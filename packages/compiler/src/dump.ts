// NUTMEG_DUMP=folder: what was compiled, written to files for people to read. In Node only; elsewhere nothing happens.
import { UsageError } from "./errors.ts";

interface FileSystem {
  mkdirSync(path: string, options: { recursive: true }): unknown;
  writeFileSync(path: string, content: string | Uint8Array): void;
}

/** Of Node's process. Its modules come from it at once, and no bundler for browsers looks for them. */
interface NodeProcess {
  readonly env: Readonly<Record<string, string | undefined>>;
  getBuiltinModule?(name: "node:fs"): FileSystem;
}

const { process } = globalThis as { readonly process?: NodeProcess };
let count = 0;

/** The folder to write to, if one is wanted. */
export function dumpFolder(): string | undefined {
  return process?.getBuiltinModule ? process.env?.["NUTMEG_DUMP"] || undefined : undefined;
}

/** Numbered in the order of compilation, so that a folder lists them in it; without what file names cannot hold. */
function stemOf(name: string, hash: string): string {
  count += 1;
  return `${String(count).padStart(3, "0")}-${name.replace(/[^\w.-]+/g, "_").slice(0, 60)}-${hash}`;
}

/**
 * Writes `<number>-<name>-<hash>.<ending>` for each ending.
 * @throws UsageError when the folder cannot be made or written.
 */
export function writeDump(
  folder: string,
  name: string,
  hash: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): void {
  const fs = process?.getBuiltinModule?.("node:fs") as FileSystem;
  const stem = stemOf(name, hash);
  try {
    fs.mkdirSync(folder, { recursive: true });
    for (const [ending, content] of Object.entries(files)) {
      fs.writeFileSync(`${folder}/${stem}.${ending}`, content);
    }
  } catch (error) {
    throw new UsageError(
      `NUTMEG_DUMP: cannot write to "${folder}": ${(error as Error).message}. ` +
        "Name a folder that can be written, or unset NUTMEG_DUMP.",
    );
  }
}
