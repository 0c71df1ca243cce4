"""Writes the reference values of the distributions' law suite, one JSON file per family, beside this script.

Log densities and their gradients are computed with mpmath in 50 digits from the textbook density, at the very doubles that the
file holds; each log density is compared with SciPy's while it is made. Moments, entropies, distribution functions and
quantiles are SciPy's, or mpmath's where a comment says so. Last run with Python 3.11.7, numpy 2.4.6, scipy 1.17.1, mpmath 1.4.1:

    python3 -m venv venv && venv/bin/pip install numpy==2.4.6 scipy==1.17.1 mpmath==1.4.1
    venv/bin/python make_reference.py
"""

import json
import math
import pathlib

import mpmath
import numpy
import scipy
from mpmath import mpf
from scipy import stats

mpmath.mp.dps = 50
HERE = pathlib.Path(__file__).parent
SOURCE = f"make_reference.py; mpmath {mpmath.__version__}, scipy {scipy.__version__}"
# How far SciPy may be from mpmath; it loses digits for some extreme parameters.
SCIPY_TOLERANCE = 1e-7
QUANTILES = [1e-12, 1e-3, 0.25, 0.5, 0.9, 0.999]


def exact(x):
    """The mpmath number, or nested list of them, that doubles are."""
    return [exact(y) for y in x] if isinstance(x, (list, tuple)) else mpf(x)


def plain(x):
    """What JSON can hold: doubles, with text for those it lacks."""
    if isinstance(x, dict):
        return {key: plain(value) for key, value in x.items()}
    if isinstance(x, (list, tuple, numpy.ndarray)):
        return [plain(y) for y in x]
    if isinstance(x, (str, bool)):
        return x
    x = float(x)
    if math.isnan(x):
        return "NaN"
    if math.isinf(x):
        return "Infinity" if x > 0 else "-Infinity"
    return int(x) if x == int(x) and abs(x) < 1e15 else x


def paths(x):
    """The index paths to the numbers of a nested list."""
    if isinstance(x, (list, tuple)):
        return [(i, *rest) for i, y in enumerate(x) for rest in paths(y)]
    return [()]


def replaced(x, path, value):
    if not path:
        return value
    copy = list(x)
    copy[path[0]] = replaced(copy[path[0]], path[1:], value)
    return copy


def at(x, path):
    return at(x[path[0]], path[1:]) if path else x


def gradient(log_density, arguments, name):
    """The derivative by one argument, in its own nested shape; a central difference in 50 digits."""

    def derivative(path):
        point = at(arguments[name], path)
        f = lambda t: log_density(**{**arguments, name: replaced(arguments[name], path, t)})
        h = (abs(point) if point != 0 else mpf(1)) * mpf(10) ** -20
        slope = (f(point - 2 * h) - 8 * f(point - h) + 8 * f(point + h) - f(point + 2 * h)) / (12 * h)
        noise = mpf(10) ** -45 * (1 + abs(f(point))) / h
        return slope if abs(slope) > noise else mpf(0)

    def nest(x, path=()):
        return [nest(y, (*path, i)) for i, y in enumerate(x)] if isinstance(x, list) else derivative(path)

    return nest(arguments[name])


def point_rows(log_density, parameters, values, scipy_log_density, by_value, fixed):
    rows = []
    for value in values:
        arguments = {name: exact(p) for name, p in parameters.items()}
        arguments["value"] = exact(value)
        expected = log_density(**arguments)
        if scipy_log_density is not None:
            other = float(scipy_log_density(value))
            close = abs(other - float(expected)) <= SCIPY_TOLERANCE * max(abs(float(expected)), 1e-3)
            # SciPy takes logarithms of densities here and there, which underflow.
            assert close or math.isinf(other), f"scipy {other} against mpmath {float(expected)} at {value} for {parameters}"
        wanted = [name for name in arguments if name not in fixed and (name != "value" or by_value)]
        derivatives = {name: gradient(log_density, arguments, name) for name in wanted}
        rows.append({"value": value, "logProb": expected, "gradient": derivatives})
    return rows


