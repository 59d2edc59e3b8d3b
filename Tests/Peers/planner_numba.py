"""The plans of scripts/peers/four-plans.yaml, simulated as a good programmer does it with Numba: compiled, a
path after the other on every core, all four plans in one pass over the hours, an hour's spend drawn by
one look-up and used at once; with --direct by drawing every request, which is what the scenario says.
Rules are met at full hours; a lot that comes within an hour counts from the nearest one. Prints means,
standard errors, and seconds without the compilation.
"""

import math
import time

import numba
import numpy as np

import four_plans as f
from four_plans import *  # noqa: F403 (constants, frozen by the compiler)

STARTS = np.array(f.MONTH_STARTS + [f.HOURS + 1])
SLOTS = 16
NEVER = 1e18
TOP = f.ROWS_AN_OCTAVE * f.OCTAVES


@numba.njit(inline="always")
def word(state):
    """SplitMix64: the next of a path's random words."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@numba.njit(inline="always")
def uniform(state):
    return (float(word(state) >> np.uint64(11)) + 0.5) * 2.0**-53


@numba.njit(fastmath=True)
def normals(state):
    while True:
        x, y = 2 * uniform(state) - 1, 2 * uniform(state) - 1
        r = x * x + y * y
        if 0 < r < 1:
            scale = math.sqrt(-2 * math.log(r) / r)
            return x * scale, y * scale


PROMPT_SPREAD = math.log(90_000 / 14_000) / f.Z90
ANSWER_SPREAD = math.log(3_000 / 600) / f.Z90


@numba.njit(fastmath=True)
def by_request(state, requests):
    """An hour's spend, request by request: a Poisson number of them, each with a prompt and an answer."""
    total = 0.0
    clock = -math.log(uniform(state))
    while clock < requests:
        z, g = normals(state)
        prompt = 14_000 * math.exp(PROMPT_SPREAD * z)
        if prompt <= LONGEST_PROMPT:
            total += PROMPT * prompt + ANSWER * 600 * math.exp(ANSWER_SPREAD * g)
        clock -= math.log(uniform(state))
    return total


@numba.njit
def order(state, lots, ordered, face, is_more):
    """A reseller's lot: usable, expires, revoked, left, in transit, takes others, lost, is a person's."""
    slot = 0
    while lots[slot, 3] > 0 or lots[slot, 4] > 0:
        slot += 1
    usable = ordered + DELAY_MEDIAN * math.exp(DELAY_SPREAD * normals(state)[0])
    lots[slot, 0] = usable
    lots[slot, 1] = usable + LOT_HOURS
    lots[slot, 2] = usable - math.log(uniform(state)) / REVOKED_AN_HOUR
    lots[slot, 3] = 0.0
    lots[slot, 4] = face
    lots[slot, 5] = 1.0 if uniform(state) < TAKES_OTHERS else 0.0
    lots[slot, 6] = 1.0 if uniform(state) < LOST else 0.0
    lots[slot, 7] = is_more


@numba.njit
def first_of(lots):
    best, slot = NEVER, -1
    for i in range(SLOTS):
        if lots[i, 3] > 0 and lots[i, 1] < best:
            best, slot = lots[i, 1], i
    return slot


