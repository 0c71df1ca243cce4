// Plain data as JSON text and back, to the bit: typed arrays, and the numbers that JSON has no words for.
import { InternalError } from "@nutmeg-ppl/compiler";

const arrays = { Float64Array, Float32Array, Int32Array, Uint32Array, Uint8Array } as const;
type ArrayName = keyof typeof arrays;

/** An object with this key stands for something that JSON cannot say. */
const MARK = "$";

function encode(value: unknown): unknown {
  if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0)))
    return { [MARK]: Object.is(value, -0) ? "-0" : String(value) };
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(encode);
  if (ArrayBuffer.isView(value)) {
    const name = value.constructor.name;
    if (!(name in arrays)) throw new InternalError(`plainData: no name for ${name}.`);
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return { [MARK]: name, base64: bytes.toString("base64") };
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, encode(inner)]));
}

function decode(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(decode);
  const object = value as Readonly<Record<string, unknown>>;
  const name = object[MARK];
  if (typeof name !== "string")
    return Object.fromEntries(Object.entries(object).map(([key, inner]) => [key, decode(inner)]));
  if (!(name in arrays)) return Number(name);
  const bytes = Uint8Array.from(Buffer.from(String(object["base64"]), "base64"));
  return new arrays[name as ArrayName](bytes.buffer);
}

/** Node only. Fields that are undefined are left out. Bytes of typed arrays are the machine's: little-endian everywhere. */
export const plainText = (value: unknown): string => JSON.stringify(encode(value));

/** What `plainText` wrote; throws a SyntaxError for other text. */
export const plainValue = (text: string): unknown => decode(JSON.parse(text));
