/// Rule: listed purchases, grants, withdrawals, corrections and fees come at their instants, as listed. Purchases ordered
/// before the start are placed at the start; withdrawals, corrections and fees before it do not happen.

import Quantities

struct Listing: Sendable {
  /// A purchase as it is ordered, without its name, which costs a reference at every copy.
  struct Listed: Sendable {
    let order: Order
    let face: Int64
    let price: Int64
    /// What is paid at once, with tax.
    let cash: Int64

    init(_ purchase: Purchase, at index: Int, rank: Int) {
      order = Order(
        origin: .purchase(index), source: purchase.source, orderedAt: purchase.orderedAt,
        usableFrom: purchase.usableFrom,
        unit: Price(price: purchase.price, face: purchase.face), terms: purchase.terms,
        sequence: .listed(rank: rank), paidLater: purchase.paidLater, isDelivered: purchase.isDelivered)
      (face, price) = (purchase.face.count, purchase.priceWithFee.count)
      let due = order.due(price)
      cash = due &+ order.terms.tax(on: due)
    }
  }

  /// As the plan lists them.
  let listed: [Listed]
  /// (instant, index), in order of time and then of the listing.
  private let purchases: [(at: Int64, index: Int)]
  private let withdrawals: [(at: Int64, index: Int)]
  /// Withdrawals of what is ordered, or handled at the start, at the same instant.
  private let withdrawalsOfOrders: [(at: Int64, index: Int)]
  private let fees: [(at: Int64, index: Int)]
  private let corrections: [(at: Int64, index: Int)]
  private var purchase = 0
  private var withdrawal = 0
  private var withdrawalOfOrder = 0
  private var fee = 0
  private var correction = 0
  /// The next instant with something listed.
  private(set) var next = Int64.max

  init(plan: LedgerPlan) {
    func timeline(_ instants: [Instant]) -> [(at: Int64, index: Int)] {
      instants.enumerated().map { (at: $0.element.seconds, index: $0.offset) }
        .sorted { ($0.at, $0.index) < ($1.at, $1.index) }
    }
    let start = plan.start
    purchases = timeline(plan.purchases.map { max($0.orderedAt, start) })
    let due = timeline(plan.withdrawals.map(\.at)).filter { $0.at >= start.seconds }
    func meetsItsOrder(_ withdrawal: (at: Int64, index: Int)) -> Bool {
      let purchase = plan.purchases[plan.withdrawals[withdrawal.index].purchase]
      return max(purchase.orderedAt, start).seconds == withdrawal.at
    }
    withdrawals = due.filter { !meetsItsOrder($0) }
    withdrawalsOfOrders = due.filter(meetsItsOrder)
    fees = timeline(plan.fees.map(\.at)).filter { $0.at >= start.seconds }
    corrections = timeline(plan.corrections.map(\.at)).filter { $0.at >= start.seconds }
    var ranks = Array(repeating: 0, count: plan.purchases.count)
    let byName = plan.purchases.indices.sorted { a, b in
      let (x, y) = (plan.purchases[a], plan.purchases[b])
      if x.orderedAt != y.orderedAt { return x.orderedAt < y.orderedAt }
      return x.name == y.name ? a < b : precedesNaturally(x.name, y.name)
    }
    for (rank, index) in byName.enumerated() { ranks[index] = rank }
    listed = zip(plan.purchases, ranks).enumerated().map { Listed($1.0, at: $0, rank: $1.1) }
    findNext()
  }

  mutating func restart() {
    (purchase, withdrawal, withdrawalOfOrder, fee, correction) = (0, 0, 0, 0, 0)
    findNext()
  }

  private mutating func findNext() {
    next = min(
      purchase < purchases.count ? purchases[purchase].at : .max,
      withdrawal < withdrawals.count ? withdrawals[withdrawal].at : .max,
      withdrawalOfOrder < withdrawalsOfOrders.count ? withdrawalsOfOrders[withdrawalOfOrder].at : .max,
      fee < fees.count ? fees[fee].at : .max,
      correction < corrections.count ? corrections[correction].at : .max)
  }

