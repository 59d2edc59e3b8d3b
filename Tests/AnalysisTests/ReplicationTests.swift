/// Do 95 % intervals hold the truth in 95 % of samples, whether their futures are independent or drawn evenly within 32
/// replicates? Of means, differences, quantiles and shares, of a fixed number of futures and when one stops early.
///
/// Evenly drawn: Sobol's points in three dimensions, scrambled anew for each replicate (Owen's nested scrambling, by a hash of
/// Laine and Karras), and numbers that stay independent beside them, as lotwise draws demand.
///
/// LOTWISE_COVERAGE makes 10,000 repetitions of each, 500 without it, and prints the table.

import Analysis
import Foundation
import Numerics
import Results
import Simulation
import Testing

private let isFull = ProcessInfo.processInfo.environment["LOTWISE_COVERAGE"] != nil
private let repetitions = isFull ? 10_000 : 500

/// What 95 % may come to: one per cent off, and three standard errors of so many repetitions.
private let slack = 0.01 + (isFull ? 0 : 3 * (0.95 * 0.05 / Double(repetitions)).squareRoot())

/// Three numbers evenly drawn, or not, and two that never are.
private struct Point {
  var even = SIMD3<Double>.zero
  var free = SIMD2<Double>.zero
}

private struct Points {
  private var chance: Chance
  private let isEven: Bool
  private var seeds: [UInt32] = []

  init(seed: UInt64, isEven: Bool) {
    chance = Chance(seed: seed)
    self.isEven = isEven
    for _ in 0..<96 { seeds.append(UInt32(truncatingIfNeeded: chance.next() >> 16)) }
  }

  private static let directions: [[UInt32]] = {
    var first = [UInt32](repeating: 0, count: 32)
    var (second, third) = (first, first)
    for bit in 0..<32 { first[bit] = 1 << UInt32(31 - bit) }
    second[0] = 1 << 31
    for bit in 1..<32 { second[bit] = second[bit - 1] ^ (second[bit - 1] >> 1) }
    (third[0], third[1]) = (1 << 31, 3 << 30)
    for bit in 2..<32 { third[bit] = third[bit - 2] ^ (third[bit - 2] >> 2) ^ third[bit - 1] }
    return [first, second, third]
  }()

  mutating func next(_ path: Int) -> Point {
    var point = Point()
    point.free = SIMD2(chance.uniform(), chance.uniform())
    for dimension in 0..<3 {
      point.even[dimension] =
        isEven ? scrambled(path / 32, dimension, seeds[path % 32 * 3 + dimension]) : chance.uniform()
    }
    return point
  }

  private func scrambled(_ index: Int, _ dimension: Int, _ seed: UInt32) -> Double {
    var x: UInt32 = 0
    for bit in 0..<20 where index >> bit & 1 == 1 { x ^= Points.directions[dimension][bit] }
    x = x.reversedBits
    x ^= x &* 0x3d20_adea
    x &+= seed
    x &*= (seed >> 16) | 1
    x ^= x &* 0x0552_6c56
    x ^= x &* 0x53a2_2864
    return (Double(x.reversedBits) + 0.5) * 0x1p-32
  }
}

extension UInt32 {
  fileprivate var reversedBits: UInt32 {
    var x = self
    x = (x >> 1) & 0x5555_5555 | (x & 0x5555_5555) << 1
    x = (x >> 2) & 0x3333_3333 | (x & 0x3333_3333) << 2
    x = (x >> 4) & 0x0f0f_0f0f | (x & 0x0f0f_0f0f) << 4
    return x.byteSwapped
  }
}

