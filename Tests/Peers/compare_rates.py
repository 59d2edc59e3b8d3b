"""Compares lotwise's current rates with those of two other projects, cell by cell.

usage: compare_rates.py RATES.csv DATE

RATES.csv comes from the test: model,kind,input,output,cache_write_5m,cache_write_1h,cache_read in
dollars per million tokens; kind is one of standard, over, batch, fast, us, retired. Each is what lotwise
charges, not what it lists. A retired model has a line without prices for each of its names.

The peers are litellm (a JSON file of floats; read, not imported) and genai-prices (decimals with dates).

Every disagreement has a name. Those in KNOWN are explained; any other ends in exit code 1. A known one that
is no longer there is said, so that it can be taken off the list.
"""

import csv
import datetime
import importlib.util
import json
import pathlib
import re
import sys
from decimal import Decimal

CELLS = ["input", "output", "cache_write_5m", "cache_write_1h", "cache_read"]

KNOWN = {
    "litellm claude-fable-5-2: absent": "released 2026-11-09, after litellm 1.109.1's data",
    "litellm claude-mythos-5-2: absent": "released 2026-11-09, after litellm 1.109.1's data",
    "litellm claude-mythos-preview: only there": "a preview, superseded by Mythos 5 on 2026-06-09",
    "genai-prices claude-mythos-5: absent": "limited availability; genai-prices has only 5.2",
    "genai-prices claude-mythos-5-1: absent": "limited availability; genai-prices has only 5.2",
    "genai-prices claude-sonnet-4-5: over": "the 1M beta ended on 2026-04-30; the tier is still listed",
    "genai-prices claude-2: only there": "retired 2025-07-21, before the card's first row",
    "genai-prices claude-v1: only there": "retired 2024-11-06, before the card's first row",
    "genai-prices claude-3-sonnet: only there": "retired 2025-07-21, before the card's first row",
}


def main(rates_path, date_text):
    ours = read_ours(rates_path)
    date = datetime.date.fromisoformat(date_text)
    found = set()
    compared = 0
    for peer, theirs in [("litellm", read_litellm()), ("genai-prices", read_genai_prices(date))]:
        agreeing = 0
        for name, cells in sorted(ours.items()):
            if "retired" in cells:
                continue
            if name not in theirs:
                found.add(f"{peer} {name}: absent")
                continue
            for kind in sorted(set(cells) | set(theirs[name])):
                # What a peer leaves out is no disagreement, except a band of long prompts.
                mine, other = cells.get(kind), theirs[name].get(kind)
                if kind == "over" and (mine is None) != (other is None):
                    found.add(f"{peer} {name}: over")
                elif mine is None and other is not None:
                    found.add(f"{peer} {name}: {kind} only there")
                elif other is not None:
                    for cell in CELLS:
                        if cell not in other:
                            continue
                        compared += 1
                        if other[cell] == mine[cell]:
                            agreeing += 1
                        else:
                            found.add(f"{peer} {name}: {kind} {cell} {other[cell]} there, {mine[cell]} here")
        for name in sorted(set(theirs) - set(ours)):
            found.add(f"{peer} {name}: only there")
        print(f"{peer}: {agreeing} cells agree")
    for name in sorted(found & set(KNOWN)):
        print(f"known: {name} ({KNOWN[name]})")
    for name in sorted(set(KNOWN) - found):
        print(f"vanished: {name}; take it off the list")
    for name in sorted(found - set(KNOWN)):
        print(f"UNKNOWN: {name}")
    if compared == 0:
        print("UNKNOWN: nothing was compared")
    return 1 if found - set(KNOWN) or compared == 0 else 0


def read_ours(path):
    ours = {}
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            cells = {cell: Decimal(row[cell]) for cell in CELLS if row[cell]}
            ours.setdefault(row["model"], {})[row["kind"]] = cells
    return ours


def plain(name):
    """The name without the date or `latest` of an alias."""
    return re.sub(r"-(\d{8}|latest)$", "", name)


def per_million(value):
    # A float like 5e-09 is printed by its shortest repr, which is the decimal that was meant.
    return Decimal(repr(value)) * 1_000_000


def read_litellm():
    package = pathlib.Path(importlib.util.find_spec("litellm").origin).parent
    data = json.loads((package / "model_prices_and_context_window_backup.json").read_text())
    keys = {
        "input": "input_cost_per_token",
        "output": "output_cost_per_token",
        "cache_write_5m": "cache_creation_input_token_cost",
        "cache_write_1h": "cache_creation_input_token_cost_above_1hr",
        "cache_read": "cache_read_input_token_cost",
    }
    theirs = {}
    for name, entry in data.items():
        if entry.get("litellm_provider") != "anthropic":
            continue

        def cells(suffix=""):
            return {c: per_million(entry[k + suffix]) for c, k in keys.items() if k + suffix in entry}

        kinds = {"standard": cells(), "batch": cells("_batches")}
        over = cells("_above_100k_tokens") or cells("_above_200k_tokens")
        if over:
            kinds["over"] = over
        extra = entry.get("provider_specific_entry", {})
        for kind in ("us", "fast"):
            if kind in extra:
                kinds[kind] = {c: v * Decimal(repr(extra[kind])) for c, v in kinds["standard"].items()}
        theirs[plain(name)] = {k: v for k, v in kinds.items() if v}
    return theirs


def read_genai_prices(date):
    from genai_prices.data_snapshot import get_snapshot

    fields = {
        "input": "input_mtok",
        "output": "output_mtok",
        "cache_write_5m": "cache_write_mtok",
        "cache_write_1h": "cache_write_1h_mtok",
        "cache_read": "cache_read_mtok",
    }

    def split(prices):
        low, high = {}, {}
        for cell, field in fields.items():
            price = getattr(prices, field, None)
            if price is None:
                continue
            tiers = getattr(price, "tiers", None)
            low[cell] = price.base if tiers else price
            if tiers:
                high[cell] = tiers[0].price
        return low, high

    theirs = {}
    provider = next(p for p in get_snapshot().providers if p.id == "anthropic")
    for model in provider.models:
        prices = model.prices
        if isinstance(prices, list):
            holding = [p for p in prices if p.constraint is None or p.constraint.start_date <= date]
            prices = holding[-1].prices
        low, high = split(prices)
        kinds = {"standard": low}
        if high:
            kinds["over"] = high
        for variant in model.price_variants or []:
            for key, kind in [("processing", "batch"), ("speed", "fast")]:
                if variant.when.get(key) == kind:
                    kinds[kind] = split(variant.prices)[0]
        theirs[plain(model.id)] = kinds
    return theirs


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
