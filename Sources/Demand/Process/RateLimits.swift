/// What the provider lets through a minute, over a step: where the requests, prompt tokens (cache reads aside) or answer
/// tokens that a class of models is expected to get exceed it, every workload's requests of that class pass in the same
/// share, and the rest is held back: it waits, and passes in later steps as far as they have room, first in, first out.
/// What has waited for the scenario's patience (a day, where it states none) is lost, and so is what still waits at the
/// end. Expected numbers are compared, not drawn ones: a limit a minute, not a step, is met by the level of demand and
/// not by the chance of single requests.

import Numerics
import Pricing
import Quantities

public struct RateLimits: Sendable {
  private struct Rule: Sendable {
    /// Most a step.
    var requests: Double
    var input: Double
    var output: Double
    /// By workload, a request: what counts against the rule.
    var loads: [(requests: Double, input: Double, output: Double)]
  }

  /// How long what is held back waits where the scenario does not say.
  static let usualPatience = TimeSpan.day

  private let rules: [Rule]
  private let limited: [Bool]
  /// In whole steps.
  private let patience: Int

  /// Nil where no limit can be met even at fifty times the usual level.
  init?(
    _ limits: [RateLimit], _ workloads: [Workload], _ models: [WorkloadModel], card: RateCard, step: Int64,
    patience: Int64
  ) {
    let busiest = models.map { model in
      if case .requests(let steps, _) = model.draws { steps.most } else { 0.0 }
    }
    let rules = RateLimits.rules(limits, workloads, busiest: busiest, card: card, step: step)
    guard !rules.isEmpty else { return nil }
    self.rules = rules
    self.patience = Int(patience / step)
    limited = workloads.indices.map { index in rules.contains { $0.loads[index].requests > 0 } }
  }

  /// Whether any of these limits may be met at fifty times the usual level of these workloads, hour by hour.
  public static func mayHoldBack(
    _ workloads: [Workload], limits: [RateLimit], card: RateCard
  ) -> Bool {
    let busiest = workloads.map { workload in
      guard case .requests(let profile) = workload.size else { return 0.0 }
      let (days, hours) = (workload.shape.days, workload.shape.hours)
      let most = Double(days.max()?.millionths ?? 0) * Double(hours.max()?.millionths ?? 0) / 1e12
      return RequestRate(workload, profile).perLevelHour * most
    }
    return !rules(limits, workloads, busiest: busiest, card: card, step: TimeSpan.hour).isEmpty
  }

