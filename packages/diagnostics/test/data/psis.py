"""Makes psis.json: log ratios of tails light to hopeless, and what ArviZ makes of them. Run: python psis.py
Needs arviz 0.23.4, numpy 2.4.6 (the versions are written into the file)."""
import json
import math
import os

import arviz as az
import numpy as np
from arviz.stats.stats import _gpdfit, _gpinv

rng = np.random.default_rng(20263)
normal = rng.normal(size=200)
ratios = {
    "nearly equal": 0.01 * rng.normal(size=100),
    "light-tailed": -np.abs(rng.normal(size=120)),
    "a normal target wider than its proposal": 0.5 * normal**2 * (1 - 1 / 4),
    "heavy-tailed": rng.exponential(0.6, size=150),
    "hopeless": rng.exponential(2.0, size=150),
    "tied in the tail": np.round(rng.exponential(0.5, size=90), 1),
    "with ratios of zero": np.concatenate([rng.normal(size=60), [-np.inf] * 5]),
    "far below the largest": np.concatenate([[0.0, -1.0], -1000 + rng.normal(size=40)]),
    "few": rng.normal(size=20),
    "large offset": 1e5 + rng.normal(size=80),
    "all equal": np.full(50, -3.0),
}
ratios = {name: np.asarray(x).round(6) for name, x in ratios.items()}


def plain(value):
    """A float, or a word for what JSON has no number for."""
    value = float(value)
    return value if math.isfinite(value) else repr(value)


def smooth(x, reff):
    weights, k = az.psislw(x.copy(), reff=reff)
    return {"reff": reff, "logWeights": [plain(v) for v in weights], "paretoK": plain(k)}


tails = [np.sort(s * ((1 - rng.uniform(size=n)) ** -k - 1) / k) for n, k, s in [(5, 0.3, 1), (40, 0.8, 2), (300, -0.4, 1e-3)]]
out = {
    "source": {"script": "psis.py", "arviz": az.__version__, "numpy": np.__version__,
               "calls": "az.psislw(x, reff), az.stats.stats._gpdfit(x), _gpinv(p, k, sigma)"},
    "cases": [
        {"name": name, "ratios": [plain(v) for v in x], "expected": [smooth(x, 1.0), smooth(x, 0.6)]}
        for name, x in ratios.items()
    ],
    "fits": [
        {"tail": x.tolist(), "k": float(_gpdfit(x)[0]), "scale": float(_gpdfit(x)[1]),
         "quantiles": [float(v) for v in _gpinv(np.array([0.05, 0.5, 0.99]), *_gpdfit(x))]}
        for x in tails
    ],
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "psis.json"), "w") as file:
    json.dump(out, file, allow_nan=False, separators=(",", ":"))
    file.write("\n")
