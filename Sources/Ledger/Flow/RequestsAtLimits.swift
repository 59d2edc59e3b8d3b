/// The requests of which demand that flows consists, where they meet a limit (docs/ledger-rules.md, section 9): an average
/// one meets it. Of requests that all cost the same it is known where they begin and end; of others, how much of it lies
/// before the limit and behind it on average.

import Quantities

struct RequestsAtLimits: Sendable {
  let sizes: [RequestSizes]
  /// What each kind asks for in the whole of this future.
  var asked: [Int64]
  /// What of each kind's request is over at this point, if it began with the step: where all cost the same.
  private var begun: [Int64]

  init(_ shape: FlowShape) {
    sizes = shape.kinds.map(\.sizes)
    asked = Array(repeating: 0, count: sizes.count)
    begun = asked
  }

  /// Where requests stand that all cost the same: a step is made of whole ones.
  mutating func find(_ consumed: [Int64], cursor: Int64, _ curves: Curves) {
    for kind in begun.indices where sizes[kind].whole > 0 {
      let inStep = consumed[kind] - curves.boundary(kind, curves.shape.grid.step(at: cursor))
      begun[kind] = inStep % sizes[kind].whole
    }
  }

  /// The next request of a kind is one of which nothing is over.
  mutating func beginAnew(_ kind: Int) { begun[kind] = 0 }

  /// Whether the next request of a kind is one that a limit with so much headroom refuses.
  func meets(_ kind: Int, _ headroom: Headroom) -> Bool {
    switch headroom.crossing {
    case .divided, .served, .servedInWindow, .refused, .request: headroom.left <= 0
    case .fits, .fitsOf: fitting(kind, in: headroom.left) <= 0
    case .latchesInWindow(let most): untilLatch(headroom, of: most) <= 0
    }
  }

  /// The end of a request that reaches `need`, and its size, where all cost the same.
  func request(_ kinds: KindSet, reaching need: Int64) -> (end: Int64, size: Int64)? {
    guard let kind = kinds.only, sizes[kind].whole > 0 else { return nil }
    let whole = sizes[kind].whole
    return ((need + begun[kind] + whole - 1) / whole * whole - begun[kind], whole)
  }

  /// So much fits into what is left before a request of one of these kinds does not fit; 0 or less: the next does not.
  func fitting(_ kinds: KindSet, in left: Int64) -> Int64 {
    if let kind = kinds.only { return fitting(kind, in: left) }
    var most: Int64 = 0
    for kind in kinds { most = max(most, sizes[kind].residual) }
    return left - most
  }

  func fitting(_ kind: Int, in left: Int64) -> Int64 {
    let size = sizes[kind].whole
    // Another kind draws of it as well, and where that leaves it nobody knows.
    guard size > 0, sizes.count == 1 else { return left - sizes[kind].residual }
    return (left + begun[kind]) / size * size - begun[kind]
  }

  /// So much may flow until a request does not fit into what is left of a window.
  func untilLatch(_ headroom: Headroom, of most: Int64) -> Int64 {
    if sizes.count == 1, sizes[0].whole > 0 { return fitting(0, in: headroom.left) }
    return headroom.left - average(headroom.kinds) { $0.before(most) }
  }

  /// Weighed by what the kinds ask for.
  func average(_ kinds: KindSet, _ part: (RequestSizes) -> Int64) -> Int64 {
    if let kind = kinds.only { return part(sizes[kind]) }
    var (weighted, sum) = (Int128(0), Int128(0))
    for kind in kinds {
      weighted += Int128(part(sizes[kind])) * Int128(asked[kind])
      sum += Int128(asked[kind])
    }
    return sum > 0 ? Int64(weighted / sum) : 0
  }
}
