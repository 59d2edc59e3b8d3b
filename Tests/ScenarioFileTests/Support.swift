/// Cases as text, files that live as long as a test, and both readers of event files.

import Documents
import Foundation
import Ledger
import Pricing
import Quantities
import Scenario
import ScenarioFile
import Testing

/// A case from YAML; the version line may be left out.
func read(_ yaml: String, path: String = "case.yaml") throws -> ReplayCase {
  let text = yaml.hasPrefix("lotwise") || yaml.hasPrefix("{") ? yaml : "lotwise: 1\n" + yaml
  do {
    return try CaseFile.read(bytes: Array(text.utf8), path: path).case
  } catch {
    Issue.record("\(error.rendered(color: false))")
    throw error
  }
}

/// What is said about some bytes; nothing if they are a case without mistakes.
func reported(_ bytes: [UInt8]) -> String {
  do {
    return try CaseFile.read(bytes: bytes, path: "case.yaml").warnings.rendered(color: false)
  } catch {
    return error.rendered(color: false)
  }
}

func reported(_ yaml: String) -> String { reported(Array(yaml.utf8)) }

/// A folder that is gone after the test.
final class Scratch {
  let folder = FileManager.default.temporaryDirectory.appending(path: "lotwise-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let place = folder.appending(path: name)
    try Data(bytes).write(to: place)
    return place.path
  }
}

extension Instant {
  /// Programmer's shorthand.
  static func at(_ text: String) -> Instant {
    guard let instant = try? Instant(parsing: text) else { preconditionFailure("\(text) is an instant") }
    return instant
  }
}

extension Nanodollars {
  static func of(_ text: String) -> Nanodollars {
    guard let amount = try? Nanodollars(parsing: text) else { preconditionFailure("\(text) is money") }
    return amount
  }
}
