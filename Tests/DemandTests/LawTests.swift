/// The laws at a fixed seed: moments within four standard errors, fit by Kolmogorov and Smirnov's distance (critical value
/// 1.95 / root n, at 0.1 %; for whole numbers that test is on the safe side), inverses against distribution functions,
/// and the known answers of the random numbers underneath.

import Demand
import Testing

private struct Row: Sendable, CustomTestStringConvertible {
  var name: String
  var law: any Law
  var isWhole = false
  var testDescription: String { name }
}

private let rows: [Row] = [
  Row(name: "normal", law: Normal(mean: 3, deviation: 2)),
  Row(name: "lognormal by median and 90 %", law: Lognormal(median: 14_000, p90: 50_000)),
  Row(name: "lognormal by mean and sd", law: Lognormal(mean: 5, deviation: 3)),
  Row(name: "gamma of a small shape", law: Gamma(mean: 2, deviation: 4)),
  Row(name: "gamma of a large shape", law: Gamma(mean: 100, deviation: 9)),
  Row(name: "exponential", law: Exponential(mean: 7)),
  Row(name: "Poisson, few", law: Poisson(mean: 0.3), isWhole: true),
  Row(name: "Poisson, many", law: Poisson(mean: 420), isWhole: true),
  Row(name: "negative binomial", law: NegativeBinomial(mean: 12, dispersion: 3), isWhole: true),
  Row(name: "empirical", law: Empirical([(1, 2), (5, 1), (9, 1)]), isWhole: true),
]
private let draws = 40_000

@Suite struct `Laws` {
  @Test(arguments: rows)
  private func `have their mean and variance, and fit`(_ row: Row) {
    let stream = RandomStream(seed: 5, path: 1, purpose: .spend(3))
    var values = (0..<draws).map { row.law.quantile(stream.uniform($0)) }
    let n = Double(draws)
    let mean = values.reduce(0, +) / n
    #expect(abs(mean - row.law.mean) < 4 * (row.law.variance / n).squareRoot())
    let squares = values.map { ($0 - row.law.mean) * ($0 - row.law.mean) }
    let variance = squares.reduce(0, +) / n
    let fourth = squares.reduce(0) { $0 + $1 * $1 } / n
    #expect(abs(variance - row.law.variance) < 4 * ((fourth - variance * variance) / n).squareRoot())
    values.sort()
    var distance = 0.0
    for index in values.indices where index + 1 == draws || values[index + 1] > values[index] {
      distance = max(distance, abs(row.law.probability(atMost: values[index]) - Double(index + 1) / n))
    }
    #expect(distance < 1.95 / n.squareRoot())
  }

  @Test(arguments: rows)
  private func `their inverse is their inverse, far into the tails`(_ row: Row) {
    for u in [1e-9, 1e-4, 0.01, 0.3, 0.5, 0.77, 0.99, 0.9999, 1 - 1e-9] {
      let x = row.law.quantile(u)
      if row.isWhole {
        #expect(row.law.probability(atMost: x) >= u * (1 - 1e-12))
        if x > 0 { #expect(row.law.probability(atMost: x - 0.5) < u || x == 1) }
      } else {
        #expect(abs(row.law.probability(atMost: x) - u) < 1e-9 * min(u, 1 - u) + 1e-15)
      }
    }
  }

  @Test func `Dirichlet's shares sum to 1, with their means and variances`() {
    let law = Dirichlet(shares: [0.3, 0.6, 0.1], concentration: 20)
    let stream = RandomStream(seed: 9, path: 0, purpose: .spend(1))
    let n = 4_000
    var sums = [0.0, 0, 0]
    var squares = [0.0, 0, 0]
    for draw in 0..<n {
      let shares = law.draw((0..<3).map { stream.uniform(3 * draw + $0) })
      #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
      for index in 0..<3 {
        sums[index] += shares[index]
        squares[index] += (shares[index] - law.shares[index]) * (shares[index] - law.shares[index])
      }
    }
    for index in 0..<3 {
      let error = (law.variance(index) / Double(n)).squareRoot()
      #expect(abs(sums[index] / Double(n) - law.shares[index]) < 4 * error)
      #expect(abs(squares[index] / Double(n) / law.variance(index) - 1) < 0.12)
    }
  }
}

@Suite struct `Random numbers` {
  @Test func `Philox gives the published answers`() {
    let known: [(SIMD4<UInt32>, SIMD2<UInt32>, SIMD4<UInt32>)] = [
      (SIMD4(repeating: 0), SIMD2(repeating: 0), SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8)),
      (
        SIMD4(repeating: .max), SIMD2(repeating: .max),
        SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD)
      ),
      (
        SIMD4(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344), SIMD2(0xA409_3822, 0x299F_31D0),
        SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1)
      ),
    ]
    for (counter, key, answer) in known { #expect(Philox.block(counter, key: key) == answer) }
  }

  @Test func `many at a time are the same words as one at a time`() {
    let stream = RandomStream(seed: 77, path: 12, purpose: .noise(4))
    for start in 0..<20 {
      for count in 0...40 {
        var words = [UInt64](repeating: 0, count: count)
        words.withUnsafeMutableBufferPointer { stream.fill($0, from: start) }
        for index in 0..<count { #expect(words[index] == stream.word(start + index)) }
      }
    }
  }

  @Test func `neighbouring futures, purposes and draws have nothing to do with each other`() {
    let n = 40_000
    func correlation(_ a: (Int) -> Double, _ b: (Int) -> Double) -> Double {
      (0..<n).reduce(0.0) { $0 + (a($1) - 0.5) * (b($1) - 0.5) } * 12 / Double(n).squareRoot()
    }
    let stream = RandomStream(seed: 1, path: 8, purpose: .noise(0))
    for other in [
      RandomStream(seed: 1, path: 9, purpose: .noise(0)), RandomStream(seed: 1, path: 8, purpose: .noise(1)),
      RandomStream(seed: 2, path: 8, purpose: .noise(0)),
    ] {
      #expect(abs(correlation({ stream.uniform($0) }, { other.uniform($0) })) < 4)
    }
    #expect(abs(correlation({ stream.uniform($0) }, { stream.uniform($0 + 1) })) < 4)
  }
}
