/// hledger, where it is installed: a second opinion on every journal.

import Foundation

enum Hledger {
  static let path: String? = ["/usr/bin/hledger", "/usr/local/bin/hledger"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// Runs `hledger -f - ...` on a journal, in a locale that knows only ASCII.
  static func run(_ arguments: [String], journal: String) throws -> (status: Int32, output: String) {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).journal")
    try journal.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path ?? "/usr/bin/hledger")
    process.arguments = ["-f", file.path] + arguments
    process.environment = ["LC_ALL": "C"]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
