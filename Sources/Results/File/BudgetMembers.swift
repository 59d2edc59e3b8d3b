/// The members of a result that say what is paid and bought when, and what is used: written, read back and described, side by
/// side (Comparison/Budget.swift).

import Formats
import Ledger
import Quantities

private typealias Member = JSONShape.Member

// MARK: Written

extension JSONWriter {
  mutating func band(_ key: String?, _ band: Band, of futures: Int) {
    object(key) { json in
      json.figure("mean", band.mean(of: futures), 1e9)
      json.money("p10", Nanodollars(band.p10))
      json.money("p50", Nanodollars(band.p50))
      json.money("p90", Nanodollars(band.p90))
      json.string("total_base_units", String(band.total))
    }
  }

  mutating func months(_ months: [MonthOfPlan], of futures: Int) {
    array("months") { json in
      for month in months {
        json.object { json in
          json.band("cash", month.cash, of: futures)
          json.band("cash_so_far", month.cashSoFar, of: futures)
          json.band("served", month.served, of: futures)
          json.band("refused", month.refused, of: futures)
          json.band("expired", month.expired, of: futures)
          json.band("balance", month.balance, of: futures)
        }
      }
    }
  }

  mutating func buying(_ buying: [Buying]) {
    array("buying") { json in
      for entry in buying {
        json.object { json in
          json.string("name", entry.name)
          if let source = entry.source { json.string("source", source.rawValue) }
          json.bool("trigger", entry.isTrigger)
          json.array("orders") { json in
            for order in entry.orders {
              json.object { json in
                json.figure("share", order.share)
                json.number("seconds_p10", Int(order.p10))
                json.number("seconds_p50", Int(order.p50))
                json.number("seconds_p90", Int(order.p90))
                json.figure("cash", order.cash, 1e9)
                json.figure("face", order.face, 1e9)
              }
            }
          }
          json.figure("later_orders", entry.laterOrders)
          json.figure("later_cash", entry.laterCash, 1e9)
        }
      }
    }
  }

  mutating func usage(_ result: ComparisonResult) {
    array("usage") { json in
      for part in result.usage {
        json.object { json in
          json.string("workload", part.workload)
          if let model = part.model { json.string("model", model) }
          json.figure("mean", Double(part.total) / Double(max(1, result.paths)), 1e9)
          json.string("total_base_units", String(part.total))
          if let expected = part.expected {
            json.figure("requests", expected.requests)
            // More tokens than nine billion are usual.
            json.figure("million_input_tokens", expected.input, 1e6)
            json.figure("million_output_tokens", expected.output, 1e6)
          }
        }
      }
    }
    array("months") { json in
      for (index, month) in result.months.enumerated() {
        json.object { json in
          json.instant("from", month)
          json.band("usage", result.usageByMonth[index], of: result.paths)
        }
      }
    }
  }
}

// MARK: Read

extension ResultReader {
  func baseUnits(_ key: String, futures: Int) throws(ResultError) -> Int128 {
    let found = try at(key)
    let most = Int128(max(1, futures)) << 62
    guard let number = Int128(try found.itself()), (-most...most).contains(number) else {
      throw found.error("this is no whole number, or more than can be")
    }
    return number
  }

  func band(_ key: String, of futures: Int) throws(ResultError) -> Band {
    let found = try at(key)
    let (p10, p50) = (try found.at("p10").money(), try found.at("p50").money())
    let p90 = try found.at("p90").money()
    try found.rising([p10, p50, p90], "the quantiles")
    return Band(
      total: try found.baseUnits("total_base_units", futures: futures), p10: p10, p50: p50, p90: p90)
  }

  func monthsOfPlan(paths: Int) throws(ResultError) -> [MonthOfPlan] {
    var months: [MonthOfPlan] = []
    for item in try items("months") {
      months.append(
        MonthOfPlan(
          cash: try item.band("cash", of: paths), cashSoFar: try item.band("cash_so_far", of: paths),
          served: try item.band("served", of: paths), refused: try item.band("refused", of: paths),
          expired: try item.band("expired", of: paths), balance: try item.band("balance", of: paths)))
    }
    return months
  }

