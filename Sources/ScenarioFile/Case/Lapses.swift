/// Rule: some credit is forfeited when its subscription ends (promotion terms: on cancellation, downgrade or suspension). A lot says so
/// with `lapses with` and the name of the subscription. At the instant at which the next payment would have been due, what is left
/// of the lot, or on its way, is withdrawn, as if it were revoked then: a second earlier it still pays. A subscription that has no
/// end never takes anything along.

import Documents
import Ledger
import Quantities

/// What is said of a lot, or of one that repeats, before its subscription is read.
struct LapsingLot: Sendable {
  let subscription: String
  let place: Place
  /// Indices into the plan's purchases.
  let purchases: [Int]
}

/// When a subscription ends.
enum SubscriptionEnd: Sendable {
  case never
  /// The first instant of no payment.
  case at(Instant)
  /// A fee that is paid once.
  case unknown
}

extension PlanReader {
  func noteLapse(_ lot: Record, of purchases: [Int]) {
    guard let name = lot.take(Keys.lot.lapsesWith) else { return }
    lapsing.append(
      LapsingLot(subscription: name, place: lot.place(Keys.lot.lapsesWith), purchases: purchases))
  }

  /// `instants`: all of its payments.
  func noteEnd(of subscription: Label, _ record: Record, from: Instant, payments: Int, every: TimeSpan?) {
    let keys = Keys.repeats
    var end = SubscriptionEnd.never
    if record.has(keys.count) || record.has(keys.until) {
      if let every, let instant = try? from.adding(every, times: payments) { end = .at(instant) }
    } else if every == nil {
      end = .unknown
    }
    subscriptionEnds[subscription.name] = end
  }

  /// When all subscriptions are read.
  func readLapses() {
    for lot in lapsing {
      switch subscriptionEnds[lot.subscription] {
      case .never: break
      case .at(let end): lapse(lot, at: end)
      case .unknown:
        findings.error(
          lot.place, "\(quote(lot.subscription)) is paid once, and does not say when it ends",
          "write 'every' and 'count' or 'until' into it")
      case nil:
        let names = subscriptionEnds.keys.sorted()
        findings.error(
          lot.place, "there is no subscription \(quote(lot.subscription)) here",
          didYouMean(lot.subscription, among: names)
            ?? (names.isEmpty
              ? "write the subscription, or leave this out"
              : "write the name of a subscription: \(names.joined(separator: ", "))"))
      }
    }
  }

  private func lapse(_ lot: LapsingLot, at end: Instant) {
    guard end >= plan.start else {
      findings.error(
        lot.place,
        "\(quote(lot.subscription)) has ended (\(end.brief)) before the start (\(plan.start.brief))",
        "leave out what is forfeited by then")
      return
    }
    let late = lot.purchases.filter { plan.purchases[$0].orderedAt >= end }.count
    if late > 0 {
      let which =
        lot.purchases.count == 1 ? "this lot comes" : "\(late) of these \(lot.purchases.count) lots come"
      findings.error(
        lot.place, "\(which) when \(quote(lot.subscription)) has ended (\(end.brief))", "check the dates")
      return
    }
    for purchase in lot.purchases {
      plan.withdrawals.append(Withdrawal(at: end, purchase: purchase, amount: nil, takesOtherLots: false))
    }
  }
}
