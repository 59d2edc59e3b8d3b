/// A comparison for programs, schema `lotwise/result/1`. Dollars, hours, days and shares are decimal strings of nine
/// decimals at most; what cannot be said (the error of a single future) is null.

import Analysis
import Ledger
import Quantities
import Scenario

public struct ComparisonJSON: Sendable {
  public static let schema = "lotwise/result/1"

  public init() {}

  public func write(_ result: ComparisonResult, source: ComparisonSource, into out: inout ByteBuffer) {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", ComparisonJSON.schema)
      json.string("lotwise", source.version)
      json.string("title", result.title)
      json.instant("start", result.start)
      json.instant("end", result.end)
      json.number("step_seconds", Int(source.stepSeconds))
      json.string("rates", source.rates)
      json.string("seed", String(result.seed))
      json.number("paths", result.paths)
      json.number("paths_asked", result.asked)
      json.bool("interrupted", result.wasInterrupted)
      json.string("left_over", result.leftOver.rawValue)
      json.string("explain", source.explain)
      if let demand = result.demand { json.estimate("demand", demand) }
      if let throttled = result.throttled { json.estimate("throttled", throttled) }
      json.array("plans") { json in
        for (index, plan) in result.plans.enumerated() { json.plan(plan, index, result) }
      }
      json.array("pairs") { json in
        for pair in result.pairs { json.pair(pair, result) }
      }
      json.object("ranking") { json in
        json.array("order") { json in
          for index in result.ranking.order { json.string(nil, result.plans[index].name) }
        }
        json.array("tied_with_best") { json in
          for index in result.ranking.tiedWithBest { json.string(nil, result.plans[index].name) }
        }
      }
      json.array("controls") { json in
        for name in result.controls { json.string(nil, name) }
      }
    }
    out.append(json.finish())
  }
}

/// One tidy row for each plan and measure.
extension Table {
  public init(tidy result: ComparisonResult) {
    var table = Table(
      columns: [
        Column("plan", key: "plan"), Column("measure", key: "measure"), Column("unit", key: "unit"),
        Column("mean", key: "mean", kind: .number), Column("std_error", key: "std_error", kind: .number),
        Column("low", key: "low", kind: .number), Column("high", key: "high", kind: .number),
        Column("p05", key: "p05", kind: .number), Column("p50", key: "p50", kind: .number),
        Column("p95", key: "p95", kind: .number), Column("futures", key: "futures", kind: .number),
      ])
    for plan in result.plans {
      for estimate in plan.estimates {
        let scale = estimate.measure.unit.baseUnits
        func cell(_ value: Double?) -> Cell {
          value.flatMap { decimal($0 / scale) }.map { .text($0) } ?? .blank
        }
        table.append([
          .text(plan.name), .text(estimate.measure.name), .text(estimate.measure.unit.rawValue),
          cell(estimate.mean), cell(estimate.standardError), cell(estimate.interval.low),
          cell(estimate.interval.high), cell(estimate.quantiles.map { Double($0.p05.value) }),
          cell(estimate.quantiles.map { Double($0.p50.value) }),
          cell(estimate.quantiles.map { Double($0.p95.value) }), .count(estimate.futures),
        ])
      }
    }
    self = table
  }
}

/// Nine decimals at most; nil for what has no number.
func decimal(_ value: Double) -> String? {
  guard value.isFinite, abs(value) < 9e9 else { return nil }
  let scaled = value * 1e9
  return Nanodollars(Int64(scaled < 0 ? scaled - 0.5 : scaled + 0.5)).decimal
}

extension JSONWriter {
  fileprivate mutating func figure(_ key: String, _ value: Double?, _ scale: Double = 1) {
    if let text = value.flatMap({ decimal($0 / scale) }) { string(key, text) } else { null(key) }
  }

  fileprivate mutating func interval(_ interval: Interval, _ scale: Double) {
    figure("low", interval.low, scale)
    figure("high", interval.high, scale)
  }

  fileprivate mutating func estimate(_ key: String, _ estimate: Estimate) {
    let scale = estimate.measure.unit.baseUnits
    object(key) { json in
      json.string("unit", estimate.measure.unit.rawValue)
      json.figure("mean", estimate.mean, scale)
      json.figure("std_error", estimate.standardError, scale)
      json.interval(estimate.interval, scale)
      if let quantiles = estimate.quantiles {
        json.figure("least", Double(quantiles.least), scale)
        json.figure("p05", Double(quantiles.p05.value), scale)
        json.figure("p50", Double(quantiles.p50.value), scale)
        json.figure("p95", Double(quantiles.p95.value), scale)
        json.figure("most", Double(quantiles.most), scale)
      }
      json.number("futures", estimate.futures)
      json.number("non_zero", estimate.nonZero)
      if let total = estimate.total { json.string("total_base_units", String(total)) }
      json.adjusted(estimate.adjusted, scale)
    }
  }

