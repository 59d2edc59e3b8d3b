/// What the provider lets through a minute, over a step: where the requests, prompt tokens (cache reads aside) or answer
/// tokens that a class of models is expected to get exceed it, every workload's requests of that class pass in the same
/// share, and the rest is held back. Expected numbers are compared, not drawn ones: a limit a minute, not a step, is met by
/// the level of demand and not by the chance of single requests.

import Numerics
import Pricing
import Quantities

struct RateLimits: Sendable {
  private struct Rule: Sendable {
    /// Most a step.
    var requests: Double
    var input: Double
    var output: Double
    /// By workload, a request: what counts against the rule.
    var loads: [(requests: Double, input: Double, output: Double)]
  }

  private let rules: [Rule]
  private let limited: [Bool]

  /// Nil where no limit can be met even at fifty times the usual level.
  init?(
    _ limits: [RateLimit], _ workloads: [Workload], _ models: [WorkloadModel], card: RateCard, step: Int64
  ) {
    let minutes = Double(step) / 60
    var rules: [Rule] = []
    for limit in limits {
      let names = limit.models
      var loads = [(requests: Double, input: Double, output: Double)](
        repeating: (0, 0, 0), count: workloads.count)
      var busiest = (requests: 0.0, input: 0.0, output: 0.0)
      for (index, workload) in workloads.enumerated() {
        guard case .requests(let profile) = workload.size, case .requests(let steps, _) = models[index].draws
        else { continue }
        let share = profile.mix.reduce(0.0) { sum, part in
          let isNamed = names?.contains(card.models[part.model.index].name) ?? true
          return isNamed ? sum + Double(part.share.millionths) / 1e6 : sum
        }
        let fresh = 1 - Double(profile.cacheRead.millionths) / 1e6
        loads[index] = (
          share, share * profile.input.usualMean * fresh, share * profile.output.usualMean
        )
        let most = steps.most
        busiest.requests += loads[index].requests * most
        busiest.input += loads[index].input * most
        busiest.output += loads[index].output * most
      }
      func most(_ perMinute: Int64?) -> Double { perMinute.map { Double($0) * minutes } ?? .infinity }
      let rule = Rule(
        requests: most(limit.requests), input: most(limit.inputTokens), output: most(limit.outputTokens),
        loads: loads)
      if 50 * busiest.requests > rule.requests || 50 * busiest.input > rule.input
        || 50 * busiest.output > rule.output
      {
        rules.append(rule)
      }
    }
    guard !rules.isEmpty else { return nil }
    self.rules = rules
    limited = workloads.indices.map { index in rules.contains { $0.loads[index].requests > 0 } }
  }

  func share(of workload: Int) -> Bool { limited[workload] }

  /// The share of each workload that passes in each step; the tightest rule that names any of its models decides.
  func load(
    _ workloads: [(model: WorkloadModel, levels: [Double], stays: RegimeStays)], _ horizon: Horizon,
    _ future: inout DemandPath
  ) {
    future.passing = Array(repeating: 1, count: limited.count * horizon.steps)
    for rule in rules {
      var sums = [(requests: Double, input: Double, output: Double)](
        repeating: (0, 0, 0), count: horizon.steps)
      for entry in workloads where limited[entry.model.number] {
        guard case .requests(let steps, _) = entry.model.draws else { continue }
        let load = rule.loads[entry.model.number]
        steps.load(horizon, entry.model.regimes, levels: entry.levels, entry.stays) { step, requests in
          sums[step].requests += requests * load.requests
          sums[step].input += requests * load.input
          sums[step].output += requests * load.output
        }
      }
      for step in sums.indices {
        let sum = sums[step]
        var passing = 1.0
        if sum.requests > rule.requests { passing = rule.requests / sum.requests }
        if sum.input > rule.input { passing = min(passing, rule.input / sum.input) }
        if sum.output > rule.output { passing = min(passing, rule.output / sum.output) }
        guard passing < 1 else { continue }
        for workload in limited.indices where rule.loads[workload].requests > 0 {
          let place = workload * horizon.steps + step
          future.passing[place] = min(future.passing[place], passing)
        }
      }
    }
  }
}

extension TokenLaw {
  var usualMean: Double {
    switch self {
    case .fixed(let tokens): return Double(tokens.count)
    case .lognormal(let median, let p90):
      guard median.count > 0 else { return 0 }
      let law = CostLaw.Lognormal(median: Double(median.count), p90: Double(p90.count))
      return Mathematics.exp(law.location + law.scale * law.scale / 2)
    case .table(let values):
      let whole = values.reduce(0) { $0 + Double($1.weight.millionths) }
      return values.reduce(0) { $0 + Double($1.tokens.count) * Double($1.weight.millionths) } / whole
    }
  }
}
