/// What a plan has to keep to be chosen, and how near it is to breaking it.
///
/// Beside the gates there is the share of the work that a scenario wants served: a plan that `compare` would not call best is
/// none that a search should find. A gate whose breach only warns is told, and binds nobody.
///
/// In the search a gate is a distance: how far its figure is on the wrong side, with a margin that is counted in standard errors of the
/// figure. Only in the selection is it judged, by an interval (Analysis/GateJudgement.swift).

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

  var told: [Optimum.Limit] { gates.map { Optimum.Limit(text: $0.text, binds: $0.binds, plans: $0.plans) } }
  var isEmpty: Bool { !gates.contains { $0.binds } }

  /// How far inside walkers and candidates keep, in standard errors of a sample of so many futures: as much as is probably shown to be
  /// inside by so many of the selection; what may be, if chance helps; and what surely is. One that needs none, where nothing binds.
  func margins(_ futures: Int, selection: Int) -> [Double] {
    if isEmpty { return [0] }
    // Of an interval that has to hold for all candidates and looks.
    let half = Limits.halfOfSelection * (Double(futures) / Double(selection)).squareRoot()
    return [-half - 0.5, -half + 1, -half - 3, -2 * half - 6]
  }

  private static let halfOfSelection = 3.8

  /// Indices of the gates that are about a plan of any of these names.
  func about(_ names: [String]) -> [Int] {
    gates.indices.filter { index in gates[index].plans?.contains { names.contains($0) } ?? true }
  }
}

extension Gate {
  var binds: Bool { otherwise == .fail }

  /// Where a figure stands; nothing to judge is far on the wrong side.
  func standing(_ judged: GateJudgement?) -> GateStanding {
    guard let judged else { return GateStanding(value: .nan, beyond: Gate.far, error: 0, scale: 1) }
    let (value, interval) = (judged.value, judged.interval)
    let isUpper = share == nil && side == .atMost
    let bound = share.map { Double($0.millionths) / 1e6 } ?? limit
    let beyond = isUpper ? value - bound : bound - value
    // The half of the interval that faces the limit.
    let half: Double = (beyond <= 0) == isUpper ? interval.high - value : value - interval.low
    return GateStanding(
      value: value, beyond: beyond, error: half.isFinite ? max(0, half) / Normal.z95 : Gate.far,
      scale: bound == 0 ? subject.unit.baseUnits : abs(bound))
  }

  /// One figure is better for it than another.
  func isCloser(_ value: Double, than other: Double) -> Bool {
    share == nil && side == .atMost ? value < other : value > other
  }

  static let far = 1e6
  /// The interval of a search is a usual one.
  static let missingInSearch = 0.05
}

/// Where a plan stands towards a gate on one sample.
struct GateStanding: Sendable {
  let value: Double
  /// Below 0: inside.
  let beyond: Double
  let error: Double
  /// What an excess is told in parts of: the limit, or a unit where that is nothing.
  let scale: Double

  /// How far it is outside, with a margin in standard errors kept (below 0), or allowed.
  func excess(_ margin: Double) -> Double { max(0, beyond - margin * error) / scale }
}
