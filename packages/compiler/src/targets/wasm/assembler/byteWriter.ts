// A growing byte sequence with the primitive encodings of the Wasm binary format: LEB128, IEEE doubles, names, vectors.

const scratch = new DataView(new ArrayBuffer(8));
const scratchBytes = new Uint8Array(scratch.buffer);
const utf8 = new TextEncoder();

export class ByteWriter {
  /** What has been written. An ordinary array: most writers hold a few bytes, for which a typed array is slow to make. */
  readonly bytes: number[] = [];

  get length(): number {
    return this.bytes.length;
  }

  byte(value: number): this {
    this.bytes.push(value);
    return this;
  }

  raw(bytes: ArrayLike<number>): this {
    for (let i = 0; i < bytes.length; i++) this.bytes.push(bytes[i]!);
    return this;
  }

  append(source: ByteWriter): this {
    return this.raw(source.bytes);
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
