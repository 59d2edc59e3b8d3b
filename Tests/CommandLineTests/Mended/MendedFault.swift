/// A fault that was found once: what must hold since, tried on the program as it is, and on one into which the fault is
/// planted again (Planted/mended-*.txt). A check that the planted fault does not fail is no check.

import Foundation
import Testing

struct MendedFault: CustomTestStringConvertible, Sendable {
  /// What holds now.
  let claim: String
  /// The `change:` that plants the fault again; nil: it is not planted.
  let planted: String?
  /// Nil if the claim holds of this program; else what was seen.
  let complaint: @Sendable (Trial) throws -> String?

  init(
    _ claim: String, planted: String? = nil, complaint: @escaping @Sendable (Trial) throws -> String?
  ) {
    (self.claim, self.planted, self.complaint) = (claim, planted, complaint)
  }

  var testDescription: String { claim }

  /// One list a part of the program.
  static let all: [MendedFault] = demand + ledger + regression + attack + statistics
}

/// A program to try, in a folder of its own that goes away.
struct Trial {
  let program: URL
  let environment: [String: String]
  let folder: TemporaryFolder

  init(_ program: URL, planted: String? = nil) throws {
    self.program = program
    environment = planted.map { ["LOTWISE_PLANTED": $0, "SWIFT_BACKTRACE": "enable=no"] } ?? [:]
    folder = try TemporaryFolder()
  }

  /// Runs it; relative paths are the project's, `folder.path(...)` the trial's.
  func run(_ words: String...) throws -> Outcome {
    try Program.run(program.path, words, environment: environment)
  }

  /// A line of shell in the trial's folder, in which `lotwise` is the program.
  func shell(_ line: String) throws -> Outcome {
    let path = program.deletingLastPathComponent().path
    return try Program.run(
      "/bin/bash",
      ["-c", "set -o pipefail; \(Program.worked); cd '\(folder.url.path)'; PATH='\(path)':$PATH; \(line)"],
      environment: environment)
  }
}

@Suite struct MendedFaultTests {
  @Test(arguments: MendedFault.all) func `holds`(_ fault: MendedFault) throws {
    let seen = try fault.complaint(Trial(Program.url))
    #expect(seen == nil, "\(fault.claim): \(seen ?? "")")
  }

  @Test(
    .enabled(if: Program.isPlantedBuilt, "there is no .build/planted/lotwise: `make test` builds it"),
    arguments: MendedFault.all.filter { $0.planted != nil })
  func `does not hold once the fault is planted again`(_ fault: MendedFault) throws {
    #expect(try fault.complaint(Trial(Program.planted, planted: fault.planted)) != nil, "\(fault.claim)")
  }
}
