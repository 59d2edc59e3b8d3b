/// From numbers, one for each future, to estimates.

import Numerics
import Results
import Scenario
import Simulation

/// A measure of a plan in every future, or in those that have such a number.
struct Sampled: Sendable {
  let measure: Measure
  let values: [Int64]
  let column: Column
  /// Of a ratio: what is below the line.
  let below: [Int64]

  init(_ measure: Measure, _ values: [Int64], below: [Int64] = []) {
    self.measure = measure
    self.values = values
    self.below = below
    column = Column(values)
  }

  init(_ measure: Measure, of figures: Figures) {
    self.init(measure, figures.values(measure.formula), below: figures.below(measure.formula) ?? [])
  }
}

struct Sample: Sendable {
  let rows: Int
  private let controls: [[Int64]]
  private let controlColumns: [Column]
  private let ranks: QuantileRanks?
  private let stopped: StoppedBy?

  /// So many columns at a time beside the controls: the work grows with the square of it.
  private static let together = 16

  init(_ run: SimulationRun, stopped: StoppedBy? = nil) {
    rows = run.paths
    controls = run.controls
    controlColumns = run.controls.map(Column.init)
    ranks = rows > 0 ? QuantileRanks(count: rows) : nil
    self.stopped = stopped
  }

  /// Those that exist: no outage in any future has no first outage.
  func estimates(_ all: [Sampled], _ stake: Stake) -> [Estimate] {
    let spreads = all.map { spread($0, stake) }
    let isHelped = zip(all, spreads).map { $0.measure.isAdjusted && $1 != nil }
    let helped = all.indices.filter { isHelped[$0] }
    let fits = fits(helped.map { all[$0].column })
    return all.indices.compactMap { index in
      let fit = helped.firstIndex(of: index).flatMap { fits[$0] }
      return estimate(all[index], spreads[index], fit)
    }
  }

  private func estimate(_ sampled: Sampled, _ spread: Spread?, _ fit: ControlFit?) -> Estimate? {
    guard !sampled.values.isEmpty else { return nil }
    if case .share = sampled.measure.formula { return share(sampled) }
    guard let spread else { return nil }
    if sampled.measure.unit == .share { return part(sampled, spread) }
    let isRatio = sampled.measure.formula.isRatio
    let z = z(of: sampled.measure)
    return Estimate(
      measure: sampled.measure, futures: sampled.values.count, total: isRatio ? nil : sampled.column.total,
      nonZero: isRatio ? sampled.values.count : sampled.column.nonZero, mean: spread.mean,
      standardError: spread.standardError, interval: spread.interval(z: z), quantiles: quantiles(sampled),
      adjusted: fit.flatMap { adjusted(sampled.values, spread, $0, z: z) })
  }

  /// A part of a sum of dollars: above the line is what may be rare, and has the interval of such a mean; what is below the line is
  /// known far better.
  private func part(_ sampled: Sampled, _ spread: Spread) -> Estimate? {
    let below = sampled.below.reduce(Int128(0)) { $0 + Int128($1) }
    guard below > 0 else { return nil }
    let whole = Double(below) / Double(sampled.below.count)
    let interval = spread.interval(z: z(of: sampled.measure))
    return Estimate(
      measure: sampled.measure, futures: sampled.values.count, total: nil, nonZero: sampled.values.count,
      mean: spread.mean / whole, standardError: spread.standardError / whole,
      interval: Interval(low: max(0, interval.low / whole), high: min(1, interval.high / whole)),
      quantiles: nil, adjusted: nil)
  }

  /// Of one look of a stopping rule, if the measure is the one that it looks at.
  private func z(of measure: Measure) -> Double {
    stopped.flatMap { $0.measure == measure ? Normal.z(twoSided: $0.missing) : nil } ?? Normal.z95
  }

  private func share(_ sampled: Sampled) -> Estimate {
    let count = sampled.column.nonZero
    let probability = Probability(count: count, of: sampled.values.count)
    return Estimate(
      measure: sampled.measure, futures: sampled.values.count, total: sampled.column.total, nonZero: count,
      mean: probability.value, standardError: probability.interval.halfWidth / Normal.z95,
      interval: wilson(count: count, of: sampled.values.count, z: z(of: sampled.measure)), quantiles: nil,
      adjusted: nil)
  }