/// A number of a future, in millionths, and what is known of its law.
private struct Law: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let mean: Double
  /// At 5, 50 and 95 %; empty: not known.
  var quantiles: [Double] = []
  /// Evenly drawn, from so many futures on the replicates alone say how sure it is: 95 ± 1 %. With fewer the interval is rather too wide.
  var enough = 8_192
  let draw: @Sendable (Point) -> Double

  static let smooth = Law(testDescription: "smooth", mean: 1.133_148_453 + 0.25) {
    Mathematics.exp(0.5 * Normal.quantile($0.even.x)) + $0.even.y * $0.even.z + 0.2 * ($0.free.x - 0.5)
  }
  /// Standard normal, 64 % of the variance of which is evenly drawn.
  static let normal = Law(
    testDescription: "normal", mean: 0, quantiles: [-1.644_854, 0, 1.644_854], enough: 2_048
  ) { 0.8 * Normal.quantile($0.even.x) + 0.6 * Normal.quantile($0.free.x) }
  static let skewed = Law(
    testDescription: "skewed", mean: 1.133_148_453, quantiles: [0.439_364, 1, 2.276_017]
  ) { Mathematics.exp(0.4 * Normal.quantile($0.even.x) + 0.3 * Normal.quantile($0.free.x)) }
  /// The difference of two plans: what an option on usage is worth, less its price.
  static let difference = Law(
    testDescription: "difference", mean: 0.197_797 - 0.25
  ) { max(0, Normal.quantile($0.even.x) - 0.5) - 0.5 * $0.even.y + 0.3 * ($0.free.x - 0.5) }
  /// One future in a hundred has an event that carries most of the variance.
  static let rare = Law(testDescription: "rare events", mean: 0.1, enough: .max) {
    0.5 * Normal.quantile($0.even.x) + ($0.free.x < 0.01 ? -10 * Mathematics.log($0.free.y) : 0)
  }

  static let all = [smooth, normal, skewed, difference, rare]
}

private func holds(_ interval: Interval, _ truth: Double) -> Bool {
  interval.low <= truth && truth <= interval.high
}

@Suite struct ReplicationCoverageTests {
  private static let sizes = isFull ? [512, 2_048, 8_192] : [512, 2_048]

  private static func table(_ line: String) {
    if isFull { print(line) }
  }

  private static func percent(_ count: Int, of all: Int) -> Double {
    Double(count * 10_000 / max(1, all)) / 100
  }

