#!/usr/bin/env python3
"""Writes Tests/NumericsTests/Tables/*.csv: what the functions of the module Numerics are in truth, by mpmath with 50
digits, and what Cholesky factors and least squares are, by fractions.

    numerics_tables.py FOLDER      needs python3-mpmath (1.3)

A row is a call: its arguments, exactly, as hexadecimal doubles (or whole numbers), then the true value in two parts, the
double next to it and the double next to the rest, so that errors of a hundredth of a unit of the last place can be seen.
"""

import pathlib
import random
import sys
from fractions import Fraction

import mpmath
from mpmath import mp, mpf

mp.dps = 50
random.seed(20260101)


def parts(value):
    high = float(value)
    low = float(value - mpf(high)) if high not in (float("inf"), float("-inf")) else 0.0
    return [high.hex(), low.hex()]


def text(x):
    return x.hex() if isinstance(x, float) else str(x)


def write(folder, name, calls, function):
    rows = []
    for arguments in calls:
        value = function(*arguments)
        if value is None:
            continue
        rows.append(",".join([text(x) for x in arguments] + parts(value)))
    (folder / f"{name}.csv").write_text("\n".join(rows) + "\n")
    print(name, len(rows))


def uniform(low, high, count):
    return [(random.uniform(low, high),) for _ in range(count)]


def magnitudes(low, high, count):
    """Of either sign of the exponent: 2^low to 2^high."""
    return [(2.0 ** int(e) * random.uniform(1, 2) if int(e) > -1022 else 2.0 ** (int(e) + 60) * random.uniform(1, 2) * 2.0 ** -60,)
            for e in (random.uniform(low, high) for _ in range(count))]


def signed(calls):
    return [((-x if random.random() < 0.5 else x),) for (x,) in calls]


def normal_tail(z):
    """P(Z <= z)."""
    return mpmath.erfc(-z / mpmath.sqrt(2)) / 2


def normal_quantile(u):
    """Newton on the logarithm of the tail, with the digits to spare."""
    with mp.workdps(80):
        u = mpf(u)
        if u == mpf(1) / 2:
            return mpf(0)
        p = u if u < mpf(1) / 2 else 1 - u
        z = -mpmath.sqrt(-2 * mpmath.log(p)) if p < 0.1 else -(mpf(1) / 2 - p) * mpmath.sqrt(2 * mpmath.pi)
        for _ in range(200):
            tail = normal_tail(z)
            density = mpmath.exp(-z * z / 2) / mpmath.sqrt(2 * mpmath.pi)
            step = mpmath.log(tail / p) * tail / density
            z -= step
            if abs(step) < mpf(10) ** -60 * (1 + abs(z)):
                break
        return z if u < mpf(1) / 2 else -z


def student_tails(t, degrees):
    """P(|T| > t), by the incomplete beta function."""
    t, v = mpf(t), mpf(degrees)
    x = v / (v + t * t)
    if x < mpf("0.9"):
        return mpmath.betainc(v / 2, mpf(1) / 2, 0, x, regularized=True)
    # The other end of the integral converges faster where nearly everything lies beyond, but loses digits: work with more.
    with mp.workdps(400 if degrees > 1000 else 120):
        y = t * t / (v + t * t)
        series = mpmath.sqrt(y) * mpmath.exp(v / 2 * mpmath.log(1 - y)) * mpmath.hyp2f1(v / 2 + mpf(1) / 2, 1, mpf(3) / 2, y)
        beta = mpmath.exp(mpmath.loggamma(v / 2) + mpmath.loggamma(mpf(1) / 2) - mpmath.loggamma((v + 1) / 2))
        return 1 - 2 * series / beta


def student_quantile(p, degrees):
    """The t with P(|T| > t) = p, by the secant of log P over log t."""
    with mp.workdps(60):
        v = mpf(degrees)
        p = mpf(p)
        log_p = mpmath.log(p)
        t = abs(normal_quantile(float(p / 2))) + mpf("0.01")
        for _ in range(400):
            tail = student_tails(t, degrees)
            log_density = (mpmath.loggamma((v + 1) / 2) - mpmath.loggamma(v / 2) - mpmath.log(v * mpmath.pi) / 2
                           - (v + 1) / 2 * mpmath.log(1 + t * t / v))
            step = (mpmath.log(tail) - log_p) * tail / (2 * t * mpmath.exp(log_density))
            t *= mpmath.exp(min(step, mpf(300)))
            if abs(step) < mpf(10) ** -40:
                break
        return t


