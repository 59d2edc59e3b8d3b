/// A lot as the auditor keeps it: plain numbers (nano-dollars, seconds), and who may draw it in which order.
/// docs/ledger-rules.md, section 1.

import Ledger
import Quantities

struct AuditedLot {
  /// Which trigger ordered it, counted over all of the plan's; nil: the listed purchase of this index.
  var trigger: Int?
  var listed: Int?
  var sequence: Int
  var name: String
  var source: Source
  var orderedAt: Int64
  var usableFrom: Int64
  var expires: Int64
  var scope: ScopeID?
  var priority: Int
  var isBeforeAllowance = false
  /// The price of so much face value: the cost basis.
  var basis: Price
  var refund: Int64
  /// The part in transit that never arrives.
  var lost: Int64 = 0
  /// When a request drew the last of it, and left nothing for its kind.
  var emptiedAt: Int64?
  /// When chance takes what is left of it; nil: never.
  var revokedAt: Int64?
  var revocationTakesOtherLots = false
  var revocationCloses: AccountClosing?

  var face: Int64
  var price: Int64
  var tax: Int64
  /// With the tax on all of its price, also on what instalments will pay.
  var cost: Int64
  /// What was paid, now or (an opening lot) once: price and tax.
  var cash: Int64
  var refunded: Int64 = 0
  var inTransit: Int64
  var left: Int64 = 0
  var drawn: Int64 = 0
  var expired: Int64 = 0
  var revoked: Int64 = 0
  var undelivered: Int64 = 0

  func admits(_ mask: ScopeMask) -> Bool {
    guard let scope else { return true }
    return (mask.bits >> UInt64(scope)) % 2 == 1
  }
}

/// The draw order, by the name of each key: negative if `a` pays first.
enum NaiveDrawOrder {
  static func compare(
    _ a: AuditedLot, _ b: AuditedLot, keys: [String], fault: PlantedFault?
  ) -> Int {
    let early = first(a.isBeforeAllowance, b.isBeforeAllowance)
    if early != 0, fault != .earlyCreditKeepsTheOrder { return early }
    for key in keys {
      let side = compare(a, b, by: key, fault: fault)
      if side != 0 { return side }
    }
    let tie = [
      sign(a.usableFrom, b.usableFrom), sign(a.orderedAt, b.orderedAt),
      sign(Int64(a.sequence), Int64(b.sequence)),
    ].first { $0 != 0 }
    return fault == .newestWinsTies ? -(tie ?? 0) : tie ?? 0
  }

  private static func compare(
    _ a: AuditedLot, _ b: AuditedLot, by key: String, fault: PlantedFault?
  ) -> Int {
    switch key {
    case "plan credit first": return first(a.source == .planCredit, b.source == .planCredit)
    case "promotion first": return first(a.source == .promotion, b.source == .promotion)
    case "scoped first": return first(a.scope != nil, b.scope != nil)
    case "priority": return sign(Int64(a.priority), Int64(b.priority))
    case "earliest expiry": return sign(a.expires, b.expires)
    case "latest expiry": return sign(b.expires, a.expires)
    case "oldest": return sign(a.usableFrom, b.usableFrom)
    case "newest": return sign(b.usableFrom, a.usableFrom)
    case "cheapest": return cost(a, b, fault)
    case "dearest": return cost(b, a, fault)
    default: fatalError("the auditor knows no draw key named \(key)")
    }
  }

  private static func sign(_ a: Int64, _ b: Int64) -> Int { a < b ? -1 : a > b ? 1 : 0 }

  private static func first(_ a: Bool, _ b: Bool) -> Int { a == b ? 0 : a ? -1 : 1 }

  /// price a / face a against price b / face b, multiplied out.
  private static func cost(_ a: AuditedLot, _ b: AuditedLot, _ fault: PlantedFault?) -> Int {
    var (costOfA, costOfB) = (Int128(a.basis.price.count), Int128(b.basis.price.count))
    if fault == .costBasisIncludesTax {
      costOfA = Int128(a.price + a.tax) * Int128(a.basis.face.count) / Int128(a.face)
      costOfB = Int128(b.price + b.tax) * Int128(b.basis.face.count) / Int128(b.face)
    }
    let left = costOfA * Int128(b.basis.face.count)
    let right = costOfB * Int128(a.basis.face.count)
    return left < right ? -1 : left > right ? 1 : 0
  }
}

/// The numbers of the listed purchases: by (ordered at, name; digits in a name compare as numbers).
enum NaiveSequence {
  static func numbers(of purchases: [Purchase], fault: PlantedFault?) -> [Int] {
    purchases.map { purchase in
      purchases.count { other in
        if other.orderedAt != purchase.orderedAt {
          return other.orderedAt.seconds < purchase.orderedAt.seconds
        }
        if fault == .sequenceReadsDigitsAsText { return other.name < purchase.name }
        return precedes(Array(other.name.utf8), Array(purchase.name.utf8))
      }
    }
  }

  /// Character by character, a run of digits being one character with the value of its number.
  static func precedes(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    var (i, j) = (0, 0)
    while i < a.count, j < b.count {
      if let (numberA, endA) = number(a, at: i), let (numberB, endB) = number(b, at: j) {
        if numberA != numberB { return numberA < numberB }
        (i, j) = (endA, endB)
      } else {
        if a[i] != b[j] { return a[i] < b[j] }
        (i, j) = (i + 1, j + 1)
      }
    }
    return a.count - i < b.count - j
  }

  private static func number(_ text: [UInt8], at start: Int) -> (value: Int, end: Int)? {
    var (value, end) = (0, start)
    while end < text.count, (48...57).contains(text[end]) {
      value = value * 10 + Int(text[end] - 48)
      end += 1
    }
    return end > start ? (value, end) : nil
  }
}
