// The rows of random programs for ops along one axis: positions of extremes, running sums, recurrences. Not a test.
import * as build from "../../src/program/build.ts";
import { type Build, value, within } from "./valuePool.ts";

export const lineOps: Readonly<Record<string, Build>> = {
  argMax: (pool) => {
    const x = pool.pickRank(1);
    if (!x) return undefined;
    const axis = pool.choose(x.node.shape.length);
    const op = pool.oneOf(["argMax", "argMin"] as const);
    return value(build.argExtreme(op, x.node, axis), 0, (x.node.shape[axis] as number) - 1);
  },
  cumsum: (pool) => {
    const x = pool.pickRank(1);
    if (!x) return undefined;
    const axis = pool.choose(x.node.shape.length);
    const count = x.node.shape[axis] as number;
    const node = build.cumsum(x.node, axis, pool.choose(2) === 1, pool.choose(2) === 1);
    return value(node, Math.min(0, count * x.low), Math.max(0, count * x.high));
  },
  recurrence: (pool) => {
    const a = pool.pickRank(1);
    if (!a) return undefined;
    const axis = pool.choose(a.node.shape.length);
    const b = within(pool.pick((y) => y.node.shape.join() === a.node.shape.join()) ?? a, -3, 3);
    const node = build.recurrence(within(a, -0.8, 0.8).node, b.node, axis, pool.choose(2) === 1);
    return value(node, -15, 15);
  },
};
