/// A forecast for programs, schema `lotwise/forecast/1`. Dollars, shares and factors are decimal strings of nine decimals at
/// most, tokens are whole numbers; what cannot be said is null. Keys are only ever added within a version. `to` is everywhere
/// the first day after a period.

import Formats
import Quantities

public struct ForecastJSON: Sendable {
  public static let schema = "lotwise/forecast/1"

  public init() {}

  public func write(_ result: ForecastResult, source: ForecastSource, into out: inout ByteBuffer) {
    let unit = result.history.unit
    var json = JSONWriter()
    json.object { json in
      json.head(ForecastJSON.schema, source, seed: result.seed, paths: result.paths)
      json.history(result.history)
      json.amount("per_day", result.perDay, unit)
      json.figure("wander", result.wander)
      json.figure("noise", result.noise)
      json.figure("growth_per_month", result.growth.map { Double($0.millionths) / 1e6 })
      json.figure("prior_weeks", result.priorWeeks)
      json.array("periods") { json in
        for period in result.periods { json.period(period, unit) }
      }
      json.array("weeks") { json in
        for (week, amount) in result.fan.enumerated() {
          json.object { json in
            if let first = result.history.firstDayAfter {
              let from = first.day + Int64(week) * 7
              json.string("from", CivilDate(day: from).description)
              json.string("to", CivilDate(day: from + 7).description)
            }
            json.range(amount, unit)
          }
        }
      }
      json.limit(result.limit, unit)
      json.balance(result.balance, unit)
    }
    out.append(json.finish())
  }
}

extension HistoryUnit {
  /// As files name it: amounts of a history are whole nano-dollars, and files have dollars.
  public var code: String {
    switch self {
    case .nanodollars: "usd"
    case .tokens: "tokens"
    }
  }
}

extension HistoryFacts {
  /// Nil: there is no day.
  public var firstDayAfter: CivilDate? { days.last.map { CivilDate(day: $0.date.day + 1) } }
}

extension ForecastResult.ModelPart {
  /// The names of `tokens`, in its order.
  public static let tokenKinds = ["input", "output", "cache_read", "cache_write_5m", "cache_write_1h"]
}

extension JSONWriter {
  mutating func head(_ schema: String, _ source: ForecastSource, seed: UInt64, paths: Int) {
    string("schema", schema)
    string("lotwise", source.version)
    string("rates", source.rates)
    string("command", source.command)
    string("seed", String(seed))
    number("paths", paths)
  }

  mutating func history(_ history: HistoryFacts) {
    object("history") { json in
      json.string("name", history.name)
      json.string("unit", history.unit.code)
      json.date("priced_on", history.pricedOn)
      json.number("days_known", history.daysKnown)
      json.array("cuts") { json in
        for cut in history.cuts {
          json.object { json in
            json.date("date", cut.date)
            json.figure("times", cut.times)
          }
        }
      }
      json.array("days") { json in
        for day in history.days {
          json.object { json in
            json.date("date", day.date)
            json.amount("amount", day.state == .missing ? nil : day.amount, history.unit)
            json.string("state", day.state.rawValue)
          }
        }
      }
    }
  }

  /// Null for what never comes.
  mutating func date(_ key: String, _ date: CivilDate?) {
    if let date { string(key, date.description) } else { null(key) }
  }

  mutating func amount(_ key: String, _ amount: Int64?, _ unit: HistoryUnit) {
    guard let amount else { return null(key) }
    switch unit {
    case .nanodollars: money(key, Nanodollars(amount))
    case .tokens: number(key, Int(amount))
    }
  }

  /// A mean of dollars to the nano-dollar, one of tokens to the token; null for what is no number.
  mutating func amount(_ key: String, _ amount: Double, _ unit: HistoryUnit) {
    switch unit {
    case .nanodollars: figure(key, amount, 1e9)
    case .tokens: self.amount(key, wholeUnits(amount), unit)
    }
  }

  mutating func range(_ range: AmountRange, _ unit: HistoryUnit) {
    amount("mean", range.mean, unit)
    amount("p025", range.p025, unit)
    amount("p10", range.p10, unit)
    amount("p50", range.p50, unit)
    amount("p90", range.p90, unit)
    amount("p975", range.p975, unit)
  }

  fileprivate mutating func period(_ period: ForecastResult.Period, _ unit: HistoryUnit) {
    object { json in
      json.string("kind", period.kind.rawValue)
      json.date("from", period.from)
      json.date("to", period.to)
      json.range(period.amount, unit)
      json.array("models") { json in
        for model in period.models {
          json.object { json in
            json.string("name", model.name)
            json.amount("mean", model.mean, unit)
            json.amount("p10", model.p10, unit)
            json.amount("p90", model.p90, unit)
            json.object("tokens") { json in
              for (kind, tokens) in zip(ForecastResult.ModelPart.tokenKinds, model.tokens) {
                json.amount(kind, tokens, .tokens)
              }
            }
          }
        }
      }
    }
  }

  private mutating func when(_ when: ForecastResult.When) {
    figure("probability", when.probability)
    date("p10", when.p10)
    date("p50", when.p50)
    date("p90", when.p90)
    date("if_so", when.middle)
  }

  fileprivate mutating func limit(_ limit: ForecastResult.Limit?, _ unit: HistoryUnit) {
    guard let limit else { return null("monthly_limit") }
    object("monthly_limit") { json in
      json.amount("amount", limit.amount, unit)
      json.array("months") { json in
        for month in limit.months {
          json.object { json in
            json.date("from", month.from)
            json.when(month.when)
          }
        }
      }
    }
  }

  fileprivate mutating func balance(
    _ balance: ForecastResult.Balance?, _ unit: HistoryUnit
  ) {
    guard let balance else { return null("balance") }
    object("balance") { json in
      json.amount("amount", balance.amount, unit)
      json.object("runs_dry") { $0.when(balance.when) }
    }
  }
}

/// To the nearest whole unit; nil for what is no number, or past what can be counted.
public func wholeUnits(_ amount: Double) -> Int64? {
  amount.isFinite && abs(amount) < 9e18 ? Int64(amount.rounded()) : nil
}