def case(log_density, parameters, values, frozen=None, by_value=True, fixed=(), quantiles=QUANTILES, cdf=True, icdf=True, **more):
    """One set of parameters: log densities, and what SciPy's frozen distribution has in closed form."""
    discrete = frozen is not None and hasattr(frozen, "pmf")
    of_scipy = None if frozen is None else (frozen.logpmf if discrete else frozen.logpdf)
    result = {"parameters": parameters}
    result["points"] = point_rows(log_density, parameters, values, of_scipy, by_value, fixed)
    if frozen is not None and hasattr(frozen, "cdf") and cdf:
        result["cdf"] = [[value, frozen.cdf(value)] for value in values]
        if not discrete and icdf:
            result["icdf"] = [[q, frozen.ppf(q)] for q in quantiles]
    result.update(more)
    return result


def write(family, cases, calls):
    text = json.dumps(plain({"family": family, "source": SOURCE, "calls": calls, "cases": cases}), indent=1)
    (HERE / f"{family[0].lower()}{family[1:]}.json").write_text(text + "\n")


# Densities, as any textbook has them.

def log_normal_density(value, loc, scale):
    return -((value - loc) / scale) ** 2 / 2 - mpmath.log(scale) - mpmath.log(2 * mpmath.pi) / 2


def log_cauchy_density(value, loc, scale):
    return -mpmath.log(mpmath.pi * scale * (1 + ((value - loc) / scale) ** 2))


def log_student_density(value, df, loc, scale):
    z = (value - loc) / scale
    normalizer = mpmath.loggamma((df + 1) / 2) - mpmath.loggamma(df / 2) - mpmath.log(mpmath.pi * df) / 2
    return normalizer - mpmath.log(scale) - (df + 1) / 2 * mpmath.log1p(z**2 / df)


def log_gamma_density(value, concentration, rate):
    a, b = concentration, rate
    return a * mpmath.log(b) + (a - 1) * mpmath.log(value) - b * value - mpmath.loggamma(a)


def log_inverse_gamma_density(value, concentration, rate):
    a, b = concentration, rate
    return a * mpmath.log(b) - (a + 1) * mpmath.log(value) - b / value - mpmath.loggamma(a)


def times_log(a, x):
    return mpf(0) if a == 0 else a * mpmath.log(x)


def log_beta_density(value, concentration1, concentration0):
    a, b = concentration1, concentration0
    log_b = mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(a + b)
    return times_log(a - 1, value) + times_log(b - 1, 1 - value) - log_b


def log_dirichlet_density(value, concentration):
    log_b = sum(mpmath.loggamma(a) for a in concentration) - mpmath.loggamma(sum(concentration))
    return sum(times_log(a - 1, x) for a, x in zip(concentration, value)) - log_b


def log_binomial(n, k):
    return mpmath.loggamma(n + 1) - mpmath.loggamma(k + 1) - mpmath.loggamma(n - k + 1)


def log_binomial_probability(value, totalCount, probs):
    n, k = totalCount, value
    return log_binomial(n, k) + times_log(k, probs) + times_log(n - k, 1 - probs)


def sigmoid(x):
    return 1 / (1 + mpmath.exp(-x))


def log_sigmoid(x):
    return -mpmath.log1p(mpmath.exp(-x))


def log_binomial_probability_by_logits(value, totalCount, logits):
    return log_binomial(totalCount, value) + value * log_sigmoid(logits) + (totalCount - value) * log_sigmoid(-logits)


def solve_lower(lower, b):
    x = []
    for i, row in enumerate(lower):
        x.append((b[i] - sum(row[j] * x[j] for j in range(i))) / row[i])
    return x


def log_multivariate_density(value, loc, scaleTril):
    z = solve_lower(scaleTril, [x - m for x, m in zip(value, loc)])
    log_det = sum(mpmath.log(scaleTril[i][i]) for i in range(len(loc)))
    return -sum(x**2 for x in z) / 2 - log_det - len(loc) * mpmath.log(2 * mpmath.pi) / 2


