/// `workloads`: what will be used, by name, in requests or in dollars; and what all of them have: hours, days,
/// stretches, growth, noise, regimes. Every default is noted, in the notation of the file.

import Demand
import Documents
import Ledger
import Pricing
import Quantities
import Scenario

/// More correlated rows than this are no plan that a person made.
let mostWorkloads = 100

/// What has a meaning for requests alone.
private let requestKeys = [
  "tokens", "cached", "batch", "fast", "us only", "web searches", "code execution", "failures", "measured on",
  "dispersion",
]

extension ScenarioReader {
  /// Needs `start`, `end` and `card`; fills `scenario.workloads`.
  func readWorkloads() {
    guard let node = root.find("workloads"), !node.isNull else {
      root.missing("workloads", "write what will be used under 'workloads'")
      return
    }
    if case .mapping(let pairs) = node.content, pairs.isEmpty || pairs.count > mostWorkloads {
      findings.error(
        root.keyPlace("workloads"),
        pairs.isEmpty ? "there is no workload here" : "these are more workloads than \(mostWorkloads)",
        pairs.isEmpty
          ? "name one: 'coding: {requests: 900 per workday, ...}'" : "put those that are alike together")
      return
    }
    root.maps("workloads", "workload") { readWorkload($0, $1) }
    warnOfOldCard()
    refuseUncountable()
  }

  private func readWorkload(_ label: Label, _ record: Record) {
    let key = record.choose(["requests", "spend"], isNeeded: true)
    let active = readActive(record)
    let rate = record.take("requests", .rate)
    let shape = readShape(record, per: key == "requests" ? rate?.unit : nil)
    let channel: Channel = record.take("channel", .name, default: Channel.apiKey.rawValue)
    let growth = readGrowth(record)
    let noise = readNoise(record)
    let regimes = readRegimes(record)
    var size: Workload.Size?
    var model: ModelID?
    var dispersion = Ratio.one
    switch key {
    case "requests":
      size = readRequests(record, rate, active: active)
      dispersion = record.take("dispersion", .dispersion, default: "1")
    case "spend":
      for key in requestKeys {
        record.refuse(key, "beside 'spend'", "leave it out, or state the workload in 'requests'")
      }
      size = readSpend(record)
      model = readSpendModel(record, active: active)
    default: for key in requestKeys + ["models"] { _ = record.has(key) }
    }
    guard let size else { return }
    var workload = Workload(name: label.name, size: size, active: active)
    workload.shape = shape
    workload.growth = growth
    workload.noise = noise
    workload.dispersion = dispersion
    workload.regimes = regimes
    scenario.workloads.append(
      ScenarioWorkload(workload: workload, channel: channel, statedModel: model))
  }

  /// What a ledger counts ends at 2^62 nano-dollars; the mean of all that will be used has to be below.
  private func refuseUncountable() {
    let usual = scenario.workloads.map { ($0.workload.name, $0.workload.usualDollars(card: card) ?? 0) }
    let most = Double(Nanodollars.largest.count) / Double(Nanodollars.perDollar)
    guard !(usual.reduce(0) { $0 + $1.1 } < most), let largest = usual.max(by: { $0.1 < $1.1 }) else {
      return
    }
    let amount = largest.1 < 1e15 ? "$\(TokenCount(Int64(largest.1)))" : "more than $1,000,000,000,000,000"
    findings.error(
      root.keyPlace("workloads"),
      "workload '\(largest.0)' would use about \(amount) in the horizon, and a ledger counts to $4.6 billion",
      "look at its rate, sizes and growth for a digit or a unit too many")
  }

  private func readGrowth(_ workload: Record) -> Growth {
    workload.assume("growth", "{monthly: 0%, volatility: 0%}")
    return workload.map("growth", "the growth of \(workload.what)") { record in
      var growth = Growth()
      growth.monthly = record.take("monthly", .monthlyChange, default: "0%")
      growth.volatility = record.take("volatility", .deviation, default: "0%")
      return growth
    } ?? Growth()
  }

  private func readNoise(_ workload: Record) -> Noise {
    workload.assume("noise", "{daily: 0%, persistence: 0%}")
    return workload.map("noise", "the noise of \(workload.what)") { record in
      var noise = Noise()
      noise.daily = record.take("daily", .deviation, default: "0%")
      noise.persistence = record.take("persistence", .persistence, default: "0%")
      return noise
    } ?? Noise()
  }

  /// Every plan looks past the day of its rate card; one that only starts long after it has an old card. Sixty
  /// days is the notice that the provider gives of a model's end. Once, however many workloads it concerns.
  private func warnOfOldCard() {
    let isPriced = scenario.workloads.contains { entry in
      if case .requests = entry.workload.size { true } else { false }
    }
    guard isPriced, start.date.day > card.asOf.day + 60 else { return }
    findings.warning(
      root.keyPlace(root.has("rates") ? "rates" : "start"),
      "the rate card '\(card.name)' is as of \(card.asOf), \(start.date.day - card.asOf.day) days before the start",
      "use a newer lotwise or a card of your own, or state changes that you know of under 'prices'")
  }
}

extension Shape where Value == Ratio {
  /// Variance over mean; 1 is Poisson, and a count cannot be steadier than that here.
  static var dispersion: Shape { number(least: .one) }
}
