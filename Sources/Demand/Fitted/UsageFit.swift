/// The fit of a history (FittedUsage.swift). Nothing is searched for: one huge day is cut, weeks are counted back from the
/// last day, and a scalar Kalman filter runs for each of 64 pairs of wander and noise, which the prior of other users
/// weighs. Everything is in multiples of the history's own scale, so that the unit of money changes nothing.
///
/// A week without use says that the level lay below what any use would show, and not how far: it is a censored observation
/// (docs/decisions/0017), whose posterior is the normal law of its own mean and variance.
///
/// At the boundary: a day of 16 times its surroundings stays, one of more is counted as 16 times; a week with a missing day is
/// not looked at; a week with a day that was cut off for lack of credit is looked at only where it lies above what
/// was expected, because it is a floor.

import Numerics
import Quantities

public struct UsageFit: Sendable {
  public struct Cut: Hashable, Sendable {
    public var date: CivilDate
    /// How many times the mean of the days around it.
    public var times: Double
  }

  public let law: FittedUsage
  public let cuts: [Cut]
  /// By week, the first of which may be shorter: days, the mean of a day in multiples of the scale, its shifted logarithm.
  public let blocks: [Block]

  public struct Block: Hashable, Sendable {
    public var days: Int
    public var level: Double
    public var logarithm: Double
    public var isMissing: Bool
    public var isFloor: Bool
  }

  /// Days on both sides that a huge day is compared with, and how many times their mean it may be.
  private static let surroundings = 56
  private static let mostTimes: Int64 = 16
  private static let daysWithUse = 4
  private static let recentDays = 56
  private static let mostBlocks = 52

  /// An error is a history without use. A last day that is not over does not belong in it; days without use before the first
  /// with use are left out.
  public init(_ series: UsageSeries) throws(QuantityError) {
    guard let first = series.days.firstIndex(where: { $0.amount != 0 && $0.state != .missing }) else {
      throw QuantityError(
        "there is nothing to learn from: no day of the history has any use",
        remedy: "give a history with a day of use, or state the usage in the scenario")
    }
    var used = series
    used.days.removeSubrange(..<first)
    used.first = CivilDate(day: series.first.day + Int64(first))
    try self.init(days: used)
  }

  /// As it stands, its first days without use included. `scale`: that of a day, where a test knows it.
  package init(days series: UsageSeries, scale known: Double? = nil) throws(QuantityError) {
    // So that no week of a future is past what can be counted.
    guard series.days.allSatisfy({ (0..<1 << 51).contains($0.amount) }), series.days.count < 1 << 16 else {
      throw QuantityError(
        "a day of the history is negative or above $2,251,799, or there are more than 65,535 days",
        remedy: "look for a day with a digit or a unit too many")
    }
    let unit = UsageFit.commonFactor(series.days)
    let amounts = series.days.map { $0.amount / unit }
    let isKnown = series.days.map { $0.state != .missing }
    var cuts: [Cut] = []
    let cut = UsageFit.cut(amounts, isKnown, from: series.first, &cuts)
    let recent = UsageFit.mean(cut, isKnown, from: max(0, cut.count - UsageFit.recentDays))
    let scale = known.map { $0 / Double(unit) } ?? max(recent, 0.1 * UsageFit.mean(cut, isKnown, from: 0))
    guard scale > 0 else {
      throw QuantityError(
        "there is nothing to learn from: no day of the history has any use",
        remedy: "give a history with a day of use, or state the usage in the scenario")
    }
    self.cuts = cuts
    blocks = UsageFit.blocks(series, cut, scale: scale)
    let quantum = UsageFit.quantum(of: scale * Double(unit))
    var law = FittedUsage(
      name: series.name, quantum: quantum,
      perDay: max(1, Int64((scale * (Double(unit) / Double(quantum))).rounded())),
      through: CivilDate(day: series.first.day + Int64(series.days.count) - 1),
      daysKnown: isKnown.count { $0 }, cells: UsageFit.cells(blocks),
      mostLevel: max(20, 3 * (blocks.lazy.filter { !$0.isMissing }.map(\.level).max() ?? 0)),
      weeks: UsageFit.weeks(series, unit: unit), models: UsageFit.models(series))
    law.unit = series.unit
    law.pricedOn = series.pricedOn
    self.law = law
  }

