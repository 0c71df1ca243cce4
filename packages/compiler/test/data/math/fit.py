"""Fits the polynomials of src/targets/wasm/math: python3 fit.py exp (or exp256, expm1, erf, erfc, bessel, lgamma, digamma, pow).

mpmath 1.4.1. Remez's exchange for the minimax approximation of f on [a, b] by a polynomial or a rational function, the
error being weighted by w; prints the weighted error and the coefficients, lowest first, rounded to doubles.
"""
import sys
from mpmath import *

mp.prec = 220


def value(c, x):
    s = mpf(0)
    for a in reversed(c):
        s = s * x + a
    return s


def solve(xs, f, w, n, d, E):
    """P - f Q + (-1)^i E Q / w = 0 at the points xs; for d > 0 the unknown E also stands lagged in the factor of Q."""
    m = n + d + 2
    fx, wx = [f(x) for x in xs], [w(x) for x in xs]
    for _ in range(1 if d == 0 else 60):
        A, B = matrix(m, m), matrix(m, 1)
        for i, x in enumerate(xs):
            s = (-1) ** i / wx[i]
            for j in range(n + 1):
                A[i, j] = x**j
            for j in range(1, d + 1):
                A[i, n + j] = -(fx[i] - s * E) * x**j
            A[i, m - 1], B[i] = s, fx[i]
        c = lu_solve(A, B)
        last, E = E, c[m - 1]
        if d == 0 or abs(E - last) < abs(E) * mpf(10) ** -12:
            break
    return list(c[: n + 1]), [mpf(1), *c[n + 1 : n + d + 1]], E


def extrema(err, m):
    """Indices of m alternating extrema of the error."""
    best, sign = [], 0
    for i, e in enumerate(err):
        s = 1 if e > 0 else -1
        if s != sign:
            best.append(i)
            sign = s
        elif abs(e) > abs(err[best[-1]]):
            best[-1] = i
    while len(best) > m:
        if len(best) - m == 1:
            best.pop(0 if abs(err[best[0]]) < abs(err[best[-1]]) else -1)
        else:
            k = min(range(len(best) - 1), key=lambda i: max(abs(err[best[i]]), abs(err[best[i + 1]])))
            del best[k : k + 2]
    return best


def fit(name, f, w, a, b, n, d=0, grid=600):
    a, b, m, E = mpf(a), mpf(b), n + d + 2, mpf(0)
    xs = [(a + b) / 2 - (b - a) / 2 * cos(pi * (2 * i + 1) / (2 * m)) for i in range(m)]
    points = [(a + b) / 2 - (b - a) / 2 * cos(pi * mpf(i) / grid) for i in range(grid + 1)]
    values, weights = [f(x) for x in points], [w(x) for x in points]
    for _ in range(30):
        p, q, E = solve(xs, f, w, n, d, E)
        err = [u * (v - value(p, x) / value(q, x)) for x, v, u in zip(points, values, weights)]
        best = extrema(err, m)
        if len(best) < m:
            break
        xs = [points[i] for i in best]
        if max(abs(err[i]) for i in best) < min(abs(err[i]) for i in best) * mpf("1.02"):
            break
    print(name, "error", nstr(max(abs(e) for e in err), 4), [float(c) for c in p], [float(c) for c in q] if d else "")


def cubic_of_exp(r):
    return mpf(1) / 6 + r / 24 + r * r / 120 if abs(r) < mpf(10) ** -8 else (exp(r) - 1 - r - r * r / 2) / r**3


def exp_on(a, b, n=8, floor=mpf(10) ** -12):
    fit("q without its 1/2", cubic_of_exp, lambda r: abs(r**3) / exp(r) + floor, a, b, n, grid=2000)


def fit_erf():
    f = lambda z: 2 / sqrt(pi) - 1 if z < mpf(10) ** -20 else erf(sqrt(z)) / sqrt(z) - 1
    fit("NEAR", f, lambda z: 1 / (1 + f(z)), 0, 1, 11, grid=400)


def fit_erfc():
    def f(t):
        if t == 1:
            return 1 / sqrt(pi)
        x = (3 + mpf("1.5") * t) / (1 - t)
        if x > 1000:
            y = 1 / (2 * x * x)
            return (x + mpf("1.5")) / (x * sqrt(pi)) * (1 - y + 3 * y**2 - 15 * y**3 + 105 * y**4 - 945 * y**5)
        mp.prec = int(400 + 4 * x * x) if x < 30 else 3220
        try:
            return (x + mpf("1.5")) * exp(x * x) * erfc(x)
        finally:
            mp.prec = 220

    fit("FAR", f, lambda t: 1 / f(t), -1, 1, 24, grid=400)


