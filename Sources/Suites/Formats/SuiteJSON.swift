/// What came of a suite for programs, schema `lotwise/verify/1`. Keys are only ever added within a version.

import Formats
import Quantities
import Runs
import Scenario

struct SuiteJSON {
  static let schema = "lotwise/verify/1"

  private let outcome: SuiteOutcome

  init(_ outcome: SuiteOutcome) { self.outcome = outcome }

  func write(into out: inout ByteBuffer) {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", SuiteJSON.schema)
      json.string("error_rate", outcome.errorRate.factor)
      json.number("judgements", outcome.judgements)
      json.number("not_run", outcome.notRun)
      json.bool("interrupted", outcome.wasInterrupted)
      json.object("counts") { json in
        for verdict in Check.Verdict.allCases {
          json.number(String(verdict.rawValue.map { $0 == " " ? "_" : $0 }), outcome.count(verdict))
        }
      }
      json.array("broken_rules") { json in
        for rule in outcome.brokenRules { json.string(nil, rule.title) }
      }
      json.array("files") { json in
        for file in outcome.cases { write(file, into: &json) }
      }
    }
    out.append(text: withoutCommands(json: json.finish()))
  }

  private func write(_ file: CaseOutcome, into json: inout JSONWriter) {
    json.object { json in
      json.string("path", file.path)
      json.string("title", file.title)
      json.string("verdict", file.verdict.rawValue)
      if let rule = file.rule {
        json.object("rule") { json in
          json.string("source", rule.source)
          json.string("boundary", rule.boundary)
        }
      }
      json.array("checks") { json in
        for check in file.checks {
          json.object { json in
            json.string("name", check.name)
            json.string("verdict", check.verdict.rawValue)
            json.string("message", check.message)
            json.string("path", check.place.path)
            json.number("line", check.place.line)
            json.array("details") { json in for detail in check.details { json.string(nil, detail) } }
          }
        }
      }
    }
  }
}
