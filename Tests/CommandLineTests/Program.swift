/// The built program, run as a user would run it: arguments in; exit code, output and messages out.

import Foundation
import Testing

struct Outcome {
  var status: Int32
  /// Ended by a signal and not by itself.
  var wasKilled: Bool
  var output: String
  var errors: String
}

enum Program {
  /// The executable stands beside the bundle of the tests.
  static let url: URL = {
    let runner = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: runner).deletingLastPathComponent().appendingPathComponent("lotwise")
  }()

  /// The program with faults planted in it (scripts/planted.py).
  static let planted = root.appendingPathComponent(".build/planted/lotwise")
  static var isPlantedBuilt: Bool { FileManager.default.isExecutableFile(atPath: planted.path) }

  /// The project's own folder: tests run there, so that paths in messages are the same everywhere.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Runs `lotwise` with these words. Output goes through files, so that none of it can block.
  static func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Outcome {
    try run(words: arguments, environment: environment)
  }

  static func run(words: [String], environment: [String: String] = [:]) throws -> Outcome {
    try run(url.path, words, environment: environment)
  }

  /// Runs a line of shell in which `lotwise` is the built program.
  static func shell(_ line: String, environment: [String: String] = [:]) throws -> Outcome {
    let path = url.deletingLastPathComponent().path
    return try run(
      "/bin/bash", ["-c", "set -o pipefail; PATH=\(path):$PATH; \(line)"], environment: environment)
  }

  static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Outcome {
    let folder = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = root
    process.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
      .merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try folder.handle("output")
    process.standardError = try folder.handle("errors")
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal,
      output: try folder.text("output"), errors: try folder.text("errors"))
  }

  static func isInstalled(_ tool: String) -> Bool {
    ["/usr/local/bin/", "/usr/bin/", "/bin/"].contains {
      FileManager.default.isExecutableFile(atPath: $0 + tool)
    }
  }
}

/// A folder that goes away with the test.
final class TemporaryFolder {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("lotwise-tests-\(UUID())")

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  func write(_ name: String, _ text: String) throws {
    try text.write(toFile: path(name), atomically: false, encoding: .utf8)
  }

  /// Bytes that are no UTF-8 are replaced, not refused.
  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: url.appendingPathComponent(name)), as: UTF8.self)
  }

  func handle(_ name: String) throws -> FileHandle {
    _ = FileManager.default.createFile(atPath: path(name), contents: nil)
    return try FileHandle(forWritingTo: url.appendingPathComponent(name))
  }

  var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: url.path))?.sorted() ?? [] }
}
