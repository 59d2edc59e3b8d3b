/// From columns to estimates. The columns of everything that is asked are gathered first, multiplied once, and then
/// each estimate is read off. A column is let go as soon as it is made small.

import Scenario
import Simulation

/// A measure of a plan, its column known by number.
struct Sampled: Sendable {
  let measure: Measure
  /// In the moments; nil: over some of the futures only.
  let column: Int?
  /// Of a ratio: what is below the line.
  let below: Int?
  let exact: Column
  let futures: Int
  let quantiles: Quantiles?
  let batches: Batches?
}

struct Sample: Sendable {
  private(set) var moments: Moments
  private(set) var controls: ControlVariates
  private let ranks: QuantileRanks?

  /// The measures whose means are helped by control variates.
  private static let adjusted: Set<Measure> = [.totalCost, .paid, .waste]

  init(rows: Int) {
    moments = Moments(rows: rows)
    ranks = rows > 0 ? QuantileRanks(count: rows) : nil
    controls = ControlVariates([], of: moments)
  }

  mutating func add(_ measure: Measure, of figures: Figures) -> Sampled {
    add(measure, values: figures.values(measure.formula)) { figures.served }
  }

  mutating func add(_ measure: Measure, values: [Int64], below: () -> [Int64] = { [] }) -> Sampled {
    let exact = Column(values)
    let isPartial = values.count != moments.rows
    var quantiles: Quantiles?
    if measure.unit != .probability, measure.unit != .ratio, !values.isEmpty {
      let ranks = isPartial ? QuantileRanks(count: values.count) : ranks
      quantiles = ranks?.quantiles(of: values, least: exact.least, most: exact.most)
    }
    return Sampled(
      measure: measure, column: isPartial ? nil : moments.add(exact),
      below: measure.formula == .effectivePrice ? moments.add(Column(below())) : nil,
      exact: exact, futures: values.count, quantiles: quantiles,
      batches: Measure.compared.contains(measure) && !values.isEmpty ? Batches(measure, values) : nil)
  }

  /// After the last column.
  mutating func finish(controls columns: [[Int64]]) {
    let numbers = columns.map { moments.add(Column($0)) }
    moments.multiply()
    controls = ControlVariates(numbers, of: moments)
  }

  /// Nil where there is no such number.
  func estimate(_ sampled: Sampled) -> Estimate? {
    guard sampled.futures > 0 else { return nil }
    switch sampled.measure.formula {
    case .effectivePrice: return ratio(sampled)
    case .share: return share(sampled)
    default: return mean(sampled)
    }
  }

  private func mean(_ sampled: Sampled) -> Estimate {
    let n = sampled.futures
    let mean = Double(sampled.exact.total) / Double(n)
    let contrast = sampled.column.map { Contrast($0) }
    let error = contrast.map(moments.standardError) ?? sampled.exact.standardError(of: n)
    let isAdjusted = Sample.adjusted.contains(sampled.measure)
    return Estimate(
      measure: sampled.measure, futures: n, total: sampled.exact.total, nonZero: sampled.exact.nonZero,
      mean: mean, standardError: error, interval: interval(mean, error, n), quantiles: sampled.quantiles,
      adjusted: isAdjusted ? contrast.flatMap { controls.adjust($0, in: moments) } : nil)
  }

  private func share(_ sampled: Sampled) -> Estimate {
    let count = sampled.exact.nonZero
    let probability = Probability(count: count, of: sampled.futures)
    return Estimate(
      measure: sampled.measure, futures: sampled.futures, total: sampled.exact.total, nonZero: count,
      mean: probability.value, standardError: probability.interval.halfWidth / Normal.z95,
      interval: probability.interval, quantiles: nil, adjusted: nil)
  }

  /// The error of a ratio of totals by the delta method: that of (above - ratio x below) / mean below.
  private func ratio(_ sampled: Sampled) -> Estimate? {
    guard let above = sampled.column, let below = sampled.below, moments.totals[below] > 0 else { return nil }
    let ratio = Double(sampled.exact.total) / Double(moments.totals[below])
    let residual = Contrast([(above, 1), (below, -ratio)])
    let error = moments.standardError(residual) / moments.mean(below)
    return Estimate(
      measure: sampled.measure, futures: sampled.futures, total: nil, nonZero: sampled.futures, mean: ratio,
      standardError: error, interval: interval(ratio, error, sampled.futures), quantiles: nil, adjusted: nil)
  }

  func difference(_ contrast: Contrast) -> Difference {
    let mean = moments.mean(contrast)
    let error = moments.standardError(contrast)
    return Difference(
      mean: mean, standardError: error, interval: interval(mean, error, moments.rows),
      adjusted: controls.adjust(contrast, in: moments))
  }

  private func interval(_ mean: Double, _ error: Double, _ n: Int) -> Interval {
    guard n > 1 else { return Interval(low: -.infinity, high: .infinity) }
    return Interval(around: mean, halfWidth: Student.t(Normal.z95, degrees: n - 1) * error)
  }
}

extension Column {
  /// Of the mean of a column by itself, from its small numbers.
  func standardError(of n: Int) -> Double {
    guard n > 1 else { return .infinity }
    var sum: Int128 = 0
    var squares: Int128 = 0
    for value in small {
      sum += Int128(value)
      squares += Int128(value) * Int128(value)
    }
    let centred = Double(Int128(n) * squares - sum * sum)
    let scale = Double(Int128(1) << Int128(shift))
    return (centred / Double(Int128(n) * Int128(n - 1)) / Double(n)).squareRoot() * scale
  }
}
