/// The rules are written once, over lanes: `Int64` for the exact replay of one account, `SIMD8<Int64>` for
/// eight simulated paths at a time. Amounts, counts and instants (seconds) are all lanes.
///
/// Arithmetic does not trap. It cannot wrap either: a ledger refuses demand, face value or cash whose sum
/// would pass 2^62 (`Nanodollars.largest`), and every other quantity is bounded by those three.

public protocol MoneyLane: Hashable, Sendable {
  associatedtype Mask: LaneMask
  static var laneCount: Int { get }
  /// The same in every lane.
  init(each value: Int64)
  subscript(lane lane: Int) -> Int64 { get set }
  func plus(_ other: Self) -> Self
  func minus(_ other: Self) -> Self
  func atMost(_ other: Self) -> Self
  func atLeast(_ other: Self) -> Self
  func isBelow(_ other: Self) -> Mask
  func isAtMost(_ other: Self) -> Mask
  /// This where the mask holds, 0 elsewhere.
  func kept(where mask: Mask) -> Self
  /// `other` where the mask holds, this elsewhere.
  func replaced(by other: Self, where mask: Mask) -> Self
}

public protocol LaneMask: Hashable, Sendable {
  init(everywhere value: Bool)
  var isAnywhere: Bool { get }
  var isEverywhere: Bool { get }
  func and(_ other: Self) -> Self
  func or(_ other: Self) -> Self
  var inverted: Self { get }
}

extension LaneMask {
  @inline(__always) static var everywhere: Self { Self(everywhere: true) }
  @inline(__always) static var nowhere: Self { Self(everywhere: false) }
  @inline(__always) func butNot(_ other: Self) -> Self { and(other.inverted) }
}

extension MoneyLane {
  @inline(__always) static var nothing: Self { Self(each: 0) }
  @inline(__always) var isPositive: Mask { Self.nothing.isBelow(self) }
  @inline(__always) var isNothing: Mask { isAtMost(.nothing).and(Self.nothing.isAtMost(self)) }
  @inline(__always) mutating func add(_ other: Self) { self = plus(other) }
  @inline(__always) mutating func take(_ other: Self) { self = minus(other) }

  /// Lane by lane, for what happens rarely and needs a division or a set.
  func mapped(_ transform: (Int64) -> Int64) -> Self {
    var result = self
    for lane in 0..<Self.laneCount { result[lane: lane] = transform(self[lane: lane]) }
    return result
  }

  /// 1 where the mask holds.
  static func one(where mask: Mask) -> Self { Self(each: 1).kept(where: mask) }

  /// The least of all lanes.
  var least: Int64 {
    var least = self[lane: 0]
    for lane in 1..<max(1, Self.laneCount) { least = min(least, self[lane: lane]) }
    return least
  }
}

extension Int64: MoneyLane {
  public static var laneCount: Int { 1 }
  @inline(__always) public init(each value: Int64) { self = value }
  public subscript(lane lane: Int) -> Int64 {
    get { self }
    set { self = newValue }
  }
  @inline(__always) public func plus(_ other: Int64) -> Int64 { self &+ other }
  @inline(__always) public func minus(_ other: Int64) -> Int64 { self &- other }
  @inline(__always) public func atMost(_ other: Int64) -> Int64 { self < other ? self : other }
  @inline(__always) public func atLeast(_ other: Int64) -> Int64 { self > other ? self : other }
  @inline(__always) public func isBelow(_ other: Int64) -> Bool { self < other }
  @inline(__always) public func isAtMost(_ other: Int64) -> Bool { self <= other }
  @inline(__always) public func kept(where mask: Bool) -> Int64 { mask ? self : 0 }
  @inline(__always) public func replaced(by other: Int64, where mask: Bool) -> Int64 { mask ? other : self }
}

extension Bool: LaneMask {
  @inline(__always) public init(everywhere value: Bool) { self = value }
  @inline(__always) public var isAnywhere: Bool { self }
  @inline(__always) public var isEverywhere: Bool { self }
  @inline(__always) public func and(_ other: Bool) -> Bool { self && other }
  @inline(__always) public func or(_ other: Bool) -> Bool { self || other }
  @inline(__always) public var inverted: Bool { !self }
}

extension SIMD8: MoneyLane where Scalar == Int64 {
  public typealias Mask = SIMDMask<SIMD8<Int64>>
  public static var laneCount: Int { 8 }
  @inline(__always) public init(each value: Int64) { self.init(repeating: value) }
  public subscript(lane lane: Int) -> Int64 {
    get { self[lane] }
    set { self[lane] = newValue }
  }
  @inline(__always) public func plus(_ other: Self) -> Self { self &+ other }
  @inline(__always) public func minus(_ other: Self) -> Self { self &- other }
  @inline(__always) public func atMost(_ other: Self) -> Self {
    replacing(with: other, where: other .< self)
  }
  @inline(__always) public func atLeast(_ other: Self) -> Self {
    replacing(with: other, where: other .> self)
  }
  @inline(__always) public func isBelow(_ other: Self) -> Mask { self .< other }
  @inline(__always) public func isAtMost(_ other: Self) -> Mask { self .<= other }
  @inline(__always) public func kept(where mask: Mask) -> Self {
    Self.zero.replacing(with: self, where: mask)
  }
  @inline(__always) public func replaced(by other: Self, where mask: Mask) -> Self {
    replacing(with: other, where: mask)
  }
}

extension SIMDMask: LaneMask where Storage == SIMD8<Int64> {
  @inline(__always) public init(everywhere value: Bool) { self.init(repeating: value) }
  @inline(__always) public var isAnywhere: Bool { any(self) }
  @inline(__always) public var isEverywhere: Bool { all(self) }
  @inline(__always) public func and(_ other: Self) -> Self { self .& other }
  @inline(__always) public func or(_ other: Self) -> Self { self .| other }
  @inline(__always) public var inverted: Self { .!self }
}
