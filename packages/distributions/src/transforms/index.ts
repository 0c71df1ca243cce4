// The namespace `transforms`: bijections between sets, and `bijectTo`, which finds one for a constraint.
export { AffineTransform } from "./affineTransform.ts";
export { bijectTo, registerBijection } from "./bijectTo.ts";
export { CholeskyTransform } from "./choleskyTransform.ts";
export { ComposeTransform } from "./composeTransform.ts";
export { ExpTransform } from "./expTransform.ts";
export { IdentityTransform } from "./identityTransform.ts";
export { IndependentTransform } from "./independentTransform.ts";
export { InverseTransform } from "./inverseTransform.ts";
export { LowerCholeskyTransform } from "./lowerCholeskyTransform.ts";
export { OrderedTransform } from "./orderedTransform.ts";
export { PowerTransform } from "./powerTransform.ts";
export { SigmoidTransform } from "./sigmoidTransform.ts";
export { SoftplusTransform } from "./softplusTransform.ts";
export { StickBreakingTransform } from "./stickBreakingTransform.ts";
export { Transform } from "./transform.ts";
