// Node's files, for a package that browsers load too: the module on request, errors in words, and writes that are whole or
// not at all.
import type * as Fs from "node:fs";
import { UsageError } from "@nutmeg-ppl/compiler";

export interface Files {
  readonly fs: typeof Fs;
  /** In hexadecimal. */
  sha256(bytes: Uint8Array | string): string;
}

/** @throws UsageError in a browser. */
export async function openFiles(): Promise<Files> {
  if (globalThis.process?.versions?.node === undefined) {
    throw new UsageError(
      "MCMC: store keeps draws in files, which a browser does not have. Leave it out: the draws stay in memory.",
    );
  }
  const [fs, { createHash }] = await Promise.all([import("node:fs"), import("node:crypto")]);
  return { fs, sha256: (bytes) => createHash("sha256").update(bytes).digest("hex") };
}

/** What the codes of the operating system mean, and the way out. */
const advice: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full: make room",
  EDQUOT: "the disk quota is used up: make room",
  EACCES: "this may not be written: choose another folder",
  EPERM: "this may not be written: choose another folder",
  EROFS: "this may not be written: choose another folder",
  ENOENT: "there is no such file or folder",
  ENOTDIR: "a part of the path is a file, not a folder",
  EFBIG: "the file would be too large for this file system",
};

/** An error of a file, as the user should read it. */
export function fileError(doing: string, path: string, cause: unknown): UsageError {
  const { code = "", message } = cause as { code?: string; message: string };
  const error = new UsageError(
    `MCMC: ${doing} ${path} failed: ${advice[code] ?? message}${code && ` (${code})`}.`,
  );
  error.cause = cause;
  return error;
}

/** Replaces a file so that, whatever happens, the old text or the new one is there. Throws what the system throws. */
export function replaceFile({ fs }: Files, path: string, text: string): void {
  const temporary = `${path}.new`;
  const file = fs.openSync(temporary, "w");
  try {
    writeAll(fs, file, Buffer.from(text), 0);
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
  fs.renameSync(temporary, path);
}

/** Writes all the bytes. Throws what the system throws, of which a part may then be written. */
export function writeAll(fs: typeof Fs, file: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; )
    done += fs.writeSync(file, bytes, done, bytes.length - done, position + done);
}
