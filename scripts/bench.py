"""`make bench`: one year of requests through `lotwise replay`, and the same requests through a plain Python
loop (Tests/Peers/replay_loop.py), on the same machine one after the other. Both must agree on what became
of every lot before a time is printed. The requests are made once, from a fixed seed, and kept.
"""

import argparse
import csv
import itertools
import json
import os
import random
import subprocess
import sys
import time
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

YEAR = date(2026, 1, 1)
SECONDS = 365 * 86_400
SEED = 1
PEER = Path(__file__).resolve().parent.parent / "Tests/Peers/replay_loop.py"

# The models in use from a day on, with their shares: over the year a price falls, and a model with two price
# bands comes in.
ERAS = [
    (date(2026, 1, 1), {"claude-opus-4-5": 3, "claude-sonnet-4-5": 5, "claude-haiku-4-5": 2}),
    (date(2026, 9, 28), {"claude-opus-5-5": 3, "claude-sonnet-5-5": 5, "claude-haiku-4-5": 2}),
    (date(2026, 10, 7), {"claude-opus-5-5": 3, "claude-sonnet-5-5": 5, "claude-haiku-5-5": 2}),
]

# Credit in dollars for a million requests, so that lots run dry, a debt is made and repaid, demand is
# blocked, and credit expires.
LOTS = [("welcome", "promotion", "2026-01-01", 2_000, "30 days")] + [
    lot
    for month in range(1, 13)
    for lot in [
        (f"official {month}", "official", f"2026-{month:02}-03", 1_200, "1 year"),
        (f"reseller {month}", "reseller", f"2026-{month:02}-17", 1_000, "180 days"),
        (f"campaign {month}", "promotion", f"2026-{month:02}-25", 600, "3 days"),
    ]
]


def tails(era, rng):
    """Requests of an era but for their instant: `model,input,output,cache_read`."""
    def size(median, spread, most):
        return min(most, round(rng.lognormvariate(0, spread) * median))

    models = rng.choices(list(era), list(era.values()), k=50_000)
    return [
        f"{model},{size(3_000, 1.0, 60_000)},{size(400, 1.1, 8_000)},{size(12_000, 1.3, 130_000)}"
        for model in models
    ]


