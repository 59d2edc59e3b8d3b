/// Shipped scenarios with one thing changed by hand: a wrong unit, a slip of the pen, a rule of the format
/// broken. Each says what is due: a mistake on the changed line (`.refused`), or somewhere in the file; or a
/// warning; or nothing. Where the format leaves it open, any answer will do that keeps the bounds.

import Testing

struct HandMade: CustomTestStringConvertible, Sendable {
  enum Due: Sendable { case refused, refusedElsewhere, warned, read, anything }

  var file: String
  var find: String
  var replacement: String
  var due: Due
  /// The line of the mistake, counted from the first line that was changed.
  var below: Int

  var testDescription: String {
    let short = { (text: String) in text.replacing("\n", with: "\\n") }
    return "\(file): \(short(find)) -> \(short(replacement))"
  }

  init(_ file: String, _ find: String, _ replacement: String, _ due: Due = .refused, below: Int = 0) {
    (self.file, self.find, self.replacement, self.due) = (file, find, replacement, due)
    self.below = below
  }

  static let all: [HandMade] = flagship + teams + startups + commitments + stacks

  private static let flagship: [HandMade] = [
    HandMade("reseller-or-official", "lotwise: 1", "lotwise: 2"),
    HandMade("reseller-or-official", "lotwise: 1", "", .refusedElsewhere),
    HandMade("reseller-or-official", "lotwise: 1", "lotwise: one"),
    HandMade("reseller-or-official", "lotwise: 1", "lotwise: 1\nlotwise: 1", below: 1),
    HandMade("reseller-or-official", "start: 2026-12-01", "start: 2026-13-01"),
    HandMade("reseller-or-official", "start: 2026-12-01", "start: 2026-02-30"),
    HandMade("reseller-or-official", "start: 2026-12-01", "start: tomorrow"),
    HandMade("reseller-or-official", "start: 2026-12-01", "start: $20"),
    HandMade("reseller-or-official", "start: 2026-12-01", "start:"),
    HandMade("reseller-or-official", "start: 2026-12-01\n", "", .refusedElsewhere),
    HandMade("reseller-or-official", "start: 2026-12-01", "begin: 2026-12-01"),
    HandMade("reseller-or-official", "start: 2026-12-01", "start: {year: 2026}"),
    HandMade("reseller-or-official", "start: 2026-12-01", "\tstart: 2026-12-01"),
    HandMade("reseller-or-official", "start: 2026-12-01", "start: 0001-01-01", .anything),
    HandMade("reseller-or-official", "start: 2026-12-01", "start: 9999-12-31", .anything),
    HandMade("reseller-or-official", "horizon: 12 months", "horizon: 12"),
    HandMade("reseller-or-official", "horizon: 12 months", "horizon: 0 months"),
    HandMade("reseller-or-official", "horizon: 12 months", "horizon: -3 months"),
    HandMade("reseller-or-official", "horizon: 12 months", "horizon: 100000 years"),
    HandMade("reseller-or-official", "horizon: 12 months", "horizon: 14k"),
    HandMade("reseller-or-official", "horizon: 12 months", "horizon: 12 fortnights"),
    HandMade("reseller-or-official", "horizon: 12 months", "horizon: 1 year", .read),
    HandMade("reseller-or-official", "horizon: 12 months", "horizont: 12 months"),
    HandMade("reseller-or-official", "horizon: 12 months", "horizon: 12 months\nstep: 2 hours", below: 1),
    HandMade("reseller-or-official", "horizon: 12 months", "horizon: 12 months\nstep: 0 s", below: 1),
    HandMade(
      "reseller-or-official", "horizon: 12 months", "horizon: 12 months\nrates: missing-card.yaml", below: 1),
    HandMade(
      "reseller-or-official", "horizon: 12 months", "horizon: 12 months\nrates: ../../LICENSE", below: 1),
    HandMade("reseller-or-official", "horizon: 12 months", "horizon: 12 months\ntax: 19", below: 1),
    HandMade("reseller-or-official", "horizon: 12 months", "horizon: 12 months\ntax: -19%", below: 1),
    HandMade(
      "reseller-or-official", "horizon: 12 months", "horizon: 12 months\ncurrency: {code: EUR}", below: 1),
    HandMade(
      "reseller-or-official", "horizon: 12 months", "horizon: 12 months\ncurrency: {code: EUR, rate: $0}",
      below: 1),
    HandMade(
      "reseller-or-official", "horizon: 12 months", "horizon: 12 months\ncurrency: {code: EUR, rate: 1.08%}",
      below: 1),
    HandMade(
      "reseller-or-official", "horizon: 12 months", "horizon: 12 months\nleft over: at a loss", below: 1),
    HandMade(
      "reseller-or-official", "horizon: 12 months", "horizon: 12 months\nleft over: at nothing", .read),
    HandMade(
      "reseller-or-official", "horizon: 12 months", "horizon: 12 months\nblocked work costs: -5%", below: 1),
    HandMade("reseller-or-official", "tier: build", "tier: gold"),
    HandMade("reseller-or-official", "tier: build", "tier: Start"),
    HandMade("reseller-or-official", "tier: build", "tier: [start]"),
    HandMade("reseller-or-official", "tier: build", "tier: unknown"),
    HandMade("reseller-or-official", "tier: build", "tier: custom", .read),
    HandMade("reseller-or-official", "  tier: build", "  teir: build"),
    HandMade("reseller-or-official", "  coding agents:", "  coding agents: 5 #", .refusedElsewhere),
    HandMade("reseller-or-official", "requests: 120 per workday", "requests: 120"),
    HandMade("reseller-or-official", "requests: 120 per workday", "requests: $120 per workday"),
    HandMade("reseller-or-official", "requests: 120 per workday", "requests: 120 per fortnight"),
    HandMade("reseller-or-official", "requests: 120 per workday", "requests: -120 per workday"),
    HandMade("reseller-or-official", "requests: 120 per workday", "requests: 1e9 per workday"),
    HandMade(
      "reseller-or-official", "requests: 120 per workday", "requests: 99999999999999999999 per minute"),
    HandMade(
      "reseller-or-official", "requests: 120 per workday",
      "requests: 120 per workday\n    spend: {law: fixed, mean: $4, per: day}", .refusedElsewhere),
    HandMade("reseller-or-official", "requests: 120 per workday", "requests: 2.5 per hour", .read),
    HandMade("reseller-or-official", "hours: 09:00-18:00 Europe/Berlin", "hours: 09:00-18:00 Europe/Berlln"),
    HandMade("reseller-or-official", "hours: 09:00-18:00 Europe/Berlin", "hours: 9-18 Europe/Berlin"),
    HandMade("reseller-or-official", "hours: 09:00-18:00 Europe/Berlin", "hours: 09:00-25:00 Europe/Berlin"),
    HandMade(
      "reseller-or-official", "hours: 09:00-18:00 Europe/Berlin", "hours: 09:00-18:00 ../../etc/passwd"),
    HandMade(
      "reseller-or-official", "hours: 09:00-18:00 Europe/Berlin",
      "hours: 09:00-18:00 Europe/Berlin\n    days: {Saturday: 20%}", below: 1),
    HandMade(
      "reseller-or-official", "hours: 09:00-18:00 Europe/Berlin",
      "hours: 09:00-18:00 Europe/Berlin\n    hourly: [1, 2, 3]", below: 1),
    HandMade("reseller-or-official", "claude-opus-5-5: 30%", "claude-opus-5-5: 28%", .warned),
    HandMade("reseller-or-official", "claude-opus-5-5: 30%", "claude-opus-5-5: 32%", .warned),
    HandMade("reseller-or-official", "claude-opus-5-5: 30%", "claude-opus-5-5: 30"),
    HandMade("reseller-or-official", "claude-opus-5-5: 30%", "claude-opus-5-5: -30%"),
    HandMade("reseller-or-official", "claude-opus-5-5: 30%", "claude-opus-9: 30%"),
    HandMade("reseller-or-official", "claude-opus-5-5: 30%", "claude-opus-5.5: 30%", .anything),
    HandMade("reseller-or-official", "claude-opus-5-5: 30%", "claude-sonnet-5-5: 30%"),
    HandMade("reseller-or-official", "input: {median: 14k, p90: 90k}", "input: {median: $14, p90: 90k}"),
    HandMade("reseller-or-official", "input: {median: 14k, p90: 90k}", "input: {median: 90k, p90: 14k}"),
    HandMade("reseller-or-official", "input: {median: 14k, p90: 90k}", "input: {median: 14k}"),
    HandMade("reseller-or-official", "input: {median: 14k, p90: 90k}", "input: {p90: 90k}"),
    HandMade("reseller-or-official", "input: {median: 14k, p90: 90k}", "input: {}"),
    HandMade("reseller-or-official", "input: {median: 14k, p90: 90k}", "input: 14k", .read),
    HandMade("reseller-or-official", "input: {median: 14k, p90: 90k}", "input: {median: 0, p90: 90k}"),
    HandMade("reseller-or-official", "input: {median: 14k, p90: 90k}", "input: {median: 14k, p99: 90k}"),
    HandMade(
      "reseller-or-official", "input: {median: 14k, p90: 90k}", "input: {values: [2k, 9k], weights: [1]}"),
    HandMade("reseller-or-official", "input: {median: 14k, p90: 90k}", "input: {values: [], weights: []}"),
    HandMade("reseller-or-official", "input: {median: 14k, p90: 90k}", "input: {values: [2k], weights: [0]}"),
    HandMade("reseller-or-official", "output: {median: 600, p90: 3k}", "output: 180 days"),
    HandMade("reseller-or-official", "cached: 70%", "cached: 170%"),
    HandMade("reseller-or-official", "cached: 70%", "cached: 70"),
    HandMade("reseller-or-official", "cached: 70%", "cached: {read: 70%, write 5m: 20%, write 1h: 20%}"),
    HandMade("reseller-or-official", "cached: 70%", "cashed: 70%"),
    HandMade(
      "reseller-or-official", "growth: {monthly: 2%, volatility: 20%}",
      "growth: {monthly: 2%, volatility: -20%}"),
    HandMade("reseller-or-official", "growth: {monthly: 2%, volatility: 20%}", "growth: {monthly: -100%}"),
    HandMade("reseller-or-official", "growth: {monthly: 2%, volatility: 20%}", "growth: 2%"),
    HandMade(
      "reseller-or-official", "noise: {daily: 40%, persistence: 0.6}", "noise: {daily: 40%, persistence: 1}"),
    HandMade(
      "reseller-or-official", "noise: {daily: 40%, persistence: 0.6}",
      "noise: {daily: 40%, persistence: -0.1}"),
    HandMade("reseller-or-official", "noise: {daily: 40%, persistence: 0.6}", "noise: {weekly: 40%}"),
    HandMade("reseller-or-official", "lasts: 60 days", "lasts: 0 days"),
    HandMade("reseller-or-official", "lasts: 60 days", "lasts: 2 months", .anything),
    HandMade("reseller-or-official", "lasts: 60 days", "lasts: 60 days, next: {vacation: 100%}"),
    HandMade("reseller-or-official", "lasts: 60 days", "lasts: 60 days, next: {gap: 90%}", .warned),
    HandMade("reseller-or-official", "level: 120%", "level: -120%"),
    HandMade("reseller-or-official", "level: 120%, ", ""),
    HandMade("reseller-or-official", "source: reseller, credit", "source: resale, credit"),
    HandMade(
      "reseller-or-official", "credit: $250, pay: $100, validity: 180 days, every",
      "credit: $0, pay: $100, validity: 180 days, every"),
    HandMade(
      "reseller-or-official", "credit: $250, pay: $100, validity: 180 days, every",
      "credit: 250k, pay: $100, validity: 180 days, every", .anything),
    HandMade(
      "reseller-or-official", "credit: $250, pay: $100, validity: 180 days, every",
      "credit: $250, pay: $100, pay: $90, validity: 180 days, every"),
    HandMade(
      "reseller-or-official", "credit: $250, pay: $100, validity: 180 days, every",
      "credit: $9999999999, pay: $100, validity: 180 days, every"),
    HandMade("reseller-or-official", "validity: 180 days, every", "validity: 180, every"),
    HandMade("reseller-or-official", "validity: 180 days, every", "validity: 0 days, every"),
    HandMade("reseller-or-official", "validity: 180 days, every", "validity: 180 days from the moon, every"),
    HandMade("reseller-or-official", "validity: 180 days, every", "validity: 6 months, every", .warned),
    HandMade("reseller-or-official", "every: 2 months", "every: 0 months"),
    HandMade("reseller-or-official", "count: 6", "count: 0"),
    HandMade("reseller-or-official", "count: 6", "count: 1000000"),
    HandMade("reseller-or-official", ", count: 6", "", .read),
    HandMade("reseller-or-official", "every: 2 months", "at: 2028-06-01, every: 2 months", .warned),
    HandMade("reseller-or-official", "undelivered: 2%", "undelivered: 102%"),
    HandMade("reseller-or-official", "undelivered: 2%", "undelivred: 2%"),
    HandMade("reseller-or-official", "revoked: 3% per month", "revoked: 3% per week", .anything),
    HandMade("reseller-or-official", "revoked: 3% per month", "revoked: often"),
    HandMade(
      "reseller-or-official", "delay: {median: 2 hours, p90: 2 days}", "delay: {median: 2 days, p90: 2 hours}"
    ),
    HandMade(
      "reseller-or-official", "delay: {median: 2 hours, p90: 2 days}", "delay: {median: $2, p90: 2 days}"),
    HandMade("reseller-or-official", "after: 6 hours", "after: 1 month"),
    HandMade("reseller-or-official", "      after: 6 hours\n", "", .refusedElsewhere),
    HandMade("reseller-or-official", "below: $20\n", "below: 20%\n"),
    HandMade(
      "reseller-or-official", "      below: $20\n", "      below: $20\n      at or below: $20\n",
      .refusedElsewhere),
    HandMade("reseller-or-official", "      add: $50\n", "", .refusedElsewhere),
    HandMade(
      "reseller-or-official", "      add: $50\n", "      add: $50\n      up to: $100\n", .refusedElsewhere),
    HandMade("reseller-or-official", "      add: $50\n", "      add: $5\n", .warned),
    HandMade("reseller-or-official", "declined: 1%", "declined: 101%"),
    HandMade("reseller-or-official", "off after: 3", "off after: 0"),
    HandMade("reseller-or-official", "retry: 1 day", "retry: 1 dollar"),
    HandMade("reseller-or-official", "plans:\n", "plans: {}\nplants:\n", .refusedElsewhere),
    HandMade("reseller-or-official", "workloads:\n", "workloads: []\nworkload:\n", .refusedElsewhere),
  ]

