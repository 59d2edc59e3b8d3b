/// The lattice of a family: a point for each combination of the values of its ranges. Where a search begins, what is next to a point,
/// and lines through it.
///
/// Values of an ordered range have neighbours; those of a choice are all next to each other, as long as they are few.

import Demand
import Scenario

/// One combination of one family.
struct Point: Hashable, Sendable {
  var family: Int
  var indices: [Int]
}

struct Lattice: Sendable {
  let counts: [Int]
  private let isOrdered: [Bool]
  private let amounts: [[Int64]?]

  /// Members of a coarse grid, about: along one line, and of more ranges.
  private static let coarseLine = 64
  private static let coarse = 200
  /// A choice of more values is walked along, as if it were ordered.
  private static let mostTried = 16
  /// Lines have so many places.
  private static let places = 9

  init(_ family: Family) {
    counts = family.ranges.map(\.values.count)
    isOrdered = family.ranges.map { $0.isOrdered || $0.values.count > Lattice.mostTried }
    amounts = family.ranges.map { $0.isOrdered ? $0.amounts : nil }
  }

  var ordered: [Int] { counts.indices.filter { isOrdered[$0] } }
  private var choices: [Int] { counts.indices.filter { !isOrdered[$0] } }

  /// Every combination, the last range first.
  func all() -> [[Int]] { product(counts.map { Array(0..<$0) }) }

  private func product(_ values: [[Int]]) -> [[Int]] {
    values.reduce([[]]) { points, own in points.flatMap { point in own.map { point + [$0] } } }
  }

  /// So many values of a range, as evenly as can be, its ends among them.
  private func spread(_ range: Int, _ wanted: Int) -> [Int] {
    let count = counts[range]
    guard count > wanted else { return Array(0..<count) }
    guard wanted > 1 else { return [count / 2] }
    return (0..<wanted).map { $0 * (count - 1) / (wanted - 1) }
  }

  // MARK: Where to begin

  /// A coarse grid where there are few enough ranges, else a Latin square with the corners; and where money is ranged over, places
  /// that the demand of a horizon suggests: one lot at list price's discount is best at some quantile of it.
  func starts(demand: [Int64], seed: UInt64) -> [[Int]] {
    let combinations = choices.reduce(1) { min($0 * counts[$1], Lattice.coarse) }
    let chosen = ordered
    let whole = chosen.count == 1 ? Lattice.coarseLine : Lattice.coarse
    let own = max(8, whole / max(1, combinations))
    let places = chosen.isEmpty ? 1 : largest { power($0, chosen.count) <= own }
    var points: [[Int]]
    if places >= 3 || chosen.isEmpty, combinations < Lattice.coarse {
      points = product(counts.indices.map { isOrdered[$0] ? spread($0, places) : Array(0..<counts[$0]) })
    } else {
      points = latin(Lattice.coarse, seed) + corners()
    }
    let lowest = counts.map { _ in 0 }
    for range in chosen {
      points += guesses(range, demand).map { at(lowest, range, $0) }
    }
    return points
  }

  /// Every kind of member, if not every one: both ends of all ranges, and each range through its values while the others stay there.
  func kinds() -> [[Int]] {
    let ends = [counts.map { _ in 0 }, counts.map { $0 - 1 }]
    return ends
      + ends.flatMap { end in
        counts.indices.flatMap { range in spread(range, Lattice.mostTried).map { at(end, range, $0) } }
      }
  }

  private func largest(_ holds: (Int) -> Bool) -> Int {
    var number = 1
    while holds(number + 1), number < Lattice.coarse { number += 1 }
    return number
  }

  private func power(_ base: Int, _ exponent: Int) -> Int {
    (0..<exponent).reduce(1) { product, _ in min(product * base, 1 << 20) }
  }

  private func at(_ point: [Int], _ range: Int, _ index: Int) -> [Int] {
    var moved = point
    moved[range] = index
    return moved
  }

