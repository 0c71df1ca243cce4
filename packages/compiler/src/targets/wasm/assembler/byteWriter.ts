// A growing byte sequence with the primitive encodings of the Wasm binary format: LEB128, IEEE doubles, names, vectors.
import { InternalError } from "../../../errors.ts";

const scratch = new DataView(new ArrayBuffer(8));
const scratchBytes = new Uint8Array(scratch.buffer);
const utf8 = new TextEncoder();

/** More bytes than this are kept as they are rather than copied one by one. */
const LONG = 64;

export class ByteWriter {
  /** Bytes written one by one, after the pieces. An ordinary array: most writers hold a few bytes, for which a typed array is slow to make. */
  #tail: number[] = [];
  /** What came before the tail: writers that were appended are not copied until the end. */
  readonly #pieces: (ArrayLike<number> | ByteWriter)[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  byte(value: number): this {
    this.#tail.push(value);
    this.#length++;
    return this;
  }

  raw(bytes: ArrayLike<number>): this {
    if (bytes.length > LONG) return this.#piece(bytes);
    for (let i = 0; i < bytes.length; i++) this.#tail.push(bytes[i]!);
    this.#length += bytes.length;
    return this;
  }

  /** What the other writer holds now, which must not be written to any more. */
  append(source: ByteWriter): this {
    return source.#pieces.length === 0 ? this.raw(source.#tail) : this.#piece(source);
  }

  /** The few bytes of an instruction, without a copy. */
  get short(): readonly number[] {
    if (this.#pieces.length > 0) throw new InternalError(`${this.#length} bytes are no single instruction.`);
    return this.#tail;
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#length);
    this.#copyTo(bytes, 0);
    return bytes;
  }

  #piece(piece: ArrayLike<number> | ByteWriter): this {
    this.#pieces.push(this.#tail, piece);
    this.#tail = [];
    this.#length += piece.length;
    return this;
  }

  #copyTo(bytes: Uint8Array, start: number): void {
    let at = start;
    for (const piece of [...this.#pieces, this.#tail]) {
      if (piece instanceof ByteWriter) piece.#copyTo(bytes, at);
      else bytes.set(piece, at);
      at += piece.length;
    }
  }

  /** Unsigned LEB128 of an integer in [0, 2^32). */
  u32(value: number): this {
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return this.byte(rest);
  }

  /** Signed LEB128 of an integer of up to 64 bits. */
  signed(value: bigint): this {
    let rest = value;
    for (;;) {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      if ((rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0)) {
        return this.byte(low);
      }
      this.byte(low | 0x80);
    }
  }

  /** Eight bytes, little-endian. */
  bits64(bits: bigint): this {
    scratch.setBigUint64(0, BigInt.asUintN(64, bits), true);
    return this.raw(scratchBytes);
  }

  /** A v128.const with the given lanes. */
  vector(low: bigint, high: bigint): this {
    return this.raw([0xfd, 0x0c]).bits64(low).bits64(high);
  }

  name(text: string): this {
    const encoded = utf8.encode(text);
    return this.u32(encoded.length).raw(encoded);
  }

  /** A section or a function body: its length in bytes, then its contents. */
  sized(contents: ByteWriter): this {
    return this.u32(contents.length).append(contents);
  }
}

/** The bits of a double, so that -0 and NaN are told apart and encoded exactly. */
export function bitsOf(value: number): bigint {
  scratch.setFloat64(0, value, true);
  return scratch.getBigUint64(0, true);
}
