// Reverse-mode rules of the functions of several arguments that the host computes. The derivatives by a shape of an incomplete
// integral are functions of the host themselves, which have none by a shape in turn: refused, since a zero would be wrong.
import { add, div, exp, mul, neg, sub } from "../program/arithmetic.ts";
import { hostFunction, scalar, unary } from "../program/build.ts";
import type { Node } from "../program/node.ts";
import type { HostOp } from "../program/ops.ts";
import { refused } from "./refused.ts";
import type { GradientRule } from "./rules.ts";

const digamma = (x: Node) => unary("digamma", x);
const lessOne = (x: Node) => sub(x, scalar(1));

type Rule = (node: Node, cotangent: Node) => (Node | null)[];
type Slope = "logGammaincByShape" | "logGammainccByShape";

/** d log(gamma density) / da, whose shape is a. */
const gammaByShape = (a: Node, x: Node) => sub(unary("log", x), digamma(a));

/** The gamma density of its inputs over what has the logarithm `whole`. */
const gammaShare = (node: Node, whole: Node) => exp(sub(hostFunction("logGammaDensity", node.inputs), whole));

/** P or Q: the derivative by x is the density with that sign. */
function gammaIntegral(sign: 1 | -1, slope: Slope): Rule {
  return (node, ct) => {
    const density = exp(hostFunction("logGammaDensity", node.inputs));
    const byShape = mul(mul(ct, node), hostFunction(slope, node.inputs));
    return [byShape, mul(ct, sign === 1 ? density : neg(density))];
  };
}

/** Their logarithms. */
function logGammaIntegral(sign: 1 | -1, slope: Slope): Rule {
  return (node, ct) => {
    const share = gammaShare(node, node);
    return [mul(ct, hostFunction(slope, node.inputs)), mul(ct, sign === 1 ? share : neg(share))];
  };
}

/** The derivatives of the logarithms by a: those by x follow from exchanging the order of the two. */
function gammaSlope(sign: 1 | -1, logarithm: "logGammainc" | "logGammaincc"): Rule {
  return (node, ct) => {
    const [a, x] = node.inputs as [Node, Node];
    const share = gammaShare(node, hostFunction(logarithm, node.inputs));
    const byX = mul(share, sub(gammaByShape(a, x), node));
    return [refused(node, 0), mul(ct, sign === 1 ? byX : neg(byX))];
  };
}

/** d log(beta density) / da and / db. */
function betaByShapes(node: Node): readonly [Node, Node] {
  const [a, b, x] = node.inputs as [Node, Node, Node];
  const total = digamma(add(a, b));
  return [add(sub(unary("log", x), digamma(a)), total), add(sub(unary("log1p", neg(x)), digamma(b)), total)];
}

const betaSlopes = (node: Node): readonly [Node, Node] => [
  hostFunction("logBetaincByA", node.inputs),
  hostFunction("logBetaincByB", node.inputs),
];

/** The beta density of its inputs over what has the logarithm `whole`. */
const betaShare = (node: Node, whole: Node) => exp(sub(hostFunction("logBetaDensity", node.inputs), whole));

function betaSlope(shape: 0 | 1): Rule {
  return (node, ct) => {
    const share = betaShare(node, hostFunction("logBetainc", node.inputs));
    const byX = mul(share, sub(betaByShapes(node)[shape], node));
    return [refused(node, 0), refused(node, 1), mul(ct, byX)];
  };
}

export const hostRules: { readonly [O in HostOp]: GradientRule<O> } = {
  gammainc: gammaIntegral(1, "logGammaincByShape"),
  gammaincc: gammaIntegral(-1, "logGammainccByShape"),
  logGammainc: logGammaIntegral(1, "logGammaincByShape"),
  logGammaincc: logGammaIntegral(-1, "logGammainccByShape"),
  logGammaincByShape: gammaSlope(1, "logGammainc"),
  logGammainccByShape: gammaSlope(-1, "logGammaincc"),
  logGammaDensity: (node, ct) => {
    const [a, x] = node.inputs as [Node, Node];
    return [mul(ct, gammaByShape(a, x)), mul(ct, lessOne(div(lessOne(a), x)))];
  },
  betainc: (node, ct) => {
    const [byA, byB] = betaSlopes(node);
    const share = mul(ct, node);
    return [mul(share, byA), mul(share, byB), mul(ct, exp(hostFunction("logBetaDensity", node.inputs)))];
  },
  logBetainc: (node, ct) => {
    const [byA, byB] = betaSlopes(node);
    return [mul(ct, byA), mul(ct, byB), mul(ct, betaShare(node, node))];
  },
  logBetaincByA: betaSlope(0),
  logBetaincByB: betaSlope(1),
  logBetaDensity: (node, ct) => {
    const [a, b, x] = node.inputs as [Node, Node, Node];
    const [byA, byB] = betaByShapes(node);
    const byX = sub(div(lessOne(a), x), div(lessOne(b), sub(scalar(1), x)));
    return [mul(ct, byA), mul(ct, byB), mul(ct, byX)];
  },
  zeta: (node, ct) => {
    const [s, q] = node.inputs as [Node, Node];
    const next = hostFunction("zeta", [add(s, scalar(1)), q]);
    return [refused(node, 0), mul(ct, neg(mul(s, next)))];
  },
};
