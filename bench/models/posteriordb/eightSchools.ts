// Eight schools, non-centred.
import { deterministic, HalfCauchy, Normal, plate, sample, type tf } from "nutmeg-ppl";
import type { Posterior } from "./posterior.ts";

interface Data {
  readonly J: number;
  readonly y: tf.Tensor1D;
  readonly sigma: tf.Tensor1D;
}

function model({ J, y, sigma }: Data): void {
  const mu = sample("mu", new Normal(0, 5));
  const tau = sample("tau", new HalfCauchy(5));
  plate("schools", J, () => {
    const standardized = sample("theta_trans", new Normal(0, 1));
    const theta = deterministic("theta", mu.add(tau.mul(standardized)));
    sample("y", new Normal(theta, sigma), { obs: y });
  });
}

export const eightSchools: Posterior = { name: "eight_schools-eight_schools_noncentered", model };
