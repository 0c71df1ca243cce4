// Keys and the raw randomness drawn from them; imports no tfjs, so that chain workers can load it alone.
export { fillStandardNormals } from "./fillStandardNormals.ts";
export { foldIn, keyFromSeed, splitKey } from "./keys.ts";
export { standardNormalQuantile } from "./standardNormalQuantile.ts";
export { threefry2x32 } from "./threefry2x32.ts";
export { uniformStream } from "./uniformStream.ts";
