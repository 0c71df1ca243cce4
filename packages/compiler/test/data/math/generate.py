"""Makes the tables of this folder: python3 generate.py (mpmath 1.4.1, gmpy2 2.3.1), from the folder itself.

A table is a list of rows [x, y, r] or [x1, x2, y, r]: y is f(x) rounded to a double and r the rest that rounding took,
(f(x) - y) / ulp(y), so that errors can be measured in fractions of an ulp. Points: special values, the neighbourhood of
zeros, poles and branch points, every binary exponent, and random ones from a fixed seed.
`python3 generate.py check N FOLDER [name...]` writes N points per generator as raw doubles elsewhere, for a longer look.
"""
import json, math, random, struct, sys
from mpmath import mp, mpf
import mpmath

mp.prec = 1400  # exp(710) - 1, tan near pi/2, x - 2^52 pi: cancellation eats bits

INF, NAN = math.inf, math.nan


def limit(table, f):
    """f with the values at special points given by hand."""
    def g(*x):
        key = x if len(x) > 1 else x[0]
        for k, v in table:
            if repr(k) == repr(key):
                return v
        if any(math.isnan(v) for v in x):
            return NAN
        return f(*[mpf(v) for v in x])
    return g


def real(f, low=-INF, high=INF):
    """NaN outside [low, high]."""
    return lambda x: f(x) if low <= x <= high else NAN


def odd(extra=()):
    return [(0.0, 0.0), (-0.0, -0.0), *extra]


def precise(bits, f):
    def g(*x):
        with mpmath.workprec(bits):
            return +f(*x)
    return g


def sigmoid(x):
    return 1 / (1 + mpmath.exp(-x))


def softplus(x):
    return mpmath.log1p(mpmath.exp(x)) if x < 0 else x + mpmath.log1p(mpmath.exp(-x))


def log_abs_gamma(x):
    if x <= 0 and x == mpmath.floor(x):
        return INF
    return mpmath.log(abs(mpmath.gamma(x))) if abs(x) < 50 else mpmath.re(mpmath.loggamma(x))


def digamma(x):
    return NAN if x <= 0 and x == mpmath.floor(x) else mpmath.digamma(x)


def trigamma(x):
    return INF if x <= 0 and x == mpmath.floor(x) else mpmath.psi(1, x)


def scaled_erfc(x):
    if x < 1e8:
        return mpmath.exp(x * x) * mpmath.erfc(x)
    return (1 - 1 / (2 * x * x)) / (x * mpmath.sqrt(mpmath.pi))


def normal_log_cdf(x):
    if x < 0:
        return mpmath.log(scaled_erfc(-x / mpmath.sqrt(2)) / 2) - x * x / 2
    return mpmath.log1p(-mpmath.erfc(x / mpmath.sqrt(2)) / 2)


