/// A difference for programs, schema `lotwise/diff/1`: amounts and shares are decimal strings of nine decimals at most.

import Analysis
import Formats
import Quantities
import Results
import Runs
import Scenario
import ScenarioFile

struct DifferenceJSON {
  static let schema = "lotwise/diff/1"

  private let differences: Differences

  init(_ differences: Differences) { self.differences = differences }

  func write(into out: inout ByteBuffer) {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", DifferenceJSON.schema)
      json.string("against", differences.against)
      json.number("unchanged", differences.unchanged)
      json.array("added") { json in for path in differences.added { json.string(nil, path) } }
      json.array("removed") { json in for path in differences.removed { json.string(nil, path) } }
      json.array("unreadable") { json in
        for (path, why) in differences.unreadable {
          json.object { json in
            json.string("path", path)
            json.string("why", why)
          }
        }
      }
      json.array("files") { json in for file in differences.files { write(file, into: &json) } }
    }
    out.append(text: withoutCommands(json: json.finish()))
  }

  private func write(_ file: FileDifference, into json: inout JSONWriter) {
    json.object { json in
      json.string("title", file.title)
      json.string("old", file.old)
      json.string("new", file.new)
      json.number("paths", file.futures)
      json.string("seed", String(file.seed))
      json.bool("paired", file.isPaired)
      json.array("inputs") { json in for change in file.inputs { write(change, into: &json) } }
      json.array("plans") { json in for plan in file.plans { write(plan, into: &json) } }
      json.array("causes") { json in
        for cause in file.causes {
          json.object { json in
            json.array("inputs") { json in for change in cause.changes { write(change, into: &json) } }
            json.array("plans") { json in for plan in cause.plans { write(plan, into: &json) } }
          }
        }
      }
      json.array("notes") { json in for note in file.notes { json.string(nil, note) } }
    }
  }

  private func write(_ change: InputChange, into json: inout JSONWriter) {
    json.object { json in
      json.array("path") { json in for part in change.path { json.string(nil, part) } }
      if let before = change.before { json.string("before", before) } else { json.null("before") }
      if let after = change.after { json.string("after", after) } else { json.null("after") }
      json.string("file", change.place.path)
      json.number("line", change.place.line)
    }
  }

  private func write(_ plan: PlanDifference, into json: inout JSONWriter) {
    json.object { json in
      json.string("name", plan.name)
      json.string(
        "presence", plan.presence == .both ? "both" : plan.presence == .added ? "added" : "removed")
      json.object("measures") { json in
        for change in plan.changes {
          json.object(change.measure.key) { json in
            let scale = change.measure.unit.baseUnits
            json.string("unit", change.measure.unit.rawValue)
            json.figure("before", change.before, scale)
            json.figure("after", change.after, scale)
            json.figure("difference", change.mean, scale)
            json.figure("std_error", change.standardError, scale)
            json.figure("low", change.mean - change.halfWidth, scale)
            json.figure("high", change.mean + change.halfWidth, scale)
            json.number("futures_changed", change.changed)
            json.bool("real", change.isReal)
          }
        }
      }
    }
  }
}

extension Annotations {
  /// On the line of each cause: what it does.
  init(_ differences: Differences) {
    let found = differences.files.flatMap { file in
      file.causes.compactMap { cause -> Annotation? in
        guard let change = cause.changes.first else { return nil }
        return Annotation(
          level: .warning, place: change.place, title: "\(file.title): \(cause.text)",
          message: cause.effects.joined(separator: "\n"))
      }
    }
    self.init(found)
  }
}
