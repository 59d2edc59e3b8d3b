/// What can be worked out without simulating, against 200,000 futures (a million in `make soak`): |z| < 4 each. Days are one
/// draw of a law, or months are: a lot that lives for one draw has the law itself as its demand.

import Demand
import Ledger
import Numerics
import Quantities
import Results
import Scenario
import Simulation
import Testing

private let many = futures(200_000)

/// One lot of face L valid for one day, demand D of that day: waste is (L - D)+, it runs dry if D > L.
private struct OneLot: Sendable, CustomTestStringConvertible {
  var name: String
  var law: SpendLaw
  var lot: Int64
  /// E[(L - D)+] in dollars, and P(D > L).
  var waste: Double
  var dry: Double

  var testDescription: String { name }
}

private func phi(_ x: Double) -> Double { Normal.probability(atMost: x) }
private func density(_ x: Double) -> Double {
  0.398_942_280_401_432_7 * Mathematics.exp(-x * x / 2)
}

private let oneLots: [OneLot] = {
  // Normal(100, 20), cut at 0 five standard deviations below.
  let k = (110.0 - 100) / 20
  let normal = OneLot(
    name: "normal", law: .normal(mean: .dollars(100), sd: .dollars(20)), lot: 110,
    waste: 10 * phi(k) + 20 * density(k), dry: 1 - phi(k))
  // Gamma of mean 100 and sd 50: shape 4, scale 25. E[D; D < L] = 100 P(shape 5).
  let four = Mathematics.incompleteGamma(4, 120 / 25).lower
  let five = Mathematics.incompleteGamma(5, 120 / 25).lower
  let gamma = OneLot(
    name: "gamma", law: .gamma(mean: .dollars(100), sd: .dollars(50)), lot: 120,
    waste: 120 * four - 100 * five, dry: 1 - four)
  // Lognormal of median 80 and 90 % point 200.
  let s = Mathematics.log(2.5) / 1.281_551_565_544_600_4
  let d = Mathematics.log(150.0 / 80) / s
  let lognormal = OneLot(
    name: "lognormal", law: .lognormal(.median(.dollars(80), p90: .dollars(200))), lot: 150,
    waste: 150 * phi(d) - 80 * Mathematics.exp(s * s / 2) * phi(d - s), dry: 1 - phi(d))
  // Compound Poisson: N of mean 6, each $10; exact sums.
  var (p, waste, served) = (Mathematics.exp(-6), 0.0, 0.0)
  for n in 0...7 {
    if n > 0 { p *= 6 / Double(n) }
    waste += p * (75 - 10 * Double(n))
    served += p
  }
  let poisson = OneLot(
    name: "compound Poisson", law: .poisson(count: Ratio(millionths: 6_000_000), size: .fixed(.dollars(10))),
    lot: 75, waste: waste, dry: 1 - served)
  return [normal, gamma, lognormal, poisson]
}()

private func lot(_ name: String, _ dollars: Int64, from: Int64 = 0, lasts: Int64, paid: Int64? = nil)
  -> Purchase
{
  var terms = LotTerms()
  terms.validity = .lasting(.seconds(lasts))
  return Purchase(
    name: name, source: .official, orderedAt: beginning.after(from), face: .dollars(dollars),
    price: .dollars(paid ?? dollars), terms: terms)
}

@Suite struct `Many futures agree with what can be worked out` {
  @Test(arguments: oneLots)
  private func `one lot against one draw: expected waste and the probability of running dry`(_ row: OneLot)
    throws
  {
    var plan = LedgerPlan(start: beginning)
    plan.purchases = [lot("lot", row.lot, lasts: days(1))]
    let run = try simulated(
      world(plan, [workload(row.law, length: days(1))], length: days(1)), paths: many)
    let expired = run.runs[0].column(.expired)
    #expect(abs(z(expired, row.waste)) < 4)
    let dry = run.runs[0].column(.outages).count { $0 > 0 }
    #expect(abs(z(share: dry, of: many, row.dry)) < 4)
  }

