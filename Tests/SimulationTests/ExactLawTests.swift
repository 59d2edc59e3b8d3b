/// Counts of requests against their exact laws, at 40,000 futures (200,000 in `make soak`): the mean, the variance, the share
/// of futures without any, and the risk that a lot runs dry, from one request in 2,000 days to 50 an hour; and what
/// over-dispersion and a plan that limits lots to models may and may not change. |z| < 4 each, and so of all laws together:
/// what makes each of them wrong by the same little is seen in their sum.

import Demand
import Ledger
import Numerics
import Providers
import Pricing
import Quantities
import Results
import Scenario
import Simulation
import Testing

private let many = futures(40_000)

/// Expected requests a unit, and how they come.
private struct Counts: Sendable, CustomTestStringConvertible {
  var count: Double
  var per: SpendStep
  var dispersion = 1.0
  var isLognormal = false

  var testDescription: String {
    "\(count) per \(per), dispersion \(dispersion), \(isLognormal ? "lognormal" : "fixed")"
  }

  /// $2 each, or lognormal around $3 with a deviation of as much.
  var size: SizeLaw { isLognormal ? .lognormal(.mean(.dollars(3), sd: .dollars(3))) : .fixed(.dollars(2)) }
  var mean: Double { isLognormal ? 3 : 2 }
  var square: Double { isLognormal ? 18 : 4 }

  var law: SpendLaw {
    let count = Ratio(millionths: Int64(count * 1e6 + 0.5))
    return dispersion == 1
      ? .poisson(count: count, size: size)
      : .negativeBinomial(
        count: count, dispersion: Ratio(millionths: Int64(dispersion * 1e6 + 0.5)), size: size)
  }

  var units: Double { per == .hour ? 24 : 1 }
  var expected: Double { count * units }
  var variance: Double { expected * (square + (dispersion - 1) * mean * mean) }
  var none: Double {
    dispersion == 1
      ? Mathematics.exp(-expected)
      : Mathematics.exp(-expected * Mathematics.log(dispersion) / (dispersion - 1))
  }

  /// The fourth central moment of the sum of independent requests in clusters; nil where the clusters' are unknown.
  var fourth: Double? {
    guard dispersion == 1 else { return nil }
    // E X^4 of a lognormal law of mean m and ratio 1 is m^4 x 2^6.
    let power = isLognormal ? 81.0 * 64 : 16
    return expected * power + 3 * variance * variance
  }
}

private let counts: [Counts] = {
  var rows: [Counts] = []
  for count in [0.0005, 0.03, 0.4, 1.001, 1.2, 3.7, 4.3, 7.9, 8.1, 20, 50] {
    for per in SpendStep.allCases {
      for isLognormal in [false, true] {
        rows.append(Counts(count: count, per: per, isLognormal: isLognormal))
      }
    }
  }
  for dispersion in [1.5, 8.0] {
    for count in [0.05, 1.2, 9, 40] {
      rows.append(Counts(count: count, per: .day, dispersion: dispersion))
      rows.append(Counts(count: count, per: .hour, dispersion: dispersion, isLognormal: true))
    }
  }
  return rows
}()

private func plenty(_ dollars: Int64 = 1_000_000) -> LedgerPlan {
  var plan = LedgerPlan(start: beginning)
  plan.purchases = [
    Purchase(
      name: "lot", source: .official, orderedAt: beginning, face: .dollars(dollars), price: .dollars(dollars))
  ]
  return plan
}

private func zOfVariance(_ column: [Int64], mean: Double, variance: Double, fourth: Double?) -> Double {
  let n = Double(column.count)
  var (second, power) = (0.0, 0.0)
  for value in column {
    let square = (Double(value) / 1e9 - mean) * (Double(value) / 1e9 - mean)
    second += square / n
    power += square * square / n
  }
  return (second - variance) / (((fourth ?? power) - variance * variance) / n).squareRoot()
}

@Suite struct `Counts of requests have their exact law` {
  @Test func `mean, variance and no request at all`() throws {
    var (means, variances) = ([Double](), [Double]())
    for row in counts {
      let run = try simulated(
        world(plenty(), [workload(row.law, per: row.per, length: days(1))], length: days(1)), paths: many)
      let mean = row.expected * row.mean
      let error = (row.variance / Double(many)).squareRoot()
      let found = run.demand.reduce(0.0) { $0 + Double($1) / 1e9 } / Double(many)
      means.append((found - mean) / error)
      #expect(abs(means.last ?? .nan) < 4, "\(row): mean \(found), not \(mean)")
      // With few events the sample's variance is not normal.
      if row.expected > 0.1 {
        let z = zOfVariance(run.demand, mean: mean, variance: row.variance, fourth: row.fourth)
        variances.append(z)
        #expect(abs(z) < 4, "\(row): variance \(z) standard errors off")
      }
      let none = run.demand.count { $0 == 0 }
      // Neither is the share of what is expected in fewer than ten futures.
      if row.none * Double(many) > 10, (1 - row.none) * Double(many) > 10 {
        #expect(abs(z(share: none, of: many, row.none)) < 4, "\(row): none \(none), not \(row.none)")
      }
    }
    // Sums of as many independent numbers of mean 0 and variance 1.
    for (name, found) in [("means", means), ("variances", variances)] {
      let together = found.reduce(0, +) / Double(found.count).squareRoot()
      #expect(abs(together) < 4, "the \(name) together: \(together) standard errors off")
    }
  }

