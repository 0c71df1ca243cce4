// How a random program applies the functions that the host computes: rows for randomOps.ts. Not a test.
import { hostFunction, scalar } from "../../src/program/build.ts";
import type { HostOp } from "../../src/program/ops.ts";
import { type Value, type ValuePool, value, within } from "./valuePool.ts";

export const hostRows: Readonly<Partial<Record<HostOp, (pool: ValuePool) => Value | undefined>>> = {
  zeta: (pool) => {
    const x = pool.pick();
    const s = scalar(pool.oneOf([3, 2, 4.5, 8]));
    return x && value(hostFunction("zeta", [s, within(x, 0.5, 20).node]), 0, 260);
  },
};
