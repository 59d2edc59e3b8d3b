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
  /// What of the request that meets a cap of so many requests lies before the cap, and behind it.
  private let befores: [Int64]
  private let behinds: [Int64]

  package static let fluid = RequestSizes(mean: 0, residual: 0)

  package init(mean: Int64, residual: Int64) {
    precondition(mean >= 0 && residual >= 0, "a request costs something")
    precondition(residual < 1 << 61, "what a request comes to can be added")
    (self.mean, self.residual, whole) = (mean, residual, 0)
    leavings = Measured.row(Measured.leavings, mean: mean, residual: residual)
    befores = Measured.row(Measured.befores, mean: mean, residual: residual)
    behinds = Measured.row(Measured.behinds, mean: mean, residual: residual)
  }

  package init(each size: Int64) {
    precondition(size >= 0 && size < 1 << 61, "a request costs something, and can be added")
    (mean, residual, whole) = (size, size / 2, size)
    (leavings, befores, behinds) = ([], [], [])
  }

}

/// Where less is left than most requests need, small ones still fit: of so much that is asked for, so much is served,
/// and then fewer fit.
package struct Scarcity: Sendable {
  package let asked: Int64
  package let served: Int64

  /// What of an amount that is asked for fits.
  package func part(of amount: Int64) -> Int64 {
    if served == 0 { return 0 }
    return Int64(Int128(amount) * Int128(served) / Int128(asked))
  }
}

extension RequestSizes {
  /// While so much is left, no more than the residual. Nil: nothing fits.
  package func scarcity(_ left: Int64) -> Scarcity? {
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

  /// What of the request that meets a cap lies before it, and behind it: counted from an empty window, so that at a cap of few
  /// requests it is not yet the residual.
  package func before(_ cap: Int64) -> Int64 { part(of: cap, befores, atNothing: 0) }
  package func behind(_ cap: Int64) -> Int64 { part(of: cap, behinds, atNothing: mean) }

  private func part(of cap: Int64, _ parts: [Int64], atNothing: Int64) -> Int64 {
    var (from, part) = (Int128(0), atNothing)
    for (quarters, next) in zip([1, 2, 4, 8, 16, 32, 64, 128] as [Int128], parts) {
      let to = Int128(residual) * quarters / 4
      if Int128(cap) < to { return part + Int64(Int128(next - part) * (Int128(cap) - from) / (to - from)) }
      (from, part) = (to, next)
    }
    return residual
  }
}

/// What was measured of lognormal sizes over 60,000 to 400,000 sequences of requests, in thousandths of the residual, by the
/// residual over the mean (in thousandths too, and of mean and residual alone a lognormal law follows); a test measures
/// again. The first row: all cost the same, and nothing fits any more.
private enum Measured {
  /// Left when 0, 1, 2, 4, ..., 512 requests have come, the first of which did not fit.
  static let leavings: [(spread: Int64, row: [Int64])] = [
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
  /// Before a cap of 1/4, 1/2, 1, 2, ..., 32 residuals.
  static let befores: [(spread: Int64, row: [Int64])] = [
    (547, [250, 500, 970, 975, 993, 1_000, 1_000, 1_000]),
    (717, [249, 469, 718, 893, 979, 998, 1_000, 1_000]),
    (948, [235, 400, 595, 775, 906, 976, 996, 1_000]),
    (1_359, [206, 332, 490, 666, 811, 922, 984, 998]),
    (2_385, [166, 262, 391, 541, 693, 829, 925, 971]),
    (4_744, [130, 206, 308, 437, 577, 721, 834, 919]),
    (12_767, [98, 154, 230, 329, 454, 590, 709, 825]),
    (41_135, [73, 113, 173, 249, 353, 462, 580, 719]),
  ]
  /// Behind it.
  static let behinds: [(spread: Int64, row: [Int64])] = [
    (547, [1_577, 1_328, 882, 1_065, 1_012, 1_000, 1_000, 1_000]),
    (717, [1_153, 1_003, 980, 993, 997, 1_000, 1_000, 1_000]),
    (948, [887, 883, 916, 961, 983, 992, 1_000, 1_000]),
    (1_359, [720, 763, 831, 893, 935, 982, 1_000, 1_000]),
    (2_385, [532, 611, 707, 796, 862, 930, 976, 996]),
    (4_744, [402, 477, 576, 676, 773, 860, 932, 955]),
    (12_767, [277, 362, 438, 536, 632, 784, 842, 912]),
    (41_135, [195, 265, 335, 413, 534, 624, 716, 843]),
  ]

  /// The row of this spread, between two that are listed, times the residual.
  static func row(_ rows: [(spread: Int64, row: [Int64])], mean: Int64, residual: Int64) -> [Int64] {
    let spread = Int64(clamping: Int128(residual) * 1_000 / Int128(max(mean, 1)))
    let above = rows.firstIndex { $0.spread > spread } ?? rows.count
    let (low, high) = (rows[max(above - 1, 0)], rows[min(above, rows.count - 1)])
    let width = max(high.spread - low.spread, 1)
    let along = max(0, min(spread - low.spread, width))
    return zip(low.row, high.row).map {
      Int64(Int128(residual) * Int128($0 * width + ($1 - $0) * along) / Int128(1_000 * width))
    }
  }
}
