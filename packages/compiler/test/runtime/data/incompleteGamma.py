"""P(a, x) for large a by its power series in 60 digits; writes incompleteGamma.json. mpmath 1.4.1."""
import json
import pathlib
import mpmath as mp

mp.mp.dps = 60


def lower(a, x):
    """x^a e^-x / Gamma(a + 1) (1 + x/(a+1) + x^2/((a+1)(a+2)) + ...)"""
    a, x = mp.mpf(a), mp.mpf(x)
    term = total = mp.mpf(1)
    n = 0
    while term > total * mp.mpf(10) ** -55:
        n += 1
        term *= x / (a + n)
        total += term
    return mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1)) * total


rows = []
for a in [200.0, 200.5, 350.0, 1000.0, 5000.25, 1e4, 1e5, 1e6]:
    for deviations in [-6, -3, -1, -0.1, 0, 0.01, 0.5, 2, 5]:
        x = a + deviations * a**0.5
        rows.append([a, x, float(lower(a, x))])
path = pathlib.Path(__file__).with_name("incompleteGamma.json")
path.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")
