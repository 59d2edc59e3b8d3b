/// How a unit's amount spreads over its cells along the usual levels, where no regime of a future changes that.

import Quantities

struct EvenSpread: Sendable {
  /// By unit.
  let weights: [Double]
  /// By cell: the share of its unit's weight that lies before its end.
  let upTo: [Double]
  let steps: [Int32]

  init(_ timetable: Timetable) {
    var weights: [Double] = []
    var upTo: [Double] = []
    for unit in timetable.units {
      let cells = timetable.cells[Int(unit.firstCell)..<Int(unit.firstCell + unit.cells)]
      let weight = cells.reduce(0) { $0 + $1.weight }
      weights.append(weight)
      var sum = 0.0
      for cell in cells {
        sum += cell.weight
        upTo.append(min(1, sum / weight))
      }
    }
    (self.weights, self.upTo) = (weights, upTo)
    steps = timetable.cells.map(\.step)
  }
}
