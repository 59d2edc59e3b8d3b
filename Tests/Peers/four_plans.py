"""What planner_numpy.py and planner_numba.py have in common: the figures of scripts/peers/four-plans.yaml,
the law of an hour's spend as a table, and the result they print. Time is in hours from 2026-12-01.

An hour's spend is a compound Poisson sum. Its inverse law is tabulated once for 8 intensities an octave,
each row as 1,024 equally likely values with mean 1, and stretched to the hour's own mean: one look-up a
draw, the fastest way that keeps the law. Credit that cannot expire within the year is one balance; only
lots that can are kept apart.
"""

import argparse
import json
import math
from datetime import date

import numpy as np

DAYS, HOURS = 365, 8_760
MONTH_STARTS = [
    (date(2026 + m // 12, m % 12 + 1, 1) - date(2026, 12, 1)).days * 24 for m in range(11, 23)
]
DAYS_A_MONTH = 365.2425 / 12
Z90 = 1.2815515655446004

REQUESTS = 40.0  # an hour
# Dollars a prompt token (30 % new at $2, 70 % from the cache at $0.10 a million) and an answer's token ($10).
PROMPT, ANSWER = (0.3 * 2 + 0.7 * 0.10) * 1e-6, 10e-6
LONGEST_PROMPT = 1_000_000  # a longer one is refused, and costs nothing
NOISE, PERSISTENCE = 0.4, 0.6
GROWTH = math.log(1.02) / DAYS_A_MONTH
WALK = 0.2 / math.sqrt(DAYS_A_MONTH)

LOT, LOT_PRICE, LOT_HOURS = 3_000.0, 1_200.0, 180 * 24
MORE, MORE_PRICE, REACTION = 500.0, 200.0, 6.0
LOST, REVOKED_AN_HOUR, TAKES_OTHERS = 0.02, 0.03 / (DAYS_A_MONTH * 24), 0.2
DELAY_MEDIAN, DELAY_SPREAD = 2.0, math.log(24.0) / Z90
LARGE, LARGE_HOURS = 12_000.0, 300 * 24
B_BELOW, B_ADD = 50.0, 200.0
C_FIRST, C_BELOW, C_ADD, C_LIMIT = 250.0, 100.0, 250.0, 2_000.0
DECLINED, RETRY, OFF_AFTER = 0.05, 24.0, 3
LATENCY_MEDIAN, LATENCY_SPREAD = 1 / 60, math.log(30.0) / Z90
D_BUY, D_CAP, D_BELOW, D_ADD = 1_200.0, 80.0, 50.0, 200.0

PLANS = ["reseller lots", "one purchase", "auto-reload", "standing order"]
MEASURES = ["paid", "used", "expired", "blocked", "outage"]

BINS = 1_024
ROWS_AN_OCTAVE, OCTAVES = 8, 13  # intensities from 1 to 8,192 requests an hour


def strata(median, p90, count=400):
    """Means and weights of strata of a lognormal law, finer in its tails."""
    spread = math.log(p90 / median) / Z90
    phi = np.vectorize(lambda x: 0.5 * math.erfc(-x / math.sqrt(2)))
    edges = np.linspace(-5.5, 6.5, count + 1)
    edges[0], edges[-1] = -np.inf, np.inf
    weights = np.diff(phi(edges))
    return median * math.exp(spread**2 / 2) * np.diff(phi(edges - spread)) / weights, weights


def costs():
    prompt, w = strata(14_000, 90_000)
    answer, v = strata(600, 3_000)
    cost = PROMPT * prompt[:, None] + ANSWER * answer
    cost[prompt > LONGEST_PROMPT] = 0
    return cost.ravel(), (w[:, None] * v).ravel()


def spend_table():
    """Rows of equally likely values of mean 1, the mean cost of a request, and its mean overshoot."""
    cost, weight = costs()
    mean, square = weight @ cost, weight @ cost**2
    table = np.empty((ROWS_AN_OCTAVE * OCTAVES + 1, BINS), np.float32)
    cells = 1 << 13
    levels = np.linspace(0, 1, BINS + 1)
    for row in range(len(table)):
        requests = 2.0 ** (row / ROWS_AN_OCTAVE)
        unit = (requests * mean + 30 * math.sqrt(requests * square)) / cells
        # Each cost is split over the two lattice points around it, which keeps the mean.
        place = np.minimum(cost / unit, 2 * cells - 2)
        low = place.astype(int)
        lattice = np.bincount(low, weight * (1 - place + low), 2 * cells)
        lattice += np.bincount(low + 1, weight * (place - low), 2 * cells)
        law = np.fft.irfft(np.exp(requests * (np.fft.rfft(lattice) - 1)), 2 * cells).clip(0)
        law /= law.sum()
        sums = np.concatenate([[0], np.cumsum(law * np.arange(2 * cells))])
        values = np.diff(np.interp(levels, np.concatenate([[0], np.cumsum(law)]), sums))
        table[row] = values / values.mean()
    return table, mean, square / (2 * mean)


def options(about):
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--paths", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--direct", action="store_true", help="Numba: draw every request")
    return parser.parse_args()


def report(outcomes, seconds):
    """`outcomes`: plans x measures x paths."""
    paths = outcomes.shape[2]
    means = outcomes.mean(axis=2)
    errors = outcomes.std(axis=2, ddof=1) / math.sqrt(paths)
    plans = {
        plan: {m: {"mean": means[i, j], "std_error": errors[i, j]} for j, m in enumerate(MEASURES)}
        for i, plan in enumerate(PLANS)
    }
    print(json.dumps({"paths": paths, "seconds": seconds, "plans": plans}))
