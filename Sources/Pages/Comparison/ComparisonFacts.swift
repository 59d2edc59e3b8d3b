/// What the words and the tables of a comparison both need of it: figures in dollars, why work is refused and what cures that (for a
/// search, too),
/// why a plan is out of the running, how long the horizon is, and dates as people write them.

import Formats
import Quantities
import Results

/// Why a plan refuses work, how a sentence says it, and what cures it.
struct Cause: Sendable {
  let measure: Measure
  /// In a future, on average; nano-dollars.
  let mean: Double
  /// Of all that the plan refuses.
  let share: Double

  /// `tier limit`.
  var name: String { String(measure.name.dropFirst("blocked: ".count)) }
  var because: String { Cause.words[name]?.because ?? "because of \(name)" }
  var cure: String { Cause.words[name]?.cure ?? "" }

  /// The largest first; causes that never occurred are left out. `mean`: of what one of them refuses, as a plan's estimates say.
  static func all(_ mean: (Measure) -> Double?) -> [Cause] {
    let all = Measure.refusals.map { (measure: $0, mean: mean($0) ?? 0) }.filter { $0.mean > 0 }
    let sum = all.reduce(0) { $0 + $1.mean }
    return all.map { Cause(measure: $0.measure, mean: $0.mean, share: $0.mean / sum) }
      .sorted { $0.mean > $1.mean }
  }

  private static let words: [String: (because: String, cure: String)] = [
    "no credit": ("because no credit is left", "buy earlier, or hold a larger float"),
    "daily cap": ("because of the daily cap", "raise the cap"),
    "weekly limit": ("because of the weekly limit", "raise the weekly limit"),
    "monthly limit": ("because of the plan's own monthly limit", "raise the plan's own monthly limit"),
    "tier limit": (
      "because the provider's tier allows no more in a month", "ask the provider for the next tier"
    ),
    "payment failed": (
      "because a payment failed", "a second card, or a float that outlasts the retries"
    ),
    "allowance used up": (
      "because the allowance is used up", "enable usage credits, or take more seats"
    ),
    "revoked": ("because credit was revoked", "buy from the provider"),
    "account closed": ("because the provider closed the account", "buy from the provider"),
  ]
}

extension ComparisonResult {
  func name(_ plan: Int) -> String { "“\(plans[plan].name)”" }

  func mean(_ plan: Int, _ measure: Measure) -> Double { plans[plan][measure]?.mean ?? 0 }

  /// Of the dollars asked for.
  func refusedShare(_ plan: Int) -> Double { mean(plan, .refusedShare) }

  func causes(_ plan: Int) -> [Cause] { Cause.all { plans[plan][$0]?.mean } }

  /// `refuses 17% of the work`: with digits enough to be seen above what may be refused.
  func refuses(_ plan: Int) -> String {
    let (share, allowed) = (refusedShare(plan), 1 - Double(ranking.serveAtLeast.millionths) / 1e6)
    let text = percent(share)
    guard share > allowed, text == percent(allowed) || text == fixed(allowed * 100, 1) + "%" else {
      return "refuses \(text) of the work"
    }
    return "refuses \(fixed(share * 100, 3))% of the work"
  }

  /// By rank; in the order of the listing where nothing is ranked.
  var shownPlans: [Int] { ranking.shown.isEmpty ? Array(plans.indices) : ranking.shown }

  /// What keeps a plan out of the running for the first answer; empty: it is in it.
  func reasonsOut(_ plan: Int) -> [String] {
    let standing = ranking.standings[plan]
    var reasons: [String] = []
    if !standing.keepsTerms { reasons.append("buys from a reseller, which breaks the provider's terms") }
    if !standing.servesEnough { reasons.append(refuses(plan)) }
    return reasons
  }

  /// The gates that it breaks and that fail.
  func brokenGates(_ plan: Int) -> [String] {
    ranking.standings[plan].gates.filter { $0.verdict == .broken && $0.isFailing }.map {
      "breaks the limit ‘\($0.text)’ (\($0.isShareOfFutures ? "kept in " : "")\($0.shown)\($0.isShareOfFutures ? " of futures" : ""))"
    }
  }

  /// `year`, `four months`, `30 days`, with the word that stands before it.
  func horizon(simulated word: String) -> String {
    let (first, last) = (start.date, end.date)
    if start.secondOfDay == end.secondOfDay {
      let (a, b) = (first.parts, last.parts)
      let months = (b.year - a.year) * 12 + b.month - a.month
      if months > 0, first.adding(months: months) == last {
        if months % 12 == 0 { return counted(months / 12, word, "year") }
        return counted(months, word, "month")
      }
    }
    let seconds = end.seconds - start.seconds
    return seconds % 86_400 == 0
      ? counted(Int(seconds / 86_400), word, "day") : counted(Int((seconds + 1_800) / 3_600), word, "hour")
  }

  /// Months of the horizon, of average length.
  var monthsLong: Double { Double(end.seconds - start.seconds) / (365.2425 * 86_400 / 12) }
}

private func counted(_ count: Int, _ word: String, _ unit: String) -> String {
  let names = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
  ]
  let number = names.indices.contains(count) ? names[count] : grouped(count)
  return "\(number) \(word.isEmpty ? "" : word + " ")\(unit)\(count == 1 ? "" : "s")"
}

extension GateFinding {
  /// The figure that it was judged by.
  var shown: String {
    let scale = isShareOfFutures ? 1 : measure.unit.baseUnits
    if isShareOfFutures || measure.unit == .probability || measure.unit == .share { return percent(value) }
    switch measure.unit {
    case .dollars: return Axis.dollars(value / scale)
    case .ratio: return fixed(value, 3, mark: "$")
    case .hours: return fixed(value / scale, 1) + " h"
    case .days: return fixed(value / scale, 1) + " d"
    case .count, .probability, .share: return fixed(value, 2)
    }
  }
}

// MARK: Amounts and dates

/// `$2,978`, `$0.45` below ten dollars; nano-dollars.
func amount(_ nanodollars: Double) -> String { Axis.dollars(nanodollars / 1e9) }

extension ComparisonSource.Currency {
  /// `EUR 2,757`; nano-dollars.
  func amount(_ nanodollars: Double) -> String {
    let value = nanodollars / Double(rate.count)
    return fixed(value, abs(value) < 9.995 ? 2 : 0, mark: code + " ")
  }
}

extension CivilDate {
  static let monthNames = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// `3 Mar`, `3 Mar 2027`.
  func told(year: Bool = true) -> String {
    let parts = parts
    let text = "\(parts.dayOfMonth) \(CivilDate.monthNames[parts.month - 1])"
    return year ? "\(text) \(parts.year)" : text
  }

  /// `Mar 2027`.
  var monthName: String { "\(CivilDate.monthNames[parts.month - 1]) \(parts.year)" }
}

/// `3 Mar 2027`, `3 Mar to 28 Apr 2027`.
func told(_ from: CivilDate, to: CivilDate) -> String {
  if from == to { return from.told() }
  return "\(from.told(year: from.parts.year != to.parts.year)) to \(to.told())"
}
