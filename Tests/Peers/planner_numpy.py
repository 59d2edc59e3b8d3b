"""The plans of scripts/peers/four-plans.yaml, simulated as a good programmer does it with NumPy: arrays of
paths, a loop over the hours, a day's spends drawn at once by look-up. An hour costs each plan two or
three operations on whole arrays; paths in which more happens are picked out by index. One process for
each core. Rules are met at full hours; a lot that comes within an hour counts from the nearest one.
The figures are in four_plans.py. Prints means, standard errors, and seconds without start-up and imports.
"""

import multiprocessing
import time

import numpy as np

import four_plans as f

SLOTS = 16
NEVER = 1e18
SINGLE = np.float32


class Levels:
    """A day's level: noise from day to day, growth as a random walk, the trend."""

    def __init__(self, rng, paths):
        self.rng, self.paths, self.day = rng, paths, 0
        self.noise = rng.standard_normal(paths, SINGLE) * SINGLE(f.NOISE)
        self.walk = np.zeros(paths, SINGLE)

    def next(self):
        if self.day > 0:
            own = SINGLE(f.NOISE * (1 - f.PERSISTENCE**2) ** 0.5)
            self.noise *= SINGLE(f.PERSISTENCE)
            self.noise += self.rng.standard_normal(self.paths, SINGLE) * own
            self.walk += self.rng.standard_normal(self.paths, SINGLE) * SINGLE(f.WALK)
            self.walk -= SINGLE(f.WALK**2 / 2)
        logarithm = self.noise + self.walk
        logarithm += SINGLE(f.GROWTH * self.day - f.NOISE**2 / 2)
        self.day += 1
        return np.exp(logarithm)


class Reseller:
    """Lots of a reseller, the earliest expiry first; events by path, the rest in two operations an hour."""

    def __init__(self, rng, paths, overshoot):
        self.rng, self.overshoot = rng, overshoot
        shape = (paths, SLOTS)
        self.usable, self.expires, self.revoked = (np.full(shape, NEVER) for _ in range(3))
        self.left, self.coming = np.zeros(shape), np.zeros(shape)
        self.takes, self.lost, self.is_more = (np.zeros(shape, bool) for _ in range(3))
        # The lot that is being drawn, and what is left of it; -1: none.
        self.slot = np.full(paths, -1)
        self.current = np.zeros(paths, SINGLE)
        self.due = np.full(paths, f.REACTION)
        self.next = np.zeros(paths)
        self.debt, self.paid, self.expired, self.blocked = (np.zeros(paths) for _ in range(4))
        self.listed = 0

    def order(self, paths, ordered, face, is_more):
        slots = np.argmin((self.left[paths] > 0) | (self.coming[paths] > 0), axis=1)
        count = len(paths)
        usable = ordered + f.DELAY_MEDIAN * np.exp(f.DELAY_SPREAD * self.rng.standard_normal(count))
        self.usable[paths, slots] = usable
        self.expires[paths, slots] = usable + f.LOT_HOURS
        self.revoked[paths, slots] = usable + self.rng.standard_exponential(count) / f.REVOKED_AN_HOUR
        self.coming[paths, slots] = face
        self.takes[paths, slots] = self.rng.random(count) < f.TAKES_OTHERS
        self.lost[paths, slots] = self.rng.random(count) < f.LOST
        self.is_more[paths, slots] = is_more

    def choose(self, paths):
        """The lot to draw next."""
        left = self.left[paths]
        slots = np.argmin(np.where(left > 0, self.expires[paths], NEVER), axis=1)
        amounts = left[np.arange(len(paths)), slots]
        self.slot[paths] = np.where(amounts > 0, slots, -1)
        self.current[paths] = amounts

    def store(self, paths):
        drawing = paths[self.slot[paths] >= 0]
        self.left[drawing, self.slot[drawing]] = self.current[drawing]

    def settle(self, now, paths):
        """What is due: expiry, revocation, deliveries, listed orders, people."""
        self.store(paths)
        reach = now + 0.5
        left, coming = self.left[paths], self.coming[paths]
        usable, expires, revoked = self.usable[paths], self.expires[paths], self.revoked[paths]
        gone = (left > 0) & (expires <= reach)
        if gone.any():
            self.expired[paths] += np.where(gone, left, 0).sum(axis=1)
            left[gone] = 0
        taken = (revoked <= reach) & (left + coming > 0)
        if taken.any():
            taken |= (taken & self.takes[paths]).any(axis=1)[:, None]
            left[taken] = 0
            coming[taken] = 0
        here = (coming > 0) & (usable <= reach)
        if here.any():
            arriving = np.where(here & ~self.lost[paths], coming, 0)
            for slot in np.flatnonzero(arriving.any(axis=0)):
                repaid = np.minimum(self.debt[paths], arriving[:, slot])
                self.debt[paths] -= repaid
                left[:, slot] += arriving[:, slot] - repaid
            coming[here] = 0
        self.left[paths], self.coming[paths] = left, coming
        due = self.due[paths]
        reacts = due <= reach
        if reacts.any():
            buys = reacts & ~(left > 0).any(axis=1)
            if buys.any():
                self.order(paths[buys], due[buys], f.MORE, True)
                self.paid[paths[buys]] += f.MORE_PRICE
            self.due[paths[reacts]] = NEVER
        self.plan(paths)
        self.choose(paths)

    def plan(self, paths):
        """When these paths are to be looked at again."""
        left, coming = self.left[paths] > 0, self.coming[paths] > 0
        soon = np.where(coming, self.usable[paths], np.where(left, self.expires[paths], NEVER))
        soon = np.minimum(soon, np.where(coming | left, self.revoked[paths], NEVER)).min(axis=1)
        self.next[paths] = np.minimum(soon, self.due[paths]) - 0.5

    def hour(self, now, spend):
        if self.listed < 6 and now == f.MONTH_STARTS[2 * self.listed]:
            # What is due at this instant comes before the order.
            everyone = np.arange(len(spend))
            self.settle(now, everyone)
            self.order(everyone, float(now), f.LOT, False)
            self.paid += f.LOT_PRICE
            self.plan(everyone)
            self.listed += 1
        elif (events := np.flatnonzero(self.next <= now)).size:
            self.settle(now, events)
        self.current -= spend
        short = np.flatnonzero(self.current <= 0)
        if short.size:
            self.run_over(now, short, spend)

    def run_over(self, now, short, spend):
        had = self.slot[short] >= 0
        self.blocked[short[~had]] += spend[short[~had]]
        self.current[short[~had]] = 0
        drawing = short[had]
        needs = -self.current[drawing].astype(float)
        self.current[drawing] = 0
        paths = drawing
        while paths.size:
            self.store(paths)
            self.choose(paths)
            enough = self.current[paths] > needs
            self.current[paths[enough]] -= needs[enough]
            dry = self.slot[paths] < 0
            if dry.any():
                over = np.minimum(needs[dry], self.overshoot)
                self.debt[paths[dry]] += over
                self.blocked[paths[dry]] += needs[dry] - over
            more = ~enough & ~dry
            needs = needs[more] - self.current[paths[more]]
            paths = paths[more]
            self.current[paths] = 0
        empty = short[(self.slot[short] < 0) & (self.due[short] >= NEVER)]
        if empty.size:
            idle = ~((self.coming[empty] > 0) & self.is_more[empty]).any(axis=1)
            empty = empty[idle]
            # In the middle of the hour on average, if it ran dry now.
            ran_dry = np.isin(empty, drawing, assume_unique=True)
            self.due[empty] = now + np.where(ran_dry, 0.5, 0.0) + f.REACTION
            self.next[empty] = np.minimum(self.next[empty], self.due[empty] - 0.5)

    def outcome(self, demand):
        return self.paid, demand - self.blocked - self.debt, self.expired, self.blocked


