/// Any of the values that were seen, each by its weight.

public struct Empirical: Law {
  /// Ascending, with the share of everything up to and including each.
  private let values: [(value: Double, upTo: Double)]

  public init(_ weighted: [(value: Double, weight: Double)]) {
    let whole = weighted.reduce(0) { $0 + $1.weight }
    precondition(whole > 0 && weighted.allSatisfy { $0.weight >= 0 }, "some value has a weight")
    var sum = 0.0
    values = weighted.filter { $0.weight > 0 }.sorted { $0.value < $1.value }.map { entry in
      sum += entry.weight
      return (entry.value, sum / whole)
    }
  }

  private func moment(_ power: (Double) -> Double) -> Double {
    var (sum, below) = (0.0, 0.0)
    for entry in values {
      sum += (entry.upTo - below) * power(entry.value)
      below = entry.upTo
    }
    return sum
  }

  public var mean: Double { moment { $0 } }
  public var variance: Double { moment { $0 * $0 } - mean * mean }
  public func quantile(_ u: Double) -> Double {
    (values.first { $0.upTo >= u } ?? values[values.count - 1]).value
  }
  public func probability(atMost x: Double) -> Double { values.last { $0.value <= x }?.upTo ?? 0 }
}
