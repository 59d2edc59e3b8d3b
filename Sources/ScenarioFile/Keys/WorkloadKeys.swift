/// The keys of workloads, what will be used (docs/scenario.md).

import Demand
import Documents
import Ledger
import Pricing
import Providers
import Quantities

package struct WorkloadKeys: KeyGroup {
  package let requests = Key<Rate>(
    "requests", .rate, "How many requests come.", like: "900 per workday", "20 per hour")
  package let spend = RecordKey(
    "spend", .one(.spend, short: .spend), "In place of requests: dollars, always as many or by a named law.",
    like: "$400 per month")
  package let history = RecordKey(
    "history", .one(.history, short: .value(of: Keys.history.file)),
    "In place of requests: what was used, from an export; what comes is fitted to it.", like: "usage.csv")
  package let fitted = RecordKey(
    "fitted", .one(.fitted), "In place of requests: a fit in numbers, as `lotwise fit --numbers` prints it.")
  package let hours = Key<StatedHours>(
    "hours", .statedHours, "The hours in which they come.", absent: "day and night",
    like: "09:00-18:00 Europe/Berlin")
  package let days = RecordKey(
    "days", .one(.days), "The share of its usual level that each day of the week has.", absent: "100%")
  package let hourly = Key<[Ratio]>(
    "hourly", .hourly, "In place of hours: 24 relative weights of the local hours.")
  package let zone = Key<Zone>(
    "zone", .zone, "The zone of `days` and `hourly`.", absent: "the zone of hours, or UTC")
  package let models = NodeKey(
    "models", .anyOf([.text, .maps(.share)]),
    "The model that is used, or the share of each: of the requests, or of the dollars.",
    like: Provider.standard.usualModel)
  package let tokens = RecordKey("tokens", .one(.tokens), "The tokens of a request, in and out.")
  package let cached = DefaultKey<Ratio>(
    "cached", .share.or(.record(.cached)), "The share of the prompt that is read from a cache.",
    default: "0%")
  package let batch = DefaultKey<Ratio>(
    "batch", .share, "The share of the requests that are sent in batches.", default: "0%")
  package let fast = DefaultKey<Ratio>(
    "fast", .share, "The share of the requests that are sent in fast mode.", default: "0%")
  package let usOnly = DefaultKey<Ratio>(
    "us only", .share, "The share of the requests whose inference stays in the US.", default: "0%")
  package let webSearches = DefaultKey<Ratio>(
    "web searches", .number(like: "0.2"), "The web searches of a request, on average.", default: "0")
  package let codeExecution = DefaultKey<Int64>(
    "code execution", .seconds, "The container time of a request that is billed, on average.",
    default: "0 s")
  package let failures = RecordKey("failures", .one(.failures), "The shares of the requests that fail.")
  package let measuredOn = Key<String>(
    "measured on", .text, "The model whose tokenizer the tokens were counted by.",
    like: Provider.standard.countedModel)
  package let channel = DefaultKey<Channel>(
    "channel", .name, "How its requests sign in.", default: Channel.apiKey.rawValue)
  package let people = RecordKey(
    "people", .one(.people, short: .value(of: Keys.people.count)),
    "Whose it is: so many people, each with a workload and with seats of their own.",
    absent: "nobody's in particular",
    like: "8")
  package let active = NodeKey(
    "active", .oneOrList(.text), "When it is used: one stretch of time, or several.",
    absent: "the whole horizon", like: "2026-12-01 to 2027-04-01")
  package let growth = RecordKey(
    "growth", .one(.growth, short: .growth), "How its level grows.", like: "5% per month")
  package let noise = RecordKey(
    "noise", .one(.noise, short: .value(of: Keys.noise.daily)), "How a day's level varies around the trend.",
    like: "30%")
  package let dispersion = DefaultKey<Ratio>(
    "dispersion", .dispersion, "The variance of a count of requests over its mean.", default: "1")
  package let strays = ["reserves", "runs"].map {
    StrayKey(
      $0,
      "is a key of a request in a replay case: usage that is simulated flows, without requests whose ends are known",
      "leave it out, or replay the requests one by one")
  }
  package let regimes = RecordKey(
    "regimes", .named(.regime), "States between which its level jumps; it begins in the first.")
}

