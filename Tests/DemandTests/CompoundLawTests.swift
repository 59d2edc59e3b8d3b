/// A step's spend against what it stands for: its exact moments, and requests drawn one by one. Tolerances: mean 0.1 %,
/// standard deviation 1 %, 99.9 % quantile 2 % (or one unit, where all requests cost the same), from 0.01 to 10,000
/// requests a step.

import Demand
import Pricing
import Quantities
import Testing

private struct Case: Sendable, CustomTestStringConvertible {
  var name: String
  var costs: CostLaw
  var dispersion = 1.0
  /// One request's cost from a uniform number.
  var draw: @Sendable (Double) -> Double

  var testDescription: String { name }
}

private let lognormal = CostLaw.Lognormal(median: 50_000_000, p90: 320_000_000)
private let cases: [Case] = [
  Case(name: "fixed", costs: CostLaw(fixed: .dollars(1)), draw: { _ in 1e9 }),
  Case(name: "fixed, over-dispersed", costs: CostLaw(fixed: .dollars(1)), dispersion: 3, draw: { _ in 1e9 }),
  Case(
    name: "lognormal", costs: CostLaw(lognormal),
    draw: { Mathematics.exp(lognormal.location + lognormal.scale * Normal.quantile($0)) }),
  Case(
    name: "lognormal, over-dispersed", costs: CostLaw(lognormal), dispersion: 3,
    draw: { Mathematics.exp(lognormal.location + lognormal.scale * Normal.quantile($0)) }),
]
/// On rows and between them, and on either side of where rows are stretched.
private let intensities = [0.01, 0.033, 0.1, 0.7, 1, 3.3, 7.9, 8.1, 13, 50, 100, 1_000, 10_000]

private struct Drawn {
  var mean = 0.0
  var deviation = 0.0
  var upper = 0.0
  var none = 0.0
  var uppers = 0.0...0.0
}

/// Words that fill the circle evenly (a Weyl sequence), so that moments are integrals and not estimates.
private func tabulated(_ costs: CostLaw, _ dispersion: Double, _ intensity: Double, count: Int) -> Drawn {
  var rows: [Double] = []
  let table = CompoundTable(
    costs, dispersion: dispersion, intensities: (intensity * 0.7)...(intensity * 1.5), into: &rows)
  let law = table.law(intensity)
  var values = [Double](repeating: 0, count: count)
  rows.withUnsafeBufferPointer { rows in
    for index in 0..<count {
      let word = UInt64(index) &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC
      values[index] = Double(table.spend(word, law, rows: rows.baseAddress!))
    }
  }
  return summary(&values)
}

/// Mean and standard deviation by octaves of both tails, so that what happens once in ten billion steps, where a heavy
/// tail has much of its variance, counts with its weight.
private func integrated(_ costs: CostLaw, _ dispersion: Double, _ intensity: Double) -> (
  mean: Double, deviation: Double
) {
  var rows: [Double] = []
  let table = CompoundTable(
    costs, dispersion: dispersion, intensities: (intensity * 0.7)...(intensity * 1.5), into: &rows)
  let law = table.law(intensity)
  let points = 40_000
  var (sum, squares) = (0.0, 0.0)
  for octave in 0..<46 {
    let weight = 1 / Double(UInt64(1) << UInt64(octave + 2)) / Double(points)
    for point in 0..<points {
      let random = UInt64(point) &* 0x9E37_79B9_7F4A_7C15 &+ 0x5851_F42D_4C95_7F2D
      let folded = (UInt64(1) << UInt64(62 - octave)) | (random >> UInt64(octave + 2))
      for word in [folded, ~folded] {
        let value = Double(table.spend(word, law, rows: rows))
        sum += weight * value
        squares += weight * value * value
      }
    }
  }
  return (sum, (squares - sum * sum).squareRoot())
}

private func summary(_ values: inout [Double]) -> Drawn {
  let n = Double(values.count)
  var drawn = Drawn()
  drawn.mean = values.reduce(0, +) / n
  drawn.deviation = (values.reduce(0) { $0 + ($1 - drawn.mean) * ($1 - drawn.mean) } / n).squareRoot()
  drawn.none = Double(values.count { $0 == 0 }) / n
  values.sort()
  drawn.upper = values[Int(0.999 * n)]
  // Three standard errors of the rank on either side.
  let spread = 3 * (n * 0.001 * 0.999).squareRoot()
  drawn.uppers = values[Int(0.999 * n - spread)]...values[min(values.count - 1, Int(0.999 * n + spread))]
  return drawn
}

