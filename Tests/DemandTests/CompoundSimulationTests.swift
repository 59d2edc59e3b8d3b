/// The compound table against a simulator that draws each step's number of requests and prices every request on its own.
/// LOTWISE_SOAK=N simulates N times as many steps.

import Demand
import Foundation
import Numerics
import Providers
import Pricing
import Quantities
import Testing

/// Draws one after the other; only Philox and the normal law are shared with the table.
private struct Draws {
  let stream: RandomStream
  var next = 0

  mutating func uniform() -> Double {
    next += 1
    return stream.uniform(next)
  }

  mutating func tokens(_ law: TokenLaw) -> Double {
    guard case .lognormal(let median, let p90) = law else { preconditionFailure("a lognormal law") }
    let scale = Mathematics.log(Double(p90.count) / Double(median.count)) / Normal.quantile(0.9)
    return Double(median.count) * Mathematics.exp(scale * Normal.quantile(uniform()))
  }

  /// Arrivals until the time is up.
  mutating func poisson(_ mean: Double) -> Int {
    var (count, time) = (0, 0.0)
    while true {
      time -= Mathematics.log(uniform())
      if time > mean { return count }
      count += 1
    }
  }

  /// A Poisson number of clusters, each of logarithmic size: the negative binomial law by its definition.
  mutating func count(_ mean: Double, dispersion: Double) -> Int {
    guard dispersion > 1 else { return poisson(mean) }
    let p = 1 - 1 / dispersion
    let clusters = poisson(mean / (dispersion - 1) * Mathematics.log(dispersion))
    var count = 0
    for _ in 0..<clusters {
      var (size, left) = (1, uniform())
      var term = -p / Mathematics.log(1 - p)
      while left > term, size < 10_000 {
        left -= term
        term *= p * Double(size) / Double(size + 1)
        size += 1
      }
      count += size
    }
    return count
  }

  mutating func cost(_ profile: RequestProfile) -> Double {
    var pick = uniform() * 1e6
    let part =
      profile.mix.first {
        pick -= Double($0.share.millionths)
        return pick < 0
      } ?? profile.mix[0]
    let prompt = Int64(tokens(profile.input) + 0.5)
    var usage = Usage()
    usage.cacheRead = Int64(Double(prompt) * Double(profile.cacheRead.millionths) / 1e6)
    usage.input = prompt - usage.cacheRead
    usage.output = Int64(tokens(profile.output) + 0.5)
    let outcome = try? RateCard.builtIn.charge(usage, model: part.model, at: CompoundCases.instant)
    guard case .charged(let cost)? = outcome else { return 0 }
    return Double(cost.count)
  }
}

@Suite struct CompoundSimulationTests {
  struct Case: Sendable {
    var requests: Double
    var dispersion: Double
    var steps: Int
  }

  @Test(arguments: [
    Case(requests: 0.1, dispersion: 1, steps: 400_000), Case(requests: 3.3, dispersion: 1, steps: 100_000),
    Case(requests: 3.3, dispersion: 3, steps: 100_000), Case(requests: 13.4, dispersion: 1, steps: 40_000),
    Case(requests: 100, dispersion: 3, steps: 6_000),
  ])
  func `so many simulated steps lie below each quantile of the table as should`(_ test: Case) {
    let soak = ProcessInfo.processInfo.environment["LOTWISE_SOAK"].flatMap(Int.init) ?? 1
    let steps = test.steps * soak
    for (name, profile) in [("flagship", CompoundCases.flagship), ("bands", CompoundCases.bands)] {
      let law = CostLaw(
        profile, models: nil, card: .builtIn, at: CompoundCases.instant, rounding: .nearestEven)
      let table = BuiltTable(
        law, intensities: 0...(test.requests + 10 * (test.dispersion + test.requests.squareRoot())))
      let drawn = table.draws(test.requests, dispersion: test.dispersion, count: 4 * steps)
      var draws = Draws(stream: RandomStream(seed: 11, path: 0, purpose: Purpose(.spend, "b")))
      var simulated: [Double] = []
      for _ in 0..<steps {
        let count = draws.count(test.requests, dispersion: test.dispersion)
        simulated.append((0..<count).reduce(0.0) { sum, _ in sum + draws.cost(profile) })
      }
      let reached = DrawnLaw(draws: drawn)
      for u in [0.25, 0.5, 0.9, 0.95, 0.99, 0.999] {
        let quantile = drawn[Int(u * Double(drawn.count))]
        guard quantile > 1 else { continue }
        let share = Double(simulated.count { $0 <= quantile }) / Double(steps)
        // Both are drawn, the table four times as often.
        let noise = (1.25 * u * (1 - u) / Double(steps)).squareRoot()
        #expect(
          abs(share - reached.share(atMost: quantile)) < 4 * noise,
          "\(name), \(test.requests) requests, dispersion \(test.dispersion): \(share) below the quantile of \(u)"
        )
      }
      let mean = simulated.reduce(0, +) / Double(steps)
      let wanted = test.requests * law.share * law.mean
      let square = test.requests * law.share * law.meanSquare
      let error = ((square + (test.dispersion - 1) * wanted * wanted / test.requests) / Double(steps))
        .squareRoot()
      #expect(
        abs(mean - wanted) < 4 * error, "\(name), \(test.requests) requests: mean \(mean), not \(wanted)")
    }
  }
}
