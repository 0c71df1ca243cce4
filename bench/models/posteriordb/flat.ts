// Priors that Stan programs have when they say nothing: flat on the constrained space.
import { constraints, ImproperUniform } from "nutmeg-ppl";

export const flatReals = (n: number): ImproperUniform => new ImproperUniform(constraints.realVector, [], [n]);
export const flatPositive = (): ImproperUniform => new ImproperUniform(constraints.positive);
