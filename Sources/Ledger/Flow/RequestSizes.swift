/// How large the requests of a flow are: all that a fluid must know of them where it meets a limit
/// (docs/ledger-rules.md, section 9). The request that meets a limit is one of those that cover it, and these are the
/// large ones: on average E[X^2] / 2 E[X] of it lies before the limit, and as much behind.

import Quantities

package struct RequestSizes: Hashable, Sendable {
  /// E[X], in nano-dollars; 0: a fluid.
  package let mean: Int64
  /// E[X^2] / 2 E[X]; half of the mean if all cost the same.
  package let residual: Int64
  /// What each costs, if all cost the same and the curve rises by whole ones; else 0.
  package let whole: Int64
  /// What is left of a balance when 0, 1, 2, 4, ... requests have come since the first that did not fit.
  private let leavings: [Int64]

  package static let fluid = RequestSizes(mean: 0, residual: 0)

  package init(mean: Int64, residual: Int64) {
    precondition(mean >= 0 && residual >= 0, "a request costs something")
    precondition(residual < 1 << 61, "what a request comes to can be added")
    (self.mean, self.residual, whole) = (mean, residual, 0)
    let spread = Int64(clamping: Int128(residual) * 1_000 / Int128(max(mean, 1)))
    leavings = RequestSizes.leavings(spread).map { Int64(Int128(residual) * Int128($0) / 1_000) }
  }

  package init(each size: Int64) {
    precondition(size >= 0 && size < 1 << 61, "a request costs something, and can be added")
    (mean, residual, whole) = (size, size / 2, size)
    leavings = []
  }

}

/// Where less is left than most requests need, small ones still fit: of so much that is asked for, so much is served,
/// and then fewer fit.
struct Scarcity: Sendable {
  var asked: Int64
  var served: Int64

  /// What of an amount that is asked for fits.
  func part(of amount: Int64) -> Int64 {
    if served == 0 { return 0 }
    return Int64(Int128(amount) * Int128(served) / Int128(asked))
  }
}

extension RequestSizes {
  /// What is left when a first request did not fit (1, 2, 4, ... requests later), in thousandths of the residual, for lognormal
  /// sizes; by residual / mean in thousandths. Measured over 400,000 sequences of requests each; a test measures again. Equal
  /// sizes: nothing fits any more.
  private static let rows: [(spread: Int64, left: [Int64])] = [
    (500, [1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000]),
    (505, [1_000, 897, 849, 800, 752, 709, 671, 639, 610, 584, 561]),
    (520, [1_000, 816, 738, 660, 592, 533, 484, 444, 410, 382, 357]),
    (547, [1_000, 757, 655, 561, 480, 417, 368, 328, 296, 270, 248]),
    (612, [1_000, 710, 568, 442, 352, 288, 241, 206, 178, 157, 139]),
    (717, [1_000, 699, 525, 360, 252, 190, 150, 122, 101, 86, 73]),
    (948, [1_000, 732, 547, 333, 177, 106, 74, 55, 43, 35, 28]),
    (1_359, [1_000, 791, 628, 406, 197, 79, 38, 23, 17, 13, 10]),
    (2_385, [1_000, 862, 750, 574, 354, 168, 65, 22, 7, 3, 2]),
    (4_744, [1_000, 932, 867, 756, 591, 399, 232, 120, 53, 21, 9]),
    (12_767, [1_000, 989, 962, 913, 830, 708, 559, 408, 274, 170, 97]),
    (41_135, [1_000, 985, 976, 959, 928, 876, 797, 695, 575, 448, 328]),
  ]

  /// While so much is left, no more than the residual. Nil: nothing fits.
  func scarcity(_ left: Int64) -> Scarcity? {
    guard left > 0, mean > 0 else { return nil }
    var before: Int64 = 0
    var after: Int64 = 1
    var high = residual
    for low in leavings.dropFirst() {
      if left > low, high > low {
        let asked = Int128(after - before) * Int128(mean) * Int128(left - low) / Int128(high - low) + 1
        return Scarcity(asked: Int64(clamping: max(asked, Int128(left - low))), served: left - low)
      }
      (before, after, high) = (after, 2 * after, low)
    }
    return nil
  }

  /// The row of this spread, between two that are listed.
  private static func leavings(_ spread: Int64) -> [Int64] {
    guard let above = rows.firstIndex(where: { $0.spread > spread }) else { return rows[rows.count - 1].left }
    guard above > 0 else { return rows[0].left }
    let (a, b) = (rows[above - 1], rows[above])
    return zip(a.left, b.left).map { $0 + ($1 - $0) * (spread - a.spread) / (b.spread - a.spread) }
  }
}
