/// Faults of how sure a figure is said to be, and of figures below 0.

import Foundation

extension MendedFault {
  static let statistics: [MendedFault] = [
    MendedFault(
      "a useful dollar that costs less than nothing is written with its sign in front, in every format",
      planted: "a sign among the digits"
    ) { trial in
      // Credit that is held and hardly used: paid nothing, and most of its value is left over.
      try trial.write(
        held(horizon: "1 month")
          + "  wait: {when empty: {buy: $50, after: 6 hours}}\n  buy: {buy: {credit: $50}}\n")
      for format in ["table", "markdown", "csv", "json"] {
        let outcome = try trial.shell("lotwise compare s.yaml --paths 200 --quick --format \(format)")
        if outcome.status != 0 || outcome.wasKilled { return "\(format): \(outcome.errors)" }
        if outcome.output.contains(#/\$-|[0-9]\.-|-\$-/#) { return "\(format): a sign among the digits" }
        let isThere = outcome.output.contains(format == "csv" || format == "json" ? #/-[0-9]/# : #/-\$[0-9]/#)
        if !isThere { return "\(format): nothing below 0" }
      }
      let report = try trial.shell(
        "lotwise compare s.yaml --paths 200 --out r && cat r/*.html r/*.svg r/*.md")
      if report.status != 0 { return report.errors }
      return report.output.contains(#/\$-[0-9]|[0-9]\.-[0-9]/#) ? "a page has a sign among the digits" : nil
    },
    MendedFault(
      "what no future showed may still be: an upper end above 0, unless the terms forbid it",
      planted: "what was never seen is nothing"
    ) { trial in
      try trial.write(held(horizon: "1 month") + "  wait: {when empty: {buy: $50, after: 6 hours}}\n")
      let measures = try trial.measures()
      guard measures["blocked"]?["mean"]?.text == "0.00" else { return "something was blocked" }
      if number(measures["blocked"]?["high"]) <= 0 { return "blocked dollars are 0 to 0" }
      if number(measures["blocked_hours"]?["high"]) <= 0 { return "blocked hours are 0 to 0" }
      return measures["blocked_daily_cap"]?["high"]?.text == "0.00"
        ? nil : "a plan without a cap may be stopped by one"
    },
    MendedFault(
      "an interval of what cannot be below 0 does not begin there, and reaches farther up than down",
      planted: "Student's interval for what hardly ever happens"
    ) { trial in
      try trial.write(
        """
        \(held(horizon: "2 months"))  sold:
            buy: {source: reseller, credit: $100, pay: $50}
            seller: {undelivered: 1%}

        """)
      guard let lost = try trial.measures()["undelivered"] else { return "no measure" }
      let (low, mean, high) = (number(lost["low"]), number(lost["mean"]), number(lost["high"]))
      if mean <= 0 { return "nothing was lost" }
      if low < 0 { return "from \(low)" }
      return high - mean > 1.3 * (mean - low) ? nil : "\(low) to \(high) around \(mean)"
    },
    MendedFault(
      "something that happened once or twice may be much rarer than that", planted: "Wilson's inner end"
    ) { trial in
      try trial.write(
        """
        \(held(horizon: "2 months"))  sold:
            buy: {source: reseller, credit: $100, pay: $50}
            seller: {undelivered: 1%}

        """)
      // Of few futures, so that it is seen once, twice or three times.
      for futures in stride(from: 20, through: 600, by: 20) {
        let result = try trial.json("compare s.yaml --paths \(futures) --quick --format json")
        // Behind the credit that is held.
        let lot = result["plans"]?[0]?["lots"]?.items.last
        guard case .number(let count)? = lot?["is_lost"]?["count"], (1...2).contains(count) else { continue }
        let least = number(lot?["is_lost"]?["low"]) * Double(futures)
        return least <= (count == 1 ? 0.0254 : 0.2423) ? nil : "\(count) seen, \(least) at least"
      }
      return "never seen once or twice"
    },
    MendedFault(
      "quantiles have intervals, in the result and on the page", planted: "quantiles without intervals"
    ) {
      trial in
      try trial.write(busy + "  one: {buy: {credit: $50}, auto-reload: {below: $10, add: $20}}\n")
      let measure = try trial.measures()["total_cost"]
      for key in ["p05", "p50", "p95"] {
        let (low, value, high) = (measure?[key + "_low"], measure?[key], measure?[key + "_high"])
        if low == nil || !(number(low) < number(value) && number(value) < number(high)) {
          return "\(key): \(number(low)) to \(number(high))"
        }
      }
      let page = try trial.shell("lotwise compare s.yaml --paths 500 --quick --format markdown").output
      return page.contains(#/\| one \| \$\d+ \(\$\d+-\$\d+\)/#) ? nil : "the page has none"
    },
    MendedFault(
      "a figure that a precision was asked for has the interval of the look that stopped it",
      planted: "one look's interval for all"
    ) { trial in
      try trial.write(busy + "  one: {buy: {credit: $50}, auto-reload: {below: $10, add: $20}}\n")
      let result = try trial.json("compare s.yaml --until-half-width 5 --measure used --quick --format json")
      let measure = result["plans"]?[0]?["measures"]?["used"]
      let wide = (number(measure?["high"]) - number(measure?["low"])) / 2 / number(measure?["std_error"])
      // One interval of a number of futures fixed beforehand is 1.96 to 2.04 of them; of any block, at least 3.
      if !(3...6 ~= wide) { return "\(wide) standard errors" }
      return result["stopped_by"]?["measure"]?.text == "used" ? nil : "it does not say what stopped it"
    },
    MendedFault(
      "a turning point is told with an interval, and arithmetic's place is in it",
      planted: "a turning point without an interval"
    ) { trial in
      // $300 for all that is ever used in 100 days, or a dollar for each of about five a day.
      try trial.write(
        """
        lotwise: 1
        start: 2026-12-01
        horizon: 100 days
        left over: at nothing
        workloads:
          use: {spend: {law: fixed, mean: $5}, noise: {daily: 90%}}
        plans:
          lump: {buy: {source: bundle, credit: $9000, pay: $300, validity: never}}
          as needed: {auto-reload: {below: $1, add: $5, validity: never}}

        """)
      let points = try trial.json("compare s.yaml --paths 500 --format json")["turning_points"]
      let crossings = points?["crossings"]?.items ?? []
      guard crossings.count == 1 else { return "\(crossings.count) turning points" }
      let (low, high) = (
        number(crossings[0]["usage_a_month_low"]), number(crossings[0]["usage_a_month_high"])
      )
      // What the last reload leaves over makes a per cent.
      let truth = 300 / 100 * 365.2425 / 12
      if !(low < truth * 1.02 && truth * 0.98 < high) { return "\(low) to \(high), not \(truth)" }
      return low < high * 0.9999 && high < low * 1.2 ? nil : "\(low) to \(high)"
    },
    MendedFault(
      "thirty plans are compared with the cheapest and the next, not each with each",
      planted: "every pair of any number of plans"
    ) { trial in
      let plans = (1...30).map { "  plan \($0): {buy: {credit: $\(100 + $0)}}\n" }.joined()
      try trial.write(busy + plans)
      let result = try trial.json("compare s.yaml --paths 50 --quick --format json")
      let pairs = result["pairs"]?.items.count ?? 0
      if !(29...58).contains(pairs) { return "\(pairs) pairs" }
      let best = result["ranking"]?["order"]?[0]?.text
      let withBest = result["pairs"]?.items.count { $0["a"]?.text == best || $0["b"]?.text == best }
      return withBest == 29 ? nil : "\(withBest ?? 0) with the cheapest"
    },
  ]
}

/// Credit enough for everything, a little of it used.
private func held(horizon: String) -> String {
  """
  lotwise: 1
  start: 2026-12-01
  horizon: \(horizon)
  account:
    holds: {gift: {credit: $500, cost: $400, expires: 2028-01-01}}
  workloads:
    use: {spend: {law: fixed, mean: $1}, noise: {daily: 30%}}
  plans:

  """
}

private let busy = """
  lotwise: 1
  start: 2026-12-01
  horizon: 1 month
  workloads:
    use: {spend: {law: fixed, mean: $5}, noise: {daily: 60%}}
  plans:

  """

private func number(_ json: JSON?) -> Double { json?.text.flatMap(Double.init) ?? .nan }

extension Trial {
  fileprivate func write(_ scenario: String) throws {
    try scenario.write(to: folder.url.appending(path: "s.yaml"), atomically: true, encoding: .utf8)
  }

  fileprivate func json(_ words: String) throws -> JSON {
    try JSON(parsing: shell("lotwise \(words) --quiet").output)
  }

  /// Of the first plan, in 500 futures.
  fileprivate func measures() throws -> JSON {
    try json("compare s.yaml --paths 500 --quick --format json")["plans"]?[0]?["measures"] ?? .null
  }
}