def write_requests(path, count):
    """About evenly over the year, a part of its last month left free."""
    rng = random.Random(SEED)
    clock = [f"T{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}Z," for s in range(86_400)]
    days = [str(YEAR + timedelta(days=day)) for day in range(365)]
    eras = [((since - YEAR).days * 86_400, tails(models, rng)) for since, models in ERAS]
    # Gaps of 0 to `widest` ticks; a tick is a small fraction of a second.
    ticks = 1_000
    widest = int(SECONDS * ticks * 2 * 0.97 / count)
    at = 0
    partial = path.with_suffix(".part")
    with open(partial, "w") as file:
        file.write("at,model,input,output,cache_read\n")
        for begun in range(0, count, 100_000):
            size = min(100_000, count - begun)
            pool = next(tails for since, tails in reversed(eras) if at // ticks >= since)
            picked = rng.choices(pool, k=size)
            gaps = itertools.accumulate(rng.choices(range(0, widest + 1, max(1, widest // 64)), k=size))
            lines = []
            for gap, tail in zip(gaps, picked):
                second = (at + gap) // ticks
                lines.append(f"{days[second // 86_400]}{clock[second % 86_400]}{tail}\n")
            file.writelines(lines)
            at += gap
    partial.rename(path)


def write_case(folder, requests, count):
    lots = [
        (name, source, at, f"{Decimal(credit) * count / 1_000_000:.9f}", validity)
        for name, source, at, credit, validity in LOTS
    ]
    with open(folder / "lots.csv", "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["name", "at", "credit", "validity"])
        table.writerows((name, at, credit, validity) for name, _, at, credit, validity in lots)
    listed = "".join(
        f"  {name}: {{source: {source}, at: {at}, credit: ${credit}, validity: {validity}}}\n"
        for name, source, at, credit, validity in lots
    )
    case = folder / "case.yaml"
    case.write_text(
        f"lotwise: 1\ntitle: {count:,} requests\nstart: {YEAR}\nend: 2027-01-01\nlots:\n{listed}"
        f"draw order: earliest expiry\nlarger than balance: overdraw\nrequests file: {requests.name}\n"
    )
    return case


def run(*command):
    """Output, wall seconds, and peak memory in MB of a program; what it says on stderr is shown."""
    began = time.perf_counter()
    child = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE)
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"bench: {command[0]} ended with {child.returncode}")
    return output, time.perf_counter() - began, usage.ru_maxrss / 1024


def write_rates(folder, lotwise):
    """Every price of the year: a card as of a date has the rows that hold then, and when each of them ends."""
    rows = {}
    dates = [f"{since}T00:00:00Z" for since, _ in ERAS]
    for at in dates:
        card = run(lotwise, "rates", "--as-of", at, "--format", "csv")[0].decode()
        for row in csv.DictReader(card.splitlines()):
            rows[row["model"], row["from"], row["applies_to"]] = row
            if row["to"] and row["to"] not in dates:
                dates.append(row["to"])
    path = folder / "rates.csv"
    with open(path, "w", newline="") as file:
        table = csv.DictWriter(file, fieldnames=next(iter(rows.values())).keys())
        table.writeheader()
        table.writerows(rows.values())
    return path


def differences(ours, theirs):
    """Where the two disagree, to the nano-dollar."""
    pairs = [
        ("demand", ours["demand"]["total"], theirs["demand"]),
        ("blocked", ours["demand"]["blocked"], theirs["blocked"]),
        ("debt", ours["debt"]["now"], theirs["debt"]),
        ("requests", ours["counts"]["requests"], theirs["requests"]),
        ("blocked requests", ours["counts"]["blocked_requests"], theirs["blocked_requests"]),
    ]
    lots = {lot["name"]: lot for lot in ours["lots"]}
    for name, lot in theirs["lots"].items():
        pairs += [(f"{key} of {name}", lots[name][key], lot[key]) for key in ("used", "expired")]
    return [f"{what}: lotwise {a}, loop {b}" for what, a, b in pairs if Decimal(a) != Decimal(b)]


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lotwise", required=True)
    options.add_argument("--folder", type=Path, required=True)
    options.add_argument("--requests", type=int, default=10_000_000)
    options = options.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)

    count = options.requests
    requests = options.folder / f"requests-{count}-{SEED}.csv"
    if not requests.exists():
        print(f"making {count:,} requests in {requests}")
        write_requests(requests, count)
    case = write_case(options.folder, requests, count)
    rates = write_rates(options.folder, options.lotwise)

    print(f"lotwise replay, {count:,} requests ({requests.stat().st_size / 1e6:.0f} MB of CSV)", flush=True)
    output, seconds, memory = run(options.lotwise, "replay", case, "--format", "json")
    ours = json.loads(output)
    print("plain Python loop, the same file", flush=True)
    output, peer_seconds, peer_memory = run(
        sys.executable, PEER, rates, options.folder / "lots.csv", "2027-01-01", requests)
    theirs = json.loads(output)

    found = differences(ours, theirs)
    if found:
        sys.exit("bench: the two disagree\n  " + "\n  ".join(found))
    demand, blocked = (Decimal(theirs[key]) for key in ("demand", "blocked"))
    expired = sum(Decimal(lot["expired"]) for lot in theirs["lots"].values())
    print(f"both agree to the nano-dollar on {len(theirs['lots'])} lots: demand ${demand:,.2f}, "
          f"blocked ${blocked:,.2f}, expired ${expired:,.2f}\n")
    print(f"{'':24}{'seconds':>10}{'million/s':>12}{'peak MB':>10}")
    for name, wall, peak in [("lotwise", seconds, memory), ("plain Python loop", peer_seconds, peer_memory)]:
        print(f"{name:24}{wall:>10.2f}{count / wall / 1e6:>12.3f}{peak:>10.0f}")
    print(f"{'ratio':24}{peer_seconds / seconds:>10.1f}")
    part = theirs["seconds"]
    print(f"\nWall time of the whole program, file to result. Of the loop's, {part['parsing']:.1f} s went into "
          f"parsing, {part['replaying']:.1f} s into pricing and drawing.")


if __name__ == "__main__":
    main()
