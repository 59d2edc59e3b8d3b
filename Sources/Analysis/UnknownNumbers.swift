/// At which value of a number that nobody knows another plan becomes the cheaper one. Futures have different values of it, so the
/// comparison has what is needed already: the difference of two plans' total costs, future by future, is fitted by a line of
/// twelve pieces over the number's value (all else is chance to it), and the place is where that is 0. How sure it is, is said by
/// leaving out one of the 32 replicates of the futures after the other (the jackknife; B. Efron, "The Jackknife, the Bootstrap
/// and Other Resampling Plans", SIAM 1982).
///
/// At the boundary: a place is told if the difference is beyond chance at both ends of the number, with one sign at one of them
/// and the other at the other.

import Demand
import Numerics
import Results
import Scenario
import Simulation

/// `costs`: total cost by plan and future.
func unknownNumbers(
  _ scenario: Scenario, _ run: SimulationRun, _ costs: [[Int64]], _ ranking: Ranking
) -> [UnknownNumberResult] {
  scenario.unknownNumbers.compactMap { number in
    let name = UnknownRows.name(of: number)
    guard let column = run.controlNames.firstIndex(of: name), let best = ranking.serving.plan else {
      return nil
    }
    let others = ranking.order.filter { $0 != best && ranking.standings[$0].isServing }
    var flips: [(at: Double, flip: UnknownNumberResult.Flip)] = []
    for other in others {
      let fit = Fit(run.controls[column], costs[best], costs[other])
      guard let place = fit.place else { continue }
      func told(_ x: Double) -> String { number.told(number.value(standardised: x)) }
      flips.append(
        (
          place.value,
          UnknownNumberResult.Flip(
            below: place.isCheaperBelow ? best : other, above: place.isCheaperBelow ? other : best,
            value: told(place.value), least: told(place.value - place.halfWidth),
            most: told(place.value + place.halfWidth))
        ))
    }
    return UnknownNumberResult(
      name: number.name, low: number.text(number.low), high: number.text(number.high),
      flips: flips.sorted { $0.at < $1.at }.map(\.flip))
  }
}

/// The difference of two plans as a function of a number: straight between knots, so that a bend (an allowance that is larger than what is
/// used) is no trouble.
private struct Fit {
  struct Place {
    let value: Double
    let halfWidth: Double
    /// The first plan, below it.
    let isCheaperBelow: Bool
  }

  private static let pieces = 12
  private static let knots = pieces + 1
  /// The ends of a standardised uniform number.
  private static let end = 3.0.squareRoot()
  /// By replicate: the products of neighbouring knots' shares (each with itself, then with the next), and of these with the
  /// difference.
  private var own = [[Double]](
    repeating: Array(repeating: 0, count: knots), count: Replicates.count)
  private var next = [[Double]](
    repeating: Array(repeating: 0, count: knots), count: Replicates.count)
  private var products = [[Double]](
    repeating: Array(repeating: 0, count: knots), count: Replicates.count)

  init(_ control: [Int64], _ a: [Int64], _ b: [Int64]) {
    for path in control.indices {
      let replicate = Replicates.replicate(of: path)
      let place = (Double(control[path]) / 1e6 / Fit.end + 1) / 2 * Double(Fit.pieces)
      let knot = min(max(Int(place), 0), Fit.pieces - 1)
      let share = place - Double(knot)
      let difference = Double(Int128(a[path]) - Int128(b[path])) / 1e9
      own[replicate][knot] += (1 - share) * (1 - share)
      own[replicate][knot + 1] += share * share
      next[replicate][knot] += share * (1 - share)
      products[replicate][knot] += (1 - share) * difference
      products[replicate][knot + 1] += share * difference
    }
  }

  /// The difference at each knot, by the futures but those of a replicate; nil: by all. Empty: too few futures for that.
  private func values(without left: Int?) -> [Double] {
    func sum(_ values: [[Double]]) -> [Double] {
      var sum = [Double](repeating: 0, count: Fit.knots)
      for (replicate, value) in values.enumerated() where replicate != left {
        for knot in sum.indices { sum[knot] += value[knot] }
      }
      return sum
    }
    let (own, next) = (sum(own), sum(next))
    var matrix = [Double](repeating: 0, count: Fit.knots * Fit.knots)
    for knot in 0..<Fit.knots {
      matrix[knot * Fit.knots + knot] = own[knot]
      if knot > 0 { matrix[knot * Fit.knots + knot - 1] = next[knot - 1] }
    }
    let l = Cholesky(matrix, size: Fit.knots)
    return l.dependent.isEmpty ? l.solveTransposed(l.solve(sum(products))) : []
  }

  /// The first place where the sign changes, from the low end on.
  private static func root(_ values: [Double]) -> Double? {
    for knot in 0..<max(0, values.count - 1) where (values[knot] < 0) != (values[knot + 1] < 0) {
      let place = Double(knot) + values[knot] / (values[knot] - values[knot + 1])
      return (2 * place / Double(pieces) - 1) * end
    }
    return nil
  }

  var place: Place? {
    let whole = values(without: nil)
    let count = Replicates.count
    let fewer = (0..<count).map { values(without: $0) }
    guard let root = Fit.root(whole), fewer.allSatisfy({ !$0.isEmpty }) else { return nil }
    func error(_ values: [Double]) -> Double {
      let mean = values.reduce(0, +) / Double(count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares * Double(count - 1) / Double(count)).squareRoot()
    }
    let t = Student.t(Normal.z95, degrees: count - 1)
    // An end alone is known the least: the mean of it and the knot beside it.
    func ends(_ values: [Double]) -> [Double] {
      [(values[0] + values[1]) / 2, (values[Fit.knots - 2] + values[Fit.knots - 1]) / 2]
    }
    let atEnds = ends(whole)
    let isSure = atEnds.indices.allSatisfy { end in
      abs(atEnds[end]) > t * error(fewer.map { ends($0)[end] })
    }
    guard isSure, (atEnds[0] < 0) != (atEnds[1] < 0) else { return nil }
    let places = fewer.map { Fit.root($0) ?? root }
    return Place(value: root, halfWidth: t * error(places), isCheaperBelow: atEnds[0] < 0)
  }
}
