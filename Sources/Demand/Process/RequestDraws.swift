/// The steps of one model's requests in a workload: each step's spend is drawn from the compound law at the step's
/// intensity. Every model of a mix is drawn by itself, whether or not any plan tells it from the others, so that no
/// plan changes what another one sees.

import Pricing
import Quantities

struct RequestDraws: Sendable {
  let column: Int
  /// As the part names them.
  let models: Set<ModelID>?
  /// One for each stretch of equal prices that differs.
  let tables: [CompoundTable]
  let rows: [SIMD2<Float>]
  private let tableOfEpoch: [Int]
  let purpose: Purpose
  /// Its workload's and its models'.
  let name: String

  init(
    _ profile: RequestProfile, _ part: DemandPart, of workload: String, epochs: [Int64],
    intensities: ClosedRange<Double>, most: Int64, _ prices: PriceEpochs, _ horizon: Horizon
  ) {
    column = part.column
    self.models = part.models
    let models = part.models.map { models in
      models.map { prices.card.models[$0.index].name }.sorted().joined(separator: " + ")
    }
    name = models.map { "\(workload): \($0)" } ?? workload
    purpose = Purpose(.steps, StreamName(workload, part: models))
    var tables: [CompoundTable] = []
    var rows: [SIMD2<Float>] = []
    var laws: [CostLaw] = []
    var tableOfEpoch: [Int] = []
    for epoch in 0...epochs.count {
      let law = prices.costs(
        profile, models: part.models, from: epoch == 0 ? horizon.start : epochs[epoch - 1])
      if let known = laws.firstIndex(where: { $0.isSame(as: law) }) {
        tableOfEpoch.append(known)
      } else {
        laws.append(law)
        tables.append(CompoundTable(law, intensities: intensities, most: most, into: &rows))
        tableOfEpoch.append(tables.count - 1)
      }
    }
    self.tables = tables
    self.rows = rows
    self.tableOfEpoch = tableOfEpoch
  }

  /// `isEven`: every step of a run has the run's intensity; otherwise the future has each step's own.
  func draw(
    path: Int, seed: UInt64, _ steps: RequestSteps, isEven: Bool, isHeldBack: Bool,
    _ horizon: Horizon, _ future: inout DemandPath
  ) {
    let stream = RandomStream(seed: seed, path: path, purpose: purpose)
    for stretch in steps.stretches {
      future.words.withUnsafeMutableBufferPointer { words in
        stream.fill(UnsafeMutableBufferPointer(rebasing: words[stretch]), from: stretch.lowerBound)
      }
    }
    let begin = column * (horizon.steps + 1)
    rows.withUnsafeBufferPointer { rows in
      // Taken apart, so that the curves may be written while words and levels are read.
      var curves: [Int64] = []
      swap(&curves, &future.curves)
      curves.withUnsafeMutableBufferPointer { curves in
        guard let rows = rows.baseAddress, let amounts = curves.baseAddress.map({ $0 + begin }) else {
          return
        }
        if isEven {
          drawEven(stream, steps, rows, amounts, future, horizon)
        } else {
          let runs = steps.runs(isHeldBack: isHeldBack)
          drawUneven(stream, runs, rows, amounts, future, horizon)
          if isHeldBack { future.throttled += heldBack(runs, future) }
        }
      }
      swap(&curves, &future.curves)
    }
  }

  private func drawEven(
    _ stream: RandomStream, _ steps: RequestSteps, _ rows: UnsafePointer<SIMD2<Float>>,
    _ amounts: UnsafeMutablePointer<Int64>, _ future: DemandPath, _ horizon: Horizon
  ) {
    future.words.withUnsafeBufferPointer { words in
      guard let words = words.baseAddress else { return }
      var (epoch, table) = (0, tables[tableOfEpoch[0]])
      for run in steps.runs {
        if run.epoch != epoch { (epoch, table) = (run.epoch, tables[tableOfEpoch[run.epoch]]) }
        let law = table.law(run.weight * steps.perLevelHour * future.levels[run.day])
        if run.isSecond {
          amounts[run.step] &+= table.spend(stream.word(horizon.steps + run.step), law, rows: rows)
        } else {
          table.add(words + run.step, run.count, law, rows: rows, to: amounts + run.step)
        }
      }
    }
  }

  func table(ofEpoch epoch: Int) -> CompoundTable { tables[tableOfEpoch[epoch]] }

  /// Regimes change within a run, a rate limit holds steps of it back, or counts swing from step to step.
  private func drawUneven(
    _ stream: RandomStream, _ runs: [RequestSteps.Run], _ rows: UnsafePointer<SIMD2<Float>>,
    _ amounts: UnsafeMutablePointer<Int64>, _ future: DemandPath, _ horizon: Horizon
  ) {
    future.words.withUnsafeBufferPointer { words in
      guard let words = words.baseAddress else { return }
      var index = 0
      var (epoch, table) = (0, tables[tableOfEpoch[0]])
      for run in runs {
        if run.epoch != epoch { (epoch, table) = (run.epoch, tables[tableOfEpoch[run.epoch]]) }
        let end = index + run.count
        var step = run.step
        while index < end {
          let expected = future.expected[index]
          if run.isQuiet {
            // What was held back comes where no words were drawn.
            if expected > 0 {
              amounts[step] &+= table.spend(stream.word(step), table.law(expected), rows: rows)
            }
            index += 1
            step += 1
            continue
          }
          let law = table.law(expected)
          if run.isSecond {
            amounts[step] &+= table.spend(stream.word(horizon.steps + step), law, rows: rows)
            index += 1
            continue
          }
          // Usually a regime lasts for many steps.
          var alike = 1
          while index + alike < end, future.expected[index + alike] == expected { alike += 1 }
          table.add(words + step, alike, law, rows: rows, to: amounts + step)
          index += alike
          step += alike
        }
      }
    }
  }

  /// What a rate limit kept back for too long, as an expectation.
  private func heldBack(_ runs: [RequestSteps.Run], _ future: DemandPath) -> Int64 {
    var (sum, index) = (0.0, 0)
    for run in runs {
      let table = tables[tableOfEpoch[run.epoch]]
      var held = 0.0
      for _ in 0..<run.count {
        held += future.held[index]
        index += 1
      }
      sum += held * table.share * table.meanSize
    }
    return Int64(min(sum, 1e15) + 0.5)
  }
}
