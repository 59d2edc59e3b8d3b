"""`make bench`, second part: four plans over 10,000 futures of a year, from scripts/peers/four-plans.yaml, through
`lotwise compare`, drawn by the hour and by the day (`step: auto`), and the same work by the hour through a NumPy and a
Numba program (Tests/Peers/planner_*.py), all with every core, one after the other, three times. The means must
agree before a time is printed. Then lotwise alone: time and peak memory by plans, workloads and futures, what a
further plan costs, and the shipped scenario of the README.
"""

import argparse
import json
import math
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path

from bench import run

ROOT = Path(__file__).resolve().parent.parent
SCENARIO = ROOT / "scripts/peers/four-plans.yaml"
PEERS = {name: ROOT / f"Tests/Peers/planner_{name.lower()}.py" for name in ("NumPy", "Numba")}
PACKAGES = ["numpy==2.4.6", "numba==0.68.1"]
STEPS = 8_760
RUNS = 3

# Peers meet the rules at full hours, lotwise at the exact second: so much of a mean is left to that.
MODELLING = 0.02
MEASURES = {
    "paid": "paid", "used": "used", "expired": "expired", "blocked": "blocked", "outage_risk": "outage",
}


def peer_python(venv):
    """A Python that has the peers' packages, or None and why not."""
    python = venv / "bin/python"
    works = [python, "-c", "import numpy, numba"]
    try:
        if python.exists() and subprocess.run(works, capture_output=True).returncode == 0:
            return python, ""
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", venv], check=True, capture_output=True, text=True)
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES]
        subprocess.run(install, check=True, capture_output=True, text=True, timeout=600)
        subprocess.run(works, check=True, capture_output=True, text=True)
        return python, ""
    except subprocess.TimeoutExpired:
        return None, "PyPI did not answer within 10 minutes"
    except (OSError, subprocess.CalledProcessError) as problem:
        said = (getattr(problem, "stderr", "") or getattr(problem, "stdout", "") or str(problem)).strip()
        return None, said.splitlines()[-1]


def compare(lotwise, scenario, paths):
    threads = os.cpu_count()
    output, seconds, memory = run(
        lotwise, "compare", scenario, "--paths", paths, "--threads", threads, "--quick", "--quiet", "--format", "json")
    return json.loads(output), seconds, memory


def differences(ours, theirs):
    """Means that are further apart than 5 standard errors and the modelling tolerance."""
    found = []
    for plan in ours["plans"]:
        for measure, their_name in MEASURES.items():
            a, b = plan["measures"][measure], theirs["plans"][plan["name"]][their_name]
            a = a.get("adjusted", a)  # by control variates: the same mean, better known
            mean, other = float(a["mean"]), b["mean"]
            error = math.hypot(float(a["std_error"]), b["std_error"])
            allowed = 5 * error + MODELLING * max(abs(mean), abs(other))
            if abs(mean - other) > allowed:
                found.append(
                    f"{measure} of {plan['name']}: {mean:.4f} against {other:.4f}, allowed {allowed:.4f}")
    return found


def by_the_day(folder):
    """The same scenario, drawn as coarsely as its rules allow."""
    path = folder / "four-plans-by-the-day.yaml"
    path.write_text(SCENARIO.read_text().replace("step: 1 hour", "step: auto"))
    return path


