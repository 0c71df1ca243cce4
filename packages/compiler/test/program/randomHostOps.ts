// How a random program applies the functions that the host computes: rows for randomOps.ts. Not a test.
import { hostFunction, scalar } from "../../src/program/build.ts";
import type { HostOp } from "../../src/program/ops.ts";
import { type Build, value, within } from "./valuePool.ts";

type Interval = readonly [low: number, high: number];

/** A function of the host applied to a value and others that go with it, each within an interval, at some place. */
const ofSeveral =
  (op: HostOp, intervals: readonly Interval[], range: Interval): Build =>
  (pool) => {
    const x = pool.pick();
    if (!x) return undefined;
    const y = pool.partner(x);
    const turn = pool.choose(2);
    const inputs = intervals.map(([low, high], i) => within((i + turn) % 2 === 0 ? x : y, low, high).node);
    return value(hostFunction(op, inputs), ...range);
  };

/** As ofSeveral, with shapes that no parameter reaches: what is a derivative by a shape has none in turn. */
const ofKnownShapes =
  (op: HostOp, count: number, last: Interval, range: Interval): Build =>
  (pool) => {
    const x = pool.pick();
    const shapes = Array.from({ length: count }, () => scalar(pool.oneOf([2, 0.7, 5.5])));
    return x && value(hostFunction(op, [...shapes, within(x, ...last).node]), ...range);
  };

const GAMMA: readonly Interval[] = [[0.5, 9], [0.3, 12]]; // biome-ignore format: a row
const BETA: readonly Interval[] = [[0.5, 6], [0.5, 6], [0.05, 0.95]]; // biome-ignore format: a row

export const hostRows: Readonly<Record<HostOp, Build>> = {
  gammainc: ofSeveral("gammainc", GAMMA, [0, 1]),
  gammaincc: ofSeveral("gammaincc", GAMMA, [0, 1]),
  logGammainc: ofSeveral("logGammainc", GAMMA, [-25, 0]),
  logGammaincc: ofSeveral("logGammaincc", GAMMA, [-14, 0]),
  logGammaincByShape: ofKnownShapes("logGammaincByShape", 1, [0.3, 12], [-5, 0]),
  logGammainccByShape: ofKnownShapes("logGammainccByShape", 1, [0.3, 12], [0, 5]),
  logGammaDensity: ofSeveral("logGammaDensity", GAMMA, [-25, 1]),
  betainc: ofSeveral("betainc", BETA, [0, 1]),
  logBetainc: ofSeveral("logBetainc", BETA, [-20, 0]),
  logBetaincByA: ofKnownShapes("logBetaincByA", 2, [0.05, 0.95], [-4, 0]),
  logBetaincByB: ofKnownShapes("logBetaincByB", 2, [0.05, 0.95], [0, 4]),
  logBetaDensity: ofSeveral("logBetaDensity", BETA, [-20, 3]),
  zeta: (pool) => {
    const x = pool.pick();
    const s = scalar(pool.oneOf([3, 2, 4.5, 8]));
    return x && value(hostFunction("zeta", [s, within(x, 0.5, 20).node]), 0, 260);
  },
};
