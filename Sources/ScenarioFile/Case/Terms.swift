/// `validity`, `models`, `channels`, `priority`, `draws`, `fee`, `tax`, `refund`: the same keys wherever lots are bought.

import Documents
import Ledger
import Providers
import Quantities

extension PlanReader {
  func readTerms(_ record: Record, _ source: Source, _ seller: Seller?) -> LotTerms {
    var terms = LotTerms()
    let standard = provider.validity(of: source, at: plan.start)
    terms.validity = standard.validity
    let keys = Keys.terms
    let key = record.choose([keys.validity, keys.expires])
    if key == nil { record.assume(keys.validity, standard.text) }
    if let key, let stated = record.take(key) {
      terms.validity = stated.validity
      terms.validityCountsFrom = stated.start
      if source == .reseller, stated.validity == .lasting(.months(6)) {
        findings.warning(
          record.place(key), "resellers state 180 days, which is 1 to 4 days less than 6 months",
          "write 180 days unless the seller says months")
      }
    }
    terms.scope = scope(record)
    terms.priority = record.take(keys.priority)
    terms.drawsBeforeAllowance = record.take(keys.draws) ?? false
    terms.fee = record.take(keys.fee) ?? .none
    terms.tax = record.take(keys.tax, default: tax.description, from: "tax")
    terms.refund = record.take(
      keys.refund, default: (seller?.refund ?? .zero).description,
      from: seller == nil ? "default" : "seller")
    return terms
  }
}

extension Shape where Value == PurchaseFee {
  /// `5.5%`, or `{share: 5.5%, at least: $0.80}`.
  static var purchaseFee: Shape {
    Shape(
      "a fee like 5.5%, or {share: 5.5%, at least: $0.80}", .anyOf([.share, .record(.purchaseFee)])
    ) { node, findings in
      guard node.isMap else { return Shape<Ratio>.share.read(node, findings).map { PurchaseFee(share: $0) } }
      return Record.read(node, "a fee", .purchaseFee, findings) { fee in
        let keys = Keys.purchaseFee
        if !fee.has(keys.share), !fee.has(keys.atLeast) {
          fee.missing(keys.share, "write 'share: 5.5%', 'at least: $0.80' or both")
        }
        return PurchaseFee(share: fee.take(keys.share), atLeast: fee.take(keys.atLeast))
      }
    }
  }
}

package struct StatedValidity: Sendable {
  var validity: Validity
  var start: ValidityStart
}

extension Shape where Value == StatedValidity {
  /// `180 days`, `6 months from purchase`, `billing cycle`, `never`, or a fixed instant.
  static var validity: Shape {
    let expected = "a validity like 180 days, 6 months, billing cycle, never or 2026-12-01"
    return .parsed(expected, .quantity("validity")) { text throws(QuantityError) in
      var body = text
      var start = ValidityStart.usable
      for (words, from) in starts where body.hasSuffix(" from " + words) {
        body = String(body.dropLast(" from ".count + words.count)).trimmed
        start = from
      }
      switch body {
      case "billing cycle": return StatedValidity(validity: .billingCycle, start: start)
      case "never": return StatedValidity(validity: .never, start: start)
      default: break
      }
      switch Dimension(of: body) {
      case .instant: return StatedValidity(validity: .until(try Instant(parsing: body)), start: start)
      case .span:
        let span = try TimeSpan(parsing: body)
        guard span != .seconds(0), span != .months(0) else {
          throw QuantityError("\(quote(text)) is no time at all", remedy: "write \(expected)")
        }
        return StatedValidity(validity: .lasting(span), start: start)
      default:
        if body.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) {
          throw QuantityError(
            "\(quote(text)) lacks its unit", remedy: "write '\(text) days' or '\(text) months'")
        }
        throw QuantityError("\(quote(text)) is not a validity", remedy: "write \(expected)")
      }
    }
  }

  private static var starts: [(String, ValidityStart)] {
    [("purchase", .purchase), ("issue", .purchase), ("delivery", .usable), ("claim", .usable)]
  }
}
