/// A scenario to begin with, made from histories: usage as they say, and plans whose amounts are of the size of the usage. Every
/// line can be changed; comments say what is worth changing.

import Demand
import Documents
import Quantities

public struct FittedScenario {
  public let text: String

  /// `file`: the exports as the scenario names them; nil: they are not beside it, and the fits stand in it as numbers.
  public init(
    _ fits: [(series: UsageSeries, fit: UsageFit)], file: [String]?, exports: [String], since: String? = nil,
    until: String? = nil, ignore: String? = nil
  ) {
    let last = fits.map(\.fit.law.through.day).max() ?? 0
    let perDay = fits.reduce(0.0) { $0 + Double($1.fit.law.perDay) * Double($1.fit.law.quantum) / 1e9 }
    let month = FittedScenario.round(perDay * 365.2425 / 12)
    let known = fits.map(\.fit.law.daysKnown).max() ?? 0
    var lines = [
      "# Usage as \(exports.map(FittedScenario.plain).joined(separator: ", ")) says: \(known) day\(known == 1 ? "" : "s"), lately about "
        + "$\(FittedScenario.dollars(perDay * 365.2425 / 12)) a month at list price.",
      "#",
      "#   lotwise forecast scenario.yaml     what comes, in words, with ranges",
      "#   lotwise compare scenario.yaml      which plan to take, what it costs, and how sure that is",
      "",
      "lotwise: 1",
      "title: Usage from a history",
      "start: \(CivilDate(day: last + 1))",
      "horizon: 12 months",
      "",
      "# A history says nothing of what nobody did yet. What you know beyond it, say: 'growth' a month, days to 'ignore', a day",
      "# 'since' which it counts. Beyond two months a forecast assumes no growth unless it is told.",
      "workloads:",
    ]
    for (series, fit) in fits {
      lines.append("  \(FittedScenario.quoted(series.name)):")
      if let file {
        var entries = ["file: " + FittedScenario.list(file)]
        if fits.count > 1 { entries.append("series: \(FittedScenario.quoted(series.name))") }
        if let since { entries.append("since: \(since)") }
        if let until { entries.append("until: \(until)") }
        if let ignore {
          let days = ignore.split(separator: ",").map { $0.replacing("..", with: " to ") }
          entries.append("ignore: [\(days.joined(separator: ", "))]")
        }
        lines.append("    history: {\(entries.joined(separator: ", "))}")
      } else {
        lines.append("    fitted:")
        lines += FittedNumbers.text(of: fit.law).split(separator: "\n").map { "      " + $0 }
      }
      lines.append("    # growth: 3% per month")
    }
    lines += [
      "",
      "# The ways to pay for it, as many as you like. Every one of them meets the same futures.",
      "plans:",
      "  as you go:",
      "    auto-reload: {below: $\(FittedScenario.part(month, 20)), add: $\(FittedScenario.part(month, 4))}",
      "  every month:",
      "    standing orders: {budget: {buy: $\(month), every: 1 month}}",
      "    auto-reload: {below: $\(FittedScenario.part(month, 20)), add: $\(FittedScenario.part(month, 4))}",
      "  three months at once:",
      "    buy: $\(3 * month)",
      "    auto-reload: {below: $\(FittedScenario.part(month, 20)), add: $\(FittedScenario.part(month, 4))}",
    ]
    text = lines.joined(separator: "\n") + "\n"
  }

  /// One or two digits, at least $5.
  private static func round(_ dollars: Double) -> Int {
    var unit = 1.0
    while dollars / unit >= 100 { unit *= 10 }
    return max(5, Int((dollars / unit).rounded() * unit))
  }

  private static func part(_ month: Int, _ count: Int) -> Int { max(5, round(Double(month) / Double(count))) }

  private static func dollars(_ amount: Double) -> String {
    TokenCount(Int64(min(max(amount.rounded(), 0), 1e15))).description
  }

  private static func list(_ names: [String]) -> String {
    names.count == 1 ? quoted(names[0]) : "[" + names.map(quoted).joined(separator: ", ") + "]"
  }

  /// A name for a comment.
  private static func plain(_ name: String) -> String { printable(name) }

  /// In quotes unless it is a plain word.
  private static func quoted(_ name: String) -> String {
    let isPlain = name.utf8.allSatisfy { byte in
      (97...122).contains(byte | 0x20) || (48...57).contains(byte) || [45, 46, 47, 95].contains(byte)
    }
    if isPlain, name.utf8.first.map({ (97...122).contains($0 | 0x20) }) ?? false { return name }
    return "\"" + printable(name).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
