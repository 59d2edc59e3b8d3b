/// From numbers, one for each future, to estimates. Every column is summed up once (Summary.swift) and let go.

import Numerics
import Results
import Scenario
import Simulation

/// A measure of a plan in every future, or in those that have such a number.
struct Sampled: Sendable {
  let measure: Measure
  /// Of a ratio: of what is above the line.
  let summary: Summary
  /// Of a ratio: the sum below the line, and how far each future pulls at it.
  let below: Int128
  let pulls: Summary?
  /// Where they are needed again: with control variates, and between variants.
  let values: [Int64]

  /// `rows`: the futures that the numbers are of, if not each has one.
  init(
    _ measure: Measure, _ values: [Int64], below: [Int64]? = nil, of rows: [Int]? = nil,
    detail: Summary.Detail = .all, ranks: QuantileRanks? = nil, keeping: Bool = false
  ) {
    self.measure = measure
    let isRatio = below != nil
    let ownRanks = rows == nil ? ranks : nil
    summary = Summary(
      values, of: rows, detail: isRatio || measure.isShareOfFutures ? Swift.min(detail, .moments) : detail,
      ranks: ownRanks)
    var sum: Int128 = 0
    var pulls: Summary?
    if let below {
      sum = below.reduce(0) { $0 + Int128($1) }
      if measure.unit != .share, detail != .sums, let ratio = RatioOfTotals(values, below) {
        pulls = Summary(ratio.wholePulls, detail: .moments)
      }
    }
    self.below = sum
    self.pulls = pulls
    self.values = keeping ? values : []
  }

  /// Of numbers that are not there any more.
  init(_ measure: Measure, _ summary: Summary, below: Int128 = 0, pulls: Summary? = nil) {
    (self.measure, self.summary) = (measure, summary)
    (self.below, self.pulls, values) = (below, pulls, [])
  }

  init(
    _ measure: Measure, of figures: Figures, detail: Summary.Detail = .all, ranks: QuantileRanks? = nil,
    keeping: Bool = false
  ) {
    let (values, rows) = figures.valuesAndRows(measure.formula)
    self.init(
      measure, values, below: figures.below(measure.formula), of: rows, detail: detail, ranks: ranks,
      keeping: keeping)
  }
}

extension Measure {
  fileprivate var isShareOfFutures: Bool {
    if case .share = formula { true } else { false }
  }
}

struct Sample: Sendable {
  let rows: Int
  let ranks: QuantileRanks?
  let controls: [[Int64]]
  private let controlColumns: [Column]
  /// By control, then by replicate.
  private let controlPulls: [[Double]]
  let stopped: StoppedBy?

  /// Of futures that are summed up already.
  init(rows: Int, stopped: StoppedBy?) {
    (self.rows, self.stopped) = (rows, stopped)
    (ranks, controls, controlColumns, controlPulls) = (nil, [], [], [])
  }

  init(_ run: SimulationRun, stopped: StoppedBy? = nil) {
    rows = run.paths
    controls = run.controls
    controlColumns = run.controls.map(Column.init)
    controlPulls = run.controls.map { Summary($0, detail: .sums).replicates.pulls }
    ranks = rows > 0 ? QuantileRanks(count: rows) : nil
    self.stopped = stopped
  }

  /// Those that exist: no outage in any future has no first outage. `fits`: by measure, where controls may help.
  func estimates(_ all: [Sampled], _ stake: Stake, _ fits: [Measure: Fitted] = [:]) -> [Estimate] {
    estimates(all, stake) { sampled in
      fits[sampled.measure].flatMap { help(sampled.values, sampled.summary, $0) }
    }
  }

  /// `help`: of a measure, where there is any.
  func estimates(_ all: [Sampled], _ stake: Stake, help: (Sampled) -> Help?) -> [Estimate] {
    all.compactMap {
      $0.measure.isNamedWhereSeen && $0.summary.total == 0 ? nil : estimate($0, stake, help($0))
    }
  }

