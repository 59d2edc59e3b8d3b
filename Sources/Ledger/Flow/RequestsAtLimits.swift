/// The requests of which demand that flows consists, where they meet a limit (docs/ledger-rules.md, section 9): an average
/// one meets it. Of requests that all cost the same it is known where they begin and end; of others, how much of it lies
/// before the limit and behind it on average.

import Quantities

struct RequestsAtLimits: ~Copyable, Sendable {
  private struct Kind: Sendable {
    let sizes: RequestSizes
    /// What it asks for in the whole of this future's horizon. After the horizon it is still that by which kinds are weighed
    /// against each other: how much of later demand is known depends on how long credit is held.
    var asked: Int64 = 0
    /// What of its request is over at this point, if it began with the step: where all cost the same.
    var begun: Int64 = 0
  }

  /// What lies before and behind the cap of a window that begins with nothing used: found once for each cap.
  private struct AtCap: Sendable {
    let kind: Int
    let cap: Int64
    let before: Int64
    let behind: Int64
  }

  private var kinds: Flat<Kind>
  private var caps = Flat<AtCap>()
  /// Of some kind all requests cost the same.
  private let hasWholes: Bool

  init(_ shape: FlowShape) {
    kinds = Flat(shape.kinds.map { Kind(sizes: $0.sizes) })
    hasWholes = shape.kinds.contains { $0.sizes.whole > 0 }
  }

  /// Windows of so much are met.
  mutating func note(cap: Int64) {
    for kind in kinds.indices {
      caps.append(
        AtCap(
          kind: kind, cap: cap, before: kinds[kind].sizes.before(cap),
          behind: kinds[kind].sizes.behind(cap)))
    }
  }

  // MARK: What is asked for

  /// Another future asks for so much of a kind.
  mutating func begin(_ kind: Int, asked: Int64) { kinds[kind].asked = asked }

  /// Where requests stand that all cost the same: a step is made of whole ones.
  @inline(__always)
  mutating func find(_ consumed: borrowing Flat<Int64>, cursor: Int64, _ curves: Curves) {
    guard hasWholes else { return }
    for kind in kinds.indices where kinds[kind].sizes.whole > 0 {
      let inStep = consumed[kind] - curves.boundary(kind, curves.step(at: cursor))
      kinds[kind].begun = inStep % kinds[kind].sizes.whole
    }
  }

  /// The next request of a kind is one of which nothing is over.
  mutating func beginAnew(_ kind: Int) { kinds[kind].begun = 0 }

  // MARK: Where it meets limits

  func mean(_ kind: Int) -> Int64 { kinds[kind].sizes.mean }
  func residual(_ kind: Int) -> Int64 { kinds[kind].sizes.residual }
  func scarcity(_ kind: Int, _ left: Int64) -> Scarcity? { kinds[kind].sizes.scarcity(left) }

  /// Whether the next request of a kind is one that a limit with so much headroom refuses.
  @inline(__always)
  func meets(_ kind: Int, _ headroom: Headroom) -> Bool {
    switch headroom.crossing {
    case .divided, .served, .servedInWindow, .refused, .request: headroom.left <= 0
    case .fits, .fitsOf: fitting(kind, in: headroom.left) <= 0
    case .latchesInWindow(let most): untilLatch(headroom, of: most) <= 0
    }
  }

  /// The end of a request that reaches `need`, and its size, where all cost the same.
  func request(_ set: KindSet, reaching need: Int64) -> (end: Int64, size: Int64)? {
    guard hasWholes, let kind = set.only, kinds[kind].sizes.whole > 0 else { return nil }
    let (whole, begun) = (kinds[kind].sizes.whole, kinds[kind].begun)
    return ((need + begun + whole - 1) / whole * whole - begun, whole)
  }

  /// So much fits into what is left before a request of one of these kinds does not fit; 0 or less: the next does not.
  func fitting(_ set: KindSet, in left: Int64) -> Int64 {
    if let kind = set.only { return fitting(kind, in: left) }
    var most: Int64 = 0
    for kind in set { most = max(most, kinds[kind].sizes.residual) }
    return left - most
  }

  @inline(__always)
  func fitting(_ kind: Int, in left: Int64) -> Int64 {
    let size = kinds[kind].sizes.whole
    // Another kind draws of it as well, and where that leaves it nobody knows.
    guard size > 0, kinds.count == 1 else { return left - kinds[kind].sizes.residual }
    return (left + kinds[kind].begun) / size * size - kinds[kind].begun
  }

  /// So much may flow until a request does not fit into what is left of a window.
  @inline(__always)
  func untilLatch(_ headroom: Headroom, of most: Int64) -> Int64 {
    if hasWholes, kinds.count == 1 { return fitting(0, in: headroom.left) }
    return headroom.left - before(headroom.kinds, most)
  }

  // MARK: Averages, weighed by what the kinds ask for

  @inline(__always) func residual(_ set: KindSet) -> Int64 { average(set) { kinds[$0].sizes.residual } }
  /// What lies before a cap, and behind it.
  @inline(__always) func before(_ set: KindSet, _ cap: Int64) -> Int64 {
    average(set) { atCap($0, cap)?.before ?? kinds[$0].sizes.before(cap) }
  }
  @inline(__always) func behind(_ set: KindSet, _ cap: Int64) -> Int64 {
    average(set) { atCap($0, cap)?.behind ?? kinds[$0].sizes.behind(cap) }
  }

  @inline(__always)
  private func atCap(_ kind: Int, _ cap: Int64) -> AtCap? {
    for index in caps.indices where caps[index].kind == kind && caps[index].cap == cap { return caps[index] }
    return nil
  }

  @inline(__always)
  private func average(_ set: KindSet, _ part: (Int) -> Int64) -> Int64 {
    if let kind = set.only { return part(kind) }
    var (weighted, sum) = (Int128(0), Int128(0))
    for kind in set {
      weighted += Int128(part(kind)) * Int128(kinds[kind].asked)
      sum += Int128(kinds[kind].asked)
    }
    return sum > 0 ? Int64(weighted / sum) : 0
  }
}