  @Test(arguments: Law.all, [false, true])
  private func `means and quantiles hold the truth in 95 % of samples`(_ law: Law, isEven: Bool) {
    for futures in Self.sizes {
      let ranks = QuantileRanks(count: futures)
      var held = 0
      var heldQuantiles = [0, 0, 0]
      var factor = 0.0
      for repetition in 0..<repetitions {
        var points = Points(seed: UInt64(repetition * 8 + 1), isEven: isEven)
        let values = (0..<futures).map { Int64(law.draw(points.next($0)) * 1e6) }
        let summary = Summary(values, detail: law.quantiles.isEmpty ? .moments : .all, ranks: ranks)
        let spread = Spread(summary, stake: 1e8)
        held += holds(spread.interval(), law.mean * 1e6) ? 1 : 0
        factor += (spread.replication?.factor ?? 1) / Double(repetitions)
        guard let found = summary.quantiles, !law.quantiles.isEmpty else { continue }
        for (number, quantile) in [found.p05, found.p50, found.p95].enumerated() {
          let interval = Interval(
            low: quantile.low.map { Double($0) } ?? -.infinity,
            high: quantile.high.map { Double($0) } ?? .infinity)
          heldQuantiles[number] += holds(interval, law.quantiles[number] * 1e6) ? 1 : 0
        }
      }
      let share = Double(held) / Double(repetitions)
      Self.table(
        "\(law.testDescription)\t\(isEven ? "even" : "independent")\t\(futures)\tmean "
          + "\(Self.percent(held, of: repetitions))\tfactor \(Double(Int(factor * 100)) / 100)\tquantiles "
          + "\(heldQuantiles.map { Self.percent($0, of: repetitions) })")
      #expect(share >= 0.95 - slack, "\(law.testDescription), \(futures)")
      let enough = isEven || law.enough == .max ? law.enough : 2_048
      if futures >= enough {
        #expect(share <= 0.96 + slack - 0.01, "\(law.testDescription), \(futures)")
        if isEven { #expect(factor > 1.2, "\(law.testDescription), \(futures)") }
      }
      guard !law.quantiles.isEmpty else { continue }
      for (number, count) in heldQuantiles.enumerated() {
        let share = Double(count) / Double(repetitions)
        // From whole ranks, and of few numbers from the binomial law: rather too wide.
        #expect(share >= 0.95 - slack, "\(law.testDescription), \(futures), quantile \(number)")
        if futures >= 2_048 {
          #expect(share <= 0.985 + slack - 0.01, "\(law.testDescription), \(futures), quantile \(number)")
        }
      }
    }
  }

  /// Of a standard normal number, how often it is above 0.6745, 1.645 and 2.326.
  @Test(arguments: [(0.674_490, 0.25), (1.644_854, 0.05), (2.326_348, 0.01)], [false, true])
  func `shares hold the truth in 95 % of samples`(_ bound: (at: Double, truth: Double), isEven: Bool) {
    for futures in Self.sizes {
      var held = 0
      for repetition in 0..<repetitions {
        var points = Points(seed: UInt64(repetition * 8 + 3), isEven: isEven)
        let values = (0..<futures).map { Law.normal.draw(points.next($0)) > bound.at ? Int64(1) : 0 }
        let share = ShareVariance(Summary(values, detail: .sums).replicates)
        held += holds(share.interval(), bound.truth) ? 1 : 0
      }
      let share = Double(held) / Double(repetitions)
      Self.table(
        "share \(bound.truth)\t\(isEven ? "even" : "independent")\t\(futures)\t"
          + "\(Self.percent(held, of: repetitions))")
      #expect(share >= 0.95 - slack)
      // Few events: by the binomial law, which evenly drawn futures do not come up to.
      if bound.truth * Double(futures) >= 256 { #expect(share <= 0.96 + slack - 0.01) }
    }
  }

  /// All intervals of a run at once: whichever is the last one holds the truth.
  @Test(arguments: Law.all, [false, true])
  private func `whenever one stops, the interval holds the truth`(_ law: Law, isEven: Bool) {
    let blocks = isFull ? 64 : 24
    var missed = 0
    var missedLast = 0
    var stopped = 0
    let count = repetitions / 2
    for repetition in 0..<count {
      var points = Points(seed: UInt64(repetition * 8 + 5), isEven: isEven)
      var summary: Summary?
      var hasMissed = false
      var isStopped = false
      for block in 0..<blocks {
        let values = (0..<256).map { Int64(law.draw(points.next(block * 256 + $0)) * 1e6) }
        let joined = Summary.joined(summary, Summary(values, detail: .moments), values)
        summary = joined
        let interval = Spread(joined, stake: 1e8)
          .interval(z: StoppingRule.multiplier(of: joined.count))
        let isHeld = holds(interval, law.mean * 1e6)
        hasMissed = hasMissed || !isHeld
        if !isStopped, interval.halfWidth <= 50_000 {
          isStopped = true
          stopped += 1
          missedLast += isHeld ? 0 : 1
        }
      }
      missed += hasMissed ? 1 : 0
    }
    Self.table(
      "sequence, \(law.testDescription)\t\(isEven ? "even" : "independent")\tever missed "
        + "\(Self.percent(missed, of: count))\tat the stop \(Self.percent(missedLast, of: count))\tstopped \(stopped)"
    )
    #expect(Double(missed) / Double(count) <= 0.04 + slack)
    #expect(Double(missedLast) / Double(count) <= 0.04 + slack)
    if law.enough < .max { #expect(stopped > count / 2) }
  }

  @Test(arguments: [(0.674_490, 0.25), (2.326_348, 0.01), (4, 3.167e-5)], [false, true])
  func `whenever one stops, the interval of a share holds the truth`(
    _ bound: (at: Double, truth: Double), isEven: Bool
  ) {
    let blocks = isFull ? 64 : 24
    var missed = 0
    let count = repetitions / 2
    for repetition in 0..<count {
      var points = Points(seed: UInt64(repetition * 8 + 7), isEven: isEven)
      var sums = ReplicateSums()
      var hasMissed = false
      for block in 0..<blocks {
        let values = (0..<256).map {
          Law.normal.draw(points.next(block * 256 + $0)) > bound.at ? Int64(1) : 0
        }
        sums.add(Summary(values, detail: .sums).replicates)
        let level = Level(z: StoppingRule.multiplier(of: sums.count), isOfSequence: true)
        hasMissed = hasMissed || !holds(ShareVariance(sums).interval(level), bound.truth)
      }
      missed += hasMissed ? 1 : 0
    }
    Self.table(
      "sequence, share \(bound.truth)\t\(isEven ? "even" : "independent")\tever missed "
        + "\(Self.percent(missed, of: count))")
    #expect(Double(missed) / Double(count) <= 0.04 + slack)
  }
}

@Suite struct ReplicationTests {
  @Test func `the variance from replicates is the one by hand, and whole rounds are not needed`() {
    // Replicate r has the sum r and one number; replicate 0 has another one, 31.
    let values = (0..<32).map { Int64($0) } + [31]
    let sums = Summary(values, detail: .sums).replicates
    #expect(sums.counts == [2] + Array(repeating: 1, count: 31))
    #expect(sums.sums == [31] + (1..<32).map { Int128($0) })
    let mean = Double(31 * 32 / 2 + 31) / 33
    let squares =
      (31 - 2 * mean) * (31 - 2 * mean)
      + (1..<32).reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    #expect(abs((sums.variance ?? 0) / (squares * 32 / 31 / (33 * 33)) - 1) < 1e-12)
    #expect(Summary((0..<31).map { Int64($0) }, detail: .sums).replicates.variance == nil)
  }

  @Test func `sums, range and moments of any number of values are the plain loop's`() {
    var chance = Chance(seed: 91)
    for count in [1, 7, 31, 32, 33, 64, 100, 255, 257, 1_000] {
      let values = (0..<count).map { _ in
        Int64(bitPattern: chance.next()) >> 3 &* (chance.uniform() < 0.3 ? 0 : 1)
      }
      let summary = Summary(values)
      #expect(summary.total == values.reduce(Int128(0)) { $0 + Int128($1) })
      #expect(summary.least == values.min() && summary.most == values.max())
      #expect(summary.nonZero == values.count { $0 != 0 } && summary.negative == values.count { $0 < 0 })
      for replicate in 0..<32 {
        let own = values.indices.filter { $0 % 32 == replicate }
        #expect(summary.replicates.sums[replicate] == own.reduce(Int128(0)) { $0 + Int128(values[$1]) })
        #expect(summary.replicates.counts[replicate] == own.count)
      }
      let cut = count / 2 / 32 * 32
      let (first, second) = (Array(values[..<cut]), Array(values[cut...]))
      let joined = Summary.joined(
        Summary(first, detail: .moments), Summary(second, detail: .moments), second)
      #expect(joined.total == summary.total && joined.replicates.sums == summary.replicates.sums)
      #expect(abs(joined.squares - summary.squares) <= 1e-9 * summary.squares)
      #expect(abs(joined.fourths - summary.fourths) <= 1e-9 * summary.fourths)
      #expect(
        abs(joined.cubes - summary.cubes) <= 1e-9 * (summary.squares * summary.fourths).squareRoot())
    }
  }

  /// From 64 to 256 futures that carry the variance.
  @Test func `the width has no jump where replicates take over`() {
    var last = 0.0
    for carrying in stride(from: 60.0, through: 260, by: 1) {
      let known = MeanVariance(plain: 1, replicates: 0.25, carrying: carrying, degrees: 9_999)
      let width = known.variance.squareRoot() * Student.t(Normal.z95, degrees: known.degrees)
      if last > 0 { #expect(abs(width / last - 1) < 0.012) }
      last = width
      if carrying <= 64 { #expect(known.weight == 0 && known.variance == 1 && known.degrees == 9_999) }
      if carrying >= 256 { #expect(known.weight == 1 && known.variance == 0.25 && known.degrees == 31) }
    }
  }

  @Test func `evenly drawn shares have Wilson's interval of as many independent futures`() {
    // 400 of 800 in every replicate but two: 399 and 401.
    let counts = Array(repeating: 800, count: 32)
    var sums = Array(repeating: Int128(400), count: 32)
    (sums[0], sums[1]) = (399, 401)
    let share = ShareVariance(ReplicateSums(sums: sums, counts: counts))
    // Rounded counts have a variance of a twelfth each, more than these have: 32 / 12 / 25,600^2.
    #expect(abs(share.variance.variance / (32.0 / 12 / 25_600 / 25_600) - 1) < 1e-9)
    #expect(share.interval().halfWidth < 0.000_2)
    #expect(share.interval().halfWidth > 2 * share.variance.variance.squareRoot())
  }
}
