// Whether the engine has relaxed SIMD, whose multiply-add rounds once where the machine can. Asked of the engine itself.

/** (module (func (param v128) (result v128) local.get 0 local.get 0 local.get 0 f64x2.relaxed_madd)) */
const PROBE = Uint8Array.of(
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x06, 0x01, 0x60, 0x01, 0x7b, 0x01, 0x7b, 0x03, 0x02, 0x01,
  0x00, 0x0a, 0x0d, 0x01, 0x0b, 0x00, 0x20, 0x00, 0x20, 0x00, 0x20, 0x00, 0xfd, 0x87, 0x02, 0x0b,
); // biome-ignore format: bytes

let known: boolean | undefined;

/** Node 22, Chrome 114 and Firefox 146 have it; Node 20 and Safari 18 do not. */
export function hasRelaxedSimd(): boolean {
  known ??= WebAssembly.validate(PROBE);
  return known;
}