@numba.njit
def events(state, lots, now, a):
    """What is due for the reseller's lots. `a`: balance, debt, person due, listed, paid, expired, next."""
    reach = now + 0.5
    for i in range(SLOTS):
        if lots[i, 3] > 0 and lots[i, 1] <= reach:
            a[5] += lots[i, 3]
            a[0] -= lots[i, 3]
            lots[i, 3] = 0
    for i in range(SLOTS):
        if lots[i, 2] <= reach and lots[i, 3] + lots[i, 4] > 0:
            for j in range(SLOTS):
                if j == i or lots[i, 5] > 0:
                    a[0] -= lots[j, 3]
                    lots[j, 3] = 0
                    lots[j, 4] = 0
    for i in range(SLOTS):
        if lots[i, 4] > 0 and lots[i, 0] <= reach:
            if lots[i, 6] == 0:
                repaid = min(a[1], lots[i, 4])
                a[1] -= repaid
                lots[i, 3] = lots[i, 4] - repaid
                a[0] += lots[i, 3]
            lots[i, 4] = 0
    listed = int(a[3])
    if listed < 6 and STARTS[2 * listed] <= now:
        order(state, lots, float(now), LOT, 0.0)
        a[3] += 1
        a[4] += LOT_PRICE
    if a[2] <= reach:
        if a[0] <= 0:
            order(state, lots, a[2], MORE, 1.0)
            a[4] += MORE_PRICE
        a[2] = NEVER
    soon = min(a[2], float(STARTS[2 * int(a[3])]) + 0.5 if a[3] < 6 else NEVER)
    for i in range(SLOTS):
        if lots[i, 4] > 0:
            soon = min(soon, min(lots[i, 0], lots[i, 2]))
        elif lots[i, 3] > 0:
            soon = min(soon, min(lots[i, 1], lots[i, 2]))
    a[6] = soon - 0.5
    if a[0] <= 1e-9:
        a[0] = 0.0


@numba.njit
def is_coming(lots):
    for i in range(SLOTS):
        if lots[i, 4] > 0 and lots[i, 7] > 0:
            return True
    return False


