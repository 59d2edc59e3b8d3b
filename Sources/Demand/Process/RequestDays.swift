/// A workload of requests that is drawn by the day: how many are expected in each local day (before and after the midnight of
/// UTC that lies within it, and at each set of prices, where these change), and how a day's amount flows over the steps that it
/// holds. The sum of many requests over a day has the same law whether it is drawn at once or by the hour; what is lost is
/// which hour of the day was the busy one.
/// Draws go by the number of the day, and so neither by other workloads nor by plans.

import Pricing
import Quantities

struct RequestDays: Sendable {
  /// A local day, or a part of it that lies in one day of UTC, at one set of prices.
  struct Unit: Sendable {
    var day: Int32
    /// Of the stream's words: the day's number, and behind all days for its later parts.
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

  /// A unit's amount over its steps. `upTo`: by cell, the share of the amount that comes before its end.
  fileprivate func pour(
    _ amount: Int64, _ index: Int, _ wholeUnit: Int64, _ upTo: [Double],
    _ amounts: UnsafeMutableBufferPointer<Int64>
  ) {
    let first = Int(units[index].firstCell)
    let last = first + Int(units[index].cells) - 1
    let total = wholeUnit == 1 ? amount : amount / wholeUnit
    var before = Int64(0)
    for cell in first..<last {
      let through = min(total, Int64(Double(total) * upTo[cell] + 0.5))
      amounts[Int(spread.steps[cell])] &+= (through - before) &* wholeUnit
      before = through
    }
    // What was cut at the most that a step may come to is no whole number of requests.
    amounts[Int(spread.steps[last])] &+= amount - before &* wholeUnit
  }

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

extension CompoundTable {
  /// What the picked words of these draws come to at their expected requests.
  func draw(_ draws: Range<Int>, rows: UnsafePointer<SIMD2<Float>>, _ future: inout DemandPath) {
    future.picked.withUnsafeBufferPointer { words in
      future.expected.withUnsafeBufferPointer { expected in
        future.amounts.withUnsafeMutableBufferPointer { amounts in
          precondition(
            draws.upperBound <= min(words.count, expected.count, amounts.count), "a place for each draw")
          guard let words = words.baseAddress, let expected = expected.baseAddress,
            let amounts = amounts.baseAddress
          else { return }
          let first = draws.lowerBound
          draw(words + first, expected + first, draws.count, rows: rows, into: amounts + first)
        }
      }
    }
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
    let begin = horizon.place(column)
    future.makeRoom(draws: days.units.count)
    pick(stream, days, horizon, &future)
    for (epoch, units) in days.epochs {
      withTable(ofEpoch: epoch) { table, rows in
        table.draw(units, rows: rows, &future)
        let (amounts, upTo) = (future.amounts, hasRegimes ? future.upTo : days.spread.upTo)
        future.curves.withUnsafeMutableBufferPointer { curves in
          let curve = UnsafeMutableBufferPointer(rebasing: curves[begin...])
          if days.isWhole {
            days.spread.steps.withUnsafeBufferPointer { steps in
              amounts.withUnsafeBufferPointer { amounts in
                for index in units { curve[Int(steps[index])] &+= amounts[index] }
              }
            }
          } else {
            for index in units { days.pour(amounts[index], index, table.wholeUnit, upTo, curve) }
          }
        }
      }
    }
  }

  /// The words of the units, one after the other.
  private func pick(
    _ stream: RandomStream, _ days: RequestDays, _ horizon: Horizon, _ future: inout DemandPath
  ) {
    future.picked.withUnsafeMutableBufferPointer { picked in
      future.words.withUnsafeBufferPointer { words in
        for (index, unit) in days.units.enumerated() {
          let place = Int(unit.word)
          picked[index] = place < horizon.days ? words[place] : stream.word(place)
        }
      }
    }
  }
}