  // MARK: The scale

  /// The largest whole number that divides the amount of every day, and of every hour where they are known.
  private static func commonFactor(_ days: [UsageSeries.Day]) -> Int64 {
    var factor: Int64 = 0
    for day in days {
      for amount in [day.amount] + day.hours where factor != 1 {
        var (a, b) = (factor, max(amount, 0))
        while b != 0 { (a, b) = (b, a % b) }
        factor = a
      }
    }
    return max(factor, 1)
  }

  /// What amounts of a future are multiples of: the power of ten that makes a day one to ten million of them.
  private static func quantum(of day: Double) -> Int64 {
    var quantum: Int64 = 1
    while day >= 1e7 * Double(quantum) { quantum *= 10 }
    return quantum
  }

  private static func mean(_ amounts: [Double], _ isKnown: [Bool], from first: Int) -> Double {
    var (sum, count) = (0.0, 0)
    for index in first..<amounts.count where isKnown[index] {
      sum += amounts[index]
      count += 1
    }
    return count > 0 ? sum / Double(count) : 0
  }

  private static func cut(
    _ amounts: [Int64], _ isKnown: [Bool], from date: CivilDate, _ cuts: inout [Cut]
  ) -> [Double] {
    let plain = amounts.indices.map { isKnown[$0] ? amounts[$0] : 0 }
    var result = plain.map { Double($0) }
    for day in plain.indices where plain[day] > 0 {
      let window = max(0, day - surroundings)..<min(plain.count, day + surroundings + 1)
      var (sum, count, used) = (Int128(0), Int64(0), 0)
      for other in window where isKnown[other] {
        if plain[other] > 0 { used += 1 }
        guard other != day else { continue }
        sum += Int128(plain[other])
        count += 1
      }
      guard used >= daysWithUse, count > 0,
        Int128(plain[day]) * Int128(count) > Int128(mostTimes) * sum
      else { continue }
      let around = Double(sum) / Double(count)
      result[day] = Double(mostTimes) * around
      cuts.append(Cut(date: CivilDate(day: date.day + Int64(day)), times: Double(plain[day]) / around))
    }
    return result
  }

  // MARK: Weeks

  /// Of seven days, the last of which ends with the history; the first may be shorter.
  private static func blocks(_ series: UsageSeries, _ amounts: [Double], scale: Double) -> [Block] {
    var blocks: [Block] = []
    var start = 0
    let lead = amounts.count % 7
    while start < amounts.count {
      let end = start == 0 && lead > 0 ? lead : start + 7
      let days = series.days[start..<end]
      let level = amounts[start..<end].reduce(0, +) / Double(end - start) / scale
      blocks.append(
        Block(
          days: end - start, level: level,
          logarithm: Mathematics.log((level + FittedUsage.shift) / (1 + FittedUsage.shift)),
          isMissing: days.contains { $0.state == .missing },
          isFloor: days.contains { $0.state == .blocked }))
      start = end
    }
    return Array(blocks.suffix(mostBlocks))
  }

  private static func weeks(_ series: UsageSeries, unit: Int64) -> [FittedUsage.Week] {
    var weeks: [FittedUsage.Week] = []
    var end = series.days.count
    while end >= 7, weeks.count < 8 {
      let days = series.days[end - 7..<end]
      end -= 7
      guard days.allSatisfy({ $0.state != .missing }), days.contains(where: { $0.amount > 0 }) else {
        continue
      }
      let hasHours = days.allSatisfy { $0.hours.count == 24 }
      weeks.append(
        FittedUsage.Week(
          days: days.map { $0.amount / unit },
          hours: hasHours ? days.flatMap { $0.hours.map { $0 / unit } } : [],
          models: sum(days.flatMap(\.models))))
    }
    return weeks
  }

