/// Each function against the truth (TruthTable.swift says how that was made), with a bound in units of the last place that
/// is close to the greatest error found: an operation less exact, a digit of a coefficient wrong, and it is passed.

import Numerics
import Testing

struct FunctionTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let table: String
    let bound: Double
    /// Below it, units are those of the last place of this.
    var unit = 0.0
    var isAsked: @Sendable ([Double]) -> Bool = { _ in true }
    let function: @Sendable ([Double]) -> Double

    init(
      _ table: String, _ bound: Double, unit: Double = 0,
      where isAsked: @escaping @Sendable ([Double]) -> Bool = { _ in true },
      _ function: @escaping @Sendable ([Double]) -> Double
    ) {
      self.table = table
      self.bound = bound
      self.unit = unit
      self.isAsked = isAsked
      self.function = function
    }

    var testDescription: String { "\(table) within \(bound)" }
  }

  private static let rows: [Row] = [
    // From the least subnormal number to the greatest; by 1, on both sides, down to the last bit.
    Row("log", 0.68) { Mathematics.log($0[0]) },
    // From -745.13, where the result is the least subnormal number, to 709.78, where it is the greatest number.
    Row("exp", 0.71) { Mathematics.exp($0[0]) },
    Row("expm1", 2) { Mathematics.expm1($0[0]) },
    Row("log1p", 0.62) { Mathematics.log1p($0[0]) },
    Row("erfc", 2.9) { Mathematics.erfc($0[0]) },
    // Of 1: fractions of a turn and angles are circles, whose zeros are as exact as the rest.
    Row("cosine_of_turn", 0.53, unit: 1) { Mathematics.circle(Int($0[0]), of: Int($0[1])).cosine },
    Row("sine_of_turn", 0.47, unit: 1) { Mathematics.circle(Int($0[0]), of: Int($0[1])).sine },
    Row("cosine_of_angle", 60, unit: 1) { Mathematics.direction($0[0]).cosine },
    Row("sine_of_angle", 80, unit: 1) { Mathematics.direction($0[0]).sine },
    // Beside its zeros at 1 and 2 it is as exact as 1 is.
    Row("log_gamma", 14, unit: 1) { Mathematics.logGamma($0[0]) },
    // Both tails, down to 1e-48. Exponents of the size of the shape cancel.
    Row("gamma_lower", 180, where: { $0[0] < 50 }) { Mathematics.incompleteGamma($0[0], $0[1]).lower },
    Row("gamma_lower", 3_400, where: { (50..<2_000).contains($0[0]) }) {
      Mathematics.incompleteGamma($0[0], $0[1]).lower
    },
    Row("gamma_lower", 800_000, where: { $0[0] >= 2_000 }) {
      Mathematics.incompleteGamma($0[0], $0[1]).lower
    },
    // Of a shape of 1/1000 the upper tail is a thousandth of what the lower one is taken from.
    Row("gamma_upper", 2_300, where: { $0[0] < 50 }) { Mathematics.incompleteGamma($0[0], $0[1]).upper },
    Row("gamma_upper", 7_000, where: { (50..<2_000).contains($0[0]) }) {
      Mathematics.incompleteGamma($0[0], $0[1]).upper
    },
    Row("gamma_upper", 1_400_000, where: { $0[0] >= 2_000 }) {
      Mathematics.incompleteGamma($0[0], $0[1]).upper
    },
    // A z of 6 has a rounding of its own, which moves the tail.
    Row("normal_probability", 42, where: { abs($0[0]) < 6 }) { Normal.probability(atMost: $0[0]) },
    Row("normal_probability", 1_500) { Normal.probability(atMost: $0[0]) },
    // From 1e-299 to 1 - 2^-53.
    Row("normal_quantile", 5.9) { Normal.quantile($0[0]) },
    // From 1 to a million degrees of freedom; of both tails together, down to 1e-75 and 1e-12.
    Row("student_tails", 170) { Student.tails(beyond: $0[0], degrees: Int($0[1])) },
    Row("student_tails", 12, where: { $0[0] < 4 && $0[1] <= 100 }) {
      Student.tails(beyond: $0[0], degrees: Int($0[1]))
    },
    Row("student_quantile", 34) { Student.t(twoSided: $0[0], degrees: Int($0[1])) },
    Row("student_quantile", 9.1, where: { $0[1] <= 30 }) { Student.t(twoSided: $0[0], degrees: Int($0[1])) },
    Row("gamma_quantile", 930) { gamma($0[0]).quantile($0[1]) },
    Row("gamma_quantile", 150, where: { $0[0] >= 1 }) { gamma($0[0]).quantile($0[1]) },
  ]

  private static func gamma(_ shape: Double) -> Gamma {
    Gamma(mean: shape, deviation: shape.squareRoot())
  }

  @Test(arguments: rows) func `is near to the truth`(_ row: Row) throws {
    let worst = try TruthTable(row.table).worst(unit: row.unit, where: row.isAsked, row.function)
    #expect(worst.rows > 10)
    #expect(worst.error <= row.bound, "\(row.table) is \(worst.error) units off at \(worst.at)")
    // A bound that is far above what is found would hide a change.
    #expect(worst.error > row.bound * 0.8, "\(row.table) is within \(worst.error): lower its bound")
  }

  @Test func `ends are what they should be`() {
    #expect(Mathematics.log(0) == -.infinity && Mathematics.log(.infinity) == .infinity)
    #expect(Mathematics.log(-1).isNaN && Mathematics.log(.nan).isNaN)
    #expect(Mathematics.log1p(-1) == -.infinity && Mathematics.log1p(.infinity) == .infinity)
    #expect(Mathematics.log1p(-1.5).isNaN)
    #expect(Mathematics.exp(.infinity) == .infinity && Mathematics.exp(-.infinity) == 0)
    #expect(Mathematics.exp(709.782_712_893_384) < .infinity && Mathematics.exp(709.8) == .infinity)
    #expect(Mathematics.exp(-745.13) == .leastNonzeroMagnitude && Mathematics.exp(-745.14) == 0)
    #expect(Mathematics.exp(.nan).isNaN && Mathematics.expm1(.infinity) == .infinity)
    #expect(Mathematics.expm1(-.infinity) == -1)
    #expect(Mathematics.erfc(.infinity) == 0 && Mathematics.erfc(-.infinity) == 2)
    #expect(Mathematics.erfc(.nan).isNaN && Mathematics.logGamma(0).isNaN)
    #expect(Mathematics.incompleteGamma(2, 0) == (0, 1))
    #expect(Normal.quantile(0.5) == 0 && Normal.quantile(0.25) == -Normal.quantile(0.75))
    #expect(Normal.z(twoSided: 1) == 0 && Normal.z(twoSided: 0.05) == Normal.z95)
    #expect(abs(Normal.quantile(0.975) - Normal.z95) <= 2 * Normal.z95.ulp)
    #expect(abs(Normal.quantile(0.9) - Normal.z90) <= 2 * Normal.z90.ulp)
  }

  @Test func `symmetric points of the circle are exactly so`() {
    // But for the diagonals, where cosine and sine are of one angle by two series.
    for (k, n) in [(0, 8), (2, 8), (1, 12), (5, 64), (33, 100)] {
      let (c, s) = Mathematics.circle(k, of: n)
      #expect(Mathematics.circle(k + n, of: n) == (c, s) && Mathematics.circle(-k, of: n) == (c, -s))
      if n % 4 == 0 { #expect(Mathematics.circle(k + n / 4, of: n) == (-s, c)) }
    }
    #expect(Mathematics.circle(2, of: 8) == (0, 1))
  }
}
