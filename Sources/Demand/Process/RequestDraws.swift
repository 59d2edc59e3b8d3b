/// The steps of a workload of requests, or of the part of it that certain models serve: each step's spend is drawn from
/// the compound law at the step's intensity.

import Pricing
import Quantities

struct RequestDraws: Sendable {
  /// Consecutive steps of one unit and one weight.
  private struct Run: Sendable {
    var step: Int
    var count: Int
    var unit: Int
    var day: Int
    var table: Int
    var weight: Double
    var from: Int64
    var to: Int64
    /// Another run has a part of the same step: its words are others.
    var isSecond: Bool
  }

  let column: Int
  /// One for each stretch of equal prices that differs.
  let tables: [CompoundTable]
  private let rows: [Double]
  /// Requests that are answered, at the usual level.
  let perLevelHour: Double
  private let part: Int
  private let runs: [Run]
  /// Steps whose words are drawn, without large gaps.
  private let stretches: [Range<Int>]

  init(
    _ workload: Workload, _ profile: RequestProfile, _ part: DemandPart, _ number: Int,
    _ timetable: Timetable, _ epochs: [Int64], _ levels: ClosedRange<Double>, _ prices: PriceEpochs,
    _ horizon: Horizon
  ) {
    column = part.column
    self.part = number
    let answered = 1 - Double(profile.failed.millionths) / 1e6
    let rate = profile.perLevelHour(workload.shape) * answered
    perLevelHour = rate
    let weights = timetable.cells.map(\.weight)
    // A thinned count is dispersed less.
    let dispersion = 1 + max(0, Double(workload.dispersion.millionths) / 1e6 - 1) * answered
    let range =
      (rate * (weights.min() ?? 1) * levels.lowerBound)...(rate * (weights.max() ?? 1) * levels.upperBound)
    var tables: [CompoundTable] = []
    var rows: [Double] = []
    var laws: [CostLaw] = []
    var tableOfEpoch: [Int] = []
    for epoch in 0...epochs.count {
      let law = prices.costs(
        profile, models: part.models, from: epoch == 0 ? horizon.start : epochs[epoch - 1])
      if let known = laws.firstIndex(where: { $0.isSame(as: law) }) {
        tableOfEpoch.append(known)
      } else {
        laws.append(law)
        tables.append(CompoundTable(law, dispersion: dispersion, intensities: range, into: &rows))
        tableOfEpoch.append(tables.count - 1)
      }
    }
    self.tables = tables
    self.rows = rows
    runs = RequestDraws.runs(timetable, tableOfEpoch)
    stretches = RequestDraws.stretches(runs)
  }

  private static func runs(_ timetable: Timetable, _ tableOfEpoch: [Int]) -> [Run] {
    var runs: [Run] = []
    var lastStep = -1
    for cell in timetable.cells {
      let unit = timetable.units[Int(cell.unit)]
      let step = Int(cell.step)
      let isSecond = step == lastStep
      lastStep = step
      if let last = runs.last, !isSecond, !last.isSecond, last.unit == Int(cell.unit),
        last.weight == cell.weight, last.step + last.count == step, last.to == cell.from
      {
        runs[runs.count - 1].count += 1
        runs[runs.count - 1].to = cell.to
      } else {
        runs.append(
          Run(
            step: step, count: 1, unit: Int(cell.unit), day: Int(unit.day),
            table: tableOfEpoch[Int(unit.epoch)], weight: cell.weight, from: cell.from, to: cell.to,
            isSecond: isSecond))
      }
    }
    return runs
  }

  private static func stretches(_ runs: [Run]) -> [Range<Int>] {
    var stretches: [Range<Int>] = []
    for run in runs where !run.isSecond {
      if let last = stretches.last, run.step <= last.upperBound + 15 {
        stretches[stretches.count - 1] = last.lowerBound..<(run.step + run.count)
      } else {
        stretches.append(run.step..<(run.step + run.count))
      }
    }
    return stretches
  }

  func draw(
    path: Int, seed: UInt64, _ workload: Int, _ timetable: Timetable, _ regimes: RegimeChain?,
    _ limited: Bool?, _ horizon: Horizon, _ future: inout DemandPath
  ) {
    let stream = RandomStream(seed: seed, path: path, purpose: .steps(workload: workload, part: part))
    for stretch in stretches {
      future.words.withUnsafeMutableBufferPointer { words in
        stream.fill(UnsafeMutableBufferPointer(rebasing: words[stretch]), from: stretch.lowerBound)
      }
    }
    let begin = column * (horizon.steps + 1)
    let isPlain = regimes == nil && !(limited ?? false)
    rows.withUnsafeBufferPointer { rows in
      // Taken apart, so that the curves may be written while words and levels are read.
      var curves: [Int64] = []
      swap(&curves, &future.curves)
      curves.withUnsafeMutableBufferPointer { curves in
        guard let rows = rows.baseAddress, let amounts = curves.baseAddress.map({ $0 + begin }) else {
          return
        }
        if isPlain {
          drawPlain(stream, rows, amounts, future, horizon)
        } else {
          drawUneven(stream, rows, amounts, limited == true ? workload : nil, regimes, horizon, &future)
        }
      }
      swap(&curves, &future.curves)
    }
  }