@Suite struct `The compound law of a step` {
  @Test(arguments: cases)
  private func `has the mean and the standard deviation of its sum`(_ row: Case) {
    let (m, square) = (row.costs.mean, row.costs.meanSquare)
    for intensity in intensities {
      let drawn = integrated(row.costs, row.dispersion, intensity)
      let mean = intensity * m
      let deviation = (intensity * (square + (row.dispersion - 1) * m * m)).squareRoot()
      #expect(abs(drawn.mean / mean - 1) < 0.001, "mean at \(intensity)")
      #expect(abs(drawn.deviation / deviation - 1) < 0.01, "standard deviation at \(intensity)")
      if row.dispersion == 1, intensity < 5 {
        let none = tabulated(row.costs, 1, intensity, count: 200_000).none
        #expect(abs(none - Mathematics.exp(-intensity)) < 0.005, "no request at \(intensity)")
      }
    }
  }

  @Test(arguments: cases)
  private func `has the 99.9 % quantile of requests drawn one by one`(_ row: Case) {
    for intensity in intensities where intensity <= 100 {
      let steps = Int(min(1_000_000, 1e7 / max(intensity, 1)))
      let stream = RandomStream(seed: 11, path: Int(intensity * 1_000), purpose: .steps(workload: 1, part: 1))
      var next = 0
      func uniform() -> Double {
        next += 1
        return stream.uniform(next)
      }
      var sums = [Double](repeating: 0, count: steps)
      for step in 0..<steps {
        // Negative binomial: clusters of logarithmic size come as Poisson does.
        let extra = row.dispersion - 1
        let rate = extra > 0 ? intensity * Mathematics.log(row.dispersion) / extra : intensity
        var time = -Mathematics.log(uniform())
        while time < rate {
          var requests = 1
          if extra > 0 {
            let q = extra / row.dispersion
            var (p, u) = (-q / Mathematics.log1p(-q), uniform())
            while u > p {
              u -= p
              p *= q * Double(requests) / Double(requests + 1)
              requests += 1
            }
          }
          for _ in 0..<requests { sums[step] += row.draw(uniform()) }
          time -= Mathematics.log(uniform())
        }
      }
      let simulated = summary(&sums)
      let drawn = tabulated(row.costs, row.dispersion, intensity, count: 1_000_000)
      let unit = row.costs.atoms.count == 1 ? row.costs.atoms[0].cost : 0
      #expect(
        drawn.upper >= min(simulated.uppers.lowerBound * 0.98, simulated.upper - unit)
          && drawn.upper <= max(simulated.uppers.upperBound * 1.02, simulated.upper + unit),
        "at \(intensity): \(drawn.upper / 1e9) for \(simulated.upper / 1e9)")
    }
  }

  @Test func `of many requests is nearly normal, with its skewness`() {
    let (m, square) = (lognormalCosts.mean, lognormalCosts.meanSquare)
    let cube = lognormalCosts.atoms.reduce(0) { $0 + $1.weight * $1.cost * $1.cost * $1.cost }
    for intensity in [3_000.0, 10_000] {
      let deviation = (intensity * square).squareRoot()
      let skewness = intensity * cube / (deviation * deviation * deviation)
      let z = 3.090_232_306_167_813
      let expected = intensity * m + deviation * (z + (z * z - 1) / 6 * skewness)
      let drawn = tabulated(lognormalCosts, 1, intensity, count: 1_000_000)
      #expect(abs(drawn.upper / expected - 1) < 0.02)
    }
  }

  @Test func `rises with the uniform number, and is never below nothing`() {
    for row in cases {
      var rows: [Double] = []
      let table = CompoundTable(row.costs, dispersion: row.dispersion, intensities: 0.1...50, into: &rows)
      for intensity in [0.1, 2, 12, 40] {
        let law = table.law(intensity)
        var last: Int64 = 0
        for index in 0..<4_096 {
          let value = table.spend(UInt64(index) << 52 | 0x3FF, law, rows: rows)
          #expect(value >= last)
          last = value
        }
      }
    }
  }
}

private let lognormalCosts = CostLaw(lognormal)
