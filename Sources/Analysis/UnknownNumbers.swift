/// At which value of a number that nobody knows another plan becomes the cheaper one. Futures have different values of it, so the
/// comparison has what is needed already: the difference of two plans' total costs, future by future, is fitted by a cubic of
/// the number's value (all else is chance to it), and the place is where the cubic is 0. How sure it is, is said by leaving out
/// one of the 32 replicates of the futures after the other (the jackknife; B. Efron, "The Jackknife, the Bootstrap and Other
/// Resampling Plans", SIAM 1982).
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

/// The difference of two plans as a function of a number.
private struct Fit {
  struct Place {
    let value: Double
    let halfWidth: Double
    /// The first plan, below it.
    let isCheaperBelow: Bool
  }

  private static let degree = 3
  /// The ends of a standardised uniform number.
  private static let end = 3.0.squareRoot()
  /// Sums of powers of the number, and of these times the difference, by replicate.
  private var powers: [[Double]]
  private var products: [[Double]]

  init(_ control: [Int64], _ a: [Int64], _ b: [Int64]) {
    let terms = Fit.degree + 1
    powers = Array(repeating: Array(repeating: 0, count: 2 * Fit.degree + 1), count: Replicates.count)
    products = Array(repeating: Array(repeating: 0, count: terms), count: Replicates.count)
    for path in control.indices {
      let replicate = Replicates.replicate(of: path)
      let x = Double(control[path]) / 1e6
      let difference = Double(Int128(a[path]) - Int128(b[path])) / 1e9
      var power = 1.0
      for exponent in powers[replicate].indices {
        powers[replicate][exponent] += power
        if exponent < terms { products[replicate][exponent] += power * difference }
        power *= x
      }
    }
  }

  /// Of the futures but those of a replicate; nil: of all.
  private func coefficients(without left: Int?) -> [Double] {
    func sum(_ values: [[Double]]) -> [Double] {
      var sum = [Double](repeating: 0, count: values[0].count)
      for (replicate, value) in values.enumerated() where replicate != left {
        for index in sum.indices { sum[index] += value[index] }
      }
      return sum
    }
    let (powers, products) = (sum(powers), sum(products))
    let terms = products.count
    let matrix = (0..<terms).flatMap { i in (0..<terms).map { powers[i + $0] } }
    let l = Cholesky(matrix, size: terms)
    return l.dependent.isEmpty ? l.solveTransposed(l.solve(products)) : [0, 0, 0, 0]
  }

  private static func value(_ coefficients: [Double], _ x: Double) -> Double {
    coefficients.reversed().reduce(0) { $0 * x + $1 }
  }

  /// The first place where the sign changes, from the low end on.
  private static func root(_ coefficients: [Double]) -> Double? {
    let steps = 256
    func x(_ step: Int) -> Double { -end + 2 * end * Double(step) / Double(steps) }
    for step in 0..<steps {
      var (low, high) = (x(step), x(step + 1))
      let isBelow = value(coefficients, low) < 0
      guard isBelow != (value(coefficients, high) < 0) else { continue }
      for _ in 0..<40 {
        let middle = (low + high) / 2
        if (value(coefficients, middle) < 0) == isBelow { low = middle } else { high = middle }
      }
      return (low + high) / 2
    }
    return nil
  }

  var place: Place? {
    let whole = coefficients(without: nil)
    guard let root = Fit.root(whole) else { return nil }
    let count = Replicates.count
    let fewer = (0..<count).map { coefficients(without: $0) }
    func error(_ values: [Double]) -> Double {
      let mean = values.reduce(0, +) / Double(count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares * Double(count - 1) / Double(count)).squareRoot()
    }
    let t = Student.t(Normal.z95, degrees: count - 1)
    let ends = [-Fit.end, Fit.end]
    let values = ends.map { Fit.value(whole, $0) }
    let isSure = zip(ends, values).allSatisfy { end, value in
      abs(value) > t * error(fewer.map { Fit.value($0, end) })
    }
    guard isSure, (values[0] < 0) != (values[1] < 0) else { return nil }
    let places = fewer.map { Fit.root($0) ?? root }
    return Place(value: root, halfWidth: t * error(places), isCheaperBelow: values[0] < 0)
  }
}