  /// One entry for each name, in the order of the names.
  private static func sum(_ amounts: [UsageSeries.ModelAmount]) -> [UsageSeries.ModelAmount] {
    var sums: [String: UsageSeries.ModelAmount] = [:]
    for amount in amounts {
      guard var sum = sums[amount.name] else {
        sums[amount.name] = amount
        continue
      }
      sum.amount += amount.amount
      // Kinds that are not known on one day are not known of the week.
      sum.tokens = sum.tokens.count == amount.tokens.count ? zip(sum.tokens, amount.tokens).map(+) : []
      sums[amount.name] = sum
    }
    return sums.values.sorted { $0.name < $1.name }
  }

  /// The shares of the last 14 days with use.
  private static func models(_ series: UsageSeries) -> [FittedUsage.Model] {
    let recent = series.days.lazy.reversed().filter { $0.amount > 0 && !$0.models.isEmpty }.prefix(14)
    let amounts = sum(recent.flatMap(\.models)).filter { $0.amount > 0 }
    let whole = amounts.reduce(Int128(0)) { $0 + Int128($1.amount) }
    var (before, sum) = (Int64(0), Int128(0))
    return amounts.compactMap { amount in
      sum += Int128(amount.amount)
      let through = Int64((sum * 1_000_000).divided(by: whole, rounding: .nearestEven))
      defer { before = through }
      return through > before
        ? FittedUsage.Model(name: amount.name, share: Ratio(millionths: through - before)) : nil
    }
  }

  // MARK: The level

  private static let wanders = [0.03, 0.06, 0.12, 0.20, 0.30, 0.45, 0.65, 0.95]
  private static let noises = [0.04, 0.08, 0.15, 0.25, 0.40, 0.60, 0.85, 1.2]

  /// The prior of a pair, learned from other users: its logarithm, up to a constant.
  private static func prior(wander q: Double, noise r: Double) -> Double {
    let (a, b) = (Mathematics.log(q / 0.20), Mathematics.log(r / 0.80) / 0.4)
    return -(a * a + b * b) / 2
  }

  private static func cells(_ blocks: [Block]) -> [FittedUsage.Cell] {
    let pull = FittedUsage.pull
    var cells: [FittedUsage.Cell] = []
    for q in wanders {
      for r in noises {
        let middle = -r * r
        var mean = middle
        var variance = 0.25 + q * q / (1 - pull * pull)
        var logarithm = prior(wander: q, noise: r)
        for (index, block) in blocks.enumerated() {
          if index > 0 {
            mean = middle + pull * (mean - middle)
            variance = pull * pull * variance + q * q
          }
          if block.isMissing { continue }
          let error = block.logarithm - mean
          let spread = variance + r * r * 7 / Double(block.days)
          let gain = variance / spread
          if block.level > 0 {
            if block.isFloor && error < 0 { continue }
            logarithm -= (Mathematics.log(spread) + error * error / spread) / 2
            mean += gain * error
            variance *= 1 - gain
          } else if !block.isFloor {
            let below = Normal.below(error / spread.squareRoot())
            logarithm += below.logarithm
            mean -= gain * spread.squareRoot() * below.hazard
            variance *= 1 - gain * below.shrinking
          }
        }
        cells.append(
          FittedUsage.Cell(wander: q, noise: r, weight: logarithm, mean: mean, variance: variance))
      }
    }
    let most = cells.reduce(-Double.infinity) { max($0, $1.weight) }
    for index in cells.indices { cells[index].weight = Mathematics.exp(cells[index].weight - most) }
    let sum = cells.reduce(0) { $0 + $1.weight }
    for index in cells.indices { cells[index].weight /= sum }
    return cells
  }
}

extension Normal {
  /// Of a standard normal number known to lie below z: the logarithm of the probability of that, its mean below 0, and by how
  /// much its variance is less than 1. Far out by the first terms of Mills's ratio.
  fileprivate static func below(_ z: Double) -> (logarithm: Double, hazard: Double, shrinking: Double) {
    let rootOfTwoPi = 2.506_628_274_631_000_5
    guard z > -8 else {
      return (-z * z / 2 - Mathematics.log(-z * rootOfTwoPi), -z - 1 / z, 1 - 1 / (z * z))
    }
    let probability = Normal.probability(atMost: z)
    let hazard = Mathematics.exp(-z * z / 2) / rootOfTwoPi / probability
    return (Mathematics.log(probability), hazard, min(max(hazard * (hazard + z), 0), 1))
  }
}
