/// The steps of one model's requests in a workload: each step's spend is drawn from the compound law at the step's
/// intensity. Every model of a mix is drawn by itself, whether or not any plan tells it from the others, so that no
/// plan changes what another one sees.

import Pricing
import Quantities

/// By reference, as `WorkloadModel`, which makes it take its tables.
final class RequestDraws: @unchecked Sendable {
  let column: Int
  /// As the part names them.
  let models: Set<ModelID>?
  /// One for each stretch of equal prices that differs, with its rows.
  private(set) var tables: [CompoundTable] = []
  private var rows: [[SIMD2<Float>]] = []
  private let orders: [CompoundOrders.Order]
  private let tableOfEpoch: [Int]
  let purpose: Purpose
  /// Its workload's and its models'.
  let name: String

  init(
    _ profile: RequestProfile, _ part: DemandPart, of workload: String, epochs: [Int64],
    intensities: ClosedRange<Double>, _ prices: PriceEpochs, _ laws: CompoundOrders, _ horizon: Horizon
  ) {
    column = part.column
    self.models = part.models
    let models = part.models.map { models in
      models.map { prices.card.models[$0.index].name }.sorted().joined(separator: " + ")
    }
    name = models.map { "\(workload): \($0)" } ?? workload
    purpose = Purpose(.steps, StreamName(workload, part: models))
    var orders: [CompoundOrders.Order] = []
    var known: [CostLaw] = []
    var tableOfEpoch: [Int] = []
    for epoch in 0...epochs.count {
      let law = laws.law(
        profile, models: part.models, from: epoch == 0 ? horizon.start : epochs[epoch - 1], prices)
      if let place = known.firstIndex(where: { $0.isSame(as: law) }) {
        tableOfEpoch.append(place)
      } else {
        known.append(law)
        orders.append(laws.order(law, intensities: intensities))
        tableOfEpoch.append(orders.count - 1)
      }
    }
    self.orders = orders
    self.tableOfEpoch = tableOfEpoch
  }

  /// Once everything is ordered. `most`: nano-dollars that no draw may come to.
  func take(_ laws: CompoundOrders, most: Int64) {
    for order in orders {
      let made = laws.rows(of: order)
      tables.append(CompoundTable(made, intensities: order.intensities, most: most))
      rows.append(made.numbers)
    }
  }

  /// `isEven`: every step of a run has the run's intensity; otherwise the future has each step's own.
  func draw(
    path: Int, seed: UInt64, _ steps: RequestSteps, _ leg: Int, isEven: Bool, isHeldBack: Bool,
    _ horizon: Horizon, _ future: inout DemandPath
  ) {
    let stream = RandomStream(seed: seed, path: path, purpose: purpose)
    future.words.withUnsafeMutableBufferPointer { words in
      for stretch in steps.legs[leg].words {
        stream.fill(UnsafeMutableBufferPointer(rebasing: words[stretch]), from: stretch.lowerBound)
      }
    }
    let begin = horizon.place(column)
    if steps.isByStep && !isEven && !isHeldBack {
      return drawByStep(stream, steps.runs(leg, isHeldBack: false), begin, horizon, &future)
    }
    // Taken apart, so that the curves may be written while words and levels are read.
    var curves: [Int64] = []
    swap(&curves, &future.curves)
    curves.withUnsafeMutableBufferPointer { curves in
      guard let amounts = curves.baseAddress.map({ $0 + begin }) else { return }
      let runs = steps.runs(leg, isHeldBack: isHeldBack)
      var index = runs.startIndex
      var place = 0
      while index < runs.endIndex {
        let epoch = runs[index].epoch
        let end = runs[index...].firstIndex { $0.epoch != epoch } ?? runs.endIndex
        withTable(ofEpoch: epoch) { table, rows in
          if isEven {
            drawEven(stream, steps, runs[index..<end], table, rows, amounts, future, horizon)
          } else {
            drawUneven(stream, runs[index..<end], &place, table, rows, amounts, future, horizon)
          }
        }
        index = end
      }
      if isHeldBack { future.throttled += heldBack(runs, future) }
    }
    swap(&curves, &future.curves)
  }

  /// Every run is one step of an intensity of its own.
  private func drawByStep(
    _ stream: RandomStream, _ runs: ArraySlice<RequestSteps.Run>, _ begin: Int, _ horizon: Horizon,
    _ future: inout DemandPath
  ) {
    let count = runs.count
    future.makeRoom(draws: count)
    future.picked.withUnsafeMutableBufferPointer { picked in
      future.words.withUnsafeBufferPointer { words in
        for (index, run) in runs.enumerated() {
          picked[index] = run.isSecond ? stream.word(horizon.steps + run.step) : words[run.step]
        }
      }
    }
    var index = runs.startIndex
    while index < runs.endIndex {
      let epoch = runs[index].epoch
      let end = runs[index...].firstIndex { $0.epoch != epoch } ?? runs.endIndex
      let first = index - runs.startIndex
      withTable(ofEpoch: epoch) { table, rows in
        table.draw(first..<first + (end - index), rows: rows, &future)
        future.curves.withUnsafeMutableBufferPointer { curves in
          future.amounts.withUnsafeBufferPointer { amounts in
            for (place, run) in runs[index..<end].enumerated() {
              curves[begin + run.step] &+= amounts[first + place]
            }
          }
        }
      }
      index = end
    }
  }

  @inline(__always)
  func withTable(ofEpoch epoch: Int, _ body: (CompoundTable, UnsafePointer<SIMD2<Float>>) -> Void) {
    let number = tableOfEpoch[epoch]
    rows[number].withUnsafeBufferPointer { rows in
      // A law that costs nothing has no rows, and nothing is drawn from it.
      if let rows = rows.baseAddress { body(tables[number], rows) }
    }
  }

  private func drawEven(
    _ stream: RandomStream, _ steps: RequestSteps, _ runs: ArraySlice<RequestSteps.Run>,
    _ table: CompoundTable, _ rows: UnsafePointer<SIMD2<Float>>, _ amounts: UnsafeMutablePointer<Int64>,
    _ future: DemandPath, _ horizon: Horizon
  ) {
    future.words.withUnsafeBufferPointer { words in
      guard let words = words.baseAddress else { return }
      for run in runs {
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
    _ stream: RandomStream, _ runs: ArraySlice<RequestSteps.Run>, _ place: inout Int,
    _ table: CompoundTable, _ rows: UnsafePointer<SIMD2<Float>>, _ amounts: UnsafeMutablePointer<Int64>,
    _ future: DemandPath, _ horizon: Horizon
  ) {
    var index = place
    future.words.withUnsafeBufferPointer { words in
      guard let words = words.baseAddress else { return }
      for run in runs {
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
    place = index
  }

  /// What a rate limit kept back for too long, as an expectation.
  private func heldBack(_ runs: ArraySlice<RequestSteps.Run>, _ future: DemandPath) -> Int64 {
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
