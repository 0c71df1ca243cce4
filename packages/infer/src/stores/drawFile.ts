// The draws of one chain in a file: a line of JSON, padded with spaces, then a row of float64 numbers (little-endian) for
// each draw, warmup's first. Rows are only ever appended. docs/long-runs.md describes it for other programs.
import { InternalError, sizeOf, UsageError } from "@nutmeg-ppl/compiler";
import { extraFields } from "../drawBlock.ts";
import type { ShownSite } from "../targets/target.ts";
import { type Files, fileError, writeAll } from "./files.ts";
import type { Capacity } from "./runStore.ts";

export const DRAWS_FORMAT = "nutmeg-draws-1";

/** Numbers of a row: a statistic, or a site's value row-major. */
export interface Column {
  readonly name: string;
  readonly kind: "statistic" | ShownSite["kind"];
  readonly shape: readonly number[];
  /** Where its numbers begin in a row. */
  readonly offset: number;
}

export interface DrawHeader {
  readonly format: typeof DRAWS_FORMAT;
  /** From 1. */
  readonly chain: number;
  /** Bytes before the first row, this line and its line break included. */
  readonly headerBytes: number;
  /** Numbers in a row. */
  readonly rowLength: number;
  /** Rows that the file will have. */
  readonly rows: Capacity;
  readonly columns: readonly Column[];
}

const HEADER_STEP = 1024;

/** The first line of a file, and what it says. */
export function headerOf(
  chain: number,
  sites: readonly ShownSite[],
  rows: Capacity,
): { readonly header: DrawHeader; readonly text: string } {
  let offset = 0;
  const place = (name: string, kind: Column["kind"], shape: readonly number[]): Column => {
    const column = { name, kind, shape, offset };
    offset += sizeOf(shape);
    return column;
  };
  const columns = [
    ...extraFields.map((name) => place(name, "statistic", [])),
    ...sites.map(({ name, kind, shape }) => place(name, kind, shape)),
  ];
  const header = {
    format: DRAWS_FORMAT,
    chain: chain + 1,
    headerBytes: 0,
    rowLength: offset,
    rows,
    columns,
  } as const;
  // Room for the number of bytes itself, and a multiple of 8 so that the rows are aligned.
  const needed = Buffer.byteLength(JSON.stringify(header)) + 20;
  const headerBytes = HEADER_STEP * Math.ceil(needed / HEADER_STEP);
  const line = JSON.stringify({ ...header, headerBytes });
  const text = `${line}${" ".repeat(headerBytes - Buffer.byteLength(line) - 1)}\n`;
  return { header: { ...header, headerBytes }, text };
}

/** How much of a file is read at a time. */
const PIECE_BYTES = 1 << 22;

/** A file of draws. Until it is closed it is held open for appending; reading opens it again after that. */
export class DrawFile {
  readonly path: string;
  readonly header: DrawHeader;
  readonly #fs: Files["fs"];
  #file: number | undefined;

  private constructor(fs: Files["fs"], path: string, header: DrawHeader, file: number | undefined) {
    this.#fs = fs;
    this.path = path;
    this.header = header;
    this.#file = file;
  }

  /** A new file in place of any that is there. @throws UsageError when it cannot be written. */
  static create({ fs }: Files, path: string, { header, text }: ReturnType<typeof headerOf>): DrawFile {
    try {
      const file = fs.openSync(path, "w+");
      writeAll(fs, file, Buffer.from(text), 0);
      return new DrawFile(fs, path, header, file);
    } catch (error) {
      throw fileError("writing", path, error);
    }
  }

  /**
   * A file that is there.
   * @param use "read", or "append" to hold it open
   * @throws UsageError when there is none, or its first line is not that of a file of draws.
   */
  static open({ fs }: Files, path: string, use: "read" | "append"): DrawFile {
    let text: string;
    let file: number | undefined;
    try {
      file = fs.openSync(path, use === "read" ? "r" : "r+");
      text = firstLine(fs, file);
      if (use === "read") fs.closeSync(file);
    } catch (error) {
      throw fileError("opening", path, error);
    }
    const header = parse(text);
    if (header?.format === DRAWS_FORMAT)
      return new DrawFile(fs, path, header, use === "read" ? undefined : file);
    throw new UsageError(
      `MCMC: ${path} is damaged: its first line is not that of a file of draws (${DRAWS_FORMAT}).`,
    );
  }

  get #rowBytes(): number {
    return 8 * this.header.rowLength;
  }

  /** Whole rows that are there, now: another process may be writing. */
  get rows(): number {
    try {
      const bytes = this.#fs.statSync(this.path).size - this.header.headerBytes;
      return Math.max(0, Math.floor(bytes / this.#rowBytes));
    } catch (error) {
      throw fileError("reading", this.path, error);
    }
  }

  /** Writes rows after those that are there. @throws UsageError when it cannot: those are then still whole and alone. */
  append(rows: Float64Array): void {
    const at = this.rows;
    const position = this.header.headerBytes + at * this.#rowBytes;
    const bytes = new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength);
    try {
      writeAll(this.#fs, this.#open, bytes, position);
    } catch (error) {
      this.truncate(at);
      throw fileError("writing", this.path, error);
    }
  }

  /** Drops all rows but the first `rows`. */
  truncate(rows: number): void {
    this.#fs.ftruncateSync(this.#open, this.header.headerBytes + rows * this.#rowBytes);
  }

  /** Makes sure that what was written outlives the machine's power. */
  flush(): void {
    this.#fs.fsyncSync(this.#open);
  }

  /** A column of rows `from` to `to`. @throws UsageError when the file cannot be read. */
  column({ shape, offset }: Column, from: number, to: number): Float64Array {
    const { headerBytes, rowLength } = this.header;
    const size = sizeOf(shape);
    const values = new Float64Array((to - from) * size);
    const each = Math.max(1, Math.floor(PIECE_BYTES / this.#rowBytes));
    const piece = new Float64Array(Math.min(each, to - from) * rowLength);
    const bytes = new Uint8Array(piece.buffer);
    this.#reading((file) => {
      for (let row = from; row < to; row += each) {
        const count = Math.min(each, to - row);
        this.#fs.readSync(file, bytes, 0, count * this.#rowBytes, headerBytes + row * this.#rowBytes);
        for (let i = 0; i < count; i++) {
          const at = i * rowLength + offset;
          values.set(piece.subarray(at, at + size), (row - from + i) * size);
        }
      }
    });
    return values;
  }

  close(): void {
    if (this.#file !== undefined) this.#fs.closeSync(this.#file);
    this.#file = undefined;
  }

  get #open(): number {
    if (this.#file !== undefined) return this.#file;
    throw new InternalError(`${this.path} is not open for appending.`);
  }

  #reading(read: (file: number) => void): void {
    try {
      const file = this.#file ?? this.#fs.openSync(this.path, "r");
      read(file);
      if (file !== this.#file) this.#fs.closeSync(file);
    } catch (error) {
      throw fileError("reading", this.path, error);
    }
  }
}

/** The text before the first line break; empty when there is none within reason. */
function firstLine(fs: Files["fs"], file: number): string {
  for (let length = 1 << 16; length <= 1 << 26; length *= 32) {
    const bytes = Buffer.alloc(length);
    const end = bytes.subarray(0, fs.readSync(file, bytes, 0, length, 0)).indexOf("\n");
    if (end >= 0) return bytes.toString("utf8", 0, end);
  }
  return "";
}

function parse(text: string): DrawHeader | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
