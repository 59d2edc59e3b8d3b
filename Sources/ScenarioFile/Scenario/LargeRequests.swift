/// The warning about requests that are large beside what they meet. A simulated step is a flow that knows how large requests are
/// on average only (docs/ledger-rules.md, section 9): at a lot, a cap or a threshold of a few requests that is coarse. On both
/// sides: a mean request of a fifth of it is passed, one above a fifth is told.

import Demand
import Documents
import Ledger
import Quantities
import Scenario

extension ScenarioReader {
  func warnOfLargeRequests(_ reader: PlanReader, _ label: Label) {
    var largest: (dollars: Double, workload: String)?
    for entry in scenario.workloads {
      guard let dollars = entry.workload.usualDollarsPerRequest(card: card, at: start) else { continue }
      if dollars > largest?.dollars ?? 0 { largest = (dollars, entry.statedName) }
    }
    guard let largest, largest.dollars < 1_000_000_000, let least = reader.narrowest else { return }
    let request = Nanodollars(Int64(largest.dollars * Double(Nanodollars.perDollar)))
    guard request.count > least.amount.count / 5 else { return }
    reader.findings.warning(
      label.place,
      "a request of \(quote(largest.workload)) costs about \(request.toCents), and \(least.what) in plan "
        + "\(quote(label.name)) is \(least.amount.toCents): a simulation knows requests by their mean only, and is coarse here",
      "replay a case of single requests to see what happens at it")
  }
}

extension PlanReader {
  /// The smallest amount that requests meet, and what it is.
  fileprivate var narrowest: (amount: Nanodollars, what: String)? {
    var found: [(amount: Nanodollars, what: String)] = []
    for purchase in plan.purchases { found.append((purchase.face, "the lot \(quote(purchase.name))")) }
    for cap in plan.usageCaps {
      switch cap.window {
      case .month: found.append((cap.amount, "a monthly limit"))
      case .week: found.append((cap.amount, "a weekly limit"))
      case .day: found.append((cap.amount, "a daily cap"))
      }
    }
    for rule in plan.autoReloads {
      if rule.threshold > .zero {
        found.append((rule.threshold, "the threshold of \(quote(rule.offer.name))"))
      }
      switch rule.amount {
      case .fixed(let face), .multiples(let face): found.append((face, "what \(quote(rule.offer.name)) adds"))
      case .upTo(let target): found.append((target, "the target of \(quote(rule.offer.name))"))
      }
    }
    for order in plan.standingOrders {
      if case .fixed(let face) = order.amount { found.append((face, "what \(quote(order.offer.name)) buys")) }
    }
    for person in plan.people { found.append((person.buys, "what \(quote(person.offer.name)) buys")) }
    return found.min { $0.amount < $1.amount }
  }
}
