/// The steps of a workload that is stated in dollars: one draw a local day or hour, spread over it by its levels. Scale
/// laws scale their amount with the level, laws of a count their count. What a step comes to is divided over the parts of
/// the workload by their shares: one draw, whatever its parts, and whole nano-dollars that sum to it.

import Numerics
import Quantities

struct SpendDraws: Sendable {
  private enum Form: Sendable {
    case fixed(Double)
    case normal(mean: Double, deviation: Double)
    case autoregressive(mean: Double, deviation: Double, persistence: Double)
    case lognormal(CostLaw.Lognormal)
    case table(QuantileTable)
    case empirical([Double])
    case count(CompoundTable, mean: Double, CountSwing?)
  }

  private let form: Form
  /// Of a count's table.
  private let rows: [SIMD2<Float>]
  private let per: SpendStep
  private let outlets: Outlets
  private let even: EvenSpread
  /// Its row among the shocks, when a day is one draw.
  private let shock: Int?
  /// No more is spent in a unit.
  private let most: Double

  init(
    _ workload: Workload, _ law: SpendLaw, _ per: SpendStep, _ parts: [DemandPart], _ timetable: Timetable,
    shock: Int?, _ levels: ClosedRange<Double>, most: Int64, _ horizon: Horizon
  ) {
    self.per = per
    self.most = Double(most)
    outlets = Outlets(parts, horizon)
    even = EvenSpread(timetable)
    self.shock = workload.drawsDaily ? shock : nil
    var rows: [SIMD2<Float>] = []
    func sizes(_ size: SizeLaw) -> CostLaw {
      switch size {
      case .fixed(let amount): CostLaw(fixed: amount)
      case .lognormal(let law): CostLaw(CostLaw.Lognormal(law))
      }
    }
    func counted(_ count: Ratio, _ dispersion: Double, _ size: SizeLaw) -> Form {
      let mean = Double(count.millionths) / 1e6
      let swing = CountSwing(dispersion: dispersion)
      let greatest = mean * max(levels.upperBound, levels.lowerBound)
      let range =
        swing.map { 0...$0.reach(expected: greatest) } ?? (mean * levels.lowerBound / 24)...greatest
      let made = CompoundRows(sizes(size), intensities: range)
      rows = made.numbers
      return .count(CompoundTable(made, intensities: range, most: most), mean: mean, swing)
    }
    func number(_ amount: Nanodollars) -> Double { Double(amount.count) }
    switch law {
    case .fixed(let amount), .geometricBrownian(let amount, _, _): form = .fixed(number(amount))
    case .normal(let mean, let sd): form = .normal(mean: number(mean), deviation: number(sd))
    case .gamma(let mean, let sd):
      form =
        number(mean) > 0 && number(sd) > 0
        ? .table(QuantileTable(quantile: Gamma(mean: number(mean), deviation: number(sd)).quantile))
        : .fixed(number(mean))
    case .lognormal(let law): form = .lognormal(CostLaw.Lognormal(law))
    case .poisson(let count, let size): form = counted(count, 1, size)
    case .negativeBinomial(let count, let dispersion, let size):
      form = counted(count, Double(dispersion.millionths) / 1e6, size)
    case .ar1(let mean, let sd, let persistence):
      form = .autoregressive(
        mean: number(mean), deviation: number(sd), persistence: Double(persistence.millionths) / 1e6)
    case .empirical(let values): form = .empirical(values.map(number).sorted())
    }
    self.rows = rows
  }