package struct PeopleKeys: KeyGroup {
  package let count = Key<Int>("count", .whole(1...mostPeople), "How many they are.")
  package let uneven = RecordKey(
    "uneven", .one(.uneven, short: .value(of: Keys.uneven.p90)), "How differently they use it.",
    absent: "alike",
    like: "3x")
  package let shares = Key<[Ratio]>(
    "shares", .peopleShares, "In place of `count`: what each of them uses, in relation to the others.",
    like: "[5, 3, 2, 1]")
  package let history = Key<[String]>(
    "history", .oneOrList(.text),
    "In place of both: exports of usage that tell people apart, of which each has what they have used.",
    like: "team.csv")
  package let together = DefaultKey<Ratio>(
    "together", .persistence, "The correlation of the noise of two of them.", default: "0%")
}

package struct UnevenKeys: KeyGroup {
  package let p90 = RequiredKey<Ratio>(
    "p90", .ratio(.one ... .percent(2_000), like: "3x"),
    "Nine of ten people use at most so many times what the median person uses.")
}

package struct DayKeys: KeyGroup {
  /// From Monday.
  package let days = dayNames.map {
    DefaultKey<Ratio>($0, .level, "The share of its usual level that this day has.", default: "100%")
  }
}

let dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

// MARK: A request

package struct TokenKeys: KeyGroup {
  package let input = NodeKey(
    required: "input", .tokenLaw("input"), "The tokens of the whole prompt, cached ones included.")
  package let output = NodeKey(required: "output", .tokenLaw("output"), "The tokens of the answer.")
}

extension Form {
  fileprivate static func tokenLaw(_ key: String) -> Form {
    .anyOf([
      .tokens, .record(Table("'\(key)'", Keys.lognormalTokens)), .record(Table("'\(key)'", Keys.tokenTable)),
    ])
  }
}

package struct LognormalTokenKeys: KeyGroup {
  package let median = RequiredKey<Int64>("median", .tokensAboveZero, "Half of them are shorter.")
  package let p90 = RequiredKey<Int64>("p90", .tokensAboveZero, "Nine of ten are shorter.")
}

package struct TokenTableKeys: KeyGroup {
  package let values = RequiredKey<[Int64]>("values", .oneOrList(.tokens), "Any of these.")
  package let weights = Key<[Ratio]>(
    "weights", .oneOrList(.number(like: "3")), "How often each of the values comes, relative to the others.",
    absent: "alike")
}

/// A law before it is known which of the two it is.
package struct TokenLawKeys: KeyGroup {
  package let lognormal = Keys.lognormalTokens
  package let table = Keys.tokenTable
}

package struct CachedKeys: KeyGroup {
  package let read = DefaultKey<Ratio>(
    "read", .share, "The share of the prompt that is read from a cache.", default: "0%")
  package let write5m = DefaultKey<Ratio>(
    "write 5m", .share, "The share that is written to the five-minute cache.", default: "0%")
  package let write1h = DefaultKey<Ratio>(
    "write 1h", .share, "The share that is written to the one-hour cache.", default: "0%")
}

package struct FailureKeys: KeyGroup {
  package let failed = DefaultKey<Ratio>(
    "failed", .share, "The share that fails, and is not charged.", default: "0%")
  package let disconnected = DefaultKey<Ratio>(
    "disconnected", .share, "The share whose client goes away.", default: "0%")
}

// MARK: Over time

package struct GrowthKeys: KeyGroup {
  package let monthly = DefaultKey<Ratio>(
    "monthly", .monthlyChange, "The growth of the level, a month.", default: "0%")
  package let volatility = DefaultKey<Ratio>(
    "volatility", .deviation, "The standard deviation of the logarithm of a month's change.", default: "0%")
}

