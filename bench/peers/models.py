# The benchmark models in NumPyro, as a NumPyro user writes them. Arguments are the arrays that the Node side hands over,
# under the names that they have there.
import jax.numpy as jnp
import numpyro.distributions as dist
from jax.lax import scan
from jax.scipy.special import logsumexp
from numpyro import factor, plate, sample


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


def negative_binomial(x, y):
    a = sample("a", dist.Normal(0, 1))
    b = sample("b", dist.Normal(0, 1))
    concentration = sample("concentration", dist.Gamma(2, 0.1))
    sample("y", dist.NegativeBinomial2(jnp.exp(a + b * x), concentration), obs=y)


def gaussian_process(x, y):
    length = sample("length", dist.Gamma(2, 2))
    height = sample("height", dist.HalfNormal(1))
    noise = sample("noise", dist.HalfNormal(1))
    distance = (x[:, None] - x[None, :]) / length
    smooth = height**2 * jnp.exp(-0.5 * distance**2)
    covariance = smooth + (noise**2 + 1e-6) * jnp.eye(len(x))
    sample("y", dist.MultivariateNormal(jnp.zeros(len(x)), covariance_matrix=covariance), obs=y)


def hidden_markov(y):
    start = sample("start", dist.Dirichlet(jnp.ones(4)))
    with plate("states", 4):
        transition = sample("transition", dist.Dirichlet(jnp.ones(4)))
        loc = sample("loc", dist.Normal(0, 5))
    scale = sample("scale", dist.HalfNormal(2))
    emission = dist.Normal(loc, scale).log_prob(y[:, None])

    def step(forward, emitted):
        return logsumexp(forward[:, None] + jnp.log(transition), axis=0) + emitted, None

    forward, _ = scan(step, jnp.log(start) + emission[0], emission[1:])
    factor("likelihood", logsumexp(forward))


def garch(y):
    mu = sample("mu", dist.Normal(0, 1))
    alpha0 = sample("alpha0", dist.HalfNormal(1))
    alpha1 = sample("alpha1", dist.Uniform(0, 1))
    beta1 = sample("beta1", dist.Uniform(0, 1))

    def step(variance, last):
        return alpha0 + alpha1 * (last - mu) ** 2 + beta1 * variance, variance

    _, variance = scan(step, 1.0, y)
    sample("y", dist.Normal(mu, jnp.sqrt(variance)), obs=y)
