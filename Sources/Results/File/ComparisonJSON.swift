/// A comparison for programs, schema `lotwise/result/2`. Dollars, hours, days and shares are decimal strings of nine
/// decimals at most; what cannot be said (the error of a single future) is null.

import Formats
import Ledger
import Quantities

public struct ComparisonJSON: Sendable {
  public static let schema = "lotwise/result/2"

  public init() {}

  /// False: it holds a figure that is past what a file can.
  @discardableResult
  public func write(_ result: ComparisonResult, source: ComparisonSource, into out: inout ByteBuffer) -> Bool
  {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", ComparisonJSON.schema)
      json.string("lotwise", source.version)
      json.string("title", result.title)
      json.instant("start", result.start)
      json.instant("end", result.end)
      json.string("step", source.step)
      json.number("step_seconds", Int(source.stepSeconds))
      json.string("rates", source.rates)
      json.string("seed", String(result.seed))
      json.number("paths", result.paths)
      json.number("paths_asked", result.asked)
      json.bool("interrupted", result.wasInterrupted)
      json.leftOver(result.leftOver)
      json.figure("blocked_work_costs", Double(result.blockedWorkCosts.millionths) / 1e6)
      if let patience = result.patience { json.number("patience_seconds", Int(patience)) }
      if let stopped = result.stopped { json.stopped(stopped) }
      if let summedUp = result.summedUp { json.number("paths_kept", summedUp.kept) }
      json.source(source)
      if let demand = result.demand { json.estimate("demand", demand) }
      if let throttled = result.throttled { json.estimate("throttled", throttled) }
      json.usage(result)
      json.array("plans") { json in
        for (index, plan) in result.plans.enumerated() { json.plan(plan, index, result) }
      }
      json.array("pairs") { json in
        for pair in result.pairs { json.pair(pair, result) }
      }
      json.ranking(result)
      json.array("controls") { json in
        for name in result.controls { json.string(nil, name) }
      }
      json.array("sensitivities") { json in
        for sensitivity in result.sensitivities { json.sensitivity(sensitivity, result) }
      }
      if let points = result.turningPoints { json.turningPoints(points, result) }
      if !result.unknownNumbers.isEmpty {
        json.unknownNumbers(result.unknownNumbers, result.plans.map(\.name))
      }
      if !result.alerts.isEmpty { json.alerts(result.alerts, result.plans.map(\.name)) }
      if !result.variants.isEmpty { json.variants(result.variants) }
    }
    let tellsAll = json.tellsAll
    out.append(json.finish())
    return tellsAll
  }
}

extension JSONWriter {
  fileprivate mutating func stopped(_ stopped: StoppedBy) {
    object("stopped_by") { json in
      json.string("measure", stopped.measure.key)
      json.figure("half_width", stopped.halfWidth, stopped.measure.unit.baseUnits)
      json.number("looks", stopped.looks)
      json.figure("missing", stopped.missing)
    }
  }

  fileprivate mutating func source(_ source: ComparisonSource) {
    string("explain", source.explain)
    string("command", source.command)
    string("rules_sha256", source.rulesHash)
    if let currency = source.currency {
      object("currency") { json in
        json.string("code", currency.code)
        json.money("dollars", currency.rate)
      }
    }
    array("prices") { json in
      for rate in source.models {
        json.object { json in
          json.string("model", rate.model)
          json.string("prices", rate.prices)
          json.string("since", rate.since)
          json.string("source", rate.source)
        }
      }
    }
    array("warnings") { json in for warning in source.warnings { json.string(nil, warning) } }
    string("scenario", source.scenario)
  }

  fileprivate mutating func sensitivity(_ sensitivity: Sensitivity, _ result: ComparisonResult) {
    object { json in
      json.string("plan", result.plans[sensitivity.plan].name)
      if let other = sensitivity.against { json.string("against", result.plans[other].name) }
      json.figure("explained", sensitivity.explained)
      json.array("inputs") { json in
        for input in sensitivity.inputs {
          json.object { json in
            json.string("name", input.name)
            json.figure("low", input.low, 1e9)
            json.figure("high", input.high, 1e9)
          }
        }
      }
    }
  }

