/// Gates as checks: each for each plan that it is about.

import Analysis
import Quantities
import Results
import Runs
import Scenario
import Simulation

extension Simulated {
  /// The plans that a gate of a scenario or a suite is about. One that a suite names and no scenario has is no mistake.
  static func plans(of gate: Gate, in scenario: Scenario) -> [Int] {
    scenario.plans.indices.filter { gate.plans?.contains(scenario.plans[$0].name) ?? true }
  }

  func check(_ gate: Gate, plan: Int, missing probability: Double) -> Check {
    let name = "gate: \(gate.text) (plan \(scenario.plans[plan].name))"
    guard let judged = judge(gate, plan: plan, in: run, of: scenario, missing: probability) else {
      return Check(name, .skipped, "there is no \(gate.subject.name) here", place: gate.place)
    }
    let measure = judged.measure
    let isShare = gate.share != nil
    let value = isShare ? Measure.outageRisk.told(judged.value) : measure.told(judged.value)
    let low = isShare ? Measure.outageRisk.told(judged.interval.low) : measure.told(judged.interval.low)
    let high = isShare ? Measure.outageRisk.told(judged.interval.high) : measure.told(judged.interval.high)
    let settings = judged.settings.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
    var message = isShare ? "in \(value) of futures" : "it is \(value)"
    if judged.interval.low < judged.interval.high { message += " (\(low) to \(high))" }
    if !settings.isEmpty { message += " with \(settings)" }
    switch judged.verdict {
    case .kept: return Check(name, .passed, message, place: gate.place)
    case .broken: return Check(name, gate.otherwise == .warn ? .warned : .failed, message, place: gate.place)
    case .undecided(let needed):
      let most = 10_000_000
      let remedy =
        needed.map {
          $0 <= most
            ? "about \(grouped(Simulated.roundedUp($0))) futures would tell: --paths"
            : "more than \(grouped(most)) futures would be needed: it is as good as equal"
        } ?? "no number of futures would tell: it is equal"
      return Check(
        name, gate.otherwise == .warn ? .warned : .undecided,
        "\(message), which \(grouped(run.paths)) futures cannot decide; \(remedy)", place: gate.place)
    }
  }

  /// A guess: two digits of it.
  private static func roundedUp(_ count: Int) -> Int {
    var unit = 1
    while count / unit >= 100 { unit *= 10 }
    return (count + unit - 1) / unit * unit
  }
}