  private mutating func adjusted(_ adjusted: Adjusted?, _ scale: Double) {
    guard let adjusted else { return }
    object("adjusted") { json in
      json.figure("mean", adjusted.mean, scale)
      json.figure("std_error", adjusted.standardError, scale)
      json.interval(adjusted.interval, scale)
      json.figure("factor", adjusted.factor)
    }
  }

  private mutating func probability(_ key: String, _ probability: Probability) {
    object(key) { json in
      json.figure("mean", probability.value)
      json.interval(probability.interval, 1)
      json.number("count", probability.count)
      json.number("of", probability.of)
    }
  }

  fileprivate mutating func plan(_ plan: PlanResult, _ index: Int, _ result: ComparisonResult) {
    object { json in
      json.string("name", plan.name)
      json.bool("uses_reseller", plan.usesReseller)
      json.object("measures") { json in
        for estimate in plan.estimates { json.estimate(estimate.measure.key, estimate) }
      }
      json.array("lots") { json in
        for lot in plan.lots { json.lot(lot) }
      }
      json.array("days") { json in
        for day in plan.days {
          json.object { json in
            json.number("day", day.day)
            if let band = day.balance {
              json.money("balance_p05", Nanodollars(band.p05))
              json.money("balance_p50", Nanodollars(band.p50))
              json.money("balance_p95", Nanodollars(band.p95))
            }
            json.figure("outage", day.outage.value)
            json.figure("outage_low", day.outage.interval.low)
            json.figure("outage_high", day.outage.interval.high)
          }
        }
      }
      if let unknown = result.unknown.first(where: { $0.plan == index }) { json.unknown(unknown) }
    }
  }

  private mutating func lot(_ lot: LotResult) {
    object { json in
      json.string("name", lot.name)
      json.string("source", lot.source.rawValue)
      json.bool("trigger", lot.isTrigger)
      json.figure("orders", lot.orders)
      json.figure("face", lot.face, 1e9)
      json.figure("price", lot.price, 1e9)
      json.probability("expires_unused", lot.expiresUnused)
      json.probability("is_lost", lot.isLost)
      json.figure("expired", lot.expired, 1e9)
      json.figure("expired_at_cost", lot.expiredAtCost, 1e9)
      json.figure("lost", lot.lost, 1e9)
      json.figure("lost_at_cost", lot.lostAtCost, 1e9)
    }
  }

  private mutating func unknown(_ unknown: UnknownRules) {
    object("unknown_rules") { json in
      json.number("variants", unknown.variants)
      json.ranges(unknown.ranges)
      json.array("switches") { json in
        for rule in unknown.switches {
          json.object { json in
            json.string("name", rule.name)
            json.array("values") { json in
              for value in rule.values {
                json.object { json in
                  json.string("name", value.name)
                  json.ranges(value.ranges)
                }
              }
            }
            json.array("effects") { json in
              for effect in rule.effects {
                json.object { json in
                  json.string("measure", effect.measure.key)
                  json.string("worst", rule.values[effect.worst].name)
                  json.string("mildest", rule.values[effect.mildest].name)
                  json.difference(effect.difference, effect.measure.unit.baseUnits)
                }
              }
            }
          }
        }
      }
    }
  }

  private mutating func ranges(_ ranges: [MeasureRange]) {
    object("ranges") { json in
      for range in ranges {
        json.object(range.measure.key) { json in
          json.figure("low", range.low, range.measure.unit.baseUnits)
          json.figure("high", range.high, range.measure.unit.baseUnits)
        }
      }
    }
  }

  private mutating func difference(_ difference: Difference, _ scale: Double) {
    object("difference") { json in
      json.figure("mean", difference.mean, scale)
      json.figure("std_error", difference.standardError, scale)
      json.interval(difference.interval, scale)
      json.adjusted(difference.adjusted, scale)
    }
  }

  fileprivate mutating func pair(_ pair: PairResult, _ result: ComparisonResult) {
    object { json in
      json.string("a", result.plans[pair.a].name)
      json.string("b", result.plans[pair.b].name)
      json.difference(pair.difference, 1e9)
      json.probability("a_cheaper", pair.aCheaper)
      json.probability("b_cheaper", pair.bCheaper)
      json.number("same", pair.same)
      json.bool("within_noise", pair.difference.isWithinNoise)
    }
  }
}
