/// A warning: a workload that nothing makes vary from day to day. Its dollars are fixed, or its requests only come one by one,
/// which averages out: the ranges of the results are then those of a plan that knows its usage, and nobody does. Once for a
/// file, however many workloads it concerns.
/// On both sides: noise, a growth that is unsure, regimes, or a law that draws are enough; so is `noise: 0%`, which says that
/// the days are alike. Such workloads that are less than a tenth of the usual spend narrow no range that is looked at. A page
/// of a rule book means what it leaves out.

import Demand
import Documents
import Ledger
import Quantities
import Scenario

extension ScenarioReader {
  func warnOfEvenDemand() {
    guard !findings.hasErrors, scenario.rule == nil,
      case .mapping(let pairs)? = root.find(keys.workloads)?.content
    else { return }
    var even: [(label: Label, workload: Workload)] = []
    var (dollars, all) = (0.0, 0.0)
    for entry in scenario.workloads { all += entry.workload.usualDollars(card: card) ?? 0 }
    for pair in pairs where pair.value[Keys.workload.noise.name] == nil {
      let label = Label(name: pair.name.trimmed, place: pair.key.place)
      let own = workloads(named: label.name)
      guard let first = own.first, scenario.workloads[first].workload.isEven else { continue }
      even.append((label, scenario.workloads[first].workload))
      for index in own { dollars += scenario.workloads[index].workload.usualDollars(card: card) ?? 0 }
    }
    guard let first = even.first, !(dollars < all / 10) else { return }
    let names = listed(even.map { quote($0.label.name) }, "and")
    findings.warning(
      first.label.place,
      "no day of \(even.count == 1 ? "workload" : "workloads") \(names) differs from what is expected of it: the ranges "
        + "of results are too narrow",
      "write 'noise: {daily: 30%, persistence: 50%}' and 'growth: {monthly: \(first.workload.growth.monthly), volatility: "
        + "10%}' into \(even.count == 1 ? "it" : "them"), or 'noise: 0%' if the days are really alike")
  }
}

extension Workload {
  fileprivate var isEven: Bool {
    guard noise.daily == .zero, growth.volatility == .zero, regimes.count < 2 else { return false }
    switch size {
    case .requests, .spend(.fixed, _): return true
    case .spend(.geometricBrownian(_, _, let volatility), _): return volatility == .zero
    case .spend, .fitted, .recorded: return false
    }
  }
}
