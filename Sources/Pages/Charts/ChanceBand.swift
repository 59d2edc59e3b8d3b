/// What chance alone makes of the count in one of several bins that are filled alike: a binomial law, and the least and the most
/// that lie within 95 % of it (2.5 % at most below, and above).

import Numerics

struct ChanceBand: Hashable {
  let mean: Double
  let low: Int
  let high: Int

  init(of count: Int, in bins: Int) {
    mean = Double(count) / Double(max(bins, 1))
    guard count > 0, bins > 1 else {
      (low, high) = (max(count, 0), max(count, 0))
      return
    }
    let share = 1 / Double(bins)
    // By logarithms: nine tenths to the power of thousands is nothing.
    var logarithm = Double(count) * Mathematics.log1p(-share)
    var (below, least, most) = (0.0, 0, count)
    for successes in 0...count {
      let upTo = below + Mathematics.exp(logarithm)
      if upTo <= 0.025 { least = successes + 1 }
      if upTo >= 0.975 {
        most = successes
        break
      }
      below = upTo
      logarithm += Mathematics.log(Double(count - successes) / Double(successes + 1) * share / (1 - share))
    }
    (low, high) = (least, most)
  }

  /// `Honest ranges would put 2.4 days into each bin, and chance makes anything from 0 to 6 of that.`
  var told: String {
    "Honest ranges put \(fixed(mean, 1)) days into each bin on average, and chance makes anything from \(low) to \(high) of that."
  }
}