def normal_quantile(p):
    """Newton's method for log cdf(x) = log p in the lower half."""
    if p == mpf(1) / 2:
        return mpf(0)
    if p > mpf(1) / 2:
        return -normal_quantile(1 - p)
    x = -mpmath.sqrt(-2 * mpmath.log(2 * p))
    for _ in range(60):
        mills = mpmath.sqrt(2 / mpmath.pi) / scaled_erfc(-x / mpmath.sqrt(2))
        step = (normal_log_cdf(x) - mpmath.log(p)) / mills
        x -= step
        if abs(step) < abs(x) * mpf(2) ** -(mpmath.mp.prec // 2 + 20):
            return x
    raise ValueError(p)


def bessel_series(order, x):
    """sqrt(2 pi x) exp(-x) I_order(x): Abramowitz and Stegun 9.7.1."""
    term = total = mpf(1)
    for k in range(1, 40):
        term *= -(4 * order * order - (2 * k - 1) ** 2) / (8 * k * x)
        total += term
    return total


def log_bessel(x):
    x = abs(x)
    if x < 2000:
        return mpmath.log(mpmath.besseli(0, x))
    return x - mpmath.log(2 * mpmath.pi * x) / 2 + mpmath.log(bessel_series(0, x))


def bessel_ratio(x):
    if abs(x) < 2000:
        return mpmath.besseli(1, x) / mpmath.besseli(0, x)
    return mpmath.sign(x) * bessel_series(1, abs(x)) / bessel_series(0, abs(x))


def power(x, y):
    if x < 0 and y != mpmath.floor(y):
        return NAN
    return mpmath.power(x, y)


def near(*centres):
    """Doubles around each centre, ever closer."""
    def points(n, rng):
        out = []
        for c in centres:
            out += [c, math.nextafter(c, INF), math.nextafter(c, -INF)]
            for _ in range(n // len(centres)):
                d = (abs(c) + (c == 0)) * 2.0 ** -rng.uniform(1, 53)
                out.append(c + rng.choice([-1, 1]) * d)
        return out
    return points


def uniform(a, b):
    return lambda n, rng: [rng.uniform(a, b) for _ in range(n)]


def magnitudes(low, high, signs=(1,)):
    """Log-uniform magnitudes between 2^low and 2^high."""
    return lambda n, rng: [rng.choice(signs) * math.ldexp(rng.uniform(1, 2), rng.randint(low, high - 1)) for _ in range(n)]


def multiples(n, rng):
    """Doubles next to multiples of pi / 2, where sin or cos is tiny."""
    out = []
    for _ in range(n):
        k = int(2 ** rng.uniform(0, 20))
        out.append(rng.choice([-1, 1]) * math.nextafter(float(k * mpmath.pi / 2), rng.choice([0, INF])))
    return out


def from_bits(*patterns):
    return [struct.unpack(">d", struct.pack(">Q", p))[0] for p in patterns]


TINY = [5e-324, 1.5e-323, 2.2250738585072009e-308, 2.2250738585072014e-308, 1e-300]
SPECIAL = [0.0, -0.0, INF, -INF, NAN, 1.0, -1.0, *TINY, *[-t for t in TINY], 1.7976931348623157e308, -1.7976931348623157e308]
BOTH = (1, -1)

# name: (function, extra points, point generators)
unary = {
    "exp": (limit([(INF, INF), (-INF, 0.0)], precise(300, mpmath.exp)),
            [709.782712893384, 709.7827128933841, -745.1332191019411, -745.1332191019412, -708.3964185322641, -708.3964185322642, 1e5, -1e5],
            [uniform(-2, 2), uniform(-746, 710), magnitudes(-60, 10, BOTH), uniform(-746, -700), near(0.34657359027997264, -0.34657359027997264, 1.0397207708399179)]),
    "expm1": (limit(odd([(INF, INF), (-INF, -1.0)]), mpmath.expm1), [709.782712893384, 709.7827128933841, -37.5, 56.0],
              [uniform(-2, 2), uniform(-60, 60), magnitudes(-60, 10, BOTH), uniform(690, 710), near(0.34657359027997264, -0.34657359027997264, 1.0397207708399179)]),
    "log": (limit([(0.0, -INF), (-0.0, -INF), (INF, INF)], precise(300, real(mpmath.log, 0))), [],
            [uniform(0.5, 2), magnitudes(-1074, 1023), near(1.0), near(math.sqrt(0.5), math.sqrt(2)), uniform(0, 100)]),
    "log1p": (limit(odd([(-1.0, -INF), (INF, INF)]), precise(1400, real(mpmath.log1p, -1))), [],
              [uniform(-1, 1), magnitudes(-1074, 1023), magnitudes(-60, 0, BOTH), near(math.sqrt(0.5) - 1, math.sqrt(2) - 1, -1.0), uniform(0, 100)]),
    "sin": (limit(odd([(INF, NAN), (-INF, NAN)]), mpmath.sin), [1e22, 1e300],
            [uniform(-4, 4), uniform(-1000, 1000), magnitudes(-40, 20, BOTH), multiples, magnitudes(18, 22, BOTH), near(math.pi / 4, math.pi / 2, math.pi)]),
    "cos": (limit([(INF, NAN), (-INF, NAN)], mpmath.cos), [1e22, 1e300],
            [uniform(-4, 4), uniform(-1000, 1000), magnitudes(-40, 20, BOTH), multiples, magnitudes(18, 22, BOTH), near(math.pi / 4, math.pi / 2, math.pi)]),
    "tan": (limit(odd([(INF, NAN), (-INF, NAN)]), mpmath.tan), [], [uniform(-4, 4), magnitudes(-40, 20, BOTH)]),
    "asin": (limit(odd(), real(mpmath.asin, -1, 1)), [2.0], [uniform(-1, 1), magnitudes(-60, 0, BOTH), near(0.5, 1.0)]),
    "acos": (limit([], real(mpmath.acos, -1, 1)), [2.0], [uniform(-1, 1), magnitudes(-60, 0, BOTH), near(0.5)]),
    "atan": (limit(odd([(INF, mpmath.pi / 2), (-INF, -mpmath.pi / 2)]), mpmath.atan), [],
             [uniform(-4, 4), magnitudes(-60, 60, BOTH), near(0.41421356237309503, 1.0, 2.414213562373095)]),
    "sinh": (limit(odd([(INF, INF), (-INF, -INF)]), mpmath.sinh), [], [uniform(-4, 4), magnitudes(-40, 9, BOTH)]),
    "cosh": (limit([(INF, INF), (-INF, INF)], mpmath.cosh), [], [uniform(-4, 4), magnitudes(-40, 9, BOTH)]),
    "tanh": (limit(odd([(INF, 1.0), (-INF, -1.0)]), precise(1400, mpmath.tanh)), [20.0, -20.0],
             [uniform(-1, 1), uniform(-5, 5), magnitudes(-60, 6, BOTH), near(0.625, 0.5, -0.625), uniform(0.5, 1)]),
    "asinh": (limit(odd([(INF, INF), (-INF, -INF)]), mpmath.asinh), [], [uniform(-4, 4), magnitudes(-40, 1000, BOTH)]),
    "acosh": (limit([(INF, INF)], real(mpmath.acosh, 1)), [], [uniform(1, 4), magnitudes(0, 1000)]),
    "atanh": (limit(odd([(1.0, INF), (-1.0, -INF)]), real(mpmath.atanh, -1, 1)), [], [uniform(-1, 1), magnitudes(-40, 0, BOTH)]),
    "sigmoid": (limit([(INF, 1.0), (-INF, 0.0)], sigmoid), [-708.0, -745.0, 36.0, 37.0, 38.0],
                [uniform(-5, 5), uniform(-40, 40), uniform(-708, 40), magnitudes(-60, 6, BOTH)]),
    "softplus": (limit([(INF, INF), (-INF, 0.0)], softplus), [-708.0, -745.0, 36.0, 37.0, 38.0],
                 [uniform(-5, 5), uniform(-40, 40), uniform(-708, 40), magnitudes(-60, 10, BOTH)]),
    "erf": (limit(odd([(INF, 1.0), (-INF, -1.0)]), precise(1400, mpmath.erf)), [6.0, -6.0],
            [uniform(-1, 1), uniform(-6, 6), magnitudes(-60, 3, BOTH), near(0.5, 0.84375, 1.0, 2.0, 4.0)]),
    "erfc": (limit([(INF, 0.0), (-INF, 2.0)], precise(400, mpmath.erfc)), [26.5, 27.0, 27.3, 30.0],
             [uniform(-1, 1), uniform(-6, 6), uniform(0, 26.5), magnitudes(-60, 3, BOTH), near(0.5, 0.84375, 1.0, 2.0, 4.0)]),
    "erfinv": (limit(odd([(1.0, INF), (-1.0, -INF)]), precise(200, real(mpmath.erfinv, -1, 1))), [], [uniform(-1, 1), magnitudes(-20, 0, BOTH)]),
    "erfcx": (limit([(INF, 0.0), (-INF, INF)], precise(1400, scaled_erfc)), [-26.6, -26.7],
              [uniform(-1, 1), uniform(-26, 6), uniform(0, 40), magnitudes(-60, 1000, BOTH), near(0.75, 1.0)]),
    "normalLogCdf": (limit([(INF, -0.0), (-INF, -INF)], precise(1400, normal_log_cdf)), [-1e6, 38.0],
                     [uniform(-2, 2), uniform(-40, 38), magnitudes(-60, 500, (-1,)), magnitudes(-60, 5), near(1.0606601717798212, -1.0606601717798212)]),
    "normalQuantile": (limit([(0.0, -INF), (-0.0, -INF), (1.0, INF)], precise(200, real(normal_quantile, 0, 1))), [0.5, 1e-310],
                       [uniform(0, 1), magnitudes(-1074, -1), near(0.5), near(1.0), near(0.075, 0.925)]),
    "logBesselI0": (limit([(0.0, 0.0), (-0.0, 0.0), (INF, INF), (-INF, INF)], precise(2400, log_bessel)), [],
                    [uniform(-5, 5), uniform(0, 50), magnitudes(-400, 1000, BOTH), near(20.0)]),
    "besselRatio": (limit(odd([(INF, 1.0), (-INF, -1.0)]), precise(400, bessel_ratio)), [],
                    [uniform(-5, 5), uniform(0, 50), magnitudes(-60, 1000, BOTH), near(20.0)]),
    "lgamma": (limit([(INF, INF), (-INF, INF)], precise(200, log_abs_gamma)), [2.0, 3.0, 171.0],
               [uniform(0, 3), uniform(0, 10), uniform(8, 200), magnitudes(-1074, 1000), near(1.0, 2.0), near(1.5, 2.5, 8.0, 0.5), uniform(-20, 0)]),
    "digamma": (limit([(INF, INF), (-INF, NAN), (0.0, -INF), (-0.0, INF)], precise(200, digamma)), [2.0, 3.0],
                [uniform(0, 3), uniform(0, 15), uniform(8, 200), magnitudes(-1000, 1000), near(1.4616321449683622), near(1.0, 2.0, 10.0), uniform(-20, 0)]),
    "trigamma": (limit([(INF, 0.0), (-INF, NAN)], precise(200, trigamma)), [], [uniform(0, 3), uniform(0, 20), magnitudes(-500, 100)]),
}


def pairs(first, second):
    return lambda n, rng: list(zip(first(n, rng), second(n, rng)))


def tame(n, rng):
    """Powers that neither overflow nor underflow, however large the exponent."""
    out = []
    for _ in range(n):
        x = math.ldexp(rng.uniform(1, 2), rng.choice([-30, -2, -1, 0, 1, 40]))
        out.append((x, rng.uniform(-708, 709) / (math.log(x) or 1)))
    return out


def close(n, rng):
    """A base close to one with a large exponent: the test of log's extra bits."""
    out = []
    for _ in range(n):
        x = 1 + rng.choice([-1, 1]) * 2.0 ** -rng.uniform(2, 50)
        out.append((x, rng.uniform(-708, 709) / math.log(x)))
    return out


POWER_SPECIAL = [(a, b) for a in [0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 0.5, INF, -INF, NAN] for b in [0.0, -0.0, 1.0, 3.0, 2.0, -3.0, 0.5, -0.5, INF, -INF, NAN]]
binary = {
    "pow": (None, [(-2.5, 3.0), (-2.5, 4.0), (10.0, 308.0), (10.0, 309.0), (10.0, -323.0), (2.0, -1074.0), (2.0, 1023.0), (5e-324, 0.5), (-8.0, 1 / 3)],
            [pairs(uniform(0, 10), uniform(-10, 10)), tame, close]),
    "atan2": (limit([], lambda y, x: mpmath.atan2(y, x)), [(1.0, 0.0), (-1.0, 0.0)], [pairs(uniform(-5, 5), uniform(-5, 5))]),
}


def ieee_pow(x, y):
    """Special values as ECMAScript has them: C99's but for 1 ** NaN and (+-1) ** Infinity."""
    if math.isnan(y) or (math.isinf(y) and abs(x) == 1):
        return NAN
    try:
        if x == 0 or math.isinf(x) or math.isinf(y) or math.isnan(x) or math.isnan(y):
            return math.pow(x, y)
    except ValueError:
        return math.copysign(INF, x) if y == math.floor(y) and y % 2 == 1 and x == 0 else (INF if x == 0 else NAN)
    with mpmath.workprec(300):
        return power(mpf(x), mpf(y))


binary["pow"] = (ieee_pow, *binary["pow"][1:])


def ulp(y):
    return math.ulp(y) if y else 2.0 ** -1074


def row(f, args):
    exact = f(*args)
    if isinstance(exact, float):
        return [*args, exact, 0.0]
    y = float(exact)
    rest = 0.0 if math.isinf(y) else float((exact - mpf(y)) / mpf(ulp(y)))
    return [*args, y, round(rest, 4)]


def table(spec, count, seed, specials):
    f, extra, generators = spec
    rng = random.Random(seed)
    points = [*specials, *extra]
    for make in generators:
        points += make(count, rng)
    return [row(f, p if isinstance(p, tuple) else (p,)) for p in points]


def encode(v):
    if math.isnan(v):
        return '"NaN"'
    if math.isinf(v):
        return '"Infinity"' if v > 0 else '"-Infinity"'
    if v == 0 and math.copysign(1, v) < 0:
        return '"-0"'
    return repr(int(v)) if v == int(v) and abs(v) < 2**53 else repr(v)


def main():
    every = {**unary, **binary}
    if sys.argv[1:2] == ["check"]:
        for name in sys.argv[4:] or every:
            rows = table(every[name], int(sys.argv[2]), 7, POWER_SPECIAL if name == "pow" else [] if name == "atan2" else SPECIAL)
            with open(f"{sys.argv[3]}/{name}.f64", "wb") as out:
                for r in rows:
                    out.write(struct.pack(f"<{len(r)}d", *r))
        return
    for name in sys.argv[1:] or every:
        rows = table(every[name], 25, 1, POWER_SPECIAL if name == "pow" else [] if name == "atan2" else SPECIAL)
        with open(f"{name}.json", "w") as out:
            lines = ",\n".join("[" + ",".join(encode(v) for v in r) + "]" for r in rows)
            out.write("[\n" + lines + "\n]\n")


main()
