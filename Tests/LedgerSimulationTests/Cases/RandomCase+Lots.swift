/// Random lots: listed purchases, grants and opening lots, what happens to them, and fees.

import Ledger
import Quantities

extension RandomCase {
  static let names = [
    "lot 1", "lot 2", "lot 10", "lot 11", "lot 9", "lot 100", "lot", "lot 3b", "lot 3a", "a", "b", "lot 20",
  ]

  mutating func validity(from: Int64) -> Validity {
    switch dice.int(0...9) {
    case 0...2: return .lasting(.seconds(span()))
    case 3: return .lasting(.months(dice.pick([1, 1, 3, 6])))
    case 4: return .lasting(.years(1))
    case 5...6: return .until(Instant(seconds: max(from, moment())))
    case 7: return .billingCycle
    case 8: return .never
    default:
      return .lasting(dice.chance(30) ? .seconds(dice.pick([0, 1])) : .days(Int64(dice.pick([1, 30, 180]))))
    }
  }

  mutating func terms(from: Int64) -> LotTerms {
    var terms = LotTerms()
    terms.validity = validity(from: from)
    terms.validityCountsFrom = dice.pick([.usable, .usable, .purchase])
    terms.scope = scope(percent: 40)
    terms.priority = dice.int(0...2)
    if has(.taxes) { terms.tax = Ratio(millionths: dice.pick([0, 100_000, 230_000, 500_000, 333_333])) }
    if has(.refunds) { terms.refund = Ratio(millionths: dice.pick([0, 500_000, 1_000_000, 333_333])) }
    return terms
  }

  /// The price of so much face value.
  mutating func price(of face: Int64) -> Int64 {
    guard has(.prices) else { return face }
    return dice.pick([face, face / 2, Int64(Int128(face) * 2 / 5), 0, amount()])
  }

  mutating func addPurchases() {
    let names = dice.shuffled(RandomCase.names)
    for i in 0..<dice.int(dice.chance(20) ? 0...2 : 2...10) {
      let source = dice.pick([
        Source.official, .official, .reseller, .promotion, .planCredit, .bundle, .enterprise, .opening,
      ])
      var orderedAt = moment()
      if source == .opening { orderedAt = dice.chance(80) ? start : orderedAt }
      if has(.earlierLots), dice.chance(30) { orderedAt = start - span() }
      var usableFrom = orderedAt
      if has(.delays), dice.chance(50) {
        usableFrom = dice.chance(50) ? orderedAt + span() : max(orderedAt, moment())
      }
      let isFree = source.column == .granted && dice.chance(70)
      let face = amount()
      var purchase = Purchase(
        name: names[i], source: source, orderedAt: Instant(seconds: orderedAt),
        usableFrom: Instant(seconds: usableFrom), face: Nanodollars(face),
        price: Nanodollars(isFree ? 0 : price(of: face)), terms: terms(from: orderedAt))
      if source.column == .bought, dice.chance(10) { purchase.paidLater.count = purchase.price.count / 2 }
      if has(.lostLots), source != .opening { purchase.isDelivered = !dice.chance(20) }
      plan.purchases.append(purchase)
      remember(usableFrom)
      rememberExpiry(of: purchase)
    }
  }

  private mutating func rememberExpiry(of purchase: Purchase) {
    let auditor = Auditor(plan: plan)
    let expires = auditor.expiry(
      purchase.terms, orderedAt: purchase.orderedAt.seconds, usableFrom: purchase.usableFrom.seconds)
    remember(expires)
    if expires < horizon, dice.chance(50) { remember(expires) }
  }

  /// What is dated before the start does not happen.
  private mutating func momentOrEarlier() -> Int64 {
    has(.earlierLots) && dice.chance(15) ? start - span() : moment()
  }

  mutating func addWithdrawals() {
    guard !plan.purchases.isEmpty else { return }
    for _ in 0..<dice.int(1...3) {
      let purchase = dice.int(0...plan.purchases.count - 1)
      let ordered = max(plan.purchases[purchase].orderedAt.seconds, start)
      plan.withdrawals.append(
        Withdrawal(
          at: Instant(seconds: dice.chance(20) ? ordered : momentOrEarlier()), purchase: purchase,
          amount: dice.chance(50) ? Nanodollars(amount()) : nil, takesOtherLots: dice.chance(30)))
    }
  }

  mutating func addFees() {
    for i in 0..<dice.int(1...2) {
      plan.fees.append(
        Fee(
          name: "fee \(i + 1)", at: Instant(seconds: momentOrEarlier()), price: Nanodollars(amount()),
          tax: Ratio(millionths: dice.pick([0, 230_000, 500_000]))))
    }
  }

  /// Some withdrawals close the account, most of them for a time.
  mutating func addClosings(to plan: inout LedgerPlan) {
    guard dice.chance(40) else { return }
    for i in plan.withdrawals.indices where dice.chance(40) {
      plan.withdrawals[i].closes = AccountClosing(lasts: dice.chance(25) ? nil : span(atMost: 4))
    }
  }
}
