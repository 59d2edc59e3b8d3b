/// What each person of a history has used before an instant, at list as of one day: a person is a key, or a series where a row names
/// no key. Rows of nobody in particular, and people who have used nothing, are left out. The heaviest comes first, of equal ones
/// the first by name.
/// At the boundary: the day that holds the instant is none of the past.

import Pricing
import Quantities

extension UsageHistory {
  public func usedByPerson(card: RateCard, before end: Instant) -> [(name: String, used: Nanodollars)] {
    var pricing = UsagePricing(card: card)
    var used: [String: Nanodollars] = [:]
    for row in rows where row.state != .missing && row.stretch.day < end.date {
      guard let name = row.subject.key ?? row.subject.series else { continue }
      let sum = (used[name] ?? .zero).count.addingReportingOverflow(max(0, pricing.price(row).today.count))
      used[name] = sum.overflow ? .largest : min(Nanodollars(sum.partialValue), .largest)
    }
    return used.filter { $0.value > .zero }.map { (name: $0.key, used: $0.value) }
      .sorted { ($1.used, $0.name) < ($0.used, $1.name) }
  }
}
