/// Which lot pays first: a list of keys, closed by (usable from, ordered at, sequence), so that it never ties.
/// It is a sort of lots that is done when a lot is added, never in the hot loop.

import Quantities

/// What a draw order may look at. The same on every path of a simulation.
public struct DrawSubject: Sendable {
  public var source: Source
  public var expires: Instant
  public var usableFrom: Instant
  public var orderedAt: Instant
  public var price: Price
  public var priority: Int
  public var isScoped: Bool
  /// Whatever the order, it is drawn before what is not so.
  public var isBeforeAllowance: Bool
  /// With the two instants it tells any two lots apart.
  public var sequence: DrawSequence
}

/// Listed purchases by (ordered at, name, with numbers in names compared as numbers); behind them auto-reloads, standing
/// orders and people, each as listed.
public enum DrawSequence: Hashable, Comparable, Sendable {
  case listed(rank: Int)
  case triggered(by: Origin)
}

/// Its raw value is its name.
public enum DrawKey: String, CaseIterable, Hashable, Sendable {
  case planCreditFirst = "plan credit first"
  case promotionFirst = "promotion first"
  case scopedFirst = "scoped first"
  case priority = "priority"
  case earliestExpiry = "earliest expiry"
  case latestExpiry = "latest expiry"
  case oldest = "oldest"
  case newest = "newest"
  case cheapest = "cheapest"
  case dearest = "dearest"

  public static var all: [DrawKey] { allCases }

  public var name: String { rawValue }

  /// True if `a` pays before `b` as far as this key sees; neither way round: a tie.
  @inline(__always)
  fileprivate func precedes(_ a: DrawSubject, _ b: DrawSubject) -> Bool {
    switch self {
    case .planCreditFirst: a.source == .planCredit && b.source != .planCredit
    case .promotionFirst: a.source == .promotion && b.source != .promotion
    case .scopedFirst: a.isScoped && !b.isScoped
    case .priority: a.priority < b.priority
    case .earliestExpiry: a.expires < b.expires
    case .latestExpiry: a.expires > b.expires
    case .oldest: a.usableFrom < b.usableFrom
    case .newest: a.usableFrom > b.usableFrom
    case .cheapest: DrawKey.costs(a.price, lessThan: b.price)
    case .dearest: DrawKey.costs(b.price, lessThan: a.price)
    }
  }

  /// Price per dollar of face value, compared exactly.
  private static func costs(_ a: Price, lessThan b: Price) -> Bool {
    Int128(a.price.count) * Int128(b.face.count) < Int128(b.price.count) * Int128(a.face.count)
  }
}

public struct DrawOrder: Hashable, Sendable {
  public let name: String
  public let keys: [DrawKey]

  public init(name: String, keys: [DrawKey]) {
    self.name = name
    self.keys = keys
  }

  /// One that looks at these keys and nothing else.
  public init(_ keys: [DrawKey]) { self.init(name: keys.map(\.name).joined(separator: ", "), keys: keys) }

  public func precedes(_ a: DrawSubject, _ b: DrawSubject) -> Bool {
    if a.isBeforeAllowance != b.isBeforeAllowance { return a.isBeforeAllowance }
    for key in keys {
      if key.precedes(a, b) { return true }
      if key.precedes(b, a) { return false }
    }
    return (a.usableFrom, a.orderedAt, a.sequence) < (b.usableFrom, b.orderedAt, b.sequence)
  }
}

extension DrawOrder {
  /// Plan credit leads in every named order: it is drawn before what was bought (support article 17154008).
  private init(_ name: String, _ keys: DrawKey...) {
    self.init(name: name, keys: [.planCreditFirst] + keys)
  }

  public static let earliestExpiry = DrawOrder("earliest expiry", .earliestExpiry)
  public static let promotionFirst = DrawOrder("promo first", .promotionFirst, .earliestExpiry)
  public static let oldest = DrawOrder("oldest", .oldest)
  public static let newest = DrawOrder("newest", .newest)
  public static let cheapest = DrawOrder("cheapest", .cheapest)
  public static let dearest = DrawOrder("dearest", .dearest)
  public static let priority = DrawOrder("priority", .priority)

  /// The named orders, the default first. A list of keys makes any other.
  public static let all: [DrawOrder] = [
    earliestExpiry, promotionFirst, oldest, newest, cheapest, dearest, priority,
  ]

  /// Every order that has one name: those, and each key that none of them is called by.
  public static let named: [DrawOrder] =
    all + DrawKey.all.filter { key in !all.contains { $0.name == key.name } }.map { DrawOrder([$0]) }
}