  func buying() throws(ResultError) -> [Buying] {
    var buying: [Buying] = []
    for item in try items("buying") {
      var orders: [Buying.Order] = []
      for order in try item.items("orders") {
        func seconds(_ key: String) throws(ResultError) -> Int64 {
          Int64(try order.whole(key, 0...(1 << 40)))
        }
        let (p10, p50, p90) = (
          try seconds("seconds_p10"), try seconds("seconds_p50"), try seconds("seconds_p90")
        )
        try order.rising([p10, p50, p90], "the dates")
        orders.append(
          Buying.Order(
            share: try order.figure("share", within: 0...1), p10: p10, p50: p50, p90: p90,
            cash: try order.figure("cash", 1e9), face: try order.figure("face", 1e9)))
      }
      guard orders.count <= Buying.told else { throw item.error("more orders than are told") }
      var source: Source?
      if let found = item.maybe("source") {
        source = Source(rawValue: try found.itself())
        if source == nil { throw found.error("there is no such source") }
      }
      buying.append(
        Buying(
          name: try item.text("name"), source: source, isTrigger: try item.truth("trigger"), orders: orders,
          laterOrders: try item.figure("later_orders", within: 0...ResultReader.most),
          laterCash: try item.figure("later_cash", 1e9)))
    }
    return buying
  }

  func usage(paths: Int) throws(ResultError) -> [UsageShare] {
    var usage: [UsageShare] = []
    for item in try items("usage") {
      var expected: UsageShare.Expected?
      if item.maybe("requests") != nil {
        expected = UsageShare.Expected(
          requests: try item.figure("requests", unknown: .infinity, within: 0...ResultReader.most),
          // A law with a far tail has a mean that no file holds.
          input: try item.figure(
            "million_input_tokens", 1e6, unknown: .infinity, within: 0...ResultReader.most),
          output: try item.figure(
            "million_output_tokens", 1e6, unknown: .infinity, within: 0...ResultReader.most))
      }
      usage.append(
        UsageShare(
          workload: try item.text("workload"),
          model: try item.maybe("model").map { found throws(ResultError) in try found.itself() },
          total: try item.baseUnits("total_base_units", futures: paths), expected: expected))
    }
    return usage
  }

  func usageByMonth(paths: Int) throws(ResultError) -> (starts: [Instant], bands: [Band]) {
    var (starts, bands): ([Instant], [Band]) = ([], [])
    for item in try items("months") {
      starts.append(try item.instant("from"))
      bands.append(try item.band("usage", of: paths))
    }
    try rising(starts, "the months")
    return (starts, bands)
  }
}

// MARK: Described

extension ResultSchema {
  private static let figure = JSONShape.orNull(.shared("decimal"))

  static let band: JSONShape = .object([
    Member("mean", figure, "dollars in a future, over all futures"),
    Member("p10", .shared("decimal"), "10 % of the first futures do not exceed it"),
    Member("p50", .shared("decimal")), Member("p90", .shared("decimal")),
    Member("total_base_units", .form("-?[0-9]+"), "the exact sum over all futures, in nano-dollars"),
  ])

  static let monthsOfPlan: JSONShape = .list(
    .object([
      Member("cash", .shared("band"), "paid with prices, fees and tax, less refunds"),
      Member("cash_so_far", .shared("band"), "since the start"),
      Member("served", .shared("band"), "usage served, at the plan's prices"),
      Member("refused", .shared("band"), "usage refused, at the plan's prices"),
      Member("expired", .shared("band"), "face value"),
      Member("balance", .shared("band"), "at the month's end, debts taken off"),
    ]))

  static let buying: JSONShape = .list(
    .object([
      Member("name", .text),
      Member("source", .names(Source.allCases.map(\.rawValue)), "not of a fee", isAlwaysThere: false),
      Member("trigger", .yesNo, "it buys by itself, as often as needed"),
      Member(
        "orders",
        .list(
          .object([
            Member("share", figure, "the share of the first futures in which there is one"),
            Member("seconds_p10", .whole(from: 0), "from the start"), Member("seconds_p50", .whole(from: 0)),
            Member("seconds_p90", .whole(from: 0)), Member("cash", figure, "paid at once, on average"),
            Member("face", figure, "credit, on average"),
          ])), "the first ones, \(Buying.told) at most"),
      Member("later_orders", figure, "in a future, on average"), Member("later_cash", figure, "likewise"),
    ]))

  static let usage: JSONShape = .list(
    .object([
      Member("workload", .text),
      Member("model", .text, "not of a workload in dollars that names none", isAlwaysThere: false),
      Member("mean", figure, "dollars at list price, in a future"),
      Member("total_base_units", .form("[0-9]+"), "the exact sum over all futures, in nano-dollars"),
      Member("requests", figure, "of a workload in requests: so many in a future", isAlwaysThere: false),
      Member("million_input_tokens", figure, "likewise: whole prompts", isAlwaysThere: false),
      Member("million_output_tokens", figure, "likewise", isAlwaysThere: false),
    ]))

  static let months: JSONShape = .list(
    .object([
      Member("from", .shared("instant"), "the start, then the first of each month (UTC)"),
      Member("usage", .shared("band"), "asked for, at list price"),
    ]))
}