def gamma_quantile(shape, u):
    """The x with P(shape, x) = u, in the smaller tail."""
    with mp.workdps(60):
        a, u = mpf(shape), mpf(u)
        upper = u > mpf(1) / 2
        p = 1 - u if upper else u
        def tail(x):
            return (mpmath.gammainc(a, x, mpmath.inf, regularized=True) if upper
                    else mpmath.gammainc(a, 0, x, regularized=True))
        # Halving of the logarithm, then Newton.
        low, high = mpf(10) ** -5000, mpf(10) ** 8
        for _ in range(80):
            middle = mpmath.sqrt(low * high)
            if (tail(middle) > p) == upper:
                low = middle
            else:
                high = middle
            if high / low < 1 + mpf(10) ** -6:
                break
        x = mpmath.sqrt(low * high)
        for _ in range(20):
            density = mpmath.exp((a - 1) * mpmath.log(x) - x - mpmath.loggamma(a))
            q = tail(x)
            step = (q - p) / (density * x) * (1 if upper else -1)
            x *= mpmath.exp(step)
            if abs(step) < mpf(10) ** -40:
                break
        return x if x > mpf(10) ** -300 else None


def functions(folder):
    tiny = [(5e-324,), (1e-320,), (2.5e-310,), (2.0 ** -1022,), (float.fromhex("0x0.fffffffffffffp-1022"),)]
    near_one = [(1 + s * 2.0 ** -k,) for k in range(1, 53) for s in (1, -1)] + [(1 - 2.0 ** -53,), (1.0,)]
    write(folder, "log", tiny + near_one + uniform(0.4, 2.5, 150) + magnitudes(-1074, 1023, 250)
          + [(float.fromhex("0x1.fffffffffffffp+1023"),)], lambda x: mpmath.log(mpf(x)))
    write(folder, "exp", [(0.0,), (-745.0,), (-745.13,), (-744.4400719213812,), (709.782712893384,)] + uniform(-745, -708, 80)
          + uniform(-708, 709.78, 200) + uniform(-1, 1, 80) + signed(magnitudes(-60, 0, 60)), lambda x: mpmath.exp(mpf(x)))
    write(folder, "expm1", uniform(-40, 700, 100) + uniform(-1, 1, 150) + signed(magnitudes(-60, 0, 80)),
          lambda x: mpmath.expm1(mpf(x)))
    write(folder, "log1p", uniform(-0.99, 3, 150) + signed(magnitudes(-60, -1, 100)) + magnitudes(0, 300, 50)
          + [(-1 + 2.0 ** -k,) for k in range(1, 54)], lambda x: mpmath.log1p(mpf(x)))
    write(folder, "erfc", uniform(-6, 6, 150) + uniform(6, 26.5, 120) + signed(magnitudes(-60, 0, 60)),
          lambda x: mpmath.erfc(mpf(x)))
    write(folder, "normal_probability", uniform(-6, 6, 150) + uniform(-37.5, -6, 120) + uniform(6, 9, 20),
          lambda z: normal_tail(mpf(z)))
    tails = [(10.0 ** -k,) for k in range(1, 301, 2)] + [(1 - 2.0 ** -k,) for k in range(2, 54)] + [(1 - 1e-16,)]
    write(folder, "normal_quantile", tails + uniform(0, 1, 150) + [(0.5,), (0.5 + 2.0 ** -53,), (0.075,), (0.925,)],
          lambda u: normal_quantile(u))
    degrees = [1, 2, 3, 4, 5, 7, 10, 15, 19, 30, 31, 50, 99, 255, 499, 1_000, 2_047, 9_999, 99_999, 1_000_000]
    write(folder, "student_tails", [(t, v) for v in degrees for t in
                                    (0.01, 0.3, 1.0, 1.7, 1.75, 1.959963984540054, 3.0, 7.5, 20.0, 1e3)
                                    if t < 40 or v < 30], student_tails)
    write(folder, "student_quantile", [(p, v) for v in degrees for p in
                                       (0.9, 0.5, 0.3, 0.1, 0.05, 0.01, 1e-4, 1e-6, 1e-9, 1e-12)], student_quantile)
    write(folder, "log_gamma", [(1e-300,), (1e-17,), (1e-8,), (0.5,), (1.5,), (2.5,), (3.0,)] + magnitudes(-40, 0, 60)
          + uniform(0.01, 4, 120) + uniform(4, 200, 100) + magnitudes(8, 40, 60), lambda x: mpmath.loggamma(mpf(x)))
    shapes = [1e-3, 0.05, 0.3, 1.0, 2.5, 7.0, 33.75, 100.0, 1e3, 1e5]
    calls = []
    for a in shapes:
        for z in (-8, -5, -3, -2, -1, -0.5, 0, 0.5, 1, 2, 3, 5, 8, 12, 20):
            x = a + z * a ** 0.5 if a >= 7 else a * 2.0 ** z
            if x > 0:
                calls.append((a, x))
        calls.append((a, a + 1))
    write(folder, "gamma_lower", calls, lambda a, x: mpmath.gammainc(mpf(a), 0, mpf(x), regularized=True))
    write(folder, "gamma_upper", calls, lambda a, x: mpmath.gammainc(mpf(a), mpf(x), mpmath.inf, regularized=True))
    write(folder, "gamma_quantile", [(a, u) for a in (0.01, 0.05, 0.3, 1.0, 2.5, 7.0, 33.75, 100.0, 1e3) for u in
                                     (2.0 ** -53, 1e-12, 1e-6, 0.001, 0.05, 0.3, 0.5, 0.7, 0.95, 0.999, 1 - 1e-6,
                                      1 - 1e-12, 1 - 2.0 ** -53)], gamma_quantile)
    turns = [(random.randrange(n), n) for n in (3, 7, 8, 100, 4_096, 65_536, 1_000_003) for _ in range(30)]
    write(folder, "cosine_of_turn", turns, lambda k, n: mpmath.cos(2 * mpmath.pi * k / n))
    write(folder, "sine_of_turn", turns, lambda k, n: mpmath.sin(2 * mpmath.pi * k / n))
    angles = uniform(-7, 7, 150) + uniform(-1e6, 1e6, 150)
    write(folder, "cosine_of_angle", angles, lambda x: mpmath.cos(mpf(x)))
    write(folder, "sine_of_angle", angles, lambda x: mpmath.sin(mpf(x)))


