/// A set of kinds of request, by number: the first 64 that an account knows. Demand that flows has no more.

struct KindSet: Hashable, Sendable {
  var bits: UInt64 = 0

  static let none = KindSet()

  init() {}
  init(_ kind: Int) { insert(kind) }
  /// The first so many.
  init(first count: Int) { bits = count >= 64 ? .max : 1 << UInt64(count) &- 1 }

  var isEmpty: Bool { bits == 0 }
  @inline(__always) func holds(_ kind: Int) -> Bool { bits >> UInt64(kind) & 1 == 1 }
  @inline(__always) mutating func insert(_ kind: Int) { bits |= 1 << UInt64(kind) }
  @inline(__always) mutating func remove(_ kind: Int) { bits &= ~(1 << UInt64(kind)) }
  func intersection(_ other: KindSet) -> KindSet {
    var both = self
    both.bits &= other.bits
    return both
  }
  func union(_ other: KindSet) -> KindSet {
    var either = self
    either.bits |= other.bits
    return either
  }
  func subtracting(_ other: KindSet) -> KindSet {
    var rest = self
    rest.bits &= ~other.bits
    return rest
  }
  var first: Int? { isEmpty ? nil : bits.trailingZeroBitCount }
  /// The one kind in it, if it is one.
  var only: Int? { bits.nonzeroBitCount == 1 ? bits.trailingZeroBitCount : nil }
}

extension KindSet: Sequence {
  /// Ascending.
  struct Iterator: IteratorProtocol {
    fileprivate var rest: KindSet

    @inline(__always)
    mutating func next() -> Int? {
      guard let kind = rest.first else { return nil }
      rest.remove(kind)
      return kind
    }
  }

  @inline(__always)
  func makeIterator() -> Iterator { Iterator(rest: self) }
}
