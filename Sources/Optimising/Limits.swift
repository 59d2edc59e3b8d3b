/// What a plan has to keep to be chosen, and how near it is to breaking it.
///
/// Beside the gates there is the share of the work that a scenario wants served: a plan that `compare` would not call best is
/// none that a search should find. A gate whose breach only warns is told, and binds nobody.
///
/// In the search a gate is a distance: how far its figure is on the wrong side, in standard errors of the figure. 0 is on the limit, less
/// is better. Only in the selection is it judged, by an interval (Analysis/GateJudgement.swift).

import Analysis
import Numerics
import Quantities
import Results
import Scenario
import Simulation

struct Limits: Sendable {
  let gates: [Gate]

  init(_ scenario: Scenario, further: [Gate], servesEnough: Bool) {
    var gates = scenario.gates + further
    let share = scenario.serveAtLeast
    if servesEnough, share > .zero {
      let most = Double(1_000_000 - share.millionths) / 1e6
      let place = gates.first?.place ?? FilePlace(path: "", line: 0)
      gates.append(
        Gate(
          text: "refused share at most \(Ratio(millionths: 1_000_000 - share.millionths))",
          subject: .refusedShare, side: .atMost, limit: most, place: place))
    }
    self.gates = gates
  }

  var told: [Optimum.Limit] { gates.map { Optimum.Limit(text: $0.text, binds: $0.binds) } }
  var isEmpty: Bool { !gates.contains { $0.binds } }

  /// Indices of the gates that are about a plan of any of these names.
  func about(_ names: [String]) -> [Int] {
    gates.indices.filter { index in gates[index].plans?.contains { names.contains($0) } ?? true }
  }
}

extension Gate {
  var binds: Bool { otherwise == .fail }

  /// How far a figure is on the wrong side of the limit, in standard errors; nothing to judge is far on the wrong side.
  func distance(_ judged: GateJudgement?) -> Double {
    guard let judged else { return Gate.far }
    let (value, interval) = (judged.value, judged.interval)
    let isUpper = share == nil && side == .atMost
    let bound = share.map { Double($0.millionths) / 1e6 } ?? limit
    let beyond = isUpper ? value - bound : bound - value
    // The half of the interval that faces the limit.
    let half: Double = (beyond <= 0) == isUpper ? interval.high - value : value - interval.low
    guard half > 0, half.isFinite else { return beyond > 0 ? Gate.far : beyond == 0 ? 0 : -Gate.far }
    return max(-Gate.far, min(Gate.far, beyond / (half / Normal.z95)))
  }

  static let far = 1e6
  /// The interval of a search is a usual one.
  static let missingInSearch = 0.05
}
