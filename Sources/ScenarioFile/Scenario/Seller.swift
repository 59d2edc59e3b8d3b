/// How lots of a seller may fail between the payment and their last dollar: `seller` of a plan, for its
/// lots of source reseller, or of one lot or trigger, in place of the plan's.

import Documents
import Ledger
import Quantities
import Scenario

struct Seller {
  var risk = SellerRisk()
  var refund = Ratio.zero
}

extension PlanReader {
  /// The record's own seller, or the plan's if the source is a reseller. A replay has none: its lots fail as
  /// they are listed.
  func seller(_ record: Record, _ source: Source) -> Seller? {
    guard horizon != nil else { return nil }
    if let own = readSeller(record) { return own }
    return source == .reseller ? seller : nil
  }

  func readSeller(_ record: Record) -> Seller? {
    record.map(SellerKeys.key, "a seller") { record in
      let keys = Keys.seller
      var seller = Seller()
      seller.risk.undelivered = record.take(keys.undelivered)
      seller.risk.revokedPerMonth = record.take(keys.revoked)
      seller.risk.takesOtherLots = record.take(keys.takesOtherLots)
      seller.risk.closesAccount = record.take(keys.closesAccount) ?? .zero
      seller.risk.closedFor = record.take(keys.closedFor)
      if seller.risk.closesAccount == .zero {
        record.refuse(
          keys.closedFor, "where no revocation closes the account", "write 'closes account: 30%' beside it")
      } else if seller.risk.revokedPerMonth == .zero {
        record.refuse(
          keys.closesAccount, "where nothing is revoked", "write 'revoked: 3% per month' beside it")
      }
      seller.refund = record.take(keys.refund)
      record.assume(keys.delay, "0 seconds")
      seller.risk.delay = record.take(keys.delay)
      return seller
    }
  }

  /// How long after its order a lot or a trigger's lot is usable: what it says itself, or its seller. Notes
  /// what is random in `risk`.
  func delay(_ record: Record, _ key: Key<SpanLaw>, _ seller: Seller?, _ risk: inout SellerRisk) -> Int64 {
    let standard = seller?.risk.delay ?? .fixed(0)
    record.assume(key, standard.text, from: seller?.risk.delay == nil ? "default" : "seller")
    guard horizon != nil else { return record.take(key, as: .seconds) ?? 0 }
    let law = record.take(key) ?? standard
    risk.delay = law.random
    return law.median
  }

  /// Says once for a plan that its reseller's promises are taken at their word.
  func warnOfTrust(_ label: Label) {
    let resold = plan.origins.filter { plan.source(of: $0) == .reseller }
    let isTrusted = resold.contains { origin in
      let risk = chances.risks[origin].seller
      return risk.undelivered == .zero && risk.revokedPerMonth == .zero
    }
    if isTrusted, seller == nil {
      findings.warning(
        label.place, "lots of a reseller are taken to come always and to stay: that is optimistic",
        "write 'seller: {undelivered: 2%, revoked: 3% per month}' into the plan, or 0% if you know")
    }
    if seller != nil, resold.isEmpty {
      findings.warning(
        root.keyPlace(SellerKeys.key), "no lot of this plan comes from a reseller: this says nothing",
        "leave it out, or write 'source: reseller' into a lot")
    }
  }
}

extension Shape where Value == Ratio {
  /// `3% per month`; `0%` is so by any time.
  static var sharePerMonth: Shape {
    .parsed(
      "a share per month like 3% per month",
      .pattern("[0-9.]+ *% *(?:per +month)?", orNumber: false), text: { "\($0) per month" }
    ) { text throws(QuantityError) in
      guard text.hasSuffix("per month") else {
        if text == "0%" { return .zero }
        let states = text.contains(" per ")
        throw QuantityError(
          states ? "\(quote(text)) is not a share per month" : "\(quote(text)) does not say in which time",
          remedy: "write '3% per month'")
      }
      let parse = Shape<Ratio>.share.parse
      return try parse?(String(text.dropLast("per month".count)).trimmed) ?? .zero
    }
  }
}
