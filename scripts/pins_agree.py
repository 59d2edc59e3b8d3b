#!/usr/bin/env python3
"""Whether the pinned simulations of two revisions are draws from the same law: for a change that draws other futures and
should change nothing else.

    pins_agree.py OLD [NEW]      revisions of git; NEW: the working tree unless stated

Of every measure that is pinned with its batches: z = (new mean - old mean) / root(se^2 + se^2), the standard errors from the
batches. Of independent draws 5 % of them lie beyond 1.96, and of some thousand (fewer are independent: the measures of one
file share their futures) the largest is about 3.5. Prints that share and the largest.
"""

import decimal
import math
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def text(revision, path):
    if revision is None:
        return (ROOT / path).read_text()
    shown = subprocess.run(["git", "show", f"{revision}:{path}"], cwd=ROOT, capture_output=True, text=True)
    return shown.stdout if shown.returncode == 0 else ""


def number(word):
    return float(decimal.Decimal(word.replace("$", "").replace(",", "")))


def batches(text):
    """By plan and measure: the batches. And the number of futures."""
    found, plan, inside, futures = {}, "", False, 0
    for line in text.splitlines():
        if match := re.match(r"  futures: ([\d,]+)", line):
            futures = int(match[1].replace(",", ""))
        elif match := re.match(r"    (\S.*):$", line):
            plan, inside = match[1], False
        elif match := re.match(r"      (\S.*):$", line):
            inside = match[1] == "batches"
        elif inside and (match := re.match(r"        (\S.*?): (.*)$", line)):
            words = re.sub(r"\s+#.*", "", match[2]).split()
            values = [number(word) for word in words if re.fullmatch(r"-?\$?[\d,]*\.?\d+", word)]
            if len(values) > 2:
                found[plan, match[1]] = values
    return found, futures


def mean(values, futures):
    """And its standard error. Batches differ in size by at most one future."""
    n = len(values)
    middle = sum(values) / n
    spread = sum((value - middle) ** 2 for value in values) / (n - 1)
    return sum(values) / futures, math.sqrt(spread * n) / futures


def main():
    old_revision, new_revision = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    listed = subprocess.run(["git", "ls-files", "*.expect.yaml"], cwd=ROOT, capture_output=True, text=True).stdout.split()
    scores, same, files = [], 0, 0
    for path in listed:
        old, futures = batches(text(old_revision, path))
        new, futures_now = batches(text(new_revision, path))
        if not old or futures != futures_now:
            continue
        files += 1
        for key in old.keys() & new.keys():
            if old[key] == new[key]:
                same += 1
                continue
            (a, ea), (b, eb) = mean(old[key], futures), mean(new[key], futures)
            if ea > 0 or eb > 0:
                scores.append((abs(a - b) / math.sqrt(ea * ea + eb * eb), path, *key))
    scores.sort(reverse=True)
    beyond = sum(score[0] > 1.96 for score in scores)
    print(f"{files} files, {len(scores)} figures, {same} more that are the same digits")
    if scores:
        print(f"beyond 1.96: {beyond} ({100 * beyond / len(scores):.1f} %); root of the mean square of z: "
              f"{math.sqrt(sum(score[0] ** 2 for score in scores) / len(scores)):.3f}")
    for z, *what in scores[:5]:
        print(f"  {z:.2f}  {', '.join(what)}")


if __name__ == "__main__":
    main()
