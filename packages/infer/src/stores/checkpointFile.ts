// Where a chain was, in a file of its own: a line with a checksum, then the state. Replaced as a whole, never changed.
import { UsageError } from "@nutmeg-ppl/compiler";
import type { ChainState } from "../chain.ts";
import { type Files, fileError, replaceFile } from "./files.ts";
import { plainText, plainValue } from "./plainData.ts";

export interface Checkpoint {
  /** Draws in the chain's file when it was there. */
  readonly rows: number;
  readonly state: ChainState;
}

const FORMAT = "nutmeg-checkpoint-1";

/** @throws UsageError when it cannot be written; the one before is then still there. */
export function writeCheckpoint(files: Files, path: string, checkpoint: Checkpoint): void {
  const text = plainText(checkpoint);
  try {
    replaceFile(files, path, `${FORMAT} ${files.sha256(text)}\n${text}\n`);
  } catch (error) {
    throw fileError("writing", path, error);
  }
}

/** What was last written; undefined when nothing was. @throws UsageError when the file is damaged or cannot be read. */
export function readCheckpoint(files: Files, path: string): Checkpoint | undefined {
  if (!files.fs.existsSync(path)) return undefined;
  let content: string;
  try {
    content = files.fs.readFileSync(path, "utf8");
  } catch (error) {
    throw fileError("reading", path, error);
  }
  const [, sum, text] = content.match(/^nutmeg-checkpoint-1 ([0-9a-f]{64})\n(.*)\n$/) ?? [];
  if (text !== undefined && files.sha256(text) === sum) return plainValue(text) as Checkpoint;
  throw new UsageError(
    `MCMC: ${path} is damaged: its text is not what was written. No draws were touched. ` +
      "Delete this file to draw its chain anew from the beginning; the draws will be the same.",
  );
}