  private static let teams: [HandMade] = [
    HandMade("claude-code-team", "plan: max, seats: 3", "plan: maxi, seats: 3"),
    HandMade("claude-code-team", "plan: max, seats: 3", "plan: max, seats: 0"),
    HandMade("claude-code-team", "plan: max, seats: 3,", "plan: max, seats: 3, pay: $100,", .read),
    HandMade("claude-code-team", "plan: max, seats: 3,", "seats: 3,"),
    HandMade("claude-code-team", "channel: plan ", "channel: seat "),
    HandMade("claude-code-team", "allowance: *ours", "allowance: *theirs"),
    HandMade("claude-code-team", "usage credits: {monthly cap: $300}", "usage credits: sometimes"),
    HandMade("claude-code-team", "usage credits: {monthly cap: $300}", "usage credits: {weekly cap: $300}"),
    HandMade("claude-code-team", "trigger: unknown", "trigger: sometimes"),
    HandMade("claude-code-team", "trigger: unknown", "triger: unknown"),
    HandMade(
      "claude-code-team", "session: {limit: $60, length: 5 hours}",
      "session: {limit: 60k tokens, length: 5 hours}"),
    HandMade(
      "claude-code-team", "session: {limit: $60, length: 5 hours}", "session: {limit: $60, length: 0 s}"),
    HandMade("claude-code-team", "requests: 1000 per minute", "requests: 1000 per hour", .anything),
    HandMade("claude-code-team", "requests: 1000 per minute", "requests: $1000 per minute"),
    HandMade("claude-code-team", "persistence: 0.8", "persistence: 1.2"),
    HandMade("claude-code-team", "law: ar1", "law: ar2"),
    HandMade("claude-code-team", "law: ar1, mean: $6, sd: $2", "law: ar1, mean: $6"),
    HandMade("claude-code-team", "law: ar1, mean: $6", "law: ar1, median: $6"),
    HandMade("claude-code-team", "per: day", "per: month"),
  ]

