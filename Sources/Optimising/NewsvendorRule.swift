/// Where the newsvendor's rule says why a lot has its size (Results/Optimum/OptimumParts.swift): the family's one lever is the size of one
/// lot, bought at so much a dollar whatever its size, and everything else that is bought is bought at list price by triggers.
///
/// At the boundary: a lot that outlives the horizon is left out, as what it is worth afterwards is no matter of one quantile; one that
/// ends with it is not.

import Analysis
import Ledger
import Quantities
import Results
import Scenario
import Simulation

struct NewsvendorRule {
  /// Of the plan's purchases.
  let purchase: Int
  let lot: String
  let price: Double
  let undelivered: Double

  /// Nil where the rule does not apply.
  init?(_ family: Family, chosen: [Int], in scenario: Scenario) {
    guard family.ranges.count == 1, family.ranges[0].isOrdered, let plan = family.member(chosen),
      let other = NewsvendorRule.another(family, than: plan, chosen[0]),
      scenario.blockedWorkCosts == .one, plan.unknown.isEmpty
    else { return nil }
    let (ledger, changed) = (plan.ledger, other.ledger)
    let moved = ledger.purchases.indices.filter { ledger.purchases[$0] != changed.purchases[$0] }
    guard moved.count == 1, let purchase = moved.first else { return nil }
    let (own, next) = (ledger.purchases[purchase], changed.purchases[purchase])
    var same = changed
    same.purchases[purchase].face = own.face
    same.purchases[purchase].price = own.price
    let isAlone = ledger.purchases.indices.allSatisfy { index in
      index == purchase || ledger.purchases[index].price == .zero
    }
    guard same == ledger, plan.risks == other.risks, isAlone, own.isDelivered, own.face > .zero,
      NewsvendorRule.isInProportion(own, next), own.terms.scope == nil,
      let expiry = try? own.terms.validity.expiry(from: own.usableFrom, cycle: ledger.billingCycle),
      expiry <= scenario.end, ledger.fees.isEmpty, ledger.allowance == nil
    else { return nil }
    // What is not covered is bought when it is needed, at one price a dollar; or is lost at the price of the work.
    let offers = ledger.offers
    let rates = Set(offers.map { [$0.price.price.count, $0.price.face.count] })
    guard rates.allSatisfy({ $0[0] == $0[1] }), Set(offers.map(\.terms.tax)).count <= 1 else { return nil }
    let risk = plan.risks[.purchase(purchase)]
    guard risk.seller.revokedPerMonth == .zero, risk.seller.delay == nil, own.terms.refund == .zero,
      own.terms.fee == .none, offers.allSatisfy({ $0.terms.fee == .none })
    else {
      return nil
    }
    func withTax(_ tax: Ratio) -> Double { 1 + Double(tax.millionths) / 1e6 }
    self.purchase = purchase
    lot = own.name
    price =
      Double(own.price.count) / Double(own.face.count) * withTax(own.terms.tax)
      / withTax(offers.first?.terms.tax ?? .zero)
    undelivered = Double(risk.seller.undelivered.millionths) / 1e6
  }

  /// With another size of its lot that is not nothing.
  private static func another(_ family: Family, than plan: PurchasePlan, _ index: Int) -> PurchasePlan? {
    let count = family.ranges[0].values.count
    return [index + 1, index - 1, count - 1].lazy.filter { $0 != index && (0..<count).contains($0) }
      .compactMap { family.member([$0]) }
      .first { $0.ledger.purchases.count == plan.ledger.purchases.count }
  }

  /// The price of both is the same share of the face value, to a millionth.
  private static func isInProportion(_ a: Purchase, _ b: Purchase) -> Bool {
    let (first, second) = (
      Double(a.price.count) * Double(b.face.count), Double(b.price.count) * Double(a.face.count)
    )
    return abs(first - second) <= 1e-6 * max(abs(first), abs(second)) && a.paidLater == .zero
  }

  /// `run`: of the chosen plan, its lots in the order of its purchases.
  func found(_ plan: PlanRun, paths: Int) -> Optimum.Newsvendor? {
    guard paths > 0, purchase < plan.lots.count else { return nil }
    // What was never delivered is lost, and says nothing of the demand.
    let delivered = plan.column(.undelivered).count { $0 == 0 }
    let usesAll = paths - Int(plan.lots[purchase].pathsWithLoss)
    guard delivered > 0 else { return nil }
    return Optimum.Newsvendor(
      lot: lot, price: price, undelivered: undelivered, wanted: min(1, price / (1 - undelivered)),
      usesAll: Probability(count: usesAll, of: delivered))
  }
}
