/// How many runs the switches come to that a scenario leaves unknown: they multiply, and each run is simulated over every
/// future. At the boundary: 128 runs of a plan and 512 of all plans are made, one more is an error.

import Documents
import Quantities
import Scenario

extension ScenarioReader {
  /// Runs of the plan, for the sum of all; 0: nothing of it is unknown, or it has too many.
  func unknownRuns(of plan: PurchasePlan, _ label: Label) -> Int {
    // After a mistake a switch may be of what is not there.
    guard !plan.unknown.isEmpty, !findings.hasErrors else { return 0 }
    let levels = plan.unknownLevels
    let least = UnknownDesign.leastRuns(levels)
    let runs = least > UnknownDesign.mostRuns ? least : UnknownDesign(levels: levels).runs.count
    if runs <= UnknownDesign.mostRuns { return runs }
    findings.error(
      label.place,
      "\(plan.unknown.count) switches of \(quote(label.name)) are unknown, which takes "
        + "\(runs > least ? "" : "at least ")\(grouped(runs)) runs; the most is \(UnknownDesign.mostRuns)",
      "state the values of some of them: \(listed(names(of: plan), "and"))")
    return 0
  }

  func checkUnknownRuns(_ runs: [(place: Place, count: Int)]) {
    let sum = runs.reduce(0) { $0 + $1.count }
    guard sum > UnknownDesign.mostRunsOfAll, let largest = runs.max(by: { $0.count < $1.count }) else {
      return
    }
    findings.error(
      largest.place,
      "the unknown switches of all plans take \(grouped(sum)) runs together; the most is \(UnknownDesign.mostRunsOfAll)",
      "state the values of some of them, here first: this plan has \(grouped(largest.count)) runs")
  }

  /// Each once, with how many there are of it.
  private func names(of plan: PurchasePlan) -> [String] {
    var names: [(name: String, count: Int)] = []
    for unknown in plan.unknown {
      if let known = names.firstIndex(where: { $0.name == unknown.name }) {
        names[known].count += 1
      } else {
        names.append((unknown.name, 1))
      }
    }
    return names.map { $0.count == 1 ? "'\($0.name)'" : "'\($0.name)' (\(grouped($0.count)) times)" }
  }
}
