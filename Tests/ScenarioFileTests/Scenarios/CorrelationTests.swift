/// Which correlations noise can have, against what is known of three: 1 + 2abc - a² - b² - c² is above zero.

import Demand
import Quantities
import Scenario
import ScenarioFile
import Testing

@Suite struct `Correlations` {
  static func matrix(_ ab: Double, _ ac: Double, _ bc: Double) -> CorrelationMatrix {
    var matrix = CorrelationMatrix(size: 3)
    for (i, j, value) in [(0, 1, ab), (0, 2, ac), (1, 2, bc)] {
      matrix.set(i, j, to: Ratio(millionths: Int64((value * 1_000_000).rounded())))
    }
    return matrix
  }

  @Test func `of three hold where their determinant is above zero`() {
    let values = stride(from: -0.95, through: 0.95, by: 0.1)
    for a in values {
      for b in values {
        for c in values {
          let determinant = 1 + 2 * a * b * c - a * a - b * b - c * c
          guard abs(determinant) > 1e-6 else { continue }
          #expect(Self.matrix(a, b, c).isPositiveDefinite == (determinant > 0))
        }
      }
    }
  }

  @Test(arguments: [(0.6, 0.0), (0.9, 0.9), (-0.3, 0.8), (0.99, -0.99)])
  func `have a range to the millionth for each pair`(_ ab: Double, _ ac: Double) throws {
    let range = try #require(Self.matrix(ab, ac, 0).range(2, 1))
    let reach = ((1 - ab * ab) * (1 - ac * ac)).squareRoot()
    #expect(abs(Double(range.lowerBound.millionths) / 1e6 - (ab * ac - reach)) <= 2.1e-6)
    #expect(abs(Double(range.upperBound.millionths) / 1e6 - (ab * ac + reach)) <= 2.1e-6)
    for (value, holds) in [
      (range.lowerBound.millionths, true), (range.upperBound.millionths, true),
      (range.lowerBound.millionths - 2, false), (range.upperBound.millionths + 2, false),
    ] {
      var matrix = Self.matrix(ab, ac, 0)
      matrix.set(1, 2, to: Ratio(millionths: value))
      #expect(matrix.isPositiveDefinite == holds)
    }
  }

  @Test func `may need all of them at once`() throws {
    // Of three at 0.9 the first two alone are no noise.
    #expect(!Self.matrix(0.9, 0.9, 0).isPositiveDefinite)
    #expect(Self.matrix(0.9, 0.9, 0.9).isPositiveDefinite)
    let noise = "spend: {law: fixed, mean: $1}, noise: {daily: 1%}"
    let read = try readDemand(
      "workloads: {a: {\(noise)}, b: {\(noise)}, c: {\(noise)}}\n"
        + "correlations: [{of: [b, a], is: 0.9}, {of: [a, c], is: 90%}, {of: [c, b], is: 0.9}]")
    #expect(read.scenario.correlations.map { [$0.first, $0.second] } == [[0, 1], [0, 2], [1, 2]])
  }

  @Test func `of none and of one are fine`() {
    #expect(CorrelationMatrix(size: 0).isPositiveDefinite)
    #expect(CorrelationMatrix(size: 1).isPositiveDefinite)
  }
}

@Suite struct `Shares of a whole` {
  @Test func `sum to it, and are less than a millionth off`() {
    var seed: UInt64 = 7
    for _ in 0..<2_000 {
      let shares = (0..<Int(seed % 9 + 1)).map { _ in
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Ratio(millionths: Int64(seed >> 40) + 1)
      }
      let sum = shares.reduce(0.0) { $0 + Double($1.millionths) }
      let scaled = scaledToWhole(shares)
      #expect(scaled.reduce(0) { $0 + $1.millionths } == 1_000_000)
      for (share, result) in zip(shares, scaled) {
        #expect(abs(Double(share.millionths) / sum * 1e6 - Double(result.millionths)) < 1)
      }
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      seed >>= 3
    }
  }
}
