/// A backtest and a hindsight for programs, schemas `lotwise/backtest/1` and `lotwise/hindsight/1`: amounts as in
/// ForecastJSON.swift, scores and shares as decimal strings.

import Formats
import Quantities

public struct BacktestJSON: Sendable {
  public static let schema = "lotwise/backtest/1"

  public init() {}

  public func write(_ result: BacktestResult, source: ForecastSource, into out: inout ByteBuffer) {
    let unit = result.history.unit
    var json = JSONWriter()
    json.object { json in
      json.head(BacktestJSON.schema, source, seed: result.seed, paths: result.paths)
      json.history(result.history)
      json.number("days_ahead", result.ahead)
      json.number("days_between", result.every)
      json.amount("level", result.level, unit)
      json.array("origins") { json in
        for origin in result.origins {
          json.object { json in
            json.date("date", origin.date)
            json.amount("actual", origin.actual, unit)
            json.range(origin.forecast, unit)
          }
        }
      }
      json.array("methods") { json in
        for method in result.methods { json.method(method) }
      }
      json.decision(result.decision)
    }
    out.append(json.finish())
  }
}

extension JSONWriter {
  fileprivate mutating func method(_ method: BacktestResult.Method) {
    object { json in
      json.string("name", method.name)
      json.figure("crps", method.crps)
      json.figure("pinball", method.pinball)
      json.figure("bias", method.bias)
      if let coverage = method.coverage {
        json.array("coverage") { json in
          for entry in coverage {
            json.object { json in
              json.figure("promised", entry.promised)
              json.figure("share", entry.share)
              json.figure("low", entry.low)
              json.figure("high", entry.high)
            }
          }
        }
      } else {
        json.null("coverage")
      }
      if let pit = method.pit {
        json.array("pit") { json in for count in pit { json.number(nil, count) } }
      } else {
        json.null("pit")
      }
    }
  }

  fileprivate mutating func decision(_ decision: BacktestResult.Decision?) {
    guard let decision else { return null("decision") }
    object("decision") { json in
      json.string("scenario", decision.scenario)
      json.array("plans") { json in for plan in decision.plans { json.string(nil, plan) } }
      json.number("days", decision.days)
      json.array("origins") { json in for date in decision.origins { json.string(nil, date.description) } }
      json.money("used", Nanodollars(decision.used))
      json.array("rules") { json in
        for rule in decision.rules {
          json.object { json in
            json.string("name", rule.name)
            json.money("cost", Nanodollars(rule.cost))
            json.money("best", Nanodollars(rule.best))
            json.money("regret", Nanodollars(rule.regret))
            json.array("chosen") { json in for plan in rule.chosen { json.number(nil, plan) } }
          }
        }
      }
    }
  }
}

public struct HindsightJSON: Sendable {
  public static let schema = "lotwise/hindsight/1"

  public init() {}

  public func write(_ result: HindsightResult, source: ForecastSource, into out: inout ByteBuffer) {
    func name(_ plan: Int?) -> String? {
      plan.flatMap { result.plans.indices.contains($0) ? result.plans[$0].name : nil }
    }
    var json = JSONWriter()
    json.object { json in
      json.head(HindsightJSON.schema, source, seed: result.seed, paths: result.paths)
      json.history(result.history)
      json.string("scenario", result.scenario)
      json.date("from", result.from)
      json.date("to", result.to)
      json.money("used", Nanodollars(result.used))
      for (key, plan) in [("best", result.best), ("compared", result.compared)] {
        if let name = name(plan) { json.string(key, name) } else { json.null(key) }
      }
      json.array("plans") { json in
        for plan in result.plans {
          json.object { json in
            json.string("name", plan.name)
            json.bool("uses_reseller", plan.usesReseller)
            json.bool("keeps_gates", plan.keepsGates)
            json.money("cost", Nanodollars(plan.cost))
            json.money("cash", Nanodollars(plan.cash))
            json.money("wasted", Nanodollars(plan.wasted))
            json.money("refused", Nanodollars(plan.refused))
            json.object("made_anew") { json in
              json.range(plan.luck, .nanodollars)
              json.figure("cheapest", plan.cheapest)
            }
          }
        }
      }
    }
    out.append(json.finish())
  }
}
