/// What is wrong with a suite, as annotations: each check at its own line.

import Runs

extension Annotations {
  init(_ outcome: SuiteOutcome) {
    self.init(
      outcome.cases.flatMap { file in
        file.checks.flatMap { check -> [Annotation] in
          let level: Annotation.Level
          switch check.verdict {
          case .failed, .error, .undecided: level = .error
          case .warned: level = .warning
          case .withinNoise: level = .notice
          case .passed, .updated, .skipped: return []
          }
          let title = file.name(of: check)
          // The first is at the check's own line; hosts show ten of a step.
          let others = check.causes.dropFirst().map {
            Annotation(level: level, place: $0.place, title: title, message: $0.text)
          }
          let details = check.causes.isEmpty ? Array(check.details.prefix(10)) : check.causes.map(\.text)
          return [
            Annotation(
              level: level, place: check.place, title: title,
              message: ([check.message] + details).joined(separator: "\n"))
          ] + others
        }
      })
  }
}
