// Probability distributions, the sets they live on, and bijections between these. One file per family.

export { Constraint } from "./constraints/constraint.ts";
export * as constraints from "./constraints/index.ts";
export {
  Distribution,
  ExpandedDistribution,
  Independent,
  type Key,
  MaskedDistribution,
} from "./distribution.ts";
export { Bernoulli } from "./families/bernoulli.ts";
export { Beta } from "./families/beta.ts";
export { Binomial } from "./families/binomial.ts";
export { Categorical } from "./families/categorical.ts";
export { Cauchy } from "./families/cauchy.ts";
export { Delta, type DeltaOptions } from "./families/delta.ts";
export { Dirichlet } from "./families/dirichlet.ts";
export { Exponential } from "./families/exponential.ts";
export { Gamma } from "./families/gamma.ts";
export { GammaPoisson } from "./families/gammaPoisson.ts";
export { HalfCauchy } from "./families/halfCauchy.ts";
export { HalfNormal } from "./families/halfNormal.ts";
export { ImproperUniform } from "./families/improperUniform.ts";
export { InverseGamma } from "./families/inverseGamma.ts";
export { Laplace } from "./families/laplace.ts";
export { LogNormal } from "./families/logNormal.ts";
export { MixtureSameFamily } from "./families/mixtureSameFamily.ts";
export { MultivariateNormal, type Spread } from "./families/multivariateNormal.ts";
export { NegativeBinomial2 } from "./families/negativeBinomial2.ts";
export { NegativeBinomialLogits } from "./families/negativeBinomialLogits.ts";
export { NegativeBinomialProbs } from "./families/negativeBinomialProbs.ts";
export { Normal } from "./families/normal.ts";
export { Poisson } from "./families/poisson.ts";
export type { ProbsOrLogits } from "./families/probsOrLogits.ts";
export { StudentT } from "./families/studentT.ts";
export { TransformedDistribution } from "./families/transformedDistribution.ts";
export { Uniform } from "./families/uniform.ts";
export { VonMises } from "./families/vonMises.ts";
export { Family } from "./family.ts";
export { bijectTo, registerBijection } from "./transforms/bijectTo.ts";
export * as transforms from "./transforms/index.ts";
export { Transform } from "./transforms/transform.ts";
export { enableValidation, isValidationEnabled } from "./validation.ts";