  private func spread(_ sampled: Sampled, _ stake: Stake) -> Spread? {
    guard !sampled.values.isEmpty else { return nil }
    switch sampled.measure.formula {
    case .share: return nil
    case .ratio where sampled.measure.unit == .share:
      return Spread(
        sampled.values, sampled.column, stake: stake.of(.blocked), seen: stake.seen, least: 0)
    case .ratio:
      return RatioOfTotals(sampled.values, sampled.below)?.spread(stake.of(sampled.measure), seen: stake.seen)
    case .each, .ifAny:
      return Spread(
        sampled.values, sampled.column, stake: stake.of(sampled.measure), seen: stake.seen,
        least: sampled.measure.isSigned ? nil : 0)
    }
  }

  private func quantiles(_ sampled: Sampled) -> Quantiles? {
    guard !sampled.measure.formula.isRatio else { return nil }
    let count = sampled.values.count
    let ranks = count == rows ? ranks : QuantileRanks(count: count)
    return ranks?.quantiles(of: sampled.values, least: sampled.column.least, most: sampled.column.most)
  }

  // MARK: Differences

  /// A number for each future, `unit` of which are a base unit.
  struct Contrast: Sendable {
    let values: [Int64]
    let unit: Double
    let stake: Double
    let seen: Int
  }

  /// Each with its interval at another level, if one is asked for.
  func differences(_ contrasts: [Contrast], z: Double = Normal.z95) -> [(Difference, wide: Interval)] {
    let columns = contrasts.map { Column($0.values) }
    let fits = fits(columns)
    return contrasts.indices.map { index in
      let contrast = contrasts[index]
      let spread = Spread(
        contrast.values, columns[index], unit: contrast.unit, stake: contrast.stake, seen: contrast.seen)
      func difference(_ z: Double) -> Difference {
        Difference(
          mean: spread.mean, standardError: spread.standardError, interval: spread.interval(z: z),
          adjusted: fits[index].flatMap {
            adjusted(contrast.values, spread, $0, unit: contrast.unit, z: z)
          })
      }
      return (difference(Normal.z95), difference(z).best.interval)
    }
  }

  // MARK: Control variates

  private func fits(_ columns: [Column]) -> [ControlFit?] {
    guard !controls.isEmpty, rows > 0 else { return columns.map { _ in nil } }
    return stride(from: 0, to: columns.count, by: Sample.together).flatMap { from -> [ControlFit?] in
      var moments = Moments(rows: rows)
      let targets = columns[from..<min(from + Sample.together, columns.count)].map { moments.add($0) }
      let numbers = controlColumns.map { moments.add($0) }
      moments.multiply()
      let variates = ControlVariates(numbers, of: moments)
      return targets.map { variates.adjust($0, in: moments) }
    }
  }

  /// Nil where so few futures differ from the usual number that a fit would be one to chance.
  private func adjusted(
    _ values: [Int64], _ plain: Spread, _ fit: ControlFit, unit: Double = 1, z: Double
  ) -> Adjusted? {
    guard plain.differing >= ControlVariates.futuresForEach * controls.count else { return nil }
    let residual = values.indices.map { row -> Int64 in
      var rest = Double(values[row])
      for (control, slope) in zip(controls, fit.slopes) { rest -= slope * Double(control[row]) }
      return Int64(max(-0x1p62, min(0x1p62, rest)))
    }
    let spread = plain.adjusted(
      mean: fit.mean / unit, variance: fit.variance / (unit * unit), residual: residual, unit: unit)
    return Adjusted(
      mean: spread.mean, standardError: spread.standardError, interval: spread.interval(z: z),
      factor: fit.factor)
  }
}

extension RatioOfTotals {
  /// `stake`: what may be lost or won in one future above the line.
  func spread(_ stake: Double, seen: Int) -> Spread {
    let values = pulls.map { Int64(max(-0x1p62, min(0x1p62, $0.rounded()))) }
    return Spread(values, Column(values), stake: stake, seen: seen).scaled(by: 1 / meanBelow, mean: value)
  }
}