  @Test func `two stacked lots: the second wastes what the first left it of two days`() throws {
    // $60 for the first day only, $150 for both; normal days of 100 and 20. The first is drawn first; what day 1 takes
    // beyond it, and day 2, come from the second.
    var plan = LedgerPlan(start: beginning)
    plan.purchases = [lot("first", 60, lasts: days(1)), lot("second", 150, lasts: days(2))]
    let law = SpendLaw.normal(mean: .dollars(100), sd: .dollars(20))
    let run = try simulated(
      world(plan, [workload(law, length: days(2))], length: days(2)), paths: many)
    let (first, second) = (run.runs[0].lots[0], run.runs[0].lots[1])
    // E[(60 - D)+]; D1 + D2 is normal(200, 28.28), and the first lot is used up but for that.
    let a = -2.0
    let firstWaste = -40 * phi(a) + 20 * density(a)
    #expect(abs(Double(first.expired) / 1e9 / Double(many) - firstWaste) < 0.01)
    // E[(150 - (D1 - 60)+ - D2)+] by summing over D1.
    var secondWaste = 0.0
    for index in -800...800 {
      let x = Double(index) / 100
      let left = 150 - max(0, 40 + 20 * x) - 100
      secondWaste += 0.01 * density(x) * (left * phi(left / 20) + 20 * density(left / 20))
    }
    let column = run.runs[0].column(.expired)
    #expect(abs(z(column, firstWaste + secondWaste)) < 4)
    #expect(second.expired > 0)
  }

  @Test func `auto-reloads: their number is a function of what was used, as renewal theory counts`() throws {
    // $100 at the start, below $20 add $50 at once: the k-th reload when $80 + (k - 1) $50 and a little have been used.
    var plan = LedgerPlan(start: beginning)
    plan.purchases = [lot("start", 100, lasts: days(1_000))]
    plan.autoReloads = [
      AutoReload(
        offer: Offer(name: "reload", source: .autoReload), threshold: .dollars(20),
        amount: .fixed(.dollars(50)))
    ]
    let law = SpendLaw.gamma(mean: .dollars(30), sd: .dollars(40))
    let length = days(60)
    let run = try simulated(
      world(plan, [workload(law, length: length)], length: length), paths: futures(40_000))
    let reloads = run.runs[0].column(.reloads)
    for (path, demand) in run.demand.enumerated() {
      let over = demand - 80_000_000_000
      let expected = over <= 0 ? 0 : (over - 1) / 50_000_000_000 + 1
      try #require(reloads[path] == expected)
    }
    // 60 days are gamma of shape 60 x 0.5625 and scale 160/3: E[N] = sum over k of P(D > 80 + 50 (k - 1)).
    var expected = 0.0
    for k in 0..<400 {
      expected += Mathematics.incompleteGamma(33.75, (80 + 50 * Double(k)) / (160.0 / 3)).upper
    }
    #expect(abs(z(reloads, expected, scale: 1)) < 4)
  }

  @Test func `a daily cap serves E min(D, cap) a day`() throws {
    var plan = LedgerPlan(start: beginning)
    plan.purchases = [lot("plenty", 100_000, lasts: days(1_000))]
    plan.usageCaps = [UsageCap(amount: .dollars(110), window: .day(.utc))]
    let law = SpendLaw.normal(mean: .dollars(100), sd: .dollars(20))
    let run = try simulated(
      world(plan, [workload(law, length: days(4))], length: days(4)), paths: many)
    let k = 0.5
    let served = 110 - (10 * phi(k) + 20 * density(k))
    #expect(abs(z(run.runs[0].column(.used), 4 * served)) < 4)
    #expect(abs(z(run.runs[0].column(.dailyCap), 4 * (100 - served))) < 4)
  }

  @Test func `requests: a fortnight's spend has the mean and the variance of its compound law`() throws {
    var plan = LedgerPlan(start: beginning)
    plan.purchases = [lot("plenty", 100_000, lasts: days(1_000))]
    let law = SpendLaw.poisson(
      count: Ratio(millionths: 500_000), size: .lognormal(.mean(.dollars(3), sd: .dollars(6))))
    let run = try simulated(
      world(plan, [workload(law, per: .hour, length: days(14))], length: days(14)), paths: futures(90_000))
    let mean = 336 * 0.5 * 3.0
    let variance = 336 * 0.5 * (9 + 36.0)
    #expect(abs(z(run.demand, mean)) < 4)
    let n = Double(run.demand.count)
    let spread = run.demand.reduce(0.0) { $0 + (Double($1) / 1e9 - mean) * (Double($1) / 1e9 - mean) } / n
    // Within 1 % of the standard deviation.
    #expect(abs((spread / variance).squareRoot() - 1) < 0.01)
  }
}
