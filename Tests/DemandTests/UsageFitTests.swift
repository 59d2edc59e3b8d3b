/// The fit of a history against the method's own figures, and what must not change it.

import Demand
import Foundation
import Quantities
import Testing

/// Days of whole dollars.
func history(_ dollars: [Int64], unit: Int64 = 1_000_000_000, state: [Int: UsageSeries.State] = [:])
  -> UsageSeries
{
  UsageSeries(
    name: "history", first: CivilDate(day: 20_423),  // A Monday.
    days: dollars.enumerated().map { index, amount in
      var day = UsageSeries.Day()
      day.amount = amount * unit
      day.state = state[index] ?? .final
      return day
    })
}

/// 60 days: 7 t mod 11, nothing on days 20 to 26.
private let conformance = (0..<60).map { (20...26).contains($0) ? Int64(0) : Int64(7 * $0 % 11) }

private func isClose(_ a: Double, _ b: Double, _ tolerance: Double = 6e-7) -> Bool {
  abs(a - b) <= tolerance * max(1, abs(b))
}

@Suite struct UsageFitTests {
  @Test func `conforms to the method to six digits`() throws {
    let fit = try UsageFit(days: history(conformance))
    let law = fit.law
    #expect(history([0]).first.weekday == 0)
    #expect(isClose(Double(law.perDay) * Double(law.quantum) / 1e9, 4.3392857))
    let levels = [1.152263, 1.152263, 1.218107, 0.197531, 0.823045, 1.053498, 1.119342, 1.185185, 1.251029]
    #expect(fit.blocks.count == 9 && fit.blocks[0].days == 4)
    for (block, level) in zip(fit.blocks, levels) { #expect(isClose(block.level, level)) }
    #expect(isClose(fit.blocks[3].logarithm, -1.196664))
    let summary = law.summary
    #expect(isClose(summary.wander, 0.169015) && isClose(summary.noise, 0.548559))
    #expect(isClose(summary.level, -0.036126) && isClose(summary.deviation, 0.283478))
    let heaviest = try #require(law.cells.max { $0.weight < $1.weight })
    #expect(heaviest.wander == 0.12 && heaviest.noise == 0.60)
    #expect(isClose(heaviest.weight, 0.164503))
    #expect(isClose(heaviest.mean, -0.085698, 3e-6) && isClose(heaviest.variance, 0.0562107))
    #expect(fit.cuts.isEmpty && law.weeks.count == 8)
  }

  @Test func `28 days come to what the method says`() throws {
    let law = try UsageFit(days: history(conformance)).law
    var future = FittedFuture()
    var totals: [Double] = []
    for path in 0..<100_000 {
      future.draw(law, path: path, seed: 1, weeks: 4)
      totals.append(Double(future.totals.reduce(0, +) * law.quantum) / 1e9)
    }
    totals.sort()
    // Of 100,000: a standard error of about 0.5 % of each.
    for (share, value) in [(0.1, 60.9), (0.5, 133.4), (0.9, 320.2)] {
      #expect(isClose(totals[Int(share * 100_000)], value, 0.02))
    }
    #expect(isClose(totals.reduce(0, +) / 100_000, 178, 0.02))
  }

  @Test(arguments: [10, 1_000], [1_000_000_000, 10_000_000, 1_237_431_129, 4_799_001])
  func `a thousand times the history is exactly a thousand times the future`(
    _ factor: Int64, _ amount: Int64
  ) throws {
    let amounts = conformance.map { $0 * amount }
    // Days that are not a multiple of anything.
    let law = try UsageFit(history(amounts, unit: 1)).law
    let larger = try UsageFit(history(amounts, unit: factor)).law
    #expect(larger.cells == law.cells && larger.perDay == law.perDay)
    #expect(larger.quantum == law.quantum * factor)
    var (one, other) = (FittedFuture(), FittedFuture())
    for path in 0..<50 {
      one.draw(law, path: path, seed: 3, weeks: 60)
      other.draw(larger, path: path, seed: 3, weeks: 60)
      #expect(one.days == other.days && one.totals == other.totals)
    }
  }

  @Test func `a day of 16 times its surroundings stays, and a larger one is cut and named`() throws {
    var days = [Int64](repeating: 10, count: 60)
    days[40] = 160
    #expect(try UsageFit(history(days)).cuts.isEmpty)
    days[40] = 161
    let cut = try #require(UsageFit(history(days)).cuts.first)
    #expect(cut.date == CivilDate(day: 20_463) && isClose(cut.times, 16.1))
    // Three days with use say nothing of what is usual.
    var few = [Int64](repeating: 0, count: 60)
    (few[10], few[20], few[30]) = (1, 1, 500)
    #expect(try UsageFit(history(few)).cuts.isEmpty)
    few[35] = 1
    #expect(try UsageFit(history(few)).cuts.count == 1)
  }

  @Test func `a missing day is not zero`() throws {
    let days = [Int64](repeating: 10, count: 56)
    var with = days
    with[53] = 0
    let zero = try UsageFit(history(with)).law
    let missing = try UsageFit(history(with, state: [53: .missing])).law
    #expect(missing.perDay * missing.quantum == 10_000_000_000)
    #expect(zero.perDay * zero.quantum < 10_000_000_000)
    #expect(missing.weeks.count == 7 && zero.weeks.count == 8)
    #expect(missing.daysKnown == 55)
  }

  @Test func `a floor says nothing below what was expected, and all above it`() throws {
    var days = [Int64](repeating: 10, count: 56)
    for day in 49..<56 { days[day] = 1 }
    func level(_ state: [Int: UsageSeries.State]) throws -> Double {
      try UsageFit(history(days, state: state)).law.summary.level
    }
    let (floor, known, unknown) = (try level([52: .blocked]), try level([:]), try level([52: .missing]))
    #expect(floor > known)
    // A floor below is as if nothing were known of the week but its part in the scale.
    #expect(abs(floor - unknown) < 0.3)
    for day in 49..<56 { days[day] = 90 }
    #expect(try level([52: .blocked]) == level([:]))
  }

  @Test func `days before the first use are left out, and no use at all is refused`() throws {
    let used = history([3, 0, 5, 2, 9, 1, 4, 4])
    var late = used
    late.days.insert(contentsOf: [UsageSeries.Day](repeating: .init(), count: 30), at: 0)
    late.first = CivilDate(day: used.first.day - 30)
    #expect(try UsageFit(late).law == UsageFit(used).law)
    #expect(throws: QuantityError.self) { try UsageFit(history([0, 0, 0])) }
    #expect(throws: QuantityError.self) { try UsageFit(history([])) }
    #expect(throws: QuantityError.self) { try UsageFit(history([5], state: [0: .missing])) }
    #expect(throws: QuantityError.self) { try UsageFit(history([-5, 7])) }
    #expect(throws: QuantityError.self) { try UsageFit(history([7, 5], unit: 1 << 50)) }
    #expect(try UsageFit(history([5])).law.weeks.isEmpty)
  }

  /// Histories of a year from the prior, the scale known; what the year after comes to, among what was foreseen.
  @Test func `the year after lies where it was said to`() throws {
    let worlds = 1_000
    let prior = try UsageFit(history([1])).law
    var places: [Double] = []
    var covered = 0
    for world in 0..<worlds {
      var dice = Scramble(UInt64(world) &* 0x9E37_79B9 &+ 77)
      func normal() -> Double { QuantileTable.standardNormal.draw(dice.word()) }
      // A pair from the prior, whose weights a history of one day has barely touched: its own are taken.
      let pairs = prior.cells.map { cell in
        (cell, exp(-pow(log(cell.wander / 0.2), 2) / 2 - pow(log(cell.noise / 0.8) / 0.4, 2) / 2))
      }
      var u = dice.uniform() * pairs.reduce(0) { $0 + $1.1 }
      let cell =
        pairs.first {
          u -= $0.1; return u < 0
        }?.0 ?? pairs[0].0
      let (q, r) = (cell.wander, cell.noise)
      let m = -r * r
      var level = m + (0.25 + q * q / (1 - 0.95 * 0.95)).squareRoot() * normal()
      func total(_ x: Double) -> Double { max(0, 1.15 * exp(min(x, 5)) - 0.15) }
      var weeks: [Double] = []
      for index in 0..<52 {
        if index > 0 { level = m + 0.95 * (level - m) + q * normal() }
        weeks.append(total(level + r * normal()))
      }
      let days = weeks.flatMap { week in [Int64](repeating: Int64(week * 1e6), count: 7) }
      guard let law = try? UsageFit(days: history(days, unit: 1_000), scale: 1e9).law else { continue }
      let tail = 1.1 * (8 / (0..<8).reduce(0.0) { sum, _ in sum + pow(normal(), 2) }).squareRoot()
      let trend = 0.3 * q * normal()
      var (middle, actual) = (m, 0.0)
      let most = max(20, 3 * (weeks.max() ?? 0))
      for week in 0..<52 {
        let drift = week < 12 ? trend : 0
        level = middle + drift + 0.95 * (level - middle) + tail * q * normal()
        middle += drift
        actual += 7 * min(most, total(level + tail * r * normal()))
      }
      var future = FittedFuture()
      var below = 0
      let paths = 500
      for path in 0..<paths {
        future.draw(law, path: path, seed: UInt64(world), weeks: 52)
        if Double(future.totals.reduce(0, +) * law.quantum) / 1e9 < actual { below += 1 }
      }
      let place = (Double(below) + 0.5) / Double(paths + 1)
      places.append(place)
      if place > 0.1 && place < 0.9 { covered += 1 }
    }
    places.sort()
    let count = Double(places.count)
    let distance = places.enumerated().reduce(0.0) { most, entry in
      max(
        most, abs(entry.element - Double(entry.offset) / count),
        abs(entry.element - Double(entry.offset + 1) / count))
    }
    print("12 months in \(places.count) worlds: KS \(distance), 80 % covers \(Double(covered) / count)")
    // 1 % of Kolmogorov and Smirnov's law.
    #expect(distance < 1.63 / count.squareRoot())
    #expect((0.78...0.82).contains(Double(covered) / count))
  }
}