  private func estimate(_ sampled: Sampled, _ stake: Stake, _ help: Help?) -> Estimate? {
    let summary = sampled.summary
    guard summary.count > 0 else { return nil }
    if case .share = sampled.measure.formula { return share(sampled) }
    guard let spread = spread(sampled, stake) else { return nil }
    if sampled.measure.unit == .share { return part(sampled, spread) }
    let isRatio = sampled.measure.formula.isRatio
    let z = level(of: sampled.measure).z
    return Estimate(
      measure: sampled.measure, futures: summary.count, total: isRatio ? nil : summary.total,
      nonZero: isRatio ? summary.count : summary.nonZero, mean: spread.mean,
      standardError: spread.standardError, interval: spread.interval(z: z), quantiles: summary.quantiles,
      adjusted: help.flatMap { adjusted(spread, $0, [z])?[0] },
      replication: spread.replication)
  }

  /// A part of a sum of dollars: above the line is what may be rare, and has the interval of such a mean; what is below the line is
  /// known far better.
  private func part(_ sampled: Sampled, _ spread: Spread) -> Estimate? {
    let count = sampled.summary.count
    guard sampled.below > 0 else { return nil }
    let whole = Double(sampled.below) / Double(count)
    let interval = spread.interval(z: level(of: sampled.measure).z)
    return Estimate(
      measure: sampled.measure, futures: count, total: nil, nonZero: count,
      mean: spread.mean / whole, standardError: spread.standardError / whole,
      interval: Interval(low: max(0, interval.low / whole), high: min(1, interval.high / whole)),
      quantiles: nil, adjusted: nil, replication: spread.replication)
  }

  /// Of a stopping rule, if the measure is the one that it looks at.
  private func level(of measure: Measure) -> Level {
    stopped.flatMap { $0.measure == measure ? $0.level : nil } ?? .usual
  }

  private func share(_ sampled: Sampled) -> Estimate {
    let share = ShareVariance(sampled.summary.replicates)
    let interval = share.interval(level(of: sampled.measure))
    return Estimate(
      measure: sampled.measure, futures: share.of, total: sampled.summary.total, nonZero: share.count,
      mean: share.share, standardError: share.interval().halfWidth / Normal.z95, interval: interval,
      quantiles: nil, adjusted: nil, replication: share.variance.replication)
  }

  func spread(_ sampled: Sampled, _ stake: Stake) -> Spread? {
    let summary = sampled.summary
    guard summary.count > 0 else { return nil }
    switch sampled.measure.formula {
    case .share: return nil
    case .ratio where sampled.measure.unit == .share:
      return Spread(summary, stake: stake.of(.blocked), seen: stake.seen, least: 0)
    case .ratio:
      guard sampled.below > 0, let pulls = sampled.pulls else { return nil }
      return Spread(pulls, stake: stake.of(sampled.measure), seen: stake.seen)
        .scaled(
          by: Double(summary.count) / Double(sampled.below),
          mean: Double(summary.total) / Double(sampled.below))
    case .each, .ifAny:
      return Spread(
        summary, stake: stake.of(sampled.measure), seen: stake.seen,
        least: sampled.measure.isSigned ? nil : 0)
    }
  }

  // MARK: Differences

  /// A number for each future, `unit` of which are a base unit.
  struct Contrast: Sendable {
    let values: [Int64]
    let unit: Double
    let stake: Double
    let seen: Int
  }

  /// With its interval at another level as well, if one is asked for.
  func difference(
    _ contrast: Contrast, _ summary: Summary, _ fit: Fitted?, z: Double = Normal.z95
  ) -> (Difference, wide: Interval) {
    difference(contrast, summary, fit.flatMap { help(contrast.values, summary, $0) }, z: z)
  }

  /// The numbers of the contrast need not be there.
  func difference(
    _ contrast: Contrast, _ summary: Summary, _ help: Help?, z: Double
  ) -> (Difference, wide: Interval) {
    let spread = Spread(summary, unit: contrast.unit, stake: contrast.stake, seen: contrast.seen)
    let helped = help.flatMap { adjusted(spread, $0, unit: contrast.unit, [Normal.z95, z]) }
    let difference = Difference(
      mean: spread.mean, standardError: spread.standardError, interval: spread.interval(),
      adjusted: helped?[0], replication: spread.replication)
    return (difference, helped?[1].interval ?? spread.interval(z: z))
  }

  // MARK: Control variates

  /// What least squares makes of some columns, and what it was made with.
  struct Fitted: Sendable {
    let fit: ControlFit
    let variates: ControlVariates

