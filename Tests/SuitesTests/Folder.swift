/// A folder for one test, and what `lotwise verify` does in it.

import Formats
import Foundation
import Pages
import Quantities
import Changes
import Results
import Runs
import Suites
import ScenarioFile

final class Folder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "lotwise-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appending(path: name).path }

  func write(_ name: String, _ text: String) throws {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
  }

  func text(_ name: String) throws -> String {
    try String(contentsOf: url.appending(path: name), encoding: .utf8)
  }

  /// Replaces a text in a file; it has to be there.
  func change(_ name: String, _ was: String, _ becomes: String) throws {
    let text = try text(name)
    precondition(text.contains(was), "\(name) has '\(was)'")
    try write(name, text.replacing(was, with: becomes))
  }

  static var options: SuiteOptions { SuiteOptions(version: "test") }

  func run(_ options: SuiteOptions = Folder.options, _ names: String...) throws -> SuiteOutcome {
    let paths = names.isEmpty ? [url.path] : names.map(path)
    let (outcome, updates) = try SuiteRun(try Subject.find(in: paths), options).run()
    for (path, text) in updates { try text.write(toFile: path, atomically: true, encoding: .utf8) }
    return outcome
  }

  @discardableResult
  func pin(futures: Int? = nil, version: String = "test") throws -> SuiteOutcome {
    var options = SuiteOptions(version: version)
    options.update = true
    options.futures = futures
    return try run(options)
  }

  func written(_ format: SuiteFormat, _ outcome: SuiteOutcome) -> String {
    var out = ByteBuffer()
    format.write(outcome, report: TextReport(), into: &out)
    return out.text.replacing(url.path, with: "FOLDER")
  }
}

/// Two files that many tests begin with.
enum Given {
  static let replay = """
    lotwise: 1
    title: two requests
    start: 2026-01-01
    lots:
      credit: {credit: $10, at: 2026-01-01, expires: 2026-07-01}
    requests:
      - {at: 2026-06-30, amount: $1}
      - {at: 2026-07-01, amount: $1}

    """

  static let scenario = """
    lotwise: 1
    title: some days
    start: 2026-12-01
    horizon: 30 days
    workloads:
      chat: {spend: {law: lognormal, mean: $20, sd: $15}, noise: {daily: 30%}}
    plans:
      reload:
        auto-reload: {below: $20, add: $100}
      lots:
        buy: [{credit: $500, at: 2026-12-01, validity: 20 days}]

    """
}