  fileprivate mutating func turningPoints(_ points: TurningPoints, _ result: ComparisonResult) {
    object("turning_points") { json in
      json.number("paths", points.paths)
      json.array("levels") { json in
        for level in points.levels {
          json.object { json in
            json.figure("scale", level.scale)
            json.number("futures", level.futures)
            json.figure("usage_a_month", level.usage, 1e9)
            if let best = level.best { json.string("best", result.plans[best].name) }
            json.bool("sure", level.isSure)
            json.array("plans") { json in
              for (index, plan) in result.plans.enumerated() {
                json.object { json in
                  json.string("name", plan.name)
                  json.place("total_cost", level.costs[index], 1e9)
                  json.place("outage_risk", level.risks[index])
                }
              }
            }
          }
        }
      }
      json.array("crossings") { json in
        for crossing in points.crossings {
          json.object { json in
            json.place("scale", crossing.scale)
            json.place("usage_a_month", crossing.usage, 1e9)
            json.string("cheapest_below", result.plans[crossing.below].name)
            json.string("cheapest_above", result.plans[crossing.above].name)
          }
        }
      }
      json.array("sellers") { json in
        for seller in points.sellers {
          json.object { json in
            json.string("plan", result.plans[seller.plan].name)
            json.string("against", result.plans[seller.against].name)
            switch seller.limit {
            case .always: json.string("dearer", "always")
            case .never: json.string("dearer", "never")
            case .share(let share):
              json.string("dearer", "from a share on")
              json.place("lost_share", share)
            }
            json.place("total_cost_at_twice_the_risk", seller.doubledCost, 1e9)
            json.place("effective_price_at_twice_the_risk", seller.doubledPrice)
            json.place("outage_risk_at_twice_the_risk", seller.doubledRisk)
          }
        }
      }
    }
  }

  /// A figure, and its interval beside it: `scale`, `scale_low`, `scale_high`.
  fileprivate mutating func place(_ key: String, _ place: Place, _ scale: Double = 1) {
    figure(key, place.value, scale)
    figure(key + "_low", place.interval.low, scale)
    figure(key + "_high", place.interval.high, scale)
  }

  private mutating func quantile(_ key: String, _ quantile: Quantile, _ scale: Double) {
    figure(key, Double(quantile.value), scale)
    figure(key + "_low", quantile.low.map { Double($0) }, scale)
    figure(key + "_high", quantile.high.map { Double($0) }, scale)
  }

  mutating func interval(_ interval: Interval, _ scale: Double) {
    figure("low", interval.low, scale)
    figure("high", interval.high, scale)
  }

  mutating func estimate(_ key: String, _ estimate: Estimate) {
    let scale = estimate.measure.unit.baseUnits
    object(key) { json in
      json.string("unit", estimate.measure.unit.rawValue)
      json.figure("mean", estimate.mean, scale)
      json.figure("std_error", estimate.standardError, scale)
      json.interval(estimate.interval, scale)
      if let quantiles = estimate.quantiles {
        json.figure("least", Double(quantiles.least), scale)
        json.quantile("p05", quantiles.p05, scale)
        json.quantile("p50", quantiles.p50, scale)
        json.quantile("p95", quantiles.p95, scale)
        json.figure("most", Double(quantiles.most), scale)
      }
      json.number("futures", estimate.futures)
      json.number("non_zero", estimate.nonZero)
      if let total = estimate.total { json.string("total_base_units", String(total)) }
      json.replicates(estimate.replication)
      json.adjusted(estimate.adjusted, scale)
    }
  }

  private mutating func replicates(_ replication: Replication?) {
    guard let replication else { return }
    object("replicates") { json in
      json.figure("weight", replication.weight)
      json.figure("factor", replication.factor)
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

  mutating func probability(_ key: String, _ probability: Probability) {
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
      json.standing(result.ranking.standings[index])
      json.object("measures") { json in
        for estimate in plan.estimates { json.estimate(estimate.measure.key, estimate) }
      }
      json.array("lots") { json in
        for lot in plan.lots { json.lot(lot) }
      }
      json.array("cost_quantiles") { json in
        for cost in plan.costQuantiles { json.money(nil, Nanodollars(cost)) }
      }
      json.array("batches") { json in
        for batch in plan.batches {
          json.object { json in
            json.string("measure", batch.measure.key)
            json.array("sums_base_units") { json in
              for sum in batch.sums { json.string(nil, String(sum)) }
            }
          }
        }
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
            json.number("outage_futures", day.outage.count)
            json.figure("outage", day.outage.value)
            json.figure("outage_low", day.outage.interval.low)
            json.figure("outage_high", day.outage.interval.high)
          }
        }
      }
      json.months(plan.months, of: result.paths)
      json.buying(plan.buying)
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
      json.figure("used", lot.used, 1e9)
      json.figure("revoked", lot.revoked, 1e9)
      json.figure("undelivered", lot.undelivered, 1e9)
      json.figure("left", lot.left, 1e9)
      json.figure("used_after_the_end", lot.usedLater, 1e9)
      json.figure("waste_to_come", lot.lostLater, 1e9)
    }
  }

  private mutating func unknown(_ unknown: UnknownRules) {
    object("unknown_rules") { json in
      json.number("variants", unknown.variants)
      json.number("combinations", unknown.combinations)
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
      json.replicates(difference.replication)
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
