/// A workload of requests that is drawn by the day: how many are expected in each local day (at each set of prices, where
/// these change within it), and how a day's amount flows over the steps that it holds. The sum of many requests over a day
/// has the same law whether it is drawn at once or by the hour; what is lost is which hour of the day was the busy one.
/// Draws go by the number of the day, and so neither by other workloads nor by plans.

import Pricing
import Quantities

struct RequestDays: Sendable {
  /// A local day at one set of prices.
  struct Unit: Sendable {
    var day: Int32
    /// Of the stream's words: the day's number, and behind all days where prices have changed within it.
    var word: Int32
    var firstCell: Int32
    var cells: Int32
  }

  let rate: RequestRate
  let units: [Unit]
  /// Units of one set of prices each.
  let epochs: [(epoch: Int, units: Range<Int>)]
  /// Requests at the usual level, by unit.
  private let usual: [Double]
  let spread: EvenSpread
  /// No unit has two cells.
  let isWhole: Bool
  private let cells: [DemandCell]
  /// Those of the first draw of each day: the days in which anything is asked for.
  let words: Range<Int>

  init(_ rate: RequestRate, _ timetable: Timetable, _ horizon: Horizon) {
    self.rate = rate
    cells = timetable.cells
    spread = EvenSpread(timetable)
    usual = spread.weights.map { $0 * rate.perLevelHour }
    isWhole = timetable.units.allSatisfy { $0.cells == 1 }
    var units: [Unit] = []
    var epochs: [(epoch: Int, units: Range<Int>)] = []
    var again = 0
    for (index, unit) in timetable.units.enumerated() {
      again = units.last?.day == unit.day ? again + 1 : 0
      units.append(
        Unit(
          day: unit.day, word: unit.day + Int32(again * horizon.days), firstCell: unit.firstCell,
          cells: unit.cells))
      if let last = epochs.last, last.epoch == Int(unit.epoch) {
        epochs[epochs.count - 1].units = last.units.lowerBound..<index + 1
      } else {
        epochs.append((Int(unit.epoch), index..<index + 1))
      }
    }
    self.units = units
    self.epochs = epochs
    words = Int(units.first?.day ?? 0)..<Int(units.last.map { $0.day + 1 } ?? 0)
  }

  var weights: [Double] { spread.weights }

  /// By unit, the requests that are expected in this future, swings included; by cell, how the regimes of this future spread
  /// them.
  func expect(
    path: Int, seed: UInt64, _ name: StreamName, _ regimes: RegimeChain?, _ future: inout DemandPath
  ) {
    if future.expected.count < units.count {
      future.expected = [Double](repeating: 0, count: units.count)
    }
    let levels = future.levels
    future.expected.withUnsafeMutableBufferPointer { expected in
      for (index, unit) in units.enumerated() { expected[index] = usual[index] * levels[Int(unit.day)] }
    }
    if regimes != nil { followRegimes(&future) }
    guard let swing = rate.swing else { return }
    let stream = RandomStream(seed: seed, path: path, purpose: Purpose(.counts, name))
    for (index, unit) in units.enumerated() where future.expected[index] > 0 {
      let word = stream.word(Int(unit.word))
      var words = Scramble(word)
      future.expected[index] *= swing.factor(
        QuantityTables.normal.value(word), &words, expected: future.expected[index])
    }
  }

  private func followRegimes(_ future: inout DemandPath) {
    var upTo: [Double] = []
    swap(&upTo, &future.upTo)
    upTo.removeAll(keepingCapacity: true)
    var cursor = RegimeCursor()
    for (index, unit) in units.enumerated() {
      let own = Int(unit.firstCell)..<Int(unit.firstCell + unit.cells)
      var sum = 0.0
      for cell in own {
        sum += cursor.share(of: cells[cell], future.stays)
        upTo.append(sum)
      }
      future.expected[index] *= sum / spread.weights[index]
      guard sum > 0 else { continue }
      for cell in own { upTo[cell] = min(1, upTo[cell] / sum) }
    }
    swap(&upTo, &future.upTo)
  }
}

extension RequestDraws {
  /// Each unit's spend from the law at its intensity, over its steps: whole nano-dollars that sum to it, and whole requests
  /// where all cost the same. `upTo`: the spread of this future's regimes; nil: the usual one.
  func draw(
    path: Int, seed: UInt64, _ days: RequestDays, hasRegimes: Bool, _ horizon: Horizon,
    _ future: inout DemandPath
  ) {
    let stream = RandomStream(seed: seed, path: path, purpose: purpose)
    future.words.withUnsafeMutableBufferPointer { words in
      stream.fill(
        UnsafeMutableBufferPointer(rebasing: words[days.words]), from: days.words.lowerBound)
    }
    let begin = column * (horizon.steps + 1)
    var curves: [Int64] = []
    swap(&curves, &future.curves)
    curves.withUnsafeMutableBufferPointer { curves in
      rows.withUnsafeBufferPointer { rows in
        guard let rows = rows.baseAddress, let amounts = curves.baseAddress.map({ $0 + begin }) else {
          return
        }
        for (epoch, units) in days.epochs {
          let table = table(ofEpoch: epoch)
          for index in units {
            let unit = days.units[index]
            let place = Int(unit.word)
            let word = place < horizon.days ? future.words[place] : stream.word(place)
            let amount = table.spend(word, table.law(future.expected[index]), rows: rows)
            let cell = Int(unit.firstCell)
            if unit.cells == 1 {
              amounts[Int(days.spread.steps[cell])] &+= amount
            } else {
              pour(
                amount, table, cell..<cell + Int(unit.cells), days.spread,
                hasRegimes ? future.upTo : days.spread.upTo, amounts)
            }
          }
        }
      }
    }
    swap(&curves, &future.curves)
  }

  private func pour(
    _ amount: Int64, _ table: CompoundTable, _ cells: Range<Int>, _ spread: EvenSpread, _ upTo: [Double],
    _ amounts: UnsafeMutablePointer<Int64>
  ) {
    let unit = table.wholeUnit
    let total = unit == 1 ? amount : amount / unit
    var before = Int64(0)
    for cell in cells.dropLast() {
      let through = min(total, Int64(Double(total) * upTo[cell] + 0.5))
      amounts[Int(spread.steps[cell])] &+= (through - before) &* unit
      before = through
    }
    // What was cut at the most that a step may come to is no whole number of requests.
    amounts[Int(spread.steps[cells.upperBound - 1])] &+= amount - before &* unit
  }
}
