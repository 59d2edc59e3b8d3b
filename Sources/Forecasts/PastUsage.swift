/// A scenario over usage that a history knows: its plans stay as they are, and time is moved so that a day of the history is
/// the scenario's first, on the same day of the week. So what is bought when, and what expires when, is the same for every
/// day that one looks from.

import Demand
import Ledger
import Pricing
import Quantities
import Results
import Scenario

extension Scenario {
  /// The local date on which it begins.
  public var firstDay: CivilDate { (workloads.first?.workload.shape.zone ?? .utc).date(at: start) }

  /// With this use in the place of all of its workloads.
  func using(_ size: Workload.Size, of series: UsageSeries) -> Scenario {
    var changed = self
    var workload = Workload(name: series.name, size: size, active: [Period(from: start, to: end)])
    workload.afterwards = [Period(from: end, to: .last)]
    if let own = workloads.first?.workload.shape {
      (workload.shape.zone, workload.shape.hours) = (own.zone, own.hours)
    }
    changed.workloads = [
      ScenarioWorkload(
        workload: workload, channel: workloads.first?.channel ?? .apiKey,
        statedModels: size.modelsOfHistory(in: card))
    ]
    changed.correlations = []
    return changed
  }

  /// What follows a history, from the scenario's first day on.
  func following(_ fit: UsageFit, _ series: UsageSeries) -> Scenario {
    var law = fit.law
    law.through = CivilDate(day: firstDay.day - 1)
    law.pricedOn = start.date
    return using(.fitted(law), of: series)
  }

  /// What was used, with this day of it in the place of the scenario's first.
  func repeating(_ series: UsageSeries, from day: Int) -> Scenario {
    var moved = series
    moved.days.removeFirst(min(day, moved.days.count))
    moved.first = firstDay
    return using(.recorded(RecordedUsage(name: series.name, series: moved)), of: series)
  }

  /// Plans that keep the provider's terms; all of them, if none does.
  var lawfulPlans: [Int] {
    let lawful = plans.indices.filter { !plans[$0].usesReseller }
    return lawful.isEmpty ? Array(plans.indices) : lawful
  }

  /// What a plan pays on the first day, whatever is used.
  func upFront(_ plan: Int) -> Int64 {
    let day = start.seconds + TimeSpan.day
    let ledger = plans[plan].ledger
    return ledger.purchases.filter { $0.orderedAt.seconds < day && $0.orderedAt >= start }
      .reduce(0) { $0 + $1.price.count }
      + ledger.fees.filter { $0.at.seconds < day }.reduce(0) { $0 + $1.price.count }
  }

  /// The plan that pays as it goes: of those that buy when credit runs low, the one that pays least up front.
  var payAsYouGo: Int? {
    let reloading = lawfulPlans.filter { !plans[$0].ledger.autoReloads.isEmpty }
    return (reloading.isEmpty ? lawfulPlans : reloading).min { (upFront($0), $0) < (upFront($1), $1) }
  }
}
