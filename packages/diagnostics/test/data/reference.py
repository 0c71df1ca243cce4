"""Makes arviz.json: draws of awkward quantities and what ArviZ says of them. Run: python reference.py
Needs arviz 0.23.4, numpy 2.4.6, scipy 1.17.1 (the versions are written into the file)."""
import json
import logging
import math
import os
import warnings

import arviz as az
import numpy as np
import scipy
from arviz.stats.diagnostics import _rhat, _split_chains  # az.rhat(method="split") without its demand for two chains
from scipy import stats

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
np.seterr(all="ignore")
rng = np.random.default_rng(20261)


def ar1(chains, draws, phi):
    x = np.empty((chains, draws))
    x[:, 0] = rng.normal(size=chains)
    for i in range(1, draws):
        x[:, i] = phi * x[:, i - 1] + math.sqrt(1 - phi**2) * rng.normal(size=chains)
    return x.round(6)


def lcg_chains(chains, draws, phi):
    """AR(1) with uniform innovations from an integer generator, to be repeated bit by bit in the test."""
    state, out = 12345, np.empty((chains, draws))
    for c in range(chains):
        x = 0.0
        for i in range(draws):
            state = (state * 1664525 + 1013904223) % 2**32
            x = phi * x + (state / 2**32 - 0.5)
            out[c, i] = x
    return out


nan = ar1(2, 20, 0.0)
nan[1, 3] = np.nan
stuck = np.repeat([[1.5], [1.5], [2.5]], 12, axis=1)
one_stuck = ar1(3, 40, 0.2)
one_stuck[2] = 0.3
infinite = ar1(2, 30, 0.0)
infinite[0, 4] = np.inf

draws = {
    "independent": ar1(4, 100, 0.0),
    "ar1": ar1(4, 200, 0.7),
    "random walk": ar1(4, 150, 0.99),
    "antithetic": ar1(4, 100, -0.6),
    "strongly antithetic": ar1(2, 50, -0.97),
    "heavy-tailed": (rng.standard_cauchy((4, 121))).round(6),
    "badly mixed": ar1(3, 80, 0.3) + np.array([[0.0], [0.0], [2.0]]),
    "unequal scales": ar1(4, 90, 0.3) * np.array([[1.0], [1.0], [1.0], [4.0]]),
    "odd length": ar1(3, 77, 0.4),
    "one chain": ar1(1, 100, 0.5),
    "one long chain": ar1(1, 501, 0.5),
    "many chains": ar1(9, 16, 0.2),
    "counts": rng.poisson(2.5, (4, 60)).astype(float),
    "two values": rng.integers(0, 2, (4, 50)).astype(float),
    "offset": 1e6 + ar1(4, 64, 0.5),
    "small scale": ar1(4, 64, 0.5) * 1e-7,
    "below the resolution": ar1(2, 10, 0.0) * 1e-17,
    "constant": np.full((4, 20), 3.5),
    "chains stuck apart": stuck,
    "one chain stuck": one_stuck,
    "with NaN": nan,
    "with infinity": infinite,
    "4 draws": ar1(4, 4, 0.0),
    "5 draws": ar1(4, 5, 0.0),
    "7 draws, one chain": ar1(1, 7, 0.0),
    "3 draws": ar1(4, 3, 0.0),
    "two values in equal shares": np.array([[0.0, 1, 1, 0, 1, 1, 1, 0, 1, 0], [1.0, 0, 0, 1, 0, 0, 1, 0, 0, 1]]),
}
PROBS = [0.0, 0.05, 0.1, 0.5, 0.77, 0.95, 1.0]


def plain(value):
    """A float, or a word for what JSON has no number for."""
    value = float(value)
    return value if math.isfinite(value) else repr(value)


def diagnose(x):
    flat = x.ravel()
    return {
        "rhat": plain(az.rhat(x, method="rank")),
        "splitRhat": plain(_rhat(_split_chains(x)) if x.shape[1] >= 4 else math.nan),
        "essBulk": plain(az.ess(x, method="bulk")),
        "essTail": plain(az.ess(x, method="tail")),
        "essMean": plain(az.ess(x, method="mean")),
        "essSd": plain(az.ess(x, method="sd")),
        "essQuantile": [plain(az.ess(x, method="quantile", prob=p)) for p in (0.1, 0.5, 0.77)],
        "mcseMean": plain(az.mcse(x, method="mean")),
        "mcseSd": plain(az.mcse(x, method="sd")),
        "mcseQuantile": [plain(az.mcse(x, method="quantile", prob=p)) for p in (0.1, 0.5, 0.77)],
        "hdi": [[plain(v) for v in az.hdi(flat, hdi_prob=p)] for p in (0.5, 0.9)],
        "quantile": [plain(v) for v in np.quantile(flat, PROBS)],
        "mean": plain(flat.mean()),
        "sd": plain(flat.std(ddof=1)),
        "median": plain(np.median(flat)),
        "autocovariance": [plain(v) for v in az.autocov(x[0])[:12]],
        "autocorrelation": [plain(v) for v in az.autocorr(x[0])[:12]],
        "ebfmi": [plain(v) for v in az.bfmi(x)],
    }


out = {
    "source": {
        "script": "reference.py",
        "arviz": az.__version__,
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "calls": "those of diagnose() in the script: az.rhat, az.ess, az.mcse, az.hdi, az.autocov, az.autocorr, az.bfmi, np.quantile",
    },
    "cases": [
        {"name": name, "draws": [[plain(v) for v in chain] for chain in x], "expected": diagnose(x)}
        for name, x in draws.items()
    ],
    "generated": {
        "chains": 4,
        "draws": 2000,
        "phi": 0.9,
        "expected": {
            k: v for k, v in diagnose(lcg_chains(4, 2000, 0.9)).items() if not k.startswith("autoc")
        },
    },
    # scipy.stats.norm.ppf(p)
    "normalQuantile": [
        [p, float(stats.norm.ppf(p))]
        for p in [1e-300, 1e-20, 1e-12, 1e-11, 1e-5, 0.01, 0.0749, 0.0751, 0.3, 0.5, 0.7, 0.925, 0.93, 0.99, 0.999999]
    ],
    # scipy.stats.beta.ppf(p, a, b)
    "betaQuantile": [
        [p, a, b, float(stats.beta.ppf(p, a, b))]
        for p in (0.1586553, 0.8413447)
        for a, b in [(1, 1), (1, 40), (3.5, 1), (2, 9), (41, 361), (200.5, 201.5), (1e4, 4e4), (1, 1e5), (3e5, 2e5)]
    ],
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "arviz.json"), "w") as file:
    json.dump(out, file, allow_nan=False, separators=(",", ":"))
    file.write("\n")
