// Eight schools (Rubin 1981), non-centred, for tests across packages: drawn from its prior where y is left out.
import { HalfNormal, Normal, plate, sample, type tf } from "nutmeg-ppl";

export interface Schools {
  readonly y?: tf.Tensor1D;
  readonly sigma: tf.Tensor1D;
}

export function eightSchools({ y, sigma }: Schools): void {
  const mu = sample("mu", new Normal(0, 5));
  const tau = sample("tau", new HalfNormal(5));
  plate("schools", 8, () => {
    const theta = sample("theta", new Normal(0, 1));
    sample("y", new Normal(mu.add(tau.mul(theta)), sigma), y ? { obs: y } : {});
  });
}

export const schools = { y: [28, 8, -3, 7, -1, 1, 18, 12], sigma: [15, 10, 16, 11, 9, 11, 10, 18] };
