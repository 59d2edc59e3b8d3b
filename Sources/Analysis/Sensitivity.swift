/// What moves a plan's total cost: a linear regression of it over what the futures drew, one input at a time. Ordinary
/// least squares from sums in one order with plain arithmetic, so that every machine has the same digits.
///
/// Inputs are the control variates (standardised by construction; the level of a workload is left out where its noise
/// and growth are there, for it is made of them), what the plan's seller lost or revoked, and declined payments. One that
/// does not vary, or that the others explain to one part in a million, takes no part.

import Results
import Simulation

func sensitivities(
  of run: SimulationRun, _ plans: [PlanRun], _ costs: [[Int64]], _ ranking: Ranking
) -> [Sensitivity] {
  let shared = run.controlNames.enumerated().filter { !$0.element.hasPrefix("level of ") }
    .map { Regressor($0.element, run.controls[$0.offset].map(Double.init)) }
  func own(_ plan: Int, _ prefix: String = "") -> [Regressor] {
    let lost = zip(plans[plan].column(.revoked), plans[plan].column(.undelivered))
    return [
      Regressor(prefix + "credit lost by the seller", lost.map { Double($0 + $1) }),
      Regressor(prefix + "declined payments", plans[plan].column(.declines).map(Double.init)),
    ]
  }
  var found = plans.indices.map { plan in
    regress(costs[plan].map(Double.init), on: shared + own(plan), plan: plan, against: nil)
  }
  if ranking.order.count > 1 {
    let (a, b) = (ranking.order[0], ranking.order[1])
    let gap = zip(costs[a], costs[b]).map { Double($0 - $1) }
    found.append(
      regress(gap, on: shared + own(a, "cheapest plan: ") + own(b, "next plan: "), plan: a, against: b))
  }
  return found
}

private struct Regressor {
  let name: String
  let centred: [Double]
  let low: Double
  let high: Double
  let square: Double

  init(_ name: String, _ values: [Double]) {
    self.name = name
    let mean = values.reduce(0, +) / Double(max(values.count, 1))
    centred = values.map { $0 - mean }
    square = centred.reduce(0) { $0 + $1 * $1 }
    let sorted = centred.sorted()
    func rank(_ percent: Int) -> Int { max(0, (percent * sorted.count + 99) / 100 - 1) }
    low = sorted.isEmpty ? 0 : sorted[rank(5)]
    high = sorted.isEmpty ? 0 : sorted[rank(95)]
  }
}

private func regress(_ values: [Double], on all: [Regressor], plan: Int, against: Int?) -> Sensitivity {
  let target = Regressor("", values)
  // With fewer than fifty futures an input, chance would explain much of anything.
  guard target.square > 0, values.count >= 50 * all.count(where: { $0.square > 0 }) else {
    return Sensitivity(plan: plan, against: against, inputs: [], explained: 0)
  }
  // Gram and Schmidt: each input less what the ones before it explain.
  var kept: [Regressor] = []
  var basis: [[Double]] = []
  var parts: [[Double]] = []
  for input in all where input.square > 0 {
    var rest = input.centred
    var own: [Double] = []
    for direction in basis {
      let share = dot(rest, direction) / dot(direction, direction)
      own.append(share)
      for row in rest.indices { rest[row] -= share * direction[row] }
    }
    guard dot(rest, rest) > 1e-6 * input.square else { continue }
    kept.append(input)
    basis.append(rest)
    parts.append(own)
  }
  var slopes = basis.map { dot(target.centred, $0) / dot($0, $0) }
  let explained = zip(slopes, basis).reduce(0) { $0 + $1.0 * $1.0 * dot($1.1, $1.1) } / target.square
  for index in slopes.indices.reversed() {
    for (earlier, share) in parts[index].enumerated() { slopes[earlier] -= slopes[index] * share }
  }
  let inputs = zip(kept, slopes).map { input, slope in
    Sensitivity.Input(name: input.name, low: slope * input.low, high: slope * input.high)
  }
  return Sensitivity(
    plan: plan, against: against,
    inputs: inputs.sorted { max(abs($0.low), abs($0.high)) > max(abs($1.low), abs($1.high)) },
    explained: min(1, explained))
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for row in a.indices { sum += a[row] * b[row] }
  return sum
}
