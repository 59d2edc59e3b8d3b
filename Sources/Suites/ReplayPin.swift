/// A replay case against what it is pinned to: every line of what happened and every figure, to the nano-dollar.

import Documents
import Ledger
import Pages
import Quantities
import Results
import Runs
import Scenario
import ScenarioFile
import Simulation

/// A replay, run to its end.
struct Replayed {
  let replayCase: ReplayCase
  let trace: ReplayTrace
  let result: ReplayResult

  /// Of a longer trace only the digest is pinned: nobody reviews it.
  static let mostLines = 400

  init(_ replayCase: ReplayCase, isInterrupted: () -> Bool) throws(RunError) {
    self.replayCase = replayCase
    var trace = ReplayTrace()
    result = try replayed(replayCase, isInterrupted: isInterrupted) { postings, ledger in
      trace.add(postings, of: ledger)
    }
    trace.finish()
    self.trace = trace
  }

  var expectation: Expectation.Replay {
    let lines = trace.lines
    return Expectation.Replay(
      trace: lines.count <= Replayed.mostLines
        ? .lines(lines)
        : .digest(count: lines.count, sha256: Digest.sha256(lines.joined(separator: "\n").utf8)),
      groups: result.stated.map { subject, figures in
        Expectation.Group(name: subject, figures: figures.map { Expectation.Figure($0.name, $0.value) })
      })
  }

  // MARK: What differs

  /// The first thing that is not as it is pinned, in one line, what else is not, and where that comes from in the
  /// case's file; nil if all is.
  func difference(
    from pinned: Expectation.Replay, path: String
  ) -> (message: String, details: [String], place: FilePlace)? {
    let now = expectation
    guard now != pinned else { return nil }
    let figures = Replayed.differences(pinned.groups, now.groups)
    if case .lines(let was) = pinned.trace, case .lines(let lines) = now.trace, was != lines {
      let first = zip(was, lines).enumerated().first { $1.0 != $1.1 }?.offset ?? min(was.count, lines.count)
      return (
        Replayed.told(was, lines, at: first), Replayed.rest(was, lines, from: first + 1) + figures,
        FilePlace(path: path, line: line(of: min(first, lines.count - 1)))
      )
    }
    if let first = figures.first {
      return (first, Array(figures.dropFirst()), FilePlace(path: path, line: 1))
    }
    return (
      "every figure is as it is pinned, and yet what happened is not: its order, or its parts", [],
      FilePlace(path: path, line: 1)
    )
  }

  private static func told(_ was: [String], _ now: [String], at index: Int) -> String {
    guard index < was.count else { return "this happens and is not pinned: \(now[index])" }
    guard index < now.count else { return "this is pinned and does not happen: \(was[index])" }
    let (old, new) = (was[index], now[index])
    if was[index...].dropFirst().contains(new) { return "this is pinned and does not happen: \(old)" }
    if now[index...].dropFirst().contains(old) { return "this happens and is not pinned: \(new)" }
    return "pinned: \(old); now: \(new)"
  }

  private static func rest(_ was: [String], _ now: [String], from index: Int) -> [String] {
    (index..<max(was.count, now.count, index)).compactMap { at -> String? in
      let (old, new) = (at < was.count ? was[at] : "nothing", at < now.count ? now[at] : "nothing")
      return old == new ? nil : "pinned: \(old); now: \(new)"
    }
  }

  private static func differences(_ was: [Expectation.Group], _ now: [Expectation.Group]) -> [String] {
    var names = was.map(\.name)
    names += now.map(\.name).filter { !names.contains($0) }
    return names.flatMap { name -> [String] in
      let old = was.first { $0.name == name }?.figures ?? []
      let new = now.first { $0.name == name }?.figures ?? []
      var keys = old.map(\.name)
      keys += new.map(\.name).filter { !keys.contains($0) }
      return keys.compactMap { key in
        let (a, b) = (old.first { $0.name == key }?.value, new.first { $0.name == key }?.value)
        return a == b ? nil : "\(name), \(key): pinned \(a ?? "nothing"), now \(b ?? "nothing")"
      }
    }
  }

  /// The line of the file that a line of the trace follows from: its request, or what the lot comes from.
  private func line(of index: Int) -> Int {
    guard trace.subjects.indices.contains(index) else { return 1 }
    let subject = trace.subjects[index]
    if let request = subject.request, replayCase.requestLines.indices.contains(request) {
      return Int(replayCase.requestLines[request])
    }
    return subject.origin.flatMap { replayCase.lines[$0] } ?? 1
  }
}
