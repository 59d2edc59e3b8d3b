/// What alerts look at in a flow: the lots, at midnight. Only a ledger that runs for alerts alone is watched: looking at lots cuts
/// the flow where nothing else would.

import Quantities

/// An alert on lots, and what it has seen of this future.
struct LotWatch: Sendable {
  let within: Int64
  let left: Int64
  /// Numbers of lots that were warned of, and when.
  var warned: [Int: Int64] = [:]
}

extension Flow {
  /// At each midnight (UTC) from the start on: the lots that are about to expire with too much left.
  mutating func lookAtLots() {
    guard cursor >= nextLook else { return }
    let now = start + cursor
    for watch in lotWatches.indices {
      for number in 0..<account.lots.count {
        let expires = account.lots[number].subject.expires.seconds
        guard account.lots[number].left >= max(1, lotWatches[watch].left), expires > now,
          expires - now <= lotWatches[watch].within, lotWatches[watch].warned[number] == nil
        else { continue }
        lotWatches[watch].warned[number] = cursor
      }
    }
    nextLook = (now / TimeSpan.day + 1) * TimeSpan.day - start
  }
}

extension FlowLedger {
  /// From now on every future is kept for alerts. `lots`: what those on lots say, in their order.
  package func watch(lots: [(within: Int64, left: Nanodollars)]) {
    flow.keepHours(watching: lots.map { LotWatch(within: $0.within, left: $0.left.count) })
  }

  /// The last future. `months`: the hours from the start at which calendar months begin.
  package func alertView(months: [Int]) -> AlertView {
    AlertView(
      balances: flow.dailyBalances.array, paid: flow.hourlyPaid.array, months: months,
      payments: flow.account.payments.all.map { ($0.at - flow.start, $0.cash) },
      sinceMidnight: flow.start - flow.start / TimeSpan.day * TimeSpan.day,
      lots: flow.lotWatches.map { Array($0.warned.values) },
      outage: flow.outages.first >= 0 ? flow.outages.first : nil)
  }
}
