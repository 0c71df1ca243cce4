// The compiler's public face: capture a tfjs function, differentiate it, interpret it, compile it.
export { InternalError, UnsupportedError, UsageError } from "./errors.ts";
export { gradientName, valueAndGradient } from "./gradient/valueAndGradient.ts";
export { type Bindings, evaluateNode, interpret } from "./interpreter/evaluate.ts";
export type { SamplerFactory, Uniform } from "./program/draw.ts";
export type { DType, Node, Shape } from "./program/node.ts";
export { dataOf, makeProgram, parametersOf, type Program, topologicalOrder } from "./program/program.ts";
export { broadcastShapes, sameShape, showShape, sizeOf } from "./program/shape.ts";