  /// Every step of a run has the run's law.
  private func drawPlain(
    _ stream: RandomStream, _ rows: UnsafePointer<Double>, _ amounts: UnsafeMutablePointer<Int64>,
    _ future: DemandPath, _ horizon: Horizon
  ) {
    future.words.withUnsafeBufferPointer { words in
      guard let words = words.baseAddress else { return }
      for run in runs {
        let table = tables[run.table]
        let law = table.law(run.weight * perLevelHour * future.levels[run.day])
        if run.isSecond {
          amounts[run.step] &+= table.spend(stream.word(horizon.steps + run.step), law, rows: rows)
        } else {
          table.add(words + run.step, run.count, law, rows: rows, to: amounts + run.step)
        }
      }
    }
  }

  /// Regimes change within a run, or a rate limit holds steps of it back.
  private func drawUneven(
    _ stream: RandomStream, _ rows: UnsafePointer<Double>, _ amounts: UnsafeMutablePointer<Int64>,
    _ limited: Int?, _ regimes: RegimeChain?, _ horizon: Horizon, _ future: inout DemandPath
  ) {
    var cursor = RegimeCursor()
    var throttled = 0.0
    future.words.withUnsafeBufferPointer { words in
      guard let words = words.baseAddress else { return }
      for run in runs {
        let table = tables[run.table]
        let usual = run.weight * perLevelHour * future.levels[run.day]
        if limited == nil, !run.isSecond {
          cursor.advance(to: run.from, future.stays)
          if future.stays.ends[cursor.stay] >= Double(run.to) {
            let law = table.law(usual * future.stays.levels[cursor.stay])
            table.add(words + run.step, run.count, law, rows: rows, to: amounts + run.step)
            continue
          }
        }
        for index in 0..<run.count {
          let step = run.step + index
          let from = max(run.from, horizon.startOfStep(step))
          let to = min(run.to, horizon.endOfStep(step))
          let share = regimes == nil ? 1 : cursor.share(from: from, to: to, future.stays)
          let wanted = usual * share
          let passing = limited.map { future.passing[$0 * horizon.steps + step] } ?? 1
          throttled += wanted * (1 - passing) * table.share * table.meanSize
          let word = run.isSecond ? stream.word(horizon.steps + step) : words[step]
          amounts[step] &+= table.spend(word, table.law(wanted * passing), rows: rows)
        }
      }
    }
    future.throttled += Int64(min(throttled, 4e18) + 0.5)
  }

  /// The expected requests of each step, for whoever limits them.
  func load(
    _ horizon: Horizon, _ regimes: RegimeChain?, _ future: DemandPath,
    each: (_ step: Int, _ requests: Double) -> Void
  ) {
    var cursor = RegimeCursor()
    for run in runs {
      let usual = run.weight * perLevelHour * future.levels[run.day]
      for index in 0..<run.count {
        let step = run.step + index
        let from = max(run.from, horizon.startOfStep(step))
        let to = min(run.to, horizon.endOfStep(step))
        each(step, regimes == nil ? usual : usual * cursor.share(from: from, to: to, future.stays))
      }
    }
  }

  /// Expected requests of the busiest run at the usual level.
  var most: Double { runs.reduce(0) { max($0, $1.weight) } * perLevelHour }
}

extension RegimeCursor {
  /// The mean level of the stays over `[from, to)`.
  @inline(__always)
  mutating func share(from: Int64, to: Int64, _ stays: RegimeStays) -> Double {
    advance(to: from, stays)
    if stays.ends[stay] >= Double(to) { return stays.levels[stay] }
    var (sum, time, at) = (0.0, Double(from), stay)
    while time < Double(to) {
      let until = min(Double(to), stays.ends[at])
      sum += (until - time) * stays.levels[at]
      time = until
      at += 1
    }
    return sum / Double(to - from)
  }
}

extension RequestProfile {
  /// Requests in an hour at a level of 1 on a day of 100 %.
  func perLevelHour(_ shape: WeeklyShape) -> Double {
    let open = shape.hours.reduce(0) { $0 + Double($1.millionths) / 1e6 }
    let week = shape.days.reduce(0) { $0 + Double($1.millionths) / 1e6 }
    guard open > 0, week > 0 else { return 0 }
    let count = Double(rate.count.millionths) / 1e6
    switch rate.unit {
    case .minute: return count * 60
    case .hour: return count
    case .day, .workday: return count / open
    case .week: return count / (week * open)
    case .month: return count * 7 * 12 / (365.2425 * week * open)
    }
  }
}
