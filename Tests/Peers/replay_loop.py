"""The replay of `make bench` as one would write it in plain Python: price each request, draw it from the
lots, earliest expiry first. It shares no code with lotwise and knows only what the bench's case needs:
listed lots, overdraft, input, output and cache reads. Money is in integers here as well.

    replay_loop.py RATES LOTS END REQUESTS     prints what became of every lot as JSON

RATES is what `lotwise rates --format csv` prints, for one or more dates; LOTS has name, at, credit and validity.
"""

import csv
import itertools
import json
import sys
import time
from datetime import datetime, timedelta, timezone
from decimal import Decimal

CHUNK = 100_000  # requests that are parsed, then replayed, between two looks at the clock


def instant(text):
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return int(moment.replace(tzinfo=moment.tzinfo or timezone.utc).timestamp())


def expiry(at, validity):
    start = datetime.fromtimestamp(at, timezone.utc)
    count, unit = validity.split()
    if unit.startswith("year"):
        return int(start.replace(year=start.year + int(count)).timestamp())
    return int((start + timedelta(days=int(count))).timestamp())


def read_rates(path):
    """By model: (from, until, band in prompt tokens, prices below it, prices above it), in pico-dollars a token."""
    rows = {}
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            when = (instant(row["from"]), instant(row["to"]) if row["to"] else sys.maxsize)
            prices = tuple(int(Decimal(row[key]) * 1_000_000) for key in ("input", "output", "cache_read"))
            rows.setdefault((row["model"], when), {})[row["applies_to"]] = prices
    rates = {}
    for (model, (since, until)), tiers in rows.items():
        band, low, high = sys.maxsize, None, None
        for name, prices in tiers.items():
            if name.startswith("prompt over "):
                band, high = int(name.removeprefix("prompt over ").replace(",", "")), prices
            elif not name.startswith("fast"):
                low = prices
        rates.setdefault(model, []).append((since, until, band, low, high))
    return rates


class Lot:
    def __init__(self, row):
        self.name = row["name"]
        self.usable_from = instant(row["at"])
        self.expires = expiry(self.usable_from, row["validity"])
        self.face = int(Decimal(row["credit"]) * 1_000_000_000)
        self.left = self.used = self.expired = 0

    def draw(self, wanted):
        drawn = min(wanted, self.left)
        self.left -= drawn
        self.used += drawn
        return drawn


class Account:
    def __init__(self, lots, rates):
        self.lots = lots
        self.rates = rates
        self.coming = sorted(lots, key=lambda lot: lot.usable_from, reverse=True)
        self.open = []  # lots with credit left, in draw order
        self.debt = self.demand = self.blocked = self.blocked_requests = self.requests = 0

    def advance(self, now):
        """At each delivery and then now: expiry first, then the delivery, which repays the debt."""
        while self.coming and self.coming[-1].usable_from <= now:
            lot = self.coming.pop()
            self.expire(lot.usable_from)
            lot.left = lot.face
            self.debt -= lot.draw(self.debt)
            if lot.left:
                self.open.append(lot)
                self.open.sort(key=lambda lot: (lot.expires, lot.usable_from))
        self.expire(now)

    def expire(self, now):
        while self.open and self.open[0].expires <= now:
            lot = self.open.pop(0)
            lot.expired, lot.left = lot.left, 0

    def charge(self, at, model, given, produced, read):
        for since, until, band, low, high in self.rates[model]:
            if since <= at < until:
                price = high if given + read > band else low
                exact = given * price[0] + produced * price[1] + read * price[2]
                nanos, rest = divmod(exact, 1000)
                return nanos + (rest > 500 or (rest == 500 and nanos % 2 == 1))
        raise ValueError(f"{model} has no price at {at}")

    def serve(self, at, model, given, produced, read):
        self.advance(at)
        self.requests += 1
        need = self.charge(at, model, given, produced, read)
        self.demand += need
        if need and not self.open:
            self.blocked += need
            self.blocked_requests += 1
            return
        while need and self.open:
            need -= self.open[0].draw(need)
            if not self.open[0].left:
                self.open.pop(0)
        self.debt += need


def main(rates, lots, end, requests):
    with open(lots, newline="") as file:
        account = Account([Lot(row) for row in csv.DictReader(file)], read_rates(rates))
    parsing = replaying = 0.0
    with open(requests, newline="") as file:
        rows = csv.reader(file)
        next(rows)
        while True:
            began = time.perf_counter()
            chunk = [
                (instant(at), model, int(given), int(produced), int(read))
                for at, model, given, produced, read in itertools.islice(rows, CHUNK)
            ]
            parsed = time.perf_counter()
            for request in chunk:
                account.serve(*request)
            parsing += parsed - began
            replaying += time.perf_counter() - parsed
            if not chunk:
                break
    account.advance(instant(end))

    def dollars(nanos):
        return f"{nanos // 1_000_000_000}.{nanos % 1_000_000_000:09}"

    print(json.dumps({
        "requests": account.requests,
        "blocked_requests": account.blocked_requests,
        "demand": dollars(account.demand),
        "blocked": dollars(account.blocked),
        "debt": dollars(account.debt),
        "lots": {
            lot.name: {"used": dollars(lot.used), "expired": dollars(lot.expired)} for lot in account.lots
        },
        "seconds": {"parsing": parsing, "replaying": replaying},
    }, indent=2))


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
