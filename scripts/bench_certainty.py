"""`make bench`, third part: what a second of simulation says. The same program draws the same scenario from points
(the default) and from plain random numbers (`--sampling plain`), for many seeds; the variance of a figure over the
seeds, times the seconds a run takes, is what a given certainty costs. Prints how many times less it costs with points and
control variates than with plain Monte Carlo, and whether both say the same.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FUTURES = 16_384
SEEDS = 40

# What no outage happens in but for one future in some hundreds: one purchase for a year of growing use.
RARE = """lotwise: 1
title: One purchase that hardly ever runs dry
start: 2026-12-01
horizon: 12 months
workloads:
  agent:
    requests: 40 per hour
    models: {claude-sonnet-5-5: 100%}
    tokens:
      input: {median: 14k, p90: 90k}
      output: {median: 600, p90: 3k}
    cached: 70%
    growth: {monthly: 0%, volatility: 15%}
    noise: {daily: 40%, persistence: 0.6}
plans:
  one purchase:
    buy:
      large: {source: official, credit: $CREDIT, validity: 1 year}
"""


def run(lotwise, verb, scenario, seed, sampling, quick):
    command = [lotwise, *verb, scenario, "--paths", str(FUTURES), "--seed", str(seed), "--sampling", sampling,
               "--quiet", "--format", "json"] + (["--quick"] if quick else [])
    began = time.perf_counter()
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(output), time.perf_counter() - began


def figures(result, measures, is_plain):
    """Means by plan and measure: of plain futures as they are, else what the program goes by."""
    found = {}
    for plan in result["plans"]:
        for name in measures:
            measure = plan["measures"].get(name)
            if measure:
                best = measure if is_plain else measure.get("adjusted", measure)
                found[plan["name"], name] = float(best["mean"])
    return found


def compare(lotwise, title, verb, scenario, measures, quick=True):
    values = {"plain": [], "points": []}
    seconds = {"plain": [], "points": []}
    for seed in range(1, SEEDS + 1):
        for sampling in values:
            result, took = run(lotwise, verb, scenario, seed, sampling, quick)
            values[sampling].append(figures(result, measures, sampling == "plain"))
            seconds[sampling].append(took)
    cost = {name: statistics.median(times) for name, times in seconds.items()}
    print(f"\n{title}: {FUTURES:,} futures, {SEEDS} seeds each; a run takes {cost['plain']:.3f} s plain, "
          f"{cost['points']:.3f} s with points\n")
    print(f"{'plan':26}{'measure':16}{'mean, plain':>14}{'with points':>14}{'z':>7}{'variance':>12}{'a second':>12}")
    for key in values["plain"][0]:
        plain = [value[key] for value in values["plain"]]
        points = [value[key] for value in values["points"] if key in value]
        if len(points) < SEEDS or not statistics.variance(plain):
            continue
        a, b = statistics.variance(plain), max(statistics.variance(points), 1e-300)
        z = (statistics.mean(plain) - statistics.mean(points)) / math.sqrt((a + b) / SEEDS)
        print(f"{key[0][:25]:26}{key[1]:16}{statistics.mean(plain):>14.6g}{statistics.mean(points):>14.6g}{z:>7.1f}"
              f"{a / b:>11.1f}x{a * cost['plain'] / (b * cost['points']):>11.1f}x", flush=True)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lotwise", type=Path, required=True)
    options.add_argument("--folder", type=Path, required=True)
    options = options.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    lotwise = options.lotwise.resolve()
    print(f"\ncertainty a second, {os.cpu_count()} threads. `variance`: of plain futures over that with points; "
          "`a second`: the same, times the seconds of both.")
    smooth = options.folder / "four-plans-by-the-day.yaml"
    smooth.write_text((ROOT / "scripts/peers/four-plans.yaml").read_text().replace("step: 1 hour", "step: auto"))
    means = ["total_cost", "waste", "expired", "refused_share", "outage_risk"]
    compare(lotwise, "no regimes", ["compare"], smooth, means)
    compare(lotwise, "flagship", ["compare"], ROOT / "scenarios/reseller-or-official.yaml", means)
    rare = options.folder / "rare-outage.yaml"
    rare.write_text(RARE.replace("CREDIT", "33000"))
    compare(lotwise, "rare outage", ["simulate", "--plan", "one purchase"], rare, ["outage_risk"], quick=False)


if __name__ == "__main__":
    main()
