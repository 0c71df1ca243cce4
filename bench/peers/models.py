# The benchmark models in NumPyro, as a NumPyro user writes them. Arguments are the arrays that the Node side hands over,
# under the names that they have there.
import jax.numpy as jnp
import numpyro.distributions as dist
from numpyro import plate, sample


def mixture(x):
    weights = sample("prob_cluster", dist.Dirichlet(jnp.ones(3)))
    with plate("k_plate", 3):
        loc = sample("loc", dist.Normal(0, 10))
        scale = sample("scale", dist.HalfCauchy(10))
    components = dist.Normal(loc, scale)
    sample("x", dist.MixtureSameFamily(dist.Categorical(probs=weights), components), obs=x)


def eight_schools(y, sigma):
    mu = sample("mu", dist.Normal(0, 5))
    tau = sample("tau", dist.HalfCauchy(5))
    with plate("schools", 8):
        theta = sample("theta", dist.Normal(0, 1))
        sample("y", dist.Normal(mu + tau * theta, sigma), obs=y)


def radon(x, y, group):
    mu = sample("mu", dist.Normal(0, 10))
    tau = sample("tau", dist.HalfCauchy(5))
    slope = sample("slope", dist.Normal(0, 10))
    scale = sample("scale", dist.HalfCauchy(5))
    with plate("counties", 85):
        z = sample("z", dist.Normal(0, 1))
    sample("y", dist.Normal((mu + tau * z)[group] + slope * x, scale), obs=y)


def poisson(x, y, group):
    mu = sample("mu", dist.Normal(0, 1))
    tau = sample("tau", dist.HalfNormal(1))
    slope = sample("slope", dist.Normal(0, 1))
    with plate("groups", 100):
        z = sample("z", dist.Normal(0, 1))
    sample("y", dist.Poisson(jnp.exp((mu + tau * z)[group] + slope * x)), obs=y)


def coefficients(x):
    return sample("b", dist.Normal(jnp.zeros(x.shape[1]), 1).to_event(1))


def logistic(x, y):
    a = sample("a", dist.Normal(0, 1))
    sample("y", dist.Bernoulli(logits=x @ coefficients(x) + a), obs=y)


def student_t(x, y):
    scale = sample("scale", dist.HalfNormal(1))
    df = sample("df", dist.Gamma(2, 0.1))
    sample("y", dist.StudentT(df, x @ coefficients(x), scale), obs=y)


def gaussian(x, y):
    scale = sample("scale", dist.HalfNormal(1))
    sample("y", dist.Normal(x @ coefficients(x), scale), obs=y)


def gaussian_process(x, y):
    length = sample("length", dist.Gamma(2, 2))
    height = sample("height", dist.HalfNormal(1))
    noise = sample("noise", dist.HalfNormal(1))
    distance = (x[:, None] - x[None, :]) / length
    smooth = height**2 * jnp.exp(-0.5 * distance**2)
    covariance = smooth + (noise**2 + 1e-6) * jnp.eye(len(x))
    sample("y", dist.MultivariateNormal(jnp.zeros(len(x)), covariance_matrix=covariance), obs=y)
