/// Random changes of whole scenarios, cases, results, suites, pins, events, cards and command lines, and every command of
/// the program itself run on them: it ends by itself, with one of its exit codes, within 20 seconds of work and 2 GB, and says why
/// in whole lines. LOTWISE_FUZZ_COMMANDS=N: so many (300 otherwise; `make soak` runs 20,000), LOTWISE_SEED=S: others,
/// LOTWISE_FUZZ_FIRST=I: from that one on. What fails is kept, with its command, in .build/fuzzed.

import Foundation
import Synchronization
import Testing

@Suite struct `Random commands` {
  static let environment = ProcessInfo.processInfo.environment
  static let count = environment["LOTWISE_FUZZ_COMMANDS"].flatMap(Int.init) ?? 300
  static let first = environment["LOTWISE_FUZZ_FIRST"].flatMap(Int.init) ?? 0
  static let seed = environment["LOTWISE_SEED"].flatMap(UInt64.init) ?? 20_261_121

  @Test func `end by themselves, soon, and say why`() throws {
    let fuzz = CommandFuzz(program: Program.url.path, root: Program.root, seed: Self.seed)
    let outcome = try fuzz.run(Self.first..<(Self.first + Self.count))
    print(outcome.summary)
    for fault in outcome.faults { Issue.record("\(fault)") }
    // The changes are neither all fatal nor all in comments.
    if Self.count >= 300 {
      #expect(outcome.codes[0, default: 0] > Self.count / 8 && outcome.codes[1, default: 0] > Self.count / 10)
    }
  }

  @Test func `a run that a signal ends, or that says nothing, is a fault`() throws {
    let folder = try TemporaryFolder()
    func fault(_ line: String) throws -> String? {
      try Child("/bin/sh", ["-c", line], in: folder.url.path).fault
    }
    #expect(try fault("exit 0") == nil)
    #expect(try fault("echo why >&2; exit 1") == nil)
    #expect(try fault("exit 1") == "failed without a word")
    #expect(try fault("exit 9") == "exit code 9")
    #expect(try fault("kill -ILL $$") == "ended by signal 4")
    #expect(try fault("printf 'no end' >&2") == "the last line of its messages has no end")
    #expect(try fault("printf '\\033[2J\\n' >&2") == "control characters in its messages")
  }
}