  /// A lot for so many requests of $2 runs dry when there is one more.
  @Test(arguments: [0.0005, 0.4, 1.2, 4.3, 7.9, 20, 50])
  func `the risk that a lot runs dry is the tail of the count`(count: Double) throws {
    let covered = Int(count + count.squareRoot())
    let row = Counts(count: count, per: .day)
    var plan = plenty(max(1, Int64(2 * covered)))
    plan.largerThanBalance = .refuse
    let run = try simulated(
      world(plan, [workload(row.law, length: days(1))], length: days(1)), paths: many)
    var (term, tail) = (Mathematics.exp(-count), 1 - Mathematics.exp(-count))
    for n in stride(from: 1, through: covered, by: 1) {
      term *= count / Double(n)
      tail -= term
    }
    let dry = run.runs[0].column(.outages).count { $0 > 0 }
    #expect(abs(z(share: dry, of: many, tail)) < 4, "\(dry), not \(tail)")
  }

  private func mixed(dispersion: Int64) throws -> Workload {
    var profile = RequestProfile(
      rate: Rate(count: Ratio(millionths: 30_000_000), unit: .day),
      mix: try [("claude-opus-5-5", 40), ("claude-haiku-5-5", 60)].map {
        ModelShare(model: try RateCard.builtIn.model(named: $0.0), share: Ratio(millionths: $0.1 * 10_000))
      }, input: .fixed(TokenCount(100_000)), output: .fixed(TokenCount(10_000)))
    profile.failed = .zero
    var use = Workload(
      name: "use", size: .requests(profile),
      active: [Period(from: beginning, to: beginning.after(days(1)))])
    use.dispersion = Ratio(millionths: dispersion * 1_000_000)
    return use
  }

  /// One plan that tells no model from another, and beside it perhaps one that does.
  private func scenario(_ use: Workload, withScopes: Bool) -> Scenario {
    var scenario = world(plenty(), [use], length: days(1))
    guard withScopes else { return scenario }
    var scoped = plenty()
    scoped.scopes = [Scope(models: ["claude-opus-5-5"])]
    scoped.purchases[0].terms.scope = 0
    scenario.plans.append(PurchasePlan(name: "scoped", ledger: scoped))
    return scenario
  }

  @Test(arguments: [1, 8] as [Int64])
  func `a mix is as dispersed as stated, and no plan changes what another one sees`(dispersion: Int64) throws
  {
    let use = try mixed(dispersion: dispersion)
    let alone = try simulated(scenario(use, withScopes: false), paths: many)
    let beside = try simulated(scenario(use, withScopes: true), paths: many)
    #expect(alone.demand == beside.demand)
    for outcome in Outcome.allCases {
      #expect(alone.runs[0].column(outcome) == beside.runs[0].column(outcome), "\(outcome)")
    }
    // What either model's request costs, from the card.
    let costs = try [("claude-opus-5-5", 0.4), ("claude-haiku-5-5", 0.6)].map { name, share in
      var usage = Usage()
      (usage.input, usage.output) = (100_000, 10_000)
      let id = try RateCard.builtIn.model(named: name)
      guard case .charged(let cost) = try RateCard.builtIn.charge(usage, model: id, at: beginning) else {
        return (cost: 0.0, share: share)
      }
      return (cost: Double(cost.count) / 1e9, share: share)
    }
    let mean = 30 * costs.reduce(0) { $0 + $1.cost * $1.share }
    let square = 30 * costs.reduce(0) { $0 + $1.cost * $1.cost * $1.share }
    let variance = square + Double(dispersion - 1) * mean * mean / 30
    #expect(abs((z(alone.demand, mean))) < 4)
    #expect(abs(zOfVariance(alone.demand, mean: mean, variance: variance, fourth: nil)) < 4)
    // The part that one model serves is a thinned count.
    let part = beside.runs[1].column(.used)
    let (one, share) = (costs[0].cost, costs[0].share)
    let partVariance = one * one * 30 * share * (1 + Double(dispersion - 1) * share)
    #expect(abs(z(part, 30 * share * one)) < 4)
    #expect(abs(zOfVariance(part, mean: 30 * share * one, variance: partVariance, fourth: nil)) < 4)
  }

  @Test func `a plan alone lives the futures that it lives beside others`() throws {
    let both = scenario(try mixed(dispersion: 3), withScopes: true)
    let all = try simulated(both, paths: 2_000)
    for plan in both.plans.indices {
      var one = try Simulation(both, plans: [plan], seed: 7)
      try one.run(upTo: 2_000, threads: 1)
      #expect(one.result.demand == all.demand)
      for outcome in Outcome.allCases {
        #expect(one.result.runs[0].column(outcome) == all.runs[plan].column(outcome), "\(outcome)")
      }
    }
  }

  @Test func `the order of a mix means nothing`() throws {
    let use = try mixed(dispersion: 3)
    var turned = use
    guard case .requests(var profile) = use.size else { return }
    profile.mix.reverse()
    turned.size = .requests(profile)
    let (a, b) = (scenario(use, withScopes: true), scenario(turned, withScopes: true))
    #expect(try simulated(a, paths: 500).demand == simulated(b, paths: 500).demand)
  }

  /// $10 a day that grows by half every month: past counting in the fifth year.
  @Test func `demand that no ledger can count is an error that names the future`() throws {
    var use = workload(.fixed(.dollars(10)), length: days(5 * 365))
    use.growth.monthly = Ratio(millionths: 500_000)
    #expect {
      _ = try simulated(world(plenty(), [use], length: days(5 * 365), step: days(1)), paths: 3)
    } throws: { error in
      "\(error)".contains("future 0 asks for more than a ledger can count")
    }
    use.growth.monthly = Ratio(millionths: 1_000_000_000_000)
    #expect(throws: SimulationError.self) {
      _ = try simulated(world(plenty(), [use], length: days(5 * 365), step: days(1)), paths: 3)
    }
  }
}
