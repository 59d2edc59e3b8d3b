#!/usr/bin/env python3
"""Prints what optimising the shipped scenarios finds, as the table of scenarios/README.md: every scenarios/*.optimise.yaml
within "outage risk at most 2%" beside its own limits.

    scripts/optimised.py LOTWISE [SCENARIO...]

SCENARIO is a name such as stacked-lots; default: all of them. Notes on standard error say how long each took.

The shipped plan is the cheapest one of the scenario as it stands that was shown to keep the limits and buys from no reseller.
Where nothing keeps the limits, the row says which of them is out of reach, the least that can be had of it and with what,
and where the scenario's own limits alone can be kept, a second row has the search with these.

No search has a budget of time, so that the table is the same on every machine. All of them take some three minutes of two cores.
"""

import json
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIMIT = "outage risk at most 2%"
HEAD = ["scenario", "shipped plan", "chosen", "costs: shipped", "costs: chosen", "saves", "cut off: shipped", "cut off: chosen"]


def optimised(lotwise, name, limits):
    command = [lotwise, "optimise", f"scenarios/{name}.optimise.yaml", "--format", "json", "--quiet"]
    command += [part for limit in limits for part in ("--keep", limit)]
    began = time.perf_counter()
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    print(f"{name}: {time.perf_counter() - began:.0f} s", file=sys.stderr)
    # With no plan within the limits it ends with another code, and has an answer nevertheless.
    if not run.stdout:
        sys.exit(f"{' '.join(command)}\n{run.stderr}")
    return json.loads(run.stdout)


def money(text):
    value = float(text)
    # What rounds to nothing has no sign.
    value = 0.0 if abs(value) < 0.005 else value
    return ("-" if value < 0 else "") + (f"${abs(value):,.2f}" if abs(value) < 100 else f"${abs(value):,.0f}")


def share(text):
    percent = 100 * float(text)
    return f"{percent:.0f} %" if percent >= 10 or percent == 0 else f"{percent:.2g} %"


def is_kept(member):
    return all(limit["verdict"] == "kept" for limit in member["limits"])


def cost(member):
    return money(member["figure"])


def risk(member):
    return share(member["measures"]["outage_risk"]["mean"])


def saved(found, index):
    """What the chosen plan costs less than this one, with the 95 % interval of that."""
    for other in found["against"]:
        if other["member"] == index:
            return f"{money(other['difference'])} ({money(other['low'])} to {money(other['high'])})"
    return "?"


def row(found, name):
    members = found["members"]
    shipped = [i for i, member in enumerate(members)
               if member["family"] is None and is_kept(member) and not member["uses_reseller"]]
    shipped = min(shipped, key=lambda i: float(members[i]["figure"]), default=None)
    before = ["none keeps the limits", "", ""]
    if shipped is not None:
        before = [members[shipped]["name"], cost(members[shipped]), risk(members[shipped])]
    if found["chosen"] is None:
        reaches = [f"{found['limits'][reach['limit']]['text']}: {share(reach['value'])} at the least, with "
                   + members[reach["member"]]["name"] for reach in found["reaches"] if reach["verdict"] != "kept"]
        words = "nothing keeps the limits; " + "; ".join(reaches)
        return [name, before[0], words, before[1], "", "", before[2], ""]
    chosen = members[found["chosen"]]
    is_same = found["chosen"] == shipped
    words = "the same: no member is better" if is_same else chosen["name"]
    saving = "" if is_same or shipped is None else saved(found, shipped)
    return [name, before[0], words, before[1], cost(chosen), saving, before[2], risk(chosen)]


def main():
    lotwise = str(pathlib.Path(sys.argv[1]).resolve())
    names = sys.argv[2:] or [path.name.removesuffix(".optimise.yaml")
                             for path in sorted((ROOT / "scenarios").glob("*.optimise.yaml"))]
    print("| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD), sep="\n")
    for name in names:
        found = optimised(lotwise, name, [LIMIT])
        print("| " + " | ".join(row(found, f"[{name}]({name}.optimise.yaml)")) + " |", flush=True)
        if found["chosen"] is None:
            found = optimised(lotwise, name, [])
            if found["chosen"] is not None:
                print("| " + " | ".join(row(found, f"{name}, by its own limits alone")) + " |", flush=True)


main()
