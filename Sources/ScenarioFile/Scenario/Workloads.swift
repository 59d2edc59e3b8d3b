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
private let requestKeys: [any StatedKey] = [
  Keys.workload.tokens, Keys.workload.cached, Keys.workload.batch, Keys.workload.fast, Keys.workload.usOnly,
  Keys.workload.webSearches, Keys.workload.codeExecution, Keys.workload.failures, Keys.workload.measuredOn,
  Keys.workload.dispersion,
]

/// What a history says by itself.
private let ofHistoryItself: [any StatedKey] = [
  Keys.workload.models, Keys.workload.days, Keys.workload.noise, Keys.workload.regimes,
]

extension ScenarioReader {
  /// Needs `start`, `end` and `card`; fills `scenario.workloads`.
  func readWorkloads() {
    guard let node = root.find(keys.workloads), !node.isNull else {
      root.missing(keys.workloads, "write what will be used under 'workloads'")
      return
    }
    if case .mapping(let pairs) = node.content, pairs.isEmpty || pairs.count > mostWorkloads {
      findings.error(
        root.keyPlace(keys.workloads),
        pairs.isEmpty ? "there is no workload here" : "these are more workloads than \(mostWorkloads)",
        pairs.isEmpty
          ? "name one: 'coding: {requests: 900 per workday, ...}'" : "put those that are alike together")
      return
    }
    root.maps(keys.workloads, "workload") { readWorkload($0, $1) }
    warnOfOldCard()
    refuseUncountable()
  }

  private func readWorkload(_ label: Label, _ record: Record) {
    let keys = Keys.workload
    record.refuse(keys.strays)
    let key = record.chooseAny([keys.requests, keys.spend, keys.history, keys.fitted], isNeeded: true)
    let isFromHistory = key == keys.history.name || key == keys.fitted.name
    let (active, afterwards) = readActive(record)
    let rate = record.take(keys.requests)
    let spend = key == keys.spend.name ? readSpend(record) : nil
    let shape = readShape(
      record, isPerWorkday: (rate?.unit == .workday) || spend?.per == .workday, isFromHistory: isFromHistory)
    let channel = record.take(keys.channel)
    let growth = readGrowth(record)
    let noise = isFromHistory ? Noise() : readNoise(record)
    let regimes = isFromHistory ? [] : readRegimes(record)
    readPeople(record, label, isNoisy: noise.daily > .zero)
    var size: Workload.Size?
    var models: [ModelShare] = []
    var dispersion = Ratio.one
    switch key {
    case keys.requests.name:
      size = readRequests(record, rate, active: active)
      dispersion = record.take(keys.dispersion)
    case keys.spend.name:
      for key in requestKeys {
        record.refuse(key, "beside 'spend'", "leave it out, or state the workload in 'requests'")
      }
      size = spend.flatMap { dollars($0, shape) }
      models = readSpendModels(record, active: active)
    case keys.history.name, keys.fitted.name:
      let name = key ?? ""
      for key in requestKeys + ofHistoryItself {
        record.refuse(key, "beside '\(name)'", "leave it out: the history says it")
      }
      let law =
        name == keys.history.name
        ? readHistory(record, label.name, zone: shape.zone) : readFitted(record, label.name, zone: shape.zone)
      size = law.map(Workload.Size.fitted)
      models = size?.modelsOfHistory(in: card) ?? []
    default: record.admit(requestKeys + [keys.models])
    }
    guard let size else { return }
    var workload = Workload(name: label.name, size: size, active: active)
    workload.afterwards = afterwards
    workload.shape = shape
    workload.growth = growth
    workload.noise = noise
    workload.dispersion = dispersion
    workload.regimes = regimes
    scenario.workloads.append(
      ScenarioWorkload(workload: workload, channel: channel, statedModels: models))
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
      root.keyPlace(keys.workloads),
      "workload '\(largest.0)' would use about \(amount) in the horizon, and a ledger counts to $4.6 billion",
      "look at its rate, sizes and growth for a digit or a unit too many")
  }

  private func readGrowth(_ workload: Record) -> Growth {
    workload.assume(Keys.workload.growth, "{monthly: 0%, volatility: 0%}")
    return workload.map(Keys.workload.growth, "the growth of \(workload.what)") { record in
      var growth = Growth()
      growth.monthly = record.take(Keys.growth.monthly)
      growth.volatility = record.take(Keys.growth.volatility)
      return growth
    } ?? Growth()
  }

  private func readNoise(_ workload: Record) -> Noise {
    workload.assume(Keys.workload.noise, "{daily: 0%, persistence: 0%}")
    return workload.map(Keys.workload.noise, "the noise of \(workload.what)") { record in
      var noise = Noise()
      noise.daily = record.take(Keys.noise.daily)
      noise.persistence = record.take(Keys.noise.persistence)
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
      root.has(keys.rates) ? root.keyPlace(keys.rates) : root.keyPlace(keys.start),
      "the rate card '\(card.name)' is as of \(card.asOf), \(start.date.day - card.asOf.day) days before the start",
      "use a newer lotwise or a card of your own, or state changes that you know of under 'prices'")
  }
}

extension Shape where Value == Ratio {
  /// Variance over mean; 1 is Poisson, and a count cannot be steadier than that here.
  static var dispersion: Shape { number(least: .one) }
}
