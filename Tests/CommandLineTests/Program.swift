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
      "/bin/bash", ["-c", "set -o pipefail; \(worked); PATH=\(path):$PATH; \(line)"],
      environment: environment)
  }

  /// Shell: `worked PROCESS N` waits until the process has worked for N hundredths of a second, or is gone, or two minutes are
  /// over. A machine that does other things as well may let a process wait for longer than any test would sleep.
  static let worked = #"""
    worked() {
      local stat n
      for ((n = 0; n < 6000; n++)); do
        { read -r stat < "/proc/$1/stat"; } 2> /dev/null || return 0
        stat=(${stat##*\) })
        if [ "${stat[0]}" = Z ] || (( stat[11] + stat[12] >= $2 )); then return 0; fi
        sleep 0.02
      done
    }
    """#

  static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Outcome {
    let folder = try TemporaryFolder()
    let variables = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
      .merging(environment) { $1 }
    let status = try spawn(program, arguments, variables, into: folder)
    // As a shell sees it: the low seven bits are the signal that ended it.
    return Outcome(
      status: status & 0x7F == 0 ? status >> 8 & 0xFF : status & 0x7F, wasKilled: status & 0x7F != 0,
      output: try folder.text("output"), errors: try folder.text("errors"))
  }

  /// Starts it and waits: by the system's own calls, because Foundation's Process was seen to miss the end of a child
  /// while another thread started one.
  private static func spawn(
    _ program: String, _ arguments: [String], _ variables: [String: String], into folder: TemporaryFolder
  ) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    // With the signals of a shell in the foreground: whoever runs the tests in the background has them ignored, and hands that
    // down, and lotwise obeys.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var usual = sigset_t()
    sigemptyset(&usual)
    for signal in [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE] { sigaddset(&usual, signal) }
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, folder.path("output"), flags, 0o644)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, folder.path("errors"), flags, 0o644)
    // The shell changes the folder and becomes the program.
    let shell = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", root.path, program]
    var words = (shell + arguments).map { strdup($0) } + [nil]
    var named = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for word in words + named { free(word) } }
    var child: pid_t = 0
    let failed = posix_spawn(&child, shell[0], &actions, &attributes, &words, &named)
    guard failed == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failed) ?? .EIO) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 { guard errno == EINTR else { throw POSIXError(.ECHILD) } }
    return status
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

  var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: url.path))?.sorted() ?? [] }
}