# Matrices


def elimination(a):
    """Exact a = M D transposed(M), M with ones on its diagonal."""
    n = len(a)
    m = [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]
    d = [Fraction(0)] * n
    for i in range(n):
        for j in range(i):
            m[i][j] = (a[i][j] - sum((m[i][k] * d[k] * m[j][k] for k in range(j)), Fraction(0))) / d[j]
        d[i] = a[i][i] - sum((m[i][k] ** 2 * d[k] for k in range(i)), Fraction(0))
    return m, d


def exact(value):
    return mpf(value.numerator) / value.denominator


def solved(m, d, right):
    n = len(d)
    y = []
    for i in range(n):
        y.append(right[i] - sum((m[i][k] * y[k] for k in range(i)), Fraction(0)))
    x = [Fraction(0)] * n
    for i in reversed(range(n)):
        x[i] = y[i] / d[i] - sum((m[k][i] * x[k] for k in range(i + 1, n)), Fraction(0))
    return x


def correlation(n, r):
    return [[Fraction(1) if i == j else r for j in range(n)] for i in range(n)]


def grams(rows, columns, bits, alike):
    """Whole numbers, as Moments makes them; `alike`: how much of each column is the same, in 1,024ths."""
    common = [random.randrange(-(1 << bits), 1 << bits) for _ in range(rows)]
    x = [[(alike * common[i] + (1024 - alike) * random.randrange(-(1 << bits), 1 << bits)) // 1024
          for _ in range(columns)] for i in range(rows)]
    return x, [[Fraction(sum(r[i] * r[j] for r in x)) for j in range(columns)] for i in range(columns)]


def matrices(folder):
    """A line for each number: name of the matrix, what it is (a: of the matrix, l: of its factor, x: of the solution
    of a x = b, b), row, column, and the two parts."""
    cases = {
        "by hand": ([[Fraction(v) for v in row] for row in [[4, 12, -16], [12, 37, -43], [-16, -43, 98]]], None),
        "weakly correlated": (correlation(6, Fraction(1, 4)), None),
        "nearly all alike": (correlation(5, 1 - Fraction(1, 1 << 20)), None),
        "nearly as opposed as can be": (correlation(3, -Fraction(1, 2) + Fraction(1, 1 << 18)), None),
        "of whole numbers": grams(60, 8, 19, 0)[::-1],
        "of whole numbers that are nearly alike": grams(60, 6, 19, 1_023)[::-1],
        "of scales far apart": (None, None),
    }
    x, g = grams(40, 4, 10, 512)
    scales = [Fraction(1), Fraction(1 << 40), Fraction(1, 1 << 60), Fraction(1 << 200)]
    cases["of scales far apart"] = ([[g[i][j] * scales[i] * scales[j] for j in range(4)] for i in range(4)], None)
    lines = []
    for name, (a, _) in cases.items():
        n = len(a)
        m, d = elimination(a)
        assert all(pivot > 0 for pivot in d), name
        b = [Fraction(random.randrange(-1_000, 1_000)) for _ in range(n)]
        x = solved(m, d, b)
        for i in range(n):
            for j in range(i + 1):
                assert Fraction(float(a[i][j])) == a[i][j]
                lines.append([name, "a", i, j] + parts(exact(a[i][j])))
                lines.append([name, "l", i, j] + parts(exact(m[i][j]) * mpmath.sqrt(exact(d[j]))))
            lines.append([name, "b", i, 0] + parts(exact(b[i])))
            lines.append([name, "x", i, 0] + parts(exact(x[i])))
        print(name, n, "worst pivot", float(min(d[i] / a[i][i] for i in range(n))))
    (folder / "matrices.csv").write_text("".join(",".join(map(str, line)) + "\n" for line in lines))


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    functions(target)
    matrices(target)
