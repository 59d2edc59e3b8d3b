/// A future of a fitted history, week by week: what is not known of the level, its wander, its noise and its trend is drawn
/// once for each future, so that it is in the range. Every draw is keyed by seed, future, name and week. Histories
/// of one scenario have their luck in common as far as it is of the whole: how heavy the tails are, and which way the trend
/// goes.

import Numerics
import Quantities

public struct FittedFuture: Sendable {
  /// By week, in quanta.
  public private(set) var totals: [Int64] = []
  /// By week: the place of the user's own week whose shape it has; nil: one made from the prior.
  public private(set) var shapes: [Int?] = []
  /// By day, in quanta.
  public private(set) var days: [Int64] = []
  /// Means over the weeks of the level's and the weeks' own deviations: their expectation is 0.
  private(set) var levelDeviation = 0.0
  private(set) var noiseDeviation = 0.0

  private var words: [UInt64] = []

  public init() {}

  private static let common = Purpose(.history, StreamName("what all histories have in common"))
  /// Words of a stream before the first week's, and of a week.
  private static let lead = 16
  private static let perWeek = 4

  public mutating func draw(_ law: FittedUsage, path: Int, seed: UInt64, weeks: Int) {
    let own = RandomStream(seed: seed, path: path, purpose: Purpose(.history, StreamName(law.name)))
    let common = RandomStream(seed: seed, path: path, purpose: FittedFuture.common)
    let normal = QuantityTables.normal
    let count = FittedFuture.lead + FittedFuture.perWeek * weeks
    if words.count < count { words = [UInt64](repeating: 0, count: count) }
    words.withUnsafeMutableBufferPointer {
      own.fill(UnsafeMutableBufferPointer(rebasing: $0[..<count]), from: 0)
    }
    let cell = law.cell(at: RandomStream.uniform(word: words[0]))
    let (q, r) = (cell.wander, cell.noise)
    var middle = -r * r
    // Student's t of 8 degrees for every standard deviation of this future.
    let squares = (0..<8).reduce(0.0) { sum, index in
      let z = normal.value(common.word(index))
      return sum + z * z
    }
    let tail = 1.1 * (8 / squares).squareRoot()
    var level = cell.mean + tail * cell.variance.squareRoot() * normal.value(words[1])
    let size = abs(normal.value(words[2]))
    let trend = FittedUsage.trend * q * (common.word(8) & 1 == 0 ? size : -size)
    let ends = law.trendEnds.map { Int(($0.day - law.through.day) / 7) } ?? .max
    let steady = min(FittedUsage.trendWeeks, ends)
    totals.removeAll(keepingCapacity: true)
    shapes.removeAll(keepingCapacity: true)
    days.removeAll(keepingCapacity: true)
    (levelDeviation, noiseDeviation) = (0, 0)
    var usual = cell.mean
    for week in 0..<weeks {
      let first = FittedFuture.lead + FittedFuture.perWeek * week
      let drift = week < steady ? trend : 0
      usual = -r * r + FittedUsage.pull * (usual + r * r)
      level = middle + drift + FittedUsage.pull * (level - middle) + tail * q * normal.value(words[first])
      middle += drift
      let noise = tail * r * normal.value(words[first + 1])
      levelDeviation += level - usual
      noiseDeviation += noise
      let x = min(level + noise, 5)
      let w = min(max((1 + FittedUsage.shift) * Mathematics.exp(x) - FittedUsage.shift, 0), law.mostLevel)
      totals.append(Int64(7 * Double(law.perDay) * w + 0.5))
      drawShape(law, first, week)
    }
    if weeks > 0 {
      levelDeviation /= Double(weeks)
      noiseDeviation /= Double(weeks)
    }
  }

  private mutating func drawShape(_ law: FittedUsage, _ first: Int, _ week: Int) {
    let total = totals[week]
    let known = Double(law.weeks.count)
    let u = RandomStream.uniform(word: words[first + 2]) * (FittedUsage.priorWeeks + known)
    guard u < known else {
      shapes.append(nil)
      let begin = law.through.day + 1 + Int64(7 * week)
      pour(total, FittedFuture.priorWeek(words[first + 3], from: begin))
      return
    }
    let shape = min(Int(u), law.weeks.count - 1)
    shapes.append(shape)
    pour(total, law.weeks[shape].days)
  }

  /// A week as other users have them: weekdays are used four times in five, days of the weekend in eleven of twenty, in
  /// amounts that an exponential law draws, a tenth less at the weekend.
  private static func priorWeek(_ word: UInt64, from day: Int64) -> [Int64] {
    var words = Scramble(word)
    let amounts = (0..<7).map { index in
      let isWeekend = CivilDate(day: day + Int64(index)).weekday >= 5
      let (isUsed, amount) = (words.uniform() < (isWeekend ? 0.55 : 0.80), -Mathematics.log(words.uniform()))
      return isUsed ? Int64(amount * (isWeekend ? 0.9 : 1) * 1e6) : 0
    }
    return amounts.contains { $0 > 0 } ? amounts : [Int64](repeating: 1, count: 7)
  }

  /// A week's total over its days: whole quanta that sum to it.
  private mutating func pour(_ total: Int64, _ weights: [Int64]) {
    let whole = Double(weights.reduce(0, +))
    var (before, sum) = (Int64(0), Int64(0))
    for weight in weights {
      sum += weight
      let through = min(total, Int64(Double(total) * (Double(sum) / whole) + 0.5))
      days.append(through - before)
      before = through
    }
  }
}

extension FittedUsage {
  /// The cell that a uniform number falls into.
  fileprivate func cell(at u: Double) -> Cell {
    var sum = 0.0
    let whole = cells.reduce(0) { $0 + $1.weight }
    for cell in cells {
      sum += cell.weight
      if u * whole < sum { return cell }
    }
    return cells[cells.count - 1]
  }
}