  private static let startups: [HandMade] = [
    HandMade("startup-burst", "include: [parts/support-bot.yaml]", "include: [parts/nothing.yaml]"),
    HandMade(
      "startup-burst", "include: [parts/support-bot.yaml]", "include: [startup-burst.yaml]", .refusedElsewhere
    ),
    HandMade("startup-burst", "include: [parts/support-bot.yaml]", "include: ../Package.swift"),
    HandMade("startup-burst", "include: [parts/support-bot.yaml]", "include: [/dev/zero]"),
    HandMade("startup-burst", "include: [parts/support-bot.yaml]", "include: [parts]", .refusedElsewhere),
    HandMade(
      "startup-burst", "include: [parts/support-bot.yaml]",
      "include: [parts/support-bot.yaml, parts/support-bot.yaml]", .anything),
    HandMade(
      "startup-burst", "include: [parts/support-bot.yaml]", "include: [parts/../parts/support-bot.yaml]",
      .anything),
    HandMade("startup-burst", "include: [parts/support-bot.yaml]", "include: []", .refusedElsewhere),
    HandMade("startup-burst", "of: [the product, support bot]", "of: [the product, suport bot]"),
    HandMade("startup-burst", "of: [the product, support bot]", "of: [the product]"),
    HandMade("startup-burst", "of: [the product, support bot]", "of: [the product, the product]"),
    HandMade("startup-burst", "is: 0.6", "is: 1"),
    HandMade("startup-burst", "is: 0.6", "is: -1.5"),
    HandMade("startup-burst", "is: 0.6", "is: $0.6"),
    HandMade("startup-burst", "next: {quiet: 100%}", "next: {quite: 100%}"),
    HandMade("startup-burst", "zone: America/New_York", "zone: America/New_Amsterdam"),
    HandMade("startup-burst", "hourly: [2, 1,", "hourly: [2, 1, 1,"),
    HandMade("startup-burst", "hourly: [2, 1,", "hourly: [-2, 1,"),
    HandMade("startup-burst", "dispersion: 2 ", "dispersion: 0.5 "),
  ]

