/// Runs fuzzed commands on as many threads as there are processors, and keeps what fails.

import Foundation
import Synchronization

final class CommandFuzz: Sendable {
  let program: String
  let root: URL
  let seed: UInt64

  struct Tally: Sendable {
    var faults: [String] = []
    /// By exit code.
    var codes: [Int32: Int] = [:]
    var count = 0
    var seconds = 0.0
    var slowest = (work: 0.0, trial: 0)
    var largest = (bytes: 0, trial: 0)

    var summary: String {
      let codes = codes.sorted { $0.key < $1.key }.map { "\($0.value) x \($0.key)" }.joined(separator: ", ")
      return
        "\(count) commands, \(Int(Double(count) / max(seconds, 0.001))) a second, exit codes: \(codes); slowest "
        + "\(Int(slowest.work * 1_000)) ms of work (\(slowest.trial)), largest \(largest.bytes >> 20) MB (\(largest.trial)); "
        + "\(faults.count) faults"
    }
  }

  init(program: String, root: URL, seed: UInt64) {
    (self.program, self.root, self.seed) = (program, root, seed)
  }

  func run(_ trials: Range<Int>) throws -> Tally {
    let corpus = try Corpus(root: root)
    let tally = Mutex(Tally())
    let next = Atomic(trials.lowerBound)
    let start = Date()
    DispatchQueue.concurrentPerform(iterations: ProcessInfo.processInfo.activeProcessorCount) { _ in
      while true {
        let trial = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard trial < trials.upperBound else { return }
        self.run(trial, corpus, tally)
      }
    }
    return tally.withLock { tally in
      tally.seconds = Date().timeIntervalSince(start)
      tally.faults.sort()
      return tally
    }
  }

  private func run(_ trial: Int, _ corpus: Corpus, _ tally: borrowing Mutex<Tally>) {
    let command = FuzzedCommand(seed: seed, trial: trial, corpus)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lotwise-fuzz-\(UUID())")
    do {
      for file in command.files {
        let path = folder.appendingPathComponent(file.name)
        try FileManager.default.createDirectory(
          at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.text.utf8).write(to: path)
      }
      let child = try Child(program, command.words, in: folder.path)
      let fault = child.fault.map { "trial \(trial) of seed \(seed): \($0): lotwise \(command.words)" }
      if fault != nil { try keep(folder, trial, command, child) }
      tally.withLock { tally in
        tally.count += 1
        tally.codes[child.status, default: 0] += 1
        if child.work > tally.slowest.work { tally.slowest = (child.work, trial) }
        if child.peakMemory > tally.largest.bytes { tally.largest = (child.peakMemory, trial) }
        if let fault { tally.faults.append(fault) }
      }
    } catch {
      tally.withLock { $0.faults.append("trial \(trial) of seed \(seed) could not be run: \(error)") }
    }
    try? FileManager.default.removeItem(at: folder)
  }

  /// The folder with the command beside the files, to be run again.
  private func keep(_ folder: URL, _ trial: Int, _ command: FuzzedCommand, _ child: Child) throws {
    let kept = root.appendingPathComponent(".build/fuzzed/\(seed)-\(trial)")
    try? FileManager.default.removeItem(at: kept)
    try FileManager.default.createDirectory(
      at: kept.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: folder, to: kept)
    let words = command.words.map { "'" + $0.replacingOccurrences(of: "'", with: "'\\''") + "'" }
    try Data("lotwise \(words.joined(separator: " "))\n".utf8).write(
      to: kept.appendingPathComponent(".command"))
  }
}