    static func - (a: Fitted, b: Fitted) -> Fitted { Fitted(fit: a.fit - b.fit, variates: a.variates) }
  }

  /// All products of some columns and of the controls, with where each is.
  func moments(of columns: [Column]) -> (moments: Moments, columns: [Int], controls: [Int]) {
    var moments = Moments(rows: rows)
    let numbers = columns.map { moments.add($0) }
    let controls = controlColumns.map { moments.add($0) }
    moments.multiply()
    return (moments, numbers, controls)
  }

  func fits(_ columns: [Column]) -> [Fitted?] {
    guard !controls.isEmpty, rows > 0, !columns.isEmpty else { return columns.map { _ in nil } }
    let (moments, numbers, controls) = moments(of: columns)
    let variates = ControlVariates(controls, of: moments)
    return numbers.map { number in
      variates.fit(number, in: moments).map { Fitted(fit: $0, variates: variates) }
    }
  }

  /// What is left of a column when what the controls explain is taken out: its mean, the variance that the mean of as many independent
  /// futures has, base units, and the column itself, summed up.
  struct Helped: Sendable {
    let mean: Double
    let plain: Double
    let residual: Summary
  }

  /// Finds what is left, if it may help: it is told how sure the column is of itself, and so many of which are a base unit.
  typealias Help = (_ plain: Spread, _ unit: Double) -> Helped?

  /// Nothing where so few futures differ from the usual number that a fit would be one to chance.
  func help(_ values: [Int64], _ summary: Summary, _ fitted: Fitted) -> Help? {
    guard values.count == rows else { return nil }
    return { plain, unit in
      guard plain.differing >= ControlVariates.futuresForEach * controls.count else { return nil }
      let fit = fitted.fit
      if plain.replicateWeight == 1 {
        // The replicates alone tell, before a column of what is left is made.
        var left = summary.replicates.pulls
        for (pulls, slope) in zip(controlPulls, fit.slopes) {
          for replicate in left.indices { left[replicate] -= slope * pulls[replicate] }
        }
        let variance = ReplicateSums.variance(of: left, count: rows) / (unit * unit)
        let least = ControlVariates.leastFactor(plain.replicateWeight)
        guard plain.variance > 0.9 * least * variance else { return nil }
      }
      let residual = Summary(residual(values, fit.slopes, controls), detail: .moments)
      return Helped(
        mean: fit.mean, plain: fitted.variates.variance(ofSquares: residual.squares), residual: residual)
    }
  }

  /// At each of these levels. Nil where the controls do not help.
  private func adjusted(
    _ plain: Spread, _ help: Help, unit: Double = 1, _ levels: [Double]
  ) -> [Adjusted]? {
    guard let helped = help(plain, unit) else { return nil }
    let spread = plain.adjusted(
      mean: helped.mean / unit, plain: helped.plain, residual: helped.residual, unit: unit)
    guard plain.variance > ControlVariates.leastFactor(plain.replicateWeight) * spread.variance else {
      return nil
    }
    return levels.map { z in
      Adjusted(
        mean: spread.mean, standardError: spread.standardError, interval: spread.interval(z: z),
        factor: plain.plainVariance / spread.variance)
    }
  }
}

/// What the controls leave of some numbers.
func residual(_ values: [Int64], _ slopes: [Double], _ controls: [[Int64]]) -> [Int64] {
  let used = zip(controls, slopes).filter { $0.1 != 0 }
  var rest = values.map { Double($0) }
  for (control, slope) in used {
    for row in rest.indices { rest[row] -= slope * Double(control[row]) }
  }
  return rest.map { Int64(max(-0x1p62, min(0x1p62, $0))) }
}

extension RatioOfTotals {
  var wholePulls: [Int64] { pulls.map(RatioOfTotals.whole) }

  /// How far each future pulls at a ratio that need not be that of all.
  static func wholePulls(_ above: [Int64], _ below: [Int64], at ratio: Double) -> [Int64] {
    above.indices.map { whole(Double(above[$0]) - ratio * Double(below[$0])) }
  }

  private static func whole(_ pull: Double) -> Int64 { Int64(max(-0x1p62, min(0x1p62, pull.rounded()))) }
}

extension StoppedBy {
  var level: Level { Level(z: Normal.z(twoSided: missing), isOfSequence: true) }
}