def fit_bessel():
    """To the left of 20 in z = x^2 / 4, to the right in u = 1 / x."""
    i = lambda order, z: besseli(order, 2 * sqrt(z))

    def weight(z):
        return mpf(1) if z < mpf(10) ** -15 else z / (i(0, z) * min(mpf(1), log(i(0, z))))

    small = lambda z: 1 + z / 4 + z * z / 36 if z < mpf(10) ** -20 else (i(0, z) - 1) / z
    fit("SMALL_0", small, weight, 0, 100, 22, grid=400)
    first = lambda z: 1 + z / 2 if z < mpf(10) ** -20 else i(1, z) / sqrt(z)
    fit("SMALL_1", first, lambda z: 1 / first(z), 0, 100, 23, grid=400)

    def large(u):
        if u < mpf(10) ** -6:
            return (1 + u / 8 + 9 * u * u / 128 + 225 * u**3 / 3072) / sqrt(2 * pi)
        return besseli(0, 1 / u) * exp(-1 / u) / sqrt(u)

    def ratio(u):
        return 1 - u / 2 - u * u / 8 - u**3 / 8 if u < mpf(10) ** -6 else besseli(1, 1 / u) / besseli(0, 1 / u)

    fit("LARGE_0", large, lambda u: 1 / large(u), 0, mpf(1) / 20, 11, grid=300)
    fit("LARGE_RATIO", ratio, lambda u: 1 / ratio(u), 0, mpf(1) / 20, 11, grid=300)


def fit_lgamma():
    f = lambda y: psi(0, 2) if abs(y) < mpf(10) ** -25 else loggamma(2 + y) / y
    fit("CENTRAL", f, lambda y: 1 / f(y), -0.5, 0.5, 18)

    def g(z):
        if z < mpf(10) ** -12:
            return mpf(1) / 12 - z / 360
        x = 1 / sqrt(z)
        return (loggamma(x) - ((x - mpf(1) / 2) * log(x) - x + log(2 * pi) / 2)) * x

    fit("STIRLING", g, sqrt, 0, mpf(1) / 16, 8, grid=300)
    fit("STIRLING_SLOPE", digamma_rest, lambda z: z, 0, mpf(1) / 16, 8, grid=300)


def digamma_rest(z):
    x = 1 / sqrt(z) if z else 0
    return mpf(1) / 12 - z / 120 if z < mpf(10) ** -12 else (log(x) - 1 / (2 * x) - psi(0, x)) * x * x


def fit_digamma():
    root = findroot(lambda x: psi(0, x), mpf("1.4616321449683623"))
    print("root", float(root), float(root - mpf(float(root))))
    f = lambda t: psi(1, root) if abs(1 + t - root) < mpf(10) ** -25 else psi(0, 1 + t) / (1 + t - root)
    fit("CENTRAL", f, lambda t: 1 / f(t), 0, 1, 6, 7)

    def h(z):
        x = 1 / sqrt(z) if z else 0
        return mpf(1) / 6 - z / 30 if z < mpf(10) ** -12 else (psi(1, x) - 1 / x - 1 / (2 * x * x)) * x**3

    fit("DIGAMMA_SERIES", digamma_rest, lambda z: z, 0, mpf(1) / 64, 5, grid=400)
    fit("TRIGAMMA_SERIES", h, lambda z: z, 0, mpf(1) / 64, 6, grid=400)


def fit_pow():
    def f(z):
        s = sqrt(z)
        return mpf(3) / 5 + 3 * z / 7 + z * z / 3 if z < mpf(10) ** -15 else (3 * atanh(s) / s - 3 - z) / z / z

    top = ((sqrt(mpf(3) / 2) - 1) / (sqrt(mpf(3) / 2) + 1)) ** 2
    fit("SERIES", f, lambda z: z * z / 3, 0, top * mpf("1.001"), 5, grid=400)


half = log(2) / 2
fits = {
    "exp": lambda: exp_on(-half * mpf("1.0001"), half * mpf("1.0001")),
    "exp256": lambda: exp_on(-half / 256 * mpf("1.0001"), half / 256 * mpf("1.0001"), 1, mpf(10) ** -20),
    "expm1": lambda: exp_on(-mpf("0.4001") * log(2), mpf("0.6001") * log(2)),
    "erf": fit_erf,
    "erfc": fit_erfc,
    "bessel": fit_bessel,
    "lgamma": fit_lgamma,
    "digamma": fit_digamma,
    "pow": fit_pow,
}
for wanted in sys.argv[1:]:
    fits[wanted]()
