/// How good a forecast was, against what came. A forecast is a sorted sample of futures, or a single figure.

import Numerics

enum Scores {
  /// The continuous ranked probability score of a sorted sample: the mean distance from what came, less half the mean
  /// distance of two of its own. Of a single figure it is the distance.
  static func crps(_ sorted: [Int64], _ actual: Int64) -> Double {
    let count = Double(sorted.count)
    var (distance, spread) = (0.0, 0.0)
    for (index, value) in sorted.enumerated() {
      distance += abs(Double(value) - Double(actual))
      spread += (Double(2 * index + 1) - count) * Double(value)
    }
    return distance / count - spread / (count * count)
  }

  /// The mean pinball loss at 10, 50 and 90 %.
  static func pinball(_ sorted: [Int64], _ actual: Int64) -> Double {
    let levels = [100, 500, 900]
    return levels.reduce(0) { sum, permille in
      let error = Double(actual) - Double(quantile(sorted, permille))
      let share = Double(permille) / 1_000
      return sum + max(share * error, (share - 1) * error)
    } / Double(levels.count)
  }

  /// What so many in a thousand of the futures do not exceed.
  static func quantile(_ sorted: [Int64], _ permille: Int) -> Int64 {
    sorted.isEmpty ? 0 : sorted[rank(permille, of: sorted.count)]
  }

  /// From 0, in whole numbers: a share in floating point may lie a rank too high.
  static func rank(_ permille: Int, of count: Int) -> Int { max(0, (permille * count + 999) / 1_000 - 1) }

  /// The probability given to what came or less, ties at half.
  static func place(_ sorted: [Int64], _ actual: Int64) -> Double {
    let below = firstIndex(sorted) { $0 >= actual }
    let through = firstIndex(sorted) { $0 > actual }
    return (Double(below + through) / 2) / Double(max(sorted.count, 1))
  }

  private static func firstIndex(_ sorted: [Int64], where holds: (Int64) -> Bool) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if holds(sorted[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
