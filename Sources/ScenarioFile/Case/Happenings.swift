/// What happens to an account beside its purchases and requests: fees, and credit taken away.

import Documents
import Ledger
import Quantities

extension PlanReader {
  /// A subscription's payments. Those before the start are in the past: nothing happens before the start.
  func readFees() {
    let keys = Keys.subscription
    root.oneOrNamed(Keys.credits.subscription, "subscription", named: "subscription") { label, fee in
      let price = fee.need(keys.pay)
      let tax = fee.take(keys.tax, default: self.tax.description, from: "tax")
      let from = fee.take(keys.from, default: plan.start.description, from: "the start")
      guard let instants = repeats(fee, from: from, most: mostLots), let price else { return }
      noteEnd(
        of: label, fee, from: from, payments: instants.count,
        every: fee.has(Keys.repeats.every) ? fee.take(Keys.repeats.every) : nil)
      for at in instants where at >= plan.start {
        plan.fees.append(Fee(name: label.name, at: at, price: price, tax: tax))
        countCash(price, tax: tax, fee.place(keys.pay))
      }
    }
  }

  func readWithdrawals() {
    var numbers: [String: Int] = [:]
    for (index, purchase) in plan.purchases.enumerated() { numbers[purchase.name] = index }
    let keys = Keys.event
    root.list(Keys.replayCase.events, "an event") { event in
      let at = event.need(keys.at)
      let key = event.choose([keys.revoke, keys.void], isNeeded: true)
      let lot = key.flatMap { event.take($0) }
      let amount = event.take(keys.amount)
      let takesOtherLots = event.take(keys.takesOtherLots)
      let closesAccount = event.take(keys.closesAccount)
      let closedFor = event.take(keys.closedFor)
      if !closesAccount {
        event.refuse(
          keys.closedFor, "for an account that stays open", "write 'closes account: yes' beside it")
      }
      guard let at, let key, let lot else { return }
      if at < plan.start {
        findings.error(
          event.place(keys.at), "this is before the start (\(plan.start.brief)), when nothing happens yet",
          "write a later instant, or an earlier start")
        return
      }
      guard let number = numbers[lot] else {
        unknownLot(lot, event.place(key))
        return
      }
      if let reason = nothingToTake(of: plan.purchases[number], at: at, onlyWhatCame: amount != nil) {
        findings.warning(
          event.place(keys.at), "\(quote(lot)) \(reason): this finds nothing to take", "check the dates")
      }
      plan.withdrawals.append(
        Withdrawal(
          at: at, purchase: number, amount: amount, takesOtherLots: takesOtherLots,
          closes: closesAccount ? AccountClosing(lasts: closedFor) : nil))
    }
  }

  /// Why a withdrawal at this instant can find nothing of a lot; one with an amount leaves what is on its way.
  private func nothingToTake(of purchase: Purchase, at: Instant, onlyWhatCame: Bool) -> String? {
    if at < purchase.orderedAt { return "is not ordered yet (\(purchase.orderedAt.brief))" }
    if at < purchase.usableFrom {
      return onlyWhatCame ? "has not come yet (\(purchase.usableFrom.brief))" : nil
    }
    if !purchase.isDelivered { return "never comes" }
    let terms = purchase.terms
    let counted = terms.validityCountsFrom == .purchase ? purchase.orderedAt : purchase.usableFrom
    guard let expires = try? terms.validity.expiry(from: counted, cycle: plan.billingCycle), expires <= at
    else { return nil }
    return "has expired (\(expires.brief))"
  }

  private func unknownLot(_ name: String, _ place: Place) {
    if let entry = lots.first(where: { $0.label.name == name && !$0.purchases.isEmpty }) {
      findings.error(
        place, "\(quote(name)) is bought several times",
        "name one of them, '\(name) #1' to '\(name) #\(entry.purchases.count)'")
      return
    }
    // A lot with mistakes of its own is not in the plan; to name it is no mistake.
    guard !listed.contains(name), !listsUnknownNames else { return }
    findings.error(
      place, "the case lists no lot \(quote(name))",
      didYouMean(name, among: plan.purchases.map(\.name))
        ?? "write the name of a lot as it stands under 'lots'")
  }
}