  private static let commitments: [HandMade] = [
    HandMade("enterprise-commitment", "moves to: claude-sonnet-5-5", "moves to: claude-sonnet-6"),
    HandMade("enterprise-commitment", "on: 2027-04-01", "on: 2025-04-01", .anything),
    HandMade("enterprise-commitment", "{model: claude-sonnet-4-6, on", "{model: claude-sonnet-0, on"),
    HandMade("enterprise-commitment", "input: 2.50", "input: -2.50"),
    HandMade("enterprise-commitment", ", source: our own guess", ""),
    HandMade("enterprise-commitment", "instalments: 4", "instalments: 0"),
    HandMade("enterprise-commitment", "instalments: 4", "instalments: 4.5"),
    HandMade("enterprise-commitment", "term: 1 year", "term: $1"),
    HandMade("enterprise-commitment", "claude-opus-5-5: 90%}", "claude-opus-5-5: 90}"),
    HandMade("enterprise-commitment", "claude-opus-5-5: 90%}", "gpt-9: 90%}"),
  ]

  private static let stacks: [HandMade] = [
    HandMade("stacked-lots", "draw order: unknown", "draw order: alphabetical"),
    HandMade("stacked-lots", "draw order: unknown", "draw order: []"),
    HandMade("stacked-lots", "larger than balance: overdraw", "larger than balance: unkown"),
    HandMade("stacked-lots", "opening debt: $1.50", "opening debt: -$1.50"),
    HandMade("stacked-lots", "expires: 2027-03-01", "expires: 2026-03-01", .anything),
    HandMade("stacked-lots", "cost: $40", "pay: $40"),
    HandMade("stacked-lots", "in flight: unknown", "in flight: three"),
    HandMade("stacked-lots", "law: poisson, count: 0.14", "law: poisson, count: -1"),
    HandMade("stacked-lots", "law: poisson, count: 0.14", "law: poisson"),
    HandMade("stacked-lots", "size: $5", "size: {median: $5}"),
  ]
}