def cholesky(matrix):
    """Of the symmetric part that the lower triangle stands for, so that a derivative moves one entry at a time."""
    n = len(matrix)
    lower = [[mpf(0)] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            rest = matrix[i][j] - sum(lower[i][k] * lower[j][k] for k in range(j))
            lower[i][j] = mpmath.sqrt(rest) if i == j else rest / lower[j][j]
    return lower


def log_multivariate_density_by_covariance(value, loc, covarianceMatrix):
    return log_multivariate_density(value, loc, cholesky(covarianceMatrix))


def log_multivariate_density_by_precision(value, loc, precisionMatrix):
    n = len(loc)
    d = [x - m for x, m in zip(value, loc)]
    square = sum(d[i] * d[j] * precisionMatrix[max(i, j)][min(i, j)] for i in range(n) for j in range(n))
    log_det = sum(mpmath.log(cholesky(precisionMatrix)[i][i]) for i in range(n))
    return -square / 2 + log_det - n * mpmath.log(2 * mpmath.pi) / 2


def log_mixture_density(value, weights, loc, scale):
    return mpmath.log(
        sum(w * mpmath.exp(log_normal_density(value, m, s)) for w, m, s in zip(weights, loc, scale))
    )


# Families.


def around(loc, scale, steps):
    return [loc + k * scale for k in steps]


def moments(frozen, **more):
    return {"mean": frozen.mean(), "variance": frozen.var(), "entropy": frozen.entropy(), **more}


def location_scale(family, density, frozen_of, parameters, steps, extra=lambda frozen, loc, scale: moments(frozen)):
    cases = []
    for loc, scale in parameters:
        frozen = frozen_of(loc, scale)
        cases.append(
            case(density, {"loc": loc, "scale": scale}, around(loc, scale, steps), frozen, **extra(frozen, loc, scale))
        )
    return cases


def normals():
    parameters = [(0, 1), (-1.5, 0.3), (1e6, 1e-3), (0, 1e150), (3, 1e-140)]
    of = lambda loc, scale: stats.norm(loc, scale)
    write("Normal", location_scale("Normal", log_normal_density, of, parameters, [0, 0.5, -3, 6, 38, -1e5]), ["norm"])

    folded = lambda value, scale: log_normal_density(value, 0, scale) + mpmath.log(2)
    cases = []
    for scale in [1, 0.3, 1e8, 1e-8]:
        frozen = stats.halfnorm(scale=scale)
        values = [k * scale for k in [0.01, 1, 5, 38, 1e5]]
        cases.append(case(folded, {"scale": scale}, values, frozen, **moments(frozen)))
        # SciPy's ppf takes (1 + q) / 2, which loses the digits of a small q.
        cases[-1]["icdf"] = [[q, mpmath.sqrt(2) * mpmath.erfinv(mpf(q)) * scale] for q in QUANTILES]
    write("HalfNormal", cases, ["halfnorm"])

    density = lambda value, loc, scale: log_normal_density(mpmath.log(value), loc, scale) - mpmath.log(value)
    cases = []
    for loc, scale in [(0, 1), (-1.5, 0.3), (5, 3), (100, 0.01)]:
        frozen = stats.lognorm(s=scale, scale=math.exp(loc))
        values = [math.exp(loc + k * scale) for k in [0.5, -3, 6, 20]] + [1e-300, 1e300]
        # SciPy's moments and quantiles go through exp(loc) rounded to a double.
        mean = mpmath.exp(mpf(loc) + mpf(scale) ** 2 / 2)
        variance = mpmath.expm1(mpf(scale) ** 2) * mean**2
        cases.append(
            case(density, {"loc": loc, "scale": scale}, values, frozen, mean=mean, variance=variance, entropy=frozen.entropy(), icdf=False)
        )
        normal = stats.norm(loc, scale)
        cases[-1]["icdf"] = [[q, mpmath.exp(mpf(normal.ppf(q)))] for q in QUANTILES]
        cases[-1]["cdf"] = [[x, stats.norm.cdf(float((mpmath.log(x) - loc) / scale))] for x in values]
    write("LogNormal", cases, ["lognorm", "norm"])


def cauchys():
    entropy = lambda frozen, loc, scale: {"mean": "NaN", "variance": "NaN", "entropy": frozen.entropy()}
    parameters = [(0, 1), (3, 0.1), (-1e5, 1e4)]
    of = lambda loc, scale: stats.cauchy(loc, scale)
    steps = [0, 0.5, -3, 1e10, -1e100]
    write("Cauchy", location_scale("Cauchy", log_cauchy_density, of, parameters, steps, entropy), ["cauchy"])

    folded = lambda value, scale: log_cauchy_density(value, 0, scale) + mpmath.log(2)
    cases = []
    for scale in [1, 10, 1e-6, 1e6]:
        frozen = stats.halfcauchy(scale=scale)
        values = [k * scale for k in [0.01, 1, 5, 1e10, 1e100]]
        # scipy 1.17.1: halfcauchy(scale=10).entropy() is that of scale 1 plus log(10), as it should be.
        cases.append(
            case(folded, {"scale": scale}, values, frozen, mean="Infinity", variance="Infinity", entropy=frozen.entropy())
        )
    write("HalfCauchy", cases, ["halfcauchy"])


def students():
    cases = []
    for df, loc, scale in [(0.1, 0, 1), (1, 0, 1), (1.5, 2, 0.5), (3.5, -1, 1e-3), (30, 0, 1e5), (1e6, 1, 2), (1e10, 0, 1)]:
        frozen = stats.t(df, loc, scale)
        mean = loc if df > 1 else "NaN"
        variance = scale**2 * df / (df - 2) if df > 2 else ("Infinity" if df > 1 else "NaN")
        # SciPy's t entropy is asymptotic for large df; mpmath's digamma is exact.
        nu = mpf(df)
        entropy = (nu + 1) / 2 * (mpmath.psi(0, (nu + 1) / 2) - mpmath.psi(0, nu / 2))
        entropy += mpmath.log(nu) / 2 + mpmath.log(scale)
        entropy += mpmath.loggamma(nu / 2) + mpmath.loggamma(mpf(1) / 2) - mpmath.loggamma((nu + 1) / 2)
        values = around(loc, scale, [0, 0.7, -5, 1e4])
        parameters = {"df": df, "loc": loc, "scale": scale}
        # The closed form of the entropy is a difference of large terms for large df.
        more = {"mean": mean, "variance": variance, **({"entropy": entropy} if df < 1e5 else {})}
        cases.append(case(log_student_density, parameters, values, frozen, icdf=False, cdf=df < 1e5, **more))
    write("StudentT", cases, ["t"])


def laplaces():
    density = lambda value, loc, scale: -abs(value - loc) / scale - mpmath.log(2 * scale)
    parameters = [(0, 1), (-1.5, 0.3), (1e6, 1e-3), (0, 1e100)]
    of = lambda loc, scale: stats.laplace(loc, scale)
    write("Laplace", location_scale("Laplace", density, of, parameters, [0.5, -3, 20, -1e5]), ["laplace"])


def uniforms():
    cases = []
    for low, high in [(0, 1), (-3, 1e8), (5, 5.0001), (-1e-5, 1e-5)]:
        frozen = stats.uniform(low, high - low)
        values = [low + k * (high - low) for k in [0.001, 0.25, 0.5, 0.9]]
        density = lambda value, low, high: -mpmath.log(high - low)
        cases.append(case(density, {"low": low, "high": high}, values, frozen, **moments(frozen)))
    write("Uniform", cases, ["uniform"])


def exponentials():
    cases = []
    for rate in [1, 1e-6, 3.5, 1e6]:
        frozen = stats.expon(scale=1 / rate)
        values = [k / rate for k in [0.001, 1, 30, 1e5]]
        density = lambda value, rate: mpmath.log(rate) - rate * value
        cases.append(case(density, {"rate": rate}, values, frozen, **moments(frozen)))
    write("Exponential", cases, ["expon"])


def gammas():
    cases = []
    for a, b in [(1, 1), (0.01, 2), (2.5, 0.1), (100, 3), (1e4, 1e4)]:
        frozen = stats.gamma(a, scale=1 / b)
        values = [float(frozen.ppf(q)) for q in [0.01 if a < 0.1 else 1e-6, 0.5, 0.999]] + [frozen.mean() * 10]
        cases.append(
            case(log_gamma_density, {"concentration": a, "rate": b}, values, frozen, icdf=False, **moments(frozen))
        )
    write("Gamma", cases, ["gamma"])

    cases = []
    for a, b in [(1, 1), (0.5, 2), (2.5, 0.1), (100, 3), (1e3, 1e5)]:
        frozen = stats.invgamma(a, scale=b)
        values = [float(frozen.ppf(q)) for q in [1e-6, 0.5, 0.99]] + [1e10]
        a_, b_ = mpf(a), mpf(b)
        mean = b_ / (a_ - 1) if a > 1 else "Infinity"
        variance = b_**2 / (a_ - 1) ** 2 / (a_ - 2) if a > 2 else "Infinity"
        cases.append(
            case(
                log_inverse_gamma_density, {"concentration": a, "rate": b}, values, frozen, icdf=False,
                mean=mean, variance=variance, entropy=frozen.entropy(),
            )
        )
    write("InverseGamma", cases, ["invgamma"])


def betas():
    cases = []
    for a, b in [(1, 1), (0.01, 0.02), (2, 5), (1000, 3), (1e5, 1e5), (5e-1, 1e-3)]:
        frozen = stats.beta(a, b)
        values = [1e-10, 0.1, 0.5, 0.999, 1 - 2.0**-50]
        cases.append(
            case(
                log_beta_density, {"concentration1": a, "concentration0": b}, values, frozen, icdf=False,
                # The entropy is a difference of large terms for the last two.
                **(moments(frozen) if a < 1e5 else {"mean": frozen.mean(), "variance": frozen.var()}),
            )
        )
    write("Beta", cases, ["beta"])


def dirichlets():
    cases = []
    for concentration in [[1, 1, 1], [0.01, 0.5, 3], [100, 200, 300], [2, 7]]:
        frozen = stats.dirichlet(concentration)
        n = len(concentration)
        values = [[1 / n] * n, [(i + 1) / (n * (n + 1) / 2) for i in range(n)], [1 - (n - 1) * 1e-9] + [1e-9] * (n - 1)]
        points = point_rows(log_dirichlet_density, {"concentration": concentration}, values, None, True, ())
        cases.append(
            {
                "parameters": {"concentration": concentration}, "points": points, "mean": frozen.mean(),
                "variance": frozen.var(), "entropy": frozen.entropy(), "covariance": frozen.cov(),
            }
        )
        for value, row in zip(values, points):
            other = frozen.logpdf(numpy.array(value) / sum(value))
            assert abs(other - row["logProb"]) < 1e-6 * max(1, abs(row["logProb"]))
    write("Dirichlet", cases, ["dirichlet"])


def multivariate_normals():
    lower = [[1.5, 0, 0], [-0.4, 0.7, 0], [2, 0.1, 0.3]]
    tiny = [[1e-5, 0], [3, 1e4]]
    covariance = [[2, 0.5], [0.5, 1]]
    rows = [
        ("scaleTril", log_multivariate_density, [0.5, -1, 2], lower),
        ("scaleTril", log_multivariate_density, [0, 1e6], tiny),
        ("covarianceMatrix", log_multivariate_density_by_covariance, [1, 2], covariance),
        ("precisionMatrix", log_multivariate_density_by_precision, [1, 2], covariance),
    ]
    cases = []
    for name, density, loc, matrix in rows:
        m = numpy.array(matrix, float)
        sigma = {"scaleTril": m @ m.T, "covarianceMatrix": m, "precisionMatrix": numpy.linalg.inv(m)}[name]
        root = numpy.linalg.cholesky(sigma)
        n = len(loc)
        steps = [[0] * n, [1] * n, [(-1) ** i * 5 for i in range(n)]]
        values = [(numpy.array(loc) + root @ numpy.array(step)).tolist() for step in steps]
        points = point_rows(density, {"loc": loc, name: matrix}, values, None, True, ())
        for value, row in zip(values, points):
            other = stats.multivariate_normal(loc, sigma, allow_singular=True).logpdf(value)
            assert name == "scaleTril" and n == 2 or abs(other - row["logProb"]) < 1e-7 * abs(other)
        log_det = sum(mpmath.log(mpf(root[i][i])) for i in range(n))
        entropy = log_det + mpf(n) * (1 + mpmath.log(2 * mpmath.pi)) / 2
        cases.append(
            {
                "parameters": {"loc": loc, name: matrix}, "points": points, "mean": loc,
                "variance": numpy.diag(sigma), "covariance": sigma, "entropy": entropy,
            }
        )
    write("MultivariateNormal", cases, ["multivariate_normal"])


def bernoullis():
    log_probability = lambda value, probs: times_log(value, probs) + times_log(1 - value, 1 - probs)
    cases = []
    for probs in [0.3, 1e-12, 1 - 2.0**-40, 0.5]:
        frozen = stats.bernoulli(probs)
        cases.append(case(log_probability, {"probs": probs}, [0, 1], frozen, by_value=False, **moments(frozen)))
    by_logits = lambda value, logits: log_sigmoid(logits if value == 1 else -logits)
    for logits in [-40, -1, 0, 3, 500]:
        p, q = sigmoid(mpf(logits)), sigmoid(-mpf(logits))
        entropy = -p * log_sigmoid(mpf(logits)) - q * log_sigmoid(-mpf(logits))
        cases.append(
            case(by_logits, {"logits": logits}, [0, 1], by_value=False, mean=p, variance=p * q, entropy=entropy)
        )
    write("Bernoulli", cases, ["bernoulli"])


def binomials():
    cases = []
    for n, probs in [(1, 0.3), (10, 0.7), (1000, 0.01), (30, 0.4), (1e6, 1e-6)]:
        frozen = stats.binom(n, probs)
        values = sorted({0, 1, int(n * probs), int(n)}) if n < 1e5 else [0, 1, 7]
        cases.append(
            case(
                log_binomial_probability, {"totalCount": n, "probs": probs}, values, frozen, by_value=False,
                fixed=("totalCount",), mean=frozen.mean(), variance=frozen.var(),
            )
        )
    for n, logits in [(10, -40), (10, 0), (100, 3)]:
        p, q = sigmoid(mpf(logits)), sigmoid(-mpf(logits))
        cases.append(
            case(
                log_binomial_probability_by_logits, {"totalCount": n, "logits": logits}, [0, 1, n // 2, n],
                by_value=False, fixed=("totalCount",), mean=n * p, variance=n * p * q,
            )
        )
    write("Binomial", cases, ["binom"])


def categoricals():
    of_probs = lambda value, probs: mpmath.log(probs[int(value)])
    of_logits = lambda value, logits: logits[int(value)] - mpmath.log(sum(mpmath.exp(x) for x in logits))
    cases = []
    for probs in [[0.25, 0.75], [0.2, 0.3, 0.5], [1e-12, 0.4, 0.6 - 1e-12]]:
        entropy = -sum(mpf(p) * mpmath.log(p) for p in probs)
        cases.append(case(of_probs, {"probs": probs}, list(range(len(probs))), by_value=False, entropy=entropy, mean="NaN", variance="NaN"))
    for logits in [[0, 1, 2], [-300, 0, 500], [0.1, 0.1]]:
        total = sum(mpmath.exp(x) for x in logits)
        p = [mpmath.exp(x) / total for x in logits]
        entropy = -sum(x * mpmath.log(x) for x in p)
        cases.append(case(of_logits, {"logits": logits}, list(range(len(logits))), by_value=False, entropy=entropy, mean="NaN", variance="NaN"))
    write("Categorical", cases, ["none: mpmath alone"])


def poissons():
    density = lambda value, rate: times_log(value, rate) - rate - mpmath.loggamma(value + 1)
    cases = []
    for rate in [0.5, 1e-8, 10, 40, 1e4]:
        frozen = stats.poisson(rate)
        values = sorted({0, 1, int(rate), int(rate + 3 * math.sqrt(rate)), 50})
        cases.append(case(density, {"rate": rate}, values, frozen, by_value=False, mean=frozen.mean(), variance=frozen.var()))
    write("Poisson", cases, ["poisson"])


def log_negative_binomial(value, r, p):
    ways = mpmath.loggamma(value + r) - mpmath.loggamma(r) - mpmath.loggamma(value + 1)
    return ways + times_log(value, p) + r * mpmath.log1p(-p)


def negative_binomials():
    """Four parametrizations; SciPy's nbinom counts with the other chance."""

    def family(name, density, names, rows, chance_of, **more):
        cases = []
        for row in rows:
            r, p = chance_of(*map(mpf, row))
            mean = r * p / (1 - p)
            frozen = stats.nbinom(float(r), float(1 - p))
            values = sorted({0, 1, int(mean), int(mean + 3 * mpmath.sqrt(mean / (1 - p))), 50})
            # SciPy takes 1 - p, which is a double of few digits for small p.
            cdf = [[k, mpmath.betainc(r, k + 1, 0, 1 - p, regularized=True)] for k in values if k < 1000]
            parameters = dict(zip(names, row))
            cases.append(
                case(density, parameters, values, frozen, by_value=False, cdf=False, mean=mean, variance=mean / (1 - p)) | {"cdf": cdf}
            )
        write(name, cases, ["nbinom"])

    by_mean = lambda mean, concentration: (concentration, mean / (mean + concentration))
    by_rate = lambda concentration, rate: (concentration, 1 / (1 + rate))
    family(
        "NegativeBinomialProbs", lambda value, totalCount, probs: log_negative_binomial(value, totalCount, probs),
        ["totalCount", "probs"], [(3, 0.4), (0.5, 0.9), (20, 1e-3), (1.5, 0.999)], lambda r, p: (r, p),
    )
    family(
        "NegativeBinomialLogits", lambda value, totalCount, logits: log_negative_binomial(value, totalCount, sigmoid(logits)),
        ["totalCount", "logits"], [(3, -0.5), (0.5, 2), (20, -7), (1.5, 6)], lambda r, logits: (r, sigmoid(logits)),
    )
    family(
        "NegativeBinomial2", lambda value, mean, concentration: log_negative_binomial(value, *by_mean(mean, concentration)),
        ["mean", "concentration"], [(4, 2.5), (0.3, 0.1), (50, 400), (1e3, 1.5)], by_mean,
    )
    family(
        "GammaPoisson", lambda value, concentration, rate: log_negative_binomial(value, *by_rate(concentration, rate)),
        ["concentration", "rate"], [(2, 0.5), (0.3, 3), (400, 8), (1.5, 1e-3)], by_rate,
    )


def von_mises():
    density = lambda value, loc, concentration: (
        concentration * mpmath.cos(value - loc) - mpmath.log(2 * mpmath.pi * mpmath.besseli(0, concentration))
    )
    cases = []
    for loc, k in [(0, 2), (0, 1e-3), (0, 300), (2.5, 15)]:
        values = [loc, loc - 0.3, 3.1, -3.1, 1e-3]
        ratio = mpmath.besseli(1, k) / mpmath.besseli(0, k)
        spread = mpmath.quad(lambda x: x**2 * mpmath.exp(density(x, 0, mpf(k))), mpmath.linspace(-mpmath.pi, mpmath.pi, 41))
        # The law suite compares moments of draws; around a loc that is not 0 they are those of a cut circle.
        more = {"covariance": [[spread]]} if loc == 0 else {}
        cases.append(case(density, {"loc": loc, "concentration": k}, values, stats.vonmises(k, loc=loc), cdf=False, icdf=False, mean=loc, variance=1 - ratio, **more))
    write("VonMises", cases, ["vonmises"])


def mixtures():
    cases = []
    for weights, loc, scale in [
        ([0.2, 0.3, 0.5], [-1, 1, 4], [0.2, 0.9, 0.5]),
        ([0.5, 0.5], [0, 1e3], [1, 1e-3]),
        ([1e-10, 1 - 1e-10], [0, 1], [1e-3, 1]),
    ]:
        parameters = {"weights": weights, "loc": loc, "scale": scale}
        points = point_rows(log_mixture_density, parameters, [-1, 0, 0.5, 4, 30], None, True, ())
        mean = sum(mpf(w) * m for w, m in zip(weights, loc))
        variance = sum(mpf(w) * (mpf(s) ** 2 + (m - mean) ** 2) for w, m, s in zip(weights, loc, scale))
        cdf = [
            [x, sum(mpf(w) * mpf(stats.norm.cdf(x, m, s)) for w, m, s in zip(weights, loc, scale))] for x in [-1, 0, 0.5, 4]
        ]
        cases.append({"parameters": parameters, "points": points, "mean": mean, "variance": variance, "cdf": cdf})
    write("MixtureSameFamily", cases, ["norm, weighted"])


def transformed():
    """y = 3 - 2 exp(x) for x ~ Normal(loc, scale): a decreasing function onto numbers below 3."""

    def density(value, loc, scale):
        x = (3 - value) / 2
        return log_normal_density(mpmath.log(x), loc, scale) - mpmath.log(x) - mpmath.log(2)

    cases = []
    for loc, scale in [(0, 1), (-1.5, 0.3)]:
        values = [3 - 2 * math.exp(loc + k * scale) for k in [0.5, -3, 6]]
        points = point_rows(density, {"loc": loc, "scale": scale}, values, None, True, ())
        cdf = [[x, stats.norm.sf(float((mpmath.log((3 - mpf(x)) / 2) - loc) / scale))] for x in values]
        icdf = [[q, 3 - 2 * mpmath.exp(mpf(stats.norm.isf(q, loc, scale)))] for q in [1e-3, 0.25, 0.5, 0.9]]
        cases.append({"parameters": {"loc": loc, "scale": scale}, "points": points, "cdf": cdf, "icdf": icdf})
    write("TransformedDistribution", cases, ["norm, transformed"])


for make in [
    normals, cauchys, students, laplaces, uniforms, exponentials, gammas, betas, dirichlets, multivariate_normals,
    bernoullis, binomials, categoricals, poissons, negative_binomials, von_mises, mixtures, transformed,
]:
    make()
