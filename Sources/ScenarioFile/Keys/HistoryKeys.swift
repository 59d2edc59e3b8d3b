/// The keys of usage that is known from a history: where the history is, and a fit of it in numbers (docs/forecast.md).

import Documents
import History
import Quantities

package struct HistoryKeys: KeyGroup {
  package let file = RequiredKey<[String]>(
    "file", .oneOrList(.text),
    "The export, or the table that `lotwise import` wrote, beside this file or below.",
    like: "usage.csv")
  package let series = Key<String>(
    "series", .text, "Which of the histories in it.", absent: "the only one")
  package let since = Key<Instant>(
    "since", .instant, "Days before it are left out: what was before says nothing of what comes.",
    absent: "the first day with use")
  package let until = Key<Instant>(
    "until", .instant, "This day and later ones are left out.", absent: "the start of the scenario")
  package let ignore = NodeKey(
    "ignore", .oneOrList(.text), "Days, or stretches of days, of which nothing is to be learned.",
    absent: "none", like: "2026-08-03", "2026-12-24 to 2027-01-02")
  package let overlap = Key<Overlap>(
    "overlap", .name, "What holds where two files have the same days.", absent: "it is asked")
  package let successors = NodeKey(
    "successors", .maps(.text), "By model, the one that takes its place.", absent: "those of the rate card")
  package let replaced = DefaultKey<Ratio>(
    "replaced", .share, "The probability that the leading model is replaced by its successor, a day.",
    default: "2%")
}

package struct FittedKeys: KeyGroup {
  package let through = RequiredKey<Instant>("through", .instant, "The last day of the history.")
  package let perDay = RequiredKey<Nanodollars>("per day", .moneyAboveZero, "The recent mean of a day.")
  package let multiples = RequiredKey<Nanodollars>(
    "in multiples of", .moneyAboveZero, "Every day of a future is a whole multiple of it.", like: "$0.000001")
  package let known = RequiredKey<Int>("days known", .whole(1...65_535), "How many days the history has.")
  package let pricedOn = Key<Instant>(
    "priced on", .instant, "The day whose list prices its dollars are at.",
    absent: "the day after the history")
  package let most = RequiredKey<Double>("most", .real, "No week is larger, in multiples of the mean.")
  package let levels = RecordKey(
    "levels", .list(.fittedLevel), "How the level may move, each way with its weight.", isRequired: true)
  package let weeks = RecordKey(
    "weeks", .list(.fittedWeek),
    "The user's own weeks, the latest first, of which future weeks take their shape.",
    absent: "only weeks as other users have them")
  package let models = NodeKey(
    "models", .maps(.share), "The models and their shares of the dollars of the last 14 days with use.",
    absent: "not told apart")
  package let successors = NodeKey(
    "successors", .maps(.text), "By model, the one that takes its place.", absent: "none")
  package let replaced = DefaultKey<Ratio>(
    "replaced", .share, "The probability that the leading model is replaced by its successor, a day.",
    default: "2%")
}

package struct FittedLevelKeys: KeyGroup {
  package let wander = RequiredKey<Double>(
    "wander", .real, "The standard deviation of a week's step of the level's logarithm.")
  package let noise = RequiredKey<Double>(
    "noise", .real, "The standard deviation of a week's logarithm around its level.")
  package let weight = RequiredKey<Double>("weight", .real, "How likely it is, relative to the others.")
  package let mean = RequiredKey<Double>("mean", .real, "The level's logarithm in the last week.")
  package let variance = RequiredKey<Double>("variance", .real, "Its variance.")
}

package struct FittedWeekKeys: KeyGroup {
  package let days = RequiredKey<[Int]>(
    "days", .oneOrList(.whole(0...Int.max)), "The amounts of its seven days.")
  package let hours = Key<[Int]>(
    "hours", .oneOrList(.whole(0...Int.max)), "The amounts of its 168 hours, day after day.",
    absent: "only the days are known")
  package let models = NodeKey(
    "models", .maps(.list(.number)),
    "By model, its amount and its tokens: input, output, cache read, cache write of 5 minutes, of an hour.",
    absent: "not told apart")
}

extension Table {
  package static let history = Table("history of workload", Keys.history)
  package static let fitted = Table("fit of workload", Keys.fitted)
  package static let fittedLevel = Table("level of a fit", Keys.fittedLevel)
  package static let fittedWeek = Table("week of a fit", Keys.fittedWeek)
}

extension Shape where Value == Double {
  /// Any finite number, to its last bit.
  static var real: Shape {
    .parsed(
      "a number like -0.125", .pattern("[+\\-]?[0-9]*\\.?[0-9]+(?:[eE][+\\-]?[0-9]+)?", orNumber: true),
      text: { "\($0)" }
    ) { text throws(QuantityError) in
      guard text.utf8.count < 40, let number = Double(text), number.isFinite else {
        throw QuantityError("\(quote(text)) is not a number", remedy: "write a number like -0.125")
      }
      return number
    }
  }
}
