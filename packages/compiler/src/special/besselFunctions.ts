// Logarithms of modified Bessel functions of the first kind, which directional distributions need.

import { add, log } from "../program/arithmetic.ts";
import { unary } from "../program/build.ts";
import { lift1 } from "./lift.ts";

/** log I0(x), elementwise, without overflow. */
export const logBesselI0 = lift1((x) => unary("logBesselI0", x));

/** I1(x) / I0(x), elementwise: the derivative of log I0, and the mean resultant length of a von Mises distribution. */
export const besselRatio = lift1((x) => unary("besselRatio", x));

/** log I1(x), elementwise, for x >= 0, without overflow; -Infinity at 0. */
export const logBesselI1 = lift1((x) => add(unary("logBesselI0", x), log(unary("besselRatio", x))));