def beside_peers(lotwise, python, paths, folder):
    scenarios = {"lotwise by the hour": SCENARIO, "lotwise (step: auto)": by_the_day(folder)}
    times = {name: [] for name in [*scenarios, *PEERS]}
    wall = {name: [] for name in times}
    memory = dict.fromkeys(times, 0.0)
    results = {}
    for _ in range(RUNS):
        for name, scenario in scenarios.items():
            results[name], seconds, peak = compare(lotwise, scenario, paths)
            times[name].append(seconds)
            wall[name].append(seconds)
            memory[name] = max(memory[name], peak)
        for name, program in PEERS.items():
            output, seconds, peak = run(python, program, "--paths", paths, "--threads", os.cpu_count())
            results[name] = json.loads(output)
            times[name].append(results[name]["seconds"])
            wall[name].append(seconds)
            memory[name] = max(memory[name], peak)
    # Once with ten times the futures, so that a small difference is not lost in the peer's own error.
    output, _, _ = run(python, PEERS["Numba"], "--paths", 10 * paths, "--threads", os.cpu_count())
    results["Numba"] = json.loads(output)
    found = [f"{ours} and {name}: {what}" for ours in scenarios for name in PEERS
             for what in differences(results[ours], results[name])]
    if found:
        sys.exit("bench: the programs disagree\n  " + "\n  ".join(found))
    hour, auto = scenarios
    plans = len(results[hour]["plans"])
    print(f"all agree on {len(MEASURES)} measures of {plans} plans, within 5 standard errors and "
          f"{MODELLING:.0%} (peers work by the full hour, lotwise to the second)\n")
    print(f"{'':24}{'seconds':>10}{'ns/path-step':>14}{'whole program':>15}{'peak MB':>10}"
          f"{'/ by the hour':>15}{'/ auto':>8}")
    by_hour, by_day = (statistics.median(times[name]) for name in scenarios)
    for name in times:
        middle = statistics.median(times[name])
        print(f"{name:24}{middle:>10.2f}{middle * 1e9 / STEPS / paths:>14.2f}"
              f"{statistics.median(wall[name]):>15.2f}{memory[name]:>10.0f}{middle / by_hour:>15.2f}{middle / by_day:>8.2f}")
    # The law itself, without a table: fewer futures, for it takes a hundred times as long.
    fewer = max(paths // 20, 1)
    output, _, _ = run(python, PEERS["Numba"], "--paths", fewer, "--threads", os.cpu_count(), "--direct")
    direct = json.loads(output)
    if found := differences(results[hour], direct):
        sys.exit("bench: drawing every request says otherwise\n  " + "\n  ".join(found))
    each = direct["seconds"] / STEPS / fewer
    print(f"{'Numba, each request':24}{direct['seconds']:>10.2f}{each * 1e9:>14.2f}"
          f"{'':>15}{'':>10}{each * STEPS * paths / by_hour:>15.1f}{each * STEPS * paths / by_day:>8.1f}   ({fewer:,} futures)")
    print("\nThe look-up of the peers has 10 random bits: the spread of an hour's spend is "
          f"{100 * (1 - spread_kept(python)):.1f} % too small, its last thousandth one value.")
    print("\nMedian of three. Of the peers, without start-up, imports and compilation; of lotwise, the whole "
          "program,\nwith all measures, pairs and daily bands. The memory of NumPy is that of one process.")


def spread_kept(python):
    """The standard deviation of the peers' table at the usual 40 requests, over the law's."""
    code = ("import sys; sys.path.insert(0, 'Tests/Peers'); import numpy as np, four_plans as f\n"
            "table, mean, over = f.spend_table(); row = table[round(f.ROWS_AN_OCTAVE * np.log2(40))]\n"
            "exact = (2 * over / mean / 40) ** 0.5; print(row.astype(float).std() / exact)")
    said = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    return float(said.stdout)


def section(text, name):
    """The lines of a top-level section of the scenario, without its head."""
    body = text.split(f"\n{name}:\n")[1]
    lines = []
    for line in body.splitlines():
        if line and not line.startswith(" "):
            break
        lines.append(line)
    return lines


def blocks(lines):
    """By name: the entries at two spaces, each with what is indented below."""
    found = {}
    for line in lines:
        if line.startswith("  ") and line[2] not in " #":
            name = line.strip().removesuffix(":")
            found[name] = []
        elif line.strip():
            found[name].append(line)
    return found


def write_scenario(folder, plans, workloads):
    """The same demand in all, divided over workloads; the four plans again and again, each time with amounts
    a dollar larger."""
    text = SCENARIO.read_text().replace("step: 1 hour", "step: auto")
    workload = "\n".join(next(iter(blocks(section(text, "workloads")).values())))
    kinds = list(blocks(section(text, "plans")).items())
    parts = [text[: text.index("workloads:")], "workloads:\n"]
    for index in range(workloads):
        share = workload.replace("requests: 40 per", f"requests: {40 // workloads} per")
        parts.append(f"  agent {index + 1}:\n{share}\n")
    parts.append("plans:\n")
    for index in range(plans):
        name, body = kinds[index % len(kinds)]
        more = index // len(kinds)
        body = re.sub(r"\$(\d+)", lambda amount: f"${int(amount[1]) + more}", "\n".join(body))
        parts.append(f"  {name} {more + 1}:\n{body}\n")
    path = folder / f"plans-{plans}-workloads-{workloads}.yaml"
    path.write_text("".join(parts))
    return path


def alone(lotwise, folder):
    cores = os.cpu_count()
    print(f"\nlotwise alone, a year, step: auto, {cores} threads\n")
    print(f"{'workloads':>10}{'plans':>7}{'futures':>11}{'seconds':>10}{'us/future':>11}{'peak MB':>10}")
    seconds = {}
    for workloads, plans, futures in [
        (1, 1, 10_000), (1, 2, 10_000), (1, 4, 1_000), (1, 4, 10_000), (1, 4, 100_000), (1, 4, 1_000_000),
        (1, 16, 10_000), (1, 16, 100_000), (10, 4, 1_000), (10, 4, 10_000), (10, 4, 100_000),
    ]:
        scenario = write_scenario(folder, plans, workloads)
        runs = [compare(lotwise, scenario, futures)[1:] for _ in range(RUNS if futures <= 10_000 else 1)]
        took = statistics.median(run[0] for run in runs)
        seconds[workloads, plans, futures] = took
        memory = max(run[1] for run in runs)
        print(f"{workloads:>10}{plans:>7}{futures:>11,}{took:>10.3f}{took * 1e6 / futures:>11.1f}{memory:>10.0f}",
              flush=True)
    more = (seconds[1, 16, 100_000] - seconds[1, 4, 100_000]) / 12 / 100_000 * cores
    print(f"\na further plan, whole program: {more * 1e6:.1f} us of one core a year (16 plans less 4, 100,000 futures)")
    tenfold = seconds[10, 4, 10_000] / seconds[1, 4, 10_000]
    print(f"ten workloads: {tenfold:.2f} times one (4 plans, 10,000 futures)")
    flagship = ROOT / "scenarios/reseller-or-official.yaml"
    for name, options in [("1,000 futures, --quick", ["--paths", "1000", "--quick"]),
                          ("20,000 futures with turning points", [])]:
        times = [run(lotwise, "compare", flagship, *options, "--quiet", "--format", "json")[1] for _ in range(5)]
        print(f"{flagship.name}, {name}: {statistics.median(times):.3f} s (median of five)")


def bare_drawing():
    """The time of drawing the random numbers alone, by a test that prints it; only where asked for."""
    if os.environ.get("BENCH_BARE") == "1":
        swift = os.environ.get("SWIFT", "swift")
        flags = os.environ.get("BENCH_FLAGS", "-c release -Xcc -fno-math-errno -Xcc -march=native").split()
        flags += ["--disable-testable-imports", "--disable-xctest", "--filter", "BareDrawing"]
        print("\nbare drawing", flush=True)
        subprocess.run([swift, "test", *flags], check=True)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lotwise", type=Path, required=True)
    options.add_argument("--folder", type=Path, required=True)
    options.add_argument("--venv", type=Path, required=True)
    options.add_argument("--paths", type=int, default=10_000)
    options.add_argument("--no-table", action="store_true")
    options = options.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)

    cores = os.cpu_count()
    print(f"\nfour plans, {options.paths:,} futures, a year, {cores} threads each", flush=True)
    python, problem = peer_python(options.venv)
    if python:
        beside_peers(options.lotwise, python, options.paths, options.folder)
    else:
        print(f"peers skipped: numpy and numba cannot be had ({problem})")
    if not options.no_table:
        alone(options.lotwise, options.folder)
    bare_drawing()


if __name__ == "__main__":
    main()
