// Standard normal draws by inversion: draw number i depends on the key and i alone.
import { standardNormalQuantile } from "./standardNormalQuantile.ts";
import { threefry2x32 } from "./threefry2x32.ts";

const block = new Uint32Array(2);

/**
 * Fills `out` with independent standard normals from counters 0, 1, 2, ... of `key` (lane 0 of uniformStream): one
 * 52-bit uniform, centred in its cell so that 0 and 1 cannot occur, through the quantile function. |draw| < 8.3.
 */
export function fillStandardNormals(key: Uint32Array, out: Float64Array): void {
  const k0 = key[0]!;
  const k1 = key[1]!;
  for (let i = 0; i < out.length; i++) {
    threefry2x32(k0, k1, 0, i, block);
    const uniform = (block[0]! * 1048576 + (block[1]! >>> 12) + 0.5) * 2.220446049250313e-16;
    out[i] = standardNormalQuantile(uniform);
  }
}