package struct NoiseKeys: KeyGroup {
  package let daily = DefaultKey<Ratio>(
    "daily", .deviation, "The standard deviation of the logarithm of a day's level.", default: "0%")
  package let persistence = DefaultKey<Ratio>(
    "persistence", .persistence, "How much of a deviation lasts to the next day.", default: "0%")
}

package struct RegimeKeys: KeyGroup {
  package let level = RequiredKey<Ratio>(
    "level", .level, "The share of its usual level that it has in this state.")
  package let lasts = RequiredKey<Int64>("lasts", .secondsAboveZero, "How long the state lasts, on average.")
  package let next = NodeKey(
    "next", .maps(.share), "The shares of the states that follow.", absent: "all others alike")
}

// MARK: Dollars

package struct SpendKeys: KeyGroup {
  package let law = RequiredKey<SpendLawName>("law", .name, "The law by which it varies.")
  package let per = DefaultKey<SpendUnit>(
    "per", .name, "The step of the law; of a level that is stated, the time that it is for.",
    default: SpendUnit.day.rawValue)
  package let mean = Key<Nanodollars>("mean", .moneyAboveZero, "What a step spends on average.")
  package let sd = Key<Nanodollars>("sd", .moneyAboveZero, "The standard deviation of what a step spends.")
  package let median = Key<Nanodollars>("median", .moneyAboveZero, "Half of the steps spend less.")
  package let p90 = Key<Nanodollars>("p90", .moneyAboveZero, "Nine of ten steps spend less.")
  package let count = Key<Ratio>(
    "count", .numberAboveZero(like: "12"), "The payments in a step, on average.")
  package let size = NodeKey("size", .anyOf([.money, .record(.size)]), "The size of one payment.")
  package let dispersion = Key<Ratio>(
    "dispersion", .dispersionAboveOne, "The variance of the number of payments over its mean.")
  package let persistence = Key<Ratio>(
    "persistence", .persistence, "How much each step leans on the one before it.")
  package let start = Key<Nanodollars>("start", .moneyAboveZero, "The level at the start.")
  package let drift = Key<Ratio>("drift", .monthlyChange, "The growth of the level, a month.")
  package let volatility = Key<Ratio>(
    "volatility", .deviation, "The standard deviation of the logarithm of a month's change.")
  package let values = Key<[Nanodollars]>("values", .oneOrList(.money), "Any of these, alike.")

  /// What only some laws have.
  package var parameters: [any StatedKey] {
    [mean, sd, median, p90, count, size, dispersion, persistence, start, drift, volatility, values]
  }
}

package struct SizeKeys: KeyGroup {
  package let median = Key<Nanodollars>("median", .moneyAboveZero, "Half of the payments are smaller.")
  package let p90 = Key<Nanodollars>("p90", .moneyAboveZero, "Nine of ten payments are smaller.")
  package let mean = Key<Nanodollars>("mean", .moneyAboveZero, "The mean of a payment.")
  package let sd = Key<Nanodollars>("sd", .moneyAboveZero, "The standard deviation of a payment.")
}

extension Table {
  package static let workload = Table("workload", Keys.workload)
  package static let people = Table("people of workload", Keys.people)
  package static let uneven = Table("'uneven'", Keys.uneven)
  package static let days = Table("days of workload", Keys.days)
  package static let tokens = Table("'tokens' of workload", Keys.tokens)
  /// Of either law.
  package static func tokenLaw(of key: NodeKey) -> Table { Table("'\(key.name)'", TokenLawKeys()) }
  package static let cached = Table("cached part of workload", Keys.cached)
  package static let failures = Table("failures of workload", Keys.failures)
  package static let growth = Table("growth of workload", Keys.growth)
  package static let noise = Table("noise of workload", Keys.noise)
  package static let regime = Table("regime", Keys.regime)
  package static let spend = Table("spend of workload", Keys.spend)
  package static let size = Table("size", Keys.size)
}