  /// One point in every row of every range.
  private func latin(_ count: Int, _ seed: UInt64) -> [[Int]] {
    var dice = Scramble(seed)
    let columns = counts.map { values in
      var rows = Array(0..<count)
      for row in stride(from: count - 1, to: 0, by: -1) {
        rows.swapAt(row, Int(dice.word() % UInt64(row + 1)))
      }
      return rows.map { (2 * $0 + 1) * values / (2 * count) }
    }
    return (0..<count).map { row in columns.map { $0[row] } }
  }

  private func corners() -> [[Int]] {
    let ends = counts.indices.map { $0 < 4 ? [0, counts[$0] - 1] : [0] }
    return product(ends) + [counts.map { $0 - 1 }]
  }

  /// The values of a range of money that are next to the deciles of the demand.
  private func guesses(_ range: Int, _ demand: [Int64]) -> [Int] {
    guard let amounts = amounts[range], !demand.isEmpty else { return [] }
    let sorted = demand.sorted()
    return (1...9).map { decile in
      let wanted = sorted[decile * (sorted.count - 1) / 10]
      let above = amounts.firstIndex { $0 >= wanted } ?? amounts.count - 1
      return above > 0 && wanted - amounts[above - 1] < amounts[above] - wanted ? above - 1 : above
    }
  }

  // MARK: Around a point

  /// Steps of an eighth of each range, or of as small a part.
  func steps(_ part: Int) -> [Int] { counts.map { max(1, $0 / part) } }

  /// Nil: all are one notch.
  func shorter(_ steps: [Int], by factor: Int) -> [Int]? {
    steps.contains { $0 > 1 } ? steps.map { max(1, $0 / factor) } : nil
  }

  /// One range moved by its step, down and up, so many times as far as well; every other value of a choice.
  func neighbours(of point: [Int], _ steps: [Int], reaches: [Int]) -> [[Int]] {
    counts.indices.flatMap { range -> [[Int]] in
      if !isOrdered[range] {
        return (0..<counts[range]).filter { $0 != point[range] }.map { at(point, range, $0) }
      }
      return reaches.flatMap { reach in
        [-steps[range], steps[range]].compactMap { moved(point, range, by: reach * $0) }
      }
    }
  }

  /// Two ordered ranges moved at once, each by its step in either direction: along a limit no single one may lead on.
  func diagonals(of point: [Int], _ steps: [Int]) -> [[Int]] {
    let own = ordered.count <= 5 ? ordered : []
    return own.flatMap { first in
      own.filter { $0 > first }.flatMap { second in
        [(-1, 1), (1, -1), (-1, -1), (1, 1)].compactMap { down, up in
          moved(point, first, by: down * steps[first]).flatMap { moved($0, second, by: up * steps[second]) }
        }
      }
    }
  }

  /// Once more as far as from one point to another, as far as it goes.
  func beyond(_ point: [Int], from last: [Int]) -> [Int]? {
    let next = point.indices.map { range in
      isOrdered[range]
        ? max(0, min(counts[range] - 1, 2 * point[range] - last[range])) : point[range]
    }
    return next == point ? nil : next
  }

  private func moved(_ point: [Int], _ range: Int, by step: Int) -> [Int]? {
    let index = max(0, min(counts[range] - 1, point[range] + step))
    return index == point[range] ? nil : at(point, range, index)
  }

  /// Along each ordered range from end to end.
  func lines(through point: [Int], demand: [Int64]) -> [[Int]] {
    ordered.flatMap { range in
      (spread(range, Lattice.places) + guesses(range, demand)).map { at(point, range, $0) }
    }
  }

  /// Two points are of one place on a grid of so many parts of each range.
  func isNear(_ a: [Int], _ b: [Int], parts: Int) -> Bool {
    counts.indices.allSatisfy { range in
      isOrdered[range]
        ? abs(a[range] - b[range]) <= max(1, counts[range] / parts) : a[range] == b[range]
    }
  }
}