  /// Those that may be met. `busiest`: by workload, the expected requests of its busiest step at the usual level.
  private static func rules(
    _ limits: [RateLimit], _ workloads: [Workload], busiest steps: [Double], card: RateCard, step: Int64
  ) -> [Rule] {
    let minutes = Double(step) / 60
    var rules: [Rule] = []
    for limit in limits {
      let names = limit.models
      var loads = [(requests: Double, input: Double, output: Double)](
        repeating: (0, 0, 0), count: workloads.count)
      var busiest = (requests: 0.0, input: 0.0, output: 0.0)
      for (index, workload) in workloads.enumerated() {
        guard case .requests(let profile) = workload.size else { continue }
        let share = profile.mix.reduce(0.0) { sum, part in
          let isNamed = names?.contains(card.models[part.model.index].name) ?? true
          return isNamed ? sum + Double(part.share.millionths) / 1e6 : sum
        }
        let fresh = 1 - Double(profile.cacheRead.millionths) / 1e6
        loads[index] = (
          share, share * profile.input.usualMean * fresh, share * profile.output.usualMean
        )
        let most = steps[index]
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
    return rules
  }

  func share(of workload: Int) -> Bool { limited[workload] }

  /// What of each workload passes in each step: the tightest rule that names any of its models decides.
  func load(
    _ workloads: [(model: WorkloadModel, levels: [Double], stays: RegimeStays)], _ horizon: Horizon,
    _ future: inout DemandPath
  ) {
    let steps = horizon.steps
    future.isHeldBack = false
    future.asked.removeAll(keepingCapacity: true)
    future.asked.append(contentsOf: repeatElement(0, count: limited.count * steps))
    for entry in workloads where limited[entry.model.number] {
      guard case .requests(let requests, _) = entry.model.draws else { continue }
      let place = entry.model.number * steps
      requests.load(horizon, entry.model.regimes, levels: entry.levels, entry.stays) { step, expected in
        future.asked[place + step] += expected
      }
    }
    let shares = Shares(rules, limited)
    var wanted = Array(repeating: 0.0, count: limited.count)
    for step in 0..<steps {
      for workload in wanted.indices { wanted[workload] = future.asked[workload * steps + step] }
      guard shares.isExceeded(by: wanted) else { continue }
      future.isHeldBack = true
      return queue(from: step, steps, shares, &future)
    }
  }

  /// From the first step on in which a rule is exceeded: what does not pass waits behind what has waited longer.
  private func queue(from first: Int, _ steps: Int, _ shares: Shares, _ future: inout DemandPath) {
    let size = limited.count * steps
    future.passing = Array(repeating: 1, count: size)
    future.late = Array(repeating: 0, count: size)
    future.lost = Array(repeating: 0, count: size)
    var queues = limited.map { _ in Queue() }
    var wanted = Array(repeating: 0.0, count: limited.count)
    for step in first..<steps {
      for workload in wanted.indices {
        wanted[workload] = future.asked[workload * steps + step] + queues[workload].waiting
      }
      let passing = shares.passing(wanted)
      for workload in wanted.indices where limited[workload] {
        let place = workload * steps + step
        let fresh = future.asked[place]
        // All, exactly.
        let through = passing[workload] < 1 ? wanted[workload] * passing[workload] : wanted[workload]
        let late = min(queues[workload].waiting, through)
        future.late[place] = late
        if fresh > 0, passing[workload] < 1 { future.passing[place] = min(1, (through - late) / fresh) }
        // So old is what may pass for the last time.
        let oldest = step - patience
        future.lost[place] = queues[workload].pass(
          through, of: fresh, and: oldest >= first ? future.asked[workload * steps + oldest] : 0,
          isOver: step == steps - 1)
      }
    }
  }
}

/// Expected requests that wait, first in, first out.
private struct Queue {
  private(set) var waiting = 0.0
  /// All that was asked for; what of it has passed or was lost; and what of it may not wait any longer.
  private var asked = 0.0
  private var gone = 0.0
  private var due = 0.0

  /// What is lost when so much has passed, of so much more, and so much more may not wait any longer.
  mutating func pass(_ through: Double, of fresh: Double, and old: Double, isOver: Bool) -> Double {
    asked += fresh
    due = isOver ? asked : due + old
    gone += through
    let lost = max(0, due - gone)
    gone += lost
    waiting = max(0, asked - gone)
    // What is left of sums that should be alike.
    if waiting < 1e-9 * asked { (waiting, gone) = (0, asked) }
    return lost > 1e-9 * asked ? lost : 0
  }
}

extension RateLimits {
  /// What the rules let through of what is wanted in one step.
  private struct Shares {
    let rules: [Rule]
    let limited: [Bool]

    init(_ rules: [Rule], _ limited: [Bool]) { (self.rules, self.limited) = (rules, limited) }

    func isExceeded(by wanted: [Double]) -> Bool { rules.contains { share($0, wanted) < 1 } }

    /// By workload.
    func passing(_ wanted: [Double]) -> [Double] {
      var passing = wanted.map { _ in 1.0 }
      for rule in rules {
        let share = share(rule, wanted)
        guard share < 1 else { continue }
        for workload in limited.indices where rule.loads[workload].requests > 0 {
          passing[workload] = min(passing[workload], share)
        }
      }
      return passing
    }

    private func share(_ rule: Rule, _ wanted: [Double]) -> Double {
      var sum = (requests: 0.0, input: 0.0, output: 0.0)
      for workload in limited.indices where limited[workload] {
        sum.requests += wanted[workload] * rule.loads[workload].requests
        sum.input += wanted[workload] * rule.loads[workload].input
        sum.output += wanted[workload] * rule.loads[workload].output
      }
      var passing = 1.0
      if sum.requests > rule.requests { passing = rule.requests / sum.requests }
      if sum.input > rule.input { passing = min(passing, rule.input / sum.input) }
      if sum.output > rule.output { passing = min(passing, rule.output / sum.output) }
      return passing
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