  func draw(
    path: Int, seed: UInt64, _ workload: StreamName, _ timetable: Timetable, _ regimes: RegimeChain?,
    _ horizon: Horizon, _ future: inout DemandPath
  ) {
    let stream = RandomStream(seed: seed, path: path, purpose: Purpose(.spend, workload))
    // Read while the curves are written.
    let (levels, shocks) = (future.levels, future.shocks)
    let stays = regimes == nil ? nil : future.stays
    var (cursor, pouring) = (RegimeCursor(), RegimeCursor())
    var hourly = 0.0
    var lastHour = Int32.min
    future.curves.withUnsafeMutableBufferPointer { curves in
      for (index, unit) in timetable.units.enumerated() {
        let cells = Int(unit.firstCell)..<Int(unit.firstCell + unit.cells)
        var weight = even.weights[index]
        if let stays {
          weight = 0
          for cell in timetable.cells[cells] { weight += cursor.share(of: cell, stays) }
        }
        let day = Int(unit.day)
        let whole = per == .hour ? 1 : timetable.wholeDays[day]
        guard weight > 0, whole > 0 else { continue }
        var word: UInt64 = 0
        var z = 0.0
        if let shock {
          z = shocks[shock * horizon.days + day]
          if needsWord { word = UInt64(normal: z) }
        } else if !isCertain {
          word = stream.word(Int(unit.number))
          if needsNormal { z = QuantityTables.normal.value(word) }
        }
        if case .autoregressive(_, _, let a) = form, shock == nil {
          hourly = unit.number == lastHour + 1 ? a * hourly + (1 - a * a).squareRoot() * z : z
          lastHour = unit.number
        }
        let amount = amount(
          word, shock == nil && isAutoregressive ? hourly : z, weight / whole * levels[day])
        let total = min(amount, most)
        if let stays {
          var (before, sum) = (Int64(0), 0.0)
          for cell in timetable.cells[cells] {
            sum += pouring.share(of: cell, stays)
            let through = Int64(total * min(1, sum / weight) + 0.5)
            outlets.pour(through - before, Int(cell.step), curves)
            before = through
          }
        } else {
          // Whole nano-dollars that sum to the unit's amount.
          var before = Int64(0)
          for cell in cells {
            let through = Int64(total * even.upTo[cell] + 0.5)
            outlets.pour(through - before, Int(even.steps[cell]), curves)
            before = through
          }
        }
      }
    }
  }

  /// Nothing is drawn.
  private var isCertain: Bool {
    if case .fixed = form { return true }
    return false
  }

  private var needsWord: Bool {
    switch form {
    case .table, .empirical, .count: true
    default: false
    }
  }

  private var needsNormal: Bool {
    if case .count(_, _, let swing) = form { return swing != nil }
    return !needsWord && !isCertain
  }

  private var isAutoregressive: Bool {
    if case .autoregressive = form { return true }
    return false
  }

  /// What a unit comes to, at so much of the usual level.
  private func amount(_ word: UInt64, _ z: Double, _ level: Double) -> Double {
    switch form {
    case .fixed(let amount): return amount * level
    case .normal(let mean, let deviation), .autoregressive(let mean, let deviation, _):
      return max(0, (mean + deviation * z) * level)
    case .lognormal(let law): return Mathematics.exp(law.location + law.scale * z) * level
    case .table(let table): return max(0, table.value(word)) * level
    case .empirical(let values):
      let index = Int(((word &>> 32) &* UInt64(values.count)) &>> 32)
      return values.isEmpty ? 0 : values[index] * level
    case .count(let table, let mean, let swing):
      var (expected, word) = (mean * level, word)
      if let swing {
        var words = Scramble(word)
        expected *= swing.factor(z, &words, expected: expected)
        word = words.word()
      }
      return rows.withUnsafeBufferPointer { rows in
        rows.baseAddress.map { Double(table.spend(word, table.law(expected), rows: $0)) } ?? 0
      }
    }
  }
}

/// Where the dollars go.
private struct Outlets: Sendable {
  /// Of a column, in the curves.
  private let first: Int
  /// The others, and in millionths the share of the dollars before each; none: all goes into the first.
  private let others: [(begin: Int, from: Int64)]

  init(_ parts: [DemandPart], _ horizon: Horizon) {
    let begins = parts.map { horizon.place($0.column) }
    first = begins.first ?? 0
    var others: [(begin: Int, from: Int64)] = []
    var (last, sum) = (first, Int64(0))
    for (part, begin) in zip(parts, begins) {
      // Neighbours in one column are one.
      if begin != last { others.append((begin, sum)) }
      last = begin
      sum += part.share.millionths
    }
    self.others = others
  }

  /// Each part has what lies between two cuts, each of them rounded once: where others are cut changes nothing of it.
  @inline(__always)
  func pour(_ amount: Int64, _ step: Int, _ curves: UnsafeMutableBufferPointer<Int64>) {
    guard !others.isEmpty else {
      curves[first + step] += amount
      return
    }
    var (begin, from) = (first, Int64(0))
    for other in others {
      let to = Outlets.cut(amount, other.from)
      curves[begin + step] += to - from
      (begin, from) = (other.begin, to)
    }
    curves[begin + step] += amount - from
  }

  /// A share of an amount, to the nearest nano-dollar; no product is out of range.
  private static func cut(_ amount: Int64, _ millionths: Int64) -> Int64 {
    let (whole, rest) = amount.quotientAndRemainder(dividingBy: 1_000_000)
    return whole * millionths + (rest * millionths + 500_000) / 1_000_000
  }
}
