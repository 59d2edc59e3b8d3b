/// The steps of a workload that is stated in dollars: one draw a local day or hour, spread over it by its levels. Scale
/// laws scale their amount with the level, laws of a count their count.

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
  let column: Int
  /// Its row among the shocks, when a day is one draw.
  private let shock: Int?
  /// No more is spent in a unit.
  private let most: Double

  init(
    _ workload: Workload, _ law: SpendLaw, _ per: SpendStep, column: Int, shock: Int?,
    _ levels: ClosedRange<Double>, most: Int64, _ horizon: Horizon
  ) {
    self.per = per
    self.most = Double(most)
    self.column = column
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
      return .count(
        CompoundTable(sizes(size), intensities: range, most: most, into: &rows), mean: mean, swing)
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
    let begin = column * (horizon.steps + 1)
    var cursor = RegimeCursor()
    var hourly = 0.0
    var lastHour = Int32.min
    for unit in timetable.units {
      let cells = Int(unit.firstCell)..<Int(unit.firstCell + unit.cells)
      var weight = 0.0
      for cell in cells { weight += share(timetable.cells[cell], regimes, &cursor, future) }
      let whole = per == .hour ? 1 : timetable.wholeDays[Int(unit.day)]
      guard weight > 0, whole > 0 else { continue }
      let day = Int(unit.day)
      let word: UInt64
      let z: Double
      if let shock {
        z = future.shocks[shock * horizon.days + day]
        word = needsWord ? UInt64(normal: z) : 0
      } else {
        word = stream.word(Int(unit.number))
        z = needsNormal ? QuantityTables.normal.value(word) : 0
      }
      if case .autoregressive(_, _, let a) = form, shock == nil {
        hourly = unit.number == lastHour + 1 ? a * hourly + (1 - a * a).squareRoot() * z : z
        lastHour = unit.number
      }
      let amount = amount(
        word, shock == nil && isAutoregressive ? hourly : z, weight / whole * future.levels[day])
      spread(amount, over: cells, weight, timetable, regimes, begin, &future)
    }
  }

  private var needsWord: Bool {
    switch form {
    case .table, .empirical, .count: true
    default: false
    }
  }

  private var needsNormal: Bool {
    if case .count(_, _, let swing) = form { return swing != nil }
    return !needsWord
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

  private func share(
    _ cell: DemandCell, _ regimes: RegimeChain?, _ cursor: inout RegimeCursor, _ future: DemandPath
  ) -> Double {
    regimes == nil ? cell.weight : cell.weight * cursor.share(from: cell.from, to: cell.to, future.stays)
  }

  /// Whole nano-dollars that sum to the unit's amount, each cell by its share.
  private func spread(
    _ amount: Double, over cells: Range<Int>, _ weight: Double, _ timetable: Timetable,
    _ regimes: RegimeChain?, _ begin: Int, _ future: inout DemandPath
  ) {
    let total = min(amount, most)
    var cursor = RegimeCursor()
    var (before, sum) = (Int64(0), 0.0)
    for index in cells {
      let cell = timetable.cells[index]
      sum += share(cell, regimes, &cursor, future)
      let through = Int64(total * min(1, sum / weight) + 0.5)
      future.curves[begin + Int(cell.step)] += through - before
      before = through
    }
  }
}
