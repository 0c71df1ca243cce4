// The derivative of the ratio I1 / I0 of modified Bessel functions, as nodes.
import { binary, compare, scalar, select, unary } from "../program/build.ts";
import type { Node } from "../program/node.ts";

/** Beyond, the differences below have lost more digits than the series leaves out. */
const FAR = 200;
/** The derivative of 1 - u/2 - u^2/8 - u^3/8 - 25 u^4/128 - 13 u^5/32 - 1073 u^6/1024, u = 1/x, over u^2 (DLMF 10.40.1). */
const SERIES = [1 / 2, 1 / 4, 3 / 8, 25 / 32, 65 / 32, 3219 / 512];

/** r' = 1 - r / x - r^2 for r = I1(x) / I0(x) (DLMF 10.29.2); relative error at most 1e-11. */
export function besselRatioDerivative(x: Node, ratio: Node): Node {
  const isZero = compare("equal", x, scalar(0));
  const quotient = select(isZero, scalar(0.5), binary("div", ratio, select(isZero, scalar(1), x)));
  const near = binary("sub", binary("sub", scalar(1), quotient), binary("mul", ratio, ratio));
  const size = unary("abs", x);
  const isFar = compare("greater", size, scalar(FAR));
  const u = binary("div", scalar(1), select(isFar, size, scalar(FAR)));
  const series = SERIES.reduceRight<Node>(
    (sum, coefficient) => binary("add", binary("mul", sum, u), scalar(coefficient)),
    scalar(0),
  );
  return select(isFar, binary("mul", binary("mul", u, u), series), near);
}
