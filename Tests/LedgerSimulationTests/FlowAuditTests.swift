/// The flow against the auditor, over random futures (Flow/FlowTrial.swift says what is compared): every ask, every lot,
/// total and count, and what the flow notes beside them. A trial that throws is one that fails; none is skipped.
///
/// LOTWISE_SOAK=N lives N futures, LOTWISE_SEED=S starts at another seed.

import Dispatch
import Foundation
import Synchronization
import Testing

struct FlowAuditTests {
  private static let usual: UInt64 = 10_000
  private static let mostFailures = 3

  private struct Run: Sendable {
    var coverage = FlowCoverage()
    var failed: [UInt64] = []
  }

  private static func number(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap(UInt64.init)
  }

  @Test func `the flow and the auditor agree on every random future`() {
    let (first, count) = (Self.number("LOTWISE_SEED") ?? 1, Self.number("LOTWISE_SOAK") ?? Self.usual)
    let run = Mutex(Run())
    let next = Atomic(first)
    let lived = Atomic(UInt64(0))
    let begin = ContinuousClock.now
    DispatchQueue.concurrentPerform(iterations: ProcessInfo.processInfo.activeProcessorCount) { _ in
      while run.withLock({ $0.failed.count < Self.mostFailures }) {
        let seed = next.add(1, ordering: .relaxed).oldValue
        guard seed < first + count else { return }
        let trial = FlowTrial(seed: seed)
        lived.add(1, ordering: .relaxed)
        run.withLock {
          $0.coverage.add(trial.coverage)
          if trial.difference != nil { $0.failed.append(seed) }
        }
      }
    }
    let (end, trials) = (run.withLock { $0 }, lived.load(ordering: .relaxed))
    for seed in end.failed.sorted() { Self.report(seed) }
    if end.failed.isEmpty { #expect(trials == count) }
    print("flow: \(trials) futures from LOTWISE_SEED=\(first) in \(ContinuousClock.now - begin)")
    guard count >= Self.usual, end.failed.isEmpty else { return }
    for (what, least) in FlowCoverage.least.sorted(by: { $0.key < $1.key }) {
      let seen = end.coverage.counts[what, default: 0]
      #expect(seen >= least * Int(count) / 10_000, "\(what): met in \(seen) of \(count) futures")
    }
  }

  private static func report(_ seed: UInt64) {
    let found = FlowTrial(seed: seed)
    let small = FlowShrinker.shrunk(found.subject, seed: seed)
    Issue.record(
      """
      not so with LOTWISE_SEED=\(seed) LOTWISE_SOAK=1: \(found.difference ?? ""); shrunk:
      \(FlowTrial(small, seed: seed).difference ?? "")
      \(FlowShrinker.text(small, seed: seed))
      """)
  }
}

/// Mistakes planted in the flow (Tests/CommandLineTests/Planted/flow.txt), in a program that is nothing but its audit:
/// each is noticed.
@Suite struct PlantedFlowTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let program = root.appendingPathComponent(".build/planted/flowaudit")
  private static let isBuilt = FileManager.default.isExecutableFile(atPath: program.path)

  private static let changes: [String] = {
    let path = root.appendingPathComponent("Tests/CommandLineTests/Planted/flow.txt")
    let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").filter { $0.hasPrefix("change: ") }.map { String($0.dropFirst(8)) }
  }()

  /// The program's last line, and its status: 0 if all futures agree.
  private static func audit(_ change: String?, futures: Int) throws -> (
    status: Int32, line: String, wasKilled: Bool
  ) {
    let process = Process()
    process.executableURL = program
    process.arguments = ["\(futures)"]
    var environment = ProcessInfo.processInfo.environment
    environment["LOTWISE_PLANTED"] = change
    environment["SWIFT_BACKTRACE"] = "enable=no"
    process.environment = environment
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let line = output.split(separator: "\n").last.map(String.init) ?? ""
    return (process.terminationStatus, line, process.terminationReason == .uncaughtSignal)
  }

  @Test func `there are at least a dozen`() {
    #expect(Self.changes.count >= 12 && Set(Self.changes).count == Self.changes.count)
  }

  @Test(.enabled(if: isBuilt, "there is no .build/planted/flowaudit: `make test` builds it"))
  func `with every one asleep all futures agree`() throws {
    let audit = try Self.audit(nil, futures: 500)
    #expect(audit.status == 0, "\(audit.line)")
  }

  @Test(
    .enabled(if: isBuilt, "there is no .build/planted/flowaudit: `make test` builds it"), arguments: changes)
  func `is noticed`(_ change: String) throws {
    let audit = try Self.audit(change, futures: 8_000)
    #expect(audit.status == 3 && !audit.wasKilled, "\(audit.line)")
    #expect(audit.line.hasPrefix("seed "))
  }
}