class OnePurchase:
    """A large lot, then reloads: while the lot lasts it is drawn first, so that one balance is enough."""

    def __init__(self, paths):
        self.balance = np.full(paths, f.LARGE, SINGLE)
        self.reloads = np.zeros(paths)
        self.expired = np.zeros(paths)

    def hour(self, now, spend):
        if now == f.LARGE_HOURS:
            self.expired = np.maximum(0.0, self.balance - f.B_ADD * self.reloads)
            self.balance -= self.expired.astype(SINGLE)
        self.balance -= spend
        while (low := np.flatnonzero(self.balance < SINGLE(f.B_BELOW))).size:
            self.balance[low] += SINGLE(f.B_ADD)
            self.reloads[low] += 1

    def outcome(self, demand):
        return f.LARGE + f.B_ADD * self.reloads, demand, self.expired, np.zeros(len(demand))


class AutoReload:
    """Reloads that come late or are declined, and a monthly limit; paths well above the threshold and below
    the limit cost two subtractions and two comparisons."""

    def __init__(self, rng, paths, overshoot):
        self.rng, self.overshoot = rng, overshoot
        self.balance = np.full(paths, f.C_FIRST, SINGLE)
        self.room = np.full(paths, f.C_LIMIT, SINGLE)
        self.blocked, self.reloads, self.declines, self.retry = (np.zeros(paths) for _ in range(4))
        self.arrives = np.full(paths, NEVER)
        self.is_off = np.zeros(paths, bool)

    def pay(self, paths, at, now):
        able = ~self.is_off[paths] & (self.arrives[paths] >= NEVER) & (self.retry[paths] <= now + 0.5)
        paths = paths[able & (self.balance[paths] < f.C_BELOW)]
        if not paths.size:
            return
        declined = self.rng.random(len(paths)) < f.DECLINED
        refused, paid = paths[declined], paths[~declined]
        self.declines[refused] += 1
        self.retry[refused] = at + f.RETRY
        self.is_off[refused] = self.declines[refused] >= f.OFF_AFTER
        self.declines[paid] = 0
        self.reloads[paid] += 1
        latency = f.LATENCY_MEDIAN * np.exp(f.LATENCY_SPREAD * self.rng.standard_normal(len(paid)))
        self.arrives[paid] = at + latency

    def arrive(self, paths, now):
        here = paths[self.arrives[paths] <= now + 0.5]
        self.balance[here] += SINGLE(f.C_ADD)
        self.arrives[here] = NEVER

    def hour(self, now, spend):
        if now in f.MONTH_STARTS:
            self.room[:] = f.C_LIMIT
        self.balance -= spend
        self.room -= spend
        paths = np.flatnonzero((self.balance < SINGLE(f.C_BELOW)) | (self.room < 0))
        if not paths.size:
            return
        wanted = spend[paths]
        self.balance[paths] += wanted
        self.room[paths] += wanted
        self.arrive(paths, now)
        self.pay(paths, float(now), now)
        self.arrive(paths, now)
        balance = self.balance[paths]
        most = np.where(balance > 0, balance + SINGLE(self.overshoot), SINGLE(0))
        served = np.minimum(most, wanted)
        served = np.minimum(served, self.room[paths])
        self.balance[paths] = balance - served
        self.room[paths] -= served
        self.blocked[paths] += wanted - served
        self.pay(paths[served > 0], now + 0.5, now)

    def outcome(self, demand):
        used = demand - self.blocked + np.minimum(self.balance, 0)
        return f.C_FIRST + f.C_ADD * self.reloads, used, np.zeros(len(demand)), self.blocked


