// What compiled code asks of its host: the exact reduction of large angles for sin, cos and tan, in integer arithmetic so
// that every engine gives the same bits, and the functions of host/. All else is compiled.
import { InternalError } from "../errors.ts";

/** The import object "math" of a compiled module. */
export type HostMath = Readonly<Record<string, (...x: number[]) => number>>;

/** floor(2^1152 * 2 / pi): enough bits for the largest double. mpmath 1.4.1. */
const TWO_OVER_PI = BigInt(
  "0xa2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e006492eea09d1921cfe1d" +
    "eb1cb129a73ee88235f52ebb4484e99c7026b45f7e413991d639835339f49c845f8bbdf9283b1ff897ffde05980fef2f118b" +
    "5a0a6d1f6d367ecf27cb09b74f463f669e5fea2d7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d08",
);
const FRACTION_BITS = 1152n;
/** floor(2^160 pi / 2) */
const HALF_PI = 0x1921fb54442d18469898cc51701b839a252049c11n;
/** Bits kept of the fraction of a quadrant; no double comes nearer to a multiple of pi / 2 than 2^-62. */
const KEPT = 192n;

/** One unit in the last place of a fraction times HALF_PI: 2^-(192 + 160). */
const UNIT = 2 ** -352;

interface Angle {
  /** x - n pi/2 as a sum of two doubles, the first within [-pi/4, pi/4]. */
  readonly high: number;
  readonly low: number;
  /** n modulo 4. */
  readonly quadrant: number;
}

const view = new DataView(new ArrayBuffer(8));

/** The magnitude of a finite normal double as an integer times a power of two. */
function decode(x: number): { mantissa: bigint; exponent: bigint } {
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  return { mantissa: (bits & 0xfffffffffffffn) | (1n << 52n), exponent: ((bits >> 52n) & 0x7ffn) - 1075n };
}

/** x reduced modulo pi / 2 (Payne and Hanek, 1983); NaN for the infinities and NaN. */
export function reduceAngle(x: number): Angle {
  if (Math.abs(x) <= Math.PI / 4) return { high: x, low: 0, quadrant: 0 };
  if (!Number.isFinite(x)) return { high: Number.NaN, low: Number.NaN, quadrant: 0 };
  const { mantissa, exponent } = decode(x);
  const places = FRACTION_BITS - exponent;
  const turns = mantissa * TWO_OVER_PI;
  let quadrant = turns >> places;
  let fraction = ((turns - (quadrant << places)) << KEPT) >> places;
  if (fraction >> (KEPT - 1n)) {
    quadrant += 1n;
    fraction -= 1n << KEPT;
  }
  const angle = fraction * HALF_PI;
  const high = Number(angle);
  const sign = x < 0 ? -1 : 1;
  return {
    high: sign * high * UNIT,
    low: sign * Number(angle - BigInt(high)) * UNIT,
    quadrant: Number((x < 0 ? -quadrant : quadrant) & 3n),
  };
}

const functions: HostMath = {
  angleHigh: (x) => reduceAngle(x).high,
  angleLow: (x) => reduceAngle(x).low,
  angleQuadrant: (x) => reduceAngle(x).quadrant,
};

/** The functions that a module imports, by name: those of this file, and `others`. */
export function hostMath(names: readonly string[], others: HostMath = {}): HostMath {
  return Object.fromEntries(
    names.map((name) => {
      const found = functions[name] ?? others[name];
      if (found === undefined)
        throw new InternalError(`A compiled module asks for the host function "${name}".`);
      return [name, found];
    }),
  );
}

/** As hostMath with the functions of host/, which few modules want: a worker does not load them until one does. */
export async function loadHostMath(names: readonly string[]): Promise<HostMath> {
  if (names.every((name) => name in functions)) return hostMath(names);
  const { hostFunctions } = await import("./host/hostFunctions.ts");
  return hostMath(names, hostFunctions);
}