  mutating func nextPurchase(due now: Int64) -> Int? { found(Listing.take(purchases, &purchase, now)) }
  mutating func nextWithdrawal(due now: Int64) -> Int? {
    found(Listing.take(withdrawals, &withdrawal, now))
  }
  mutating func nextWithdrawalOfOrder(due now: Int64) -> Int? {
    found(Listing.take(withdrawalsOfOrders, &withdrawalOfOrder, now))
  }
  mutating func nextFee(due now: Int64) -> Int? { found(Listing.take(fees, &fee, now)) }
  mutating func nextCorrection(due now: Int64) -> Int? {
    found(Listing.take(corrections, &correction, now))
  }

  private mutating func found(_ index: Int?) -> Int? {
    if index != nil { findNext() }
    return index
  }

  /// Indices into the plan's fees.
  var feesToCome: LazyMapSequence<ArraySlice<(at: Int64, index: Int)>, Int> {
    fees[fee...].lazy.map(\.index)
  }

  private static func take(
    _ timeline: [(at: Int64, index: Int)], _ position: inout Int, _ now: Int64
  ) -> Int? {
    guard position < timeline.count, timeline[position].at <= now else { return nil }
    position += 1
    return timeline[position - 1].index
  }
}

/// Order of names in which digits compare as numbers: `lot 2` before `lot 10`. Total on distinct names.
func precedesNaturally(_ a: String, _ b: String) -> Bool {
  let (x, y) = (Array(a.utf8), Array(b.utf8))
  func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
  var (i, j) = (0, 0)
  while i < x.count, j < y.count {
    if isDigit(x[i]), isDigit(y[j]) {
      let left = Array(x[i...].prefix(while: isDigit).drop { $0 == 48 })
      let right = Array(y[j...].prefix(while: isDigit).drop { $0 == 48 })
      if left.count != right.count { return left.count < right.count }
      if left != right { return left.lexicographicallyPrecedes(right) }
      while i < x.count, isDigit(x[i]) { i += 1 }
      while j < y.count, isDigit(y[j]) { j += 1 }
    } else {
      if x[i] != y[j] { return x[i] < y[j] }
      i += 1
      j += 1
    }
  }
  if (x.count - i) != (y.count - j) { return x.count - i < y.count - j }
  // Alike but for leading zeros: by bytes.
  return x.lexicographicallyPrecedes(y)
}

extension Account {
  /// Orders every listed purchase that is due, as listed.
  mutating func placeListedOrders() -> Bool {
    guard listing.next <= now else { return false }
    var happened = false
    while let index = listing.nextPurchase(due: now) {
      guard buys else { continue }
      happened = true
      let listed = listing.listed[index]
      if !sells(listed.order.source) || isRefused(listed.order.source, face: listed.face, cash: listed.cash) {
        recordRefused(listed.face, of: listed.order.origin)
      } else {
        lotOfPurchase[index] = place(listed.order, face: listed.face, price: listed.price).lot
      }
    }
    return happened
  }

  /// Fees that are still to come and are a part of the price of what was bought.
  var instalmentsToCome: Int64 {
    var sum: Int64 = 0
    for index in listing.feesToCome {
      guard case .purchase(let purchase)? = plan.fees[index].instalmentOf, lotOfPurchase[purchase] >= 0 else {
        continue
      }
      sum &+=
        plan.fees[index].price.count &+ (plan.fees[index].tax.of(plan.fees[index].price) ?? .largest).count
    }
    return sum
  }

  /// Money that brings no credit.
  mutating func payFees() -> Bool {
    guard listing.next <= now else { return false }
    var happened = false
    while let index = listing.nextFee(due: now) {
      guard buys else { continue }
      happened = true
      let fee = plan.fees[index]
      if closure.holds(at: now), fee.instalmentOf == nil { continue }
      let tax = (fee.tax.of(fee.price) ?? .largest).count
      post(.paid, fee: index, fee.price.count)
      post(.taxPaid, fee: index, tax)
      sums.pay(price: fee.price.count, tax: tax)
      payments.add(fee.price.count &+ tax, at: now)
    }
    return happened
  }
}