@numba.njit(parallel=True, fastmath=True)
def simulate(paths, seed, table, mean, overshoot, direct):
    outcomes = np.zeros((4, 5, paths))
    flat = table.ravel()
    own = NOISE * math.sqrt(1 - PERSISTENCE**2)
    for path in numba.prange(paths):
        state = np.empty(1, np.uint64)
        state[0] = (np.uint64(seed) << np.uint64(40)) + np.uint64(path)
        state[0] = word(state)
        lots = np.zeros((SLOTS, 8))
        a = np.zeros(7)
        a[2] = REACTION
        current, left = -1, 0.0
        blocked_a = blocked_c = blocked_d = used_a = 0.0
        large, rest, reloads_b, expired_b, used = LARGE, 0.0, 0, 0.0, 0.0
        c, used_c, month_c, reloads_c = C_FIRST, 0.0, 0.0, 0
        declines, retry, arrives, is_off = 0, 0.0, NEVER, False
        d, used_d, reloads_d = 0.0, 0.0, 0
        place = walk = 0.0
        month, t = 0, 0
        for day in range(DAYS):
            z, g = normals(state)
            if day == 0:
                place = NOISE * z
            else:
                place = PERSISTENCE * place + own * z
                walk += WALK * g - WALK * WALK / 2
            level = math.exp(GROWTH * day + walk + place - NOISE * NOISE / 2)
            requests = REQUESTS * level
            row = int(ROWS_AN_OCTAVE * math.log2(max(requests, 1.0)) + 0.5)
            row = min(row, TOP) * BINS
            scale = requests * mean
            today = 0.0
            bits = np.uint64(0)
            if t == STARTS[month]:
                month += 1
                month_c = 0.0
                d += D_BUY
            for hour in range(24):
                if direct:
                    spend = by_request(state, requests)
                else:
                    bits = word(state) if hour % 6 == 0 else bits >> np.uint64(10)
                    spend = scale * flat[row + int(bits & np.uint64(BINS - 1))]
                used += spend

                # Reseller lots, the earliest expiry first.
                if a[6] <= t:
                    if current >= 0:
                        lots[current, 3] = left
                    events(state, lots, t, a)
                    current = first_of(lots)
                    left = lots[current, 3] if current >= 0 else 0.0
                if spend < left:
                    left -= spend
                    a[0] -= spend
                    used_a += spend
                else:
                    had = a[0]
                    need = spend
                    while need > 0 and current >= 0:
                        taken = min(need, left)
                        need -= taken
                        lots[current, 3] = left - taken
                        left -= taken
                        if left <= 0:
                            current = first_of(lots)
                            left = lots[current, 3] if current >= 0 else 0.0
                    a[0] = had - (spend - need) if current >= 0 else 0.0
                    if current < 0:
                        over = min(need, overshoot) if had > 0 else 0.0
                        a[1] += over
                        used_a += spend - need + over
                        blocked_a += need - over
                        if a[2] == NEVER and not is_coming(lots):
                            a[2] = t + min(had / spend, 1.0) + REACTION
                            a[6] = min(a[6], a[2] - 0.5)
                    else:
                        used_a += spend

                # One purchase, then reloads.
                if t == LARGE_HOURS:
                    expired_b = large
                    large = 0.0
                if spend < large:
                    large -= spend
                else:
                    rest -= spend - large
                    large = 0.0
                while large + rest < B_BELOW:
                    rest += B_ADD
                    reloads_b += 1

                # Reloads that come late, or are declined, and a monthly limit.
                if arrives <= t + 0.5:
                    c += C_ADD
                    arrives = NEVER
                if c < C_BELOW and not is_off and arrives == NEVER and retry <= t + 0.5:
                    reloads_c, declines, retry, arrives, is_off = pay(
                        state, float(t), reloads_c, declines, retry, is_off)
                    if arrives <= t + 0.5:
                        c += C_ADD
                        arrives = NEVER
                wanted = min(spend, C_LIMIT - month_c)
                if c > 0:
                    served = min(wanted, c + overshoot)
                    c -= served
                    month_c += served
                    used_c += served
                    blocked_c += spend - served
                    if c < C_BELOW and not is_off and arrives == NEVER and retry <= t + 0.5:
                        reloads_c, declines, retry, arrives, is_off = pay(
                            state, t + 0.5, reloads_c, declines, retry, is_off)
                else:
                    blocked_c += spend

                # A standing order, reloads, and a daily cap.
                served = min(spend, D_CAP - today)
                today += served
                used_d += served
                blocked_d += spend - served
                d -= served
                while d < D_BELOW:
                    d += D_ADD
                    reloads_d += 1
                t += 1
        outcomes[0, 0, path] = a[4]
        outcomes[0, 1, path] = used_a - a[1]
        outcomes[0, 2, path] = a[5]
        outcomes[0, 3, path] = blocked_a
        outcomes[1, 0, path] = LARGE + B_ADD * reloads_b
        outcomes[1, 1, path] = used
        outcomes[1, 2, path] = expired_b
        outcomes[2, 0, path] = C_FIRST + C_ADD * reloads_c
        outcomes[2, 1, path] = used_c + min(c, 0.0)
        outcomes[2, 3, path] = blocked_c
        outcomes[3, 0, path] = 12 * D_BUY + D_ADD * reloads_d
        outcomes[3, 1, path] = used_d
        outcomes[3, 3, path] = blocked_d
        for plan in range(4):
            outcomes[plan, 4, path] = 1.0 if outcomes[plan, 3, path] > 1e-9 else 0.0
    return outcomes


@numba.njit
def pay(state, now, reloads, declines, retry, is_off):
    """One try of the auto-reload."""
    if uniform(state) < DECLINED:
        return reloads, declines + 1, now + RETRY, NEVER, declines + 1 >= OFF_AFTER
    latency = LATENCY_MEDIAN * math.exp(LATENCY_SPREAD * normals(state)[0])
    return reloads + 1, 0, retry, now + latency, is_off


def main():
    options = f.options(__doc__)
    numba.set_num_threads(options.threads)
    table, mean, overshoot = f.spend_table()
    simulate(4, options.seed, table, mean, overshoot, options.direct)
    began = time.perf_counter()
    outcomes = simulate(options.paths, options.seed, table, mean, overshoot, options.direct)
    f.report(outcomes, time.perf_counter() - began)


if __name__ == "__main__":
    main()