class StandingOrder:
    """A purchase a month, reloads, and a daily cap."""

    def __init__(self, paths):
        self.balance = np.zeros(paths, SINGLE)
        self.room = np.zeros(paths, SINGLE)
        self.reloads, self.blocked = np.zeros(paths), np.zeros(paths)

    def hour(self, now, spend):
        if now % 24 == 0:
            self.room[:] = f.D_CAP
            if now in f.MONTH_STARTS:
                self.balance += SINGLE(f.D_BUY)
        self.balance -= spend
        self.room -= spend
        over = np.flatnonzero(self.room < 0)
        if over.size:
            refused = -self.room[over]
            self.blocked[over] += refused
            self.balance[over] += refused
            self.room[over] = 0
        while (low := np.flatnonzero(self.balance < SINGLE(f.D_BELOW))).size:
            self.balance[low] += SINGLE(f.D_ADD)
            self.reloads[low] += 1

    def outcome(self, demand):
        paid = 12 * f.D_BUY + f.D_ADD * self.reloads
        return paid, demand - self.blocked, np.zeros(len(demand)), self.blocked


def simulate(job):
    paths, seed, (table, mean, overshoot) = job
    source = np.random.SFC64(seed)
    rng = np.random.Generator(source)
    flat = table.ravel()
    levels = Levels(rng, paths)
    plans = [
        Reseller(rng, paths, overshoot),
        OnePurchase(paths),
        AutoReload(rng, paths, overshoot),
        StandingOrder(paths),
    ]
    demand = np.zeros(paths)
    for day in range(f.DAYS):
        requests = SINGLE(f.REQUESTS) * levels.next()
        rows = np.rint(f.ROWS_AN_OCTAVE * np.log2(requests)).clip(0, len(table) - 1).astype(np.int32) * f.BINS
        bits = source.random_raw(6 * paths).view(np.uint16).reshape(24, paths)
        spends = flat.take(rows + (bits >> np.uint16(6)))
        spends *= requests * SINGLE(mean)
        demand += spends.sum(axis=0)
        for hour in range(24):
            for plan in plans:
                plan.hour(day * 24 + hour, spends[hour])
    outcomes = np.zeros((4, 5, paths))
    for index, plan in enumerate(plans):
        outcomes[index, :4] = plan.outcome(demand)
        outcomes[index, 4] = outcomes[index, 3] > 1e-9
    return outcomes


def main():
    options = f.options(__doc__)
    began = time.perf_counter()
    law = f.spend_table()
    shares = [options.paths * (i + 1) // options.threads - options.paths * i // options.threads
              for i in range(options.threads)]
    jobs = [(share, [options.seed, i], law) for i, share in enumerate(shares) if share]
    if len(jobs) == 1:
        parts = [simulate(jobs[0])]
    else:
        with multiprocessing.get_context("fork").Pool(len(jobs)) as pool:
            parts = pool.map(simulate, jobs, chunksize=1)
    f.report(np.concatenate(parts, axis=2), time.perf_counter() - began)


if __name__ == "__main__":
    main()
