/// Why a file is not as it is pinned: the values of its inputs that are other than in an earlier version, and what each of them does.

import Analysis
import Changes
import Scenario
import ScenarioFile

extension SuiteOutcome {
  /// Of each file whose figures changed, `difference` says what its inputs did; nil: that is not known. The check then stands at
  /// the line that did most.
  public mutating func explain(by difference: (_ path: String) -> FileDifference?) {
    for file in cases.indices {
      for index in cases[file].checks.indices {
        let check = cases[file].checks[index]
        guard check.verdict == .failed, check.name == Check.pinnedFigures,
          let causes = difference(cases[file].path)?.causes, !causes.isEmpty
        else { continue }
        let ordered = causes.sorted { $0.size > $1.size }
        cases[file].checks[index].message += "; because of \(ordered[0].text)"
        if let change = ordered[0].changes.first { cases[file].checks[index].place = change.place }
        cases[file].checks[index].causes = ordered.flatMap { cause in
          cause.changes.prefix(1).map {
            ($0.place, "\(cause.text): \(cause.effects.joined(separator: "; "))")
          }
        }
        cases[file].checks[index].details =
          ordered.map { cause in
            let place = cause.changes.first.map { "\($0.place.path):\($0.place.line): " } ?? ""
            return "\(place)\(cause.text): \(cause.effects.joined(separator: "; "))"
          } + check.details
      }
    }
  }
}
