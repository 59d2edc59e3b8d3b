/// How far a simulation is and how long it will still take: on a terminal only (ProgressLine.swift).

import Runs

final class ProgressBar {
  private let total: Int
  /// Done before this bar began: they say nothing about the speed.
  private let first: Int
  private let line: ProgressLine

  init(total: Int, from first: Int, console: Console) {
    self.total = total
    self.first = first
    line = ProgressLine(console)
  }

  func show(_ done: Int) {
    guard done > first, done <= total else { return }
    line.draw { seconds in
      let left = seconds * Double(total - done) / Double(done - first)
      let text = " \(done * 100 / total) %, \(ProgressBar.readable(left)) left"
      let width = max(0, min(30, line.columns - 1 - text.utf8.count))
      let full = done * width / total
      return String(repeating: "#", count: full) + String(repeating: ".", count: width - full) + text
    }
  }

  func wipe() { line.wipe() }

  /// `8.3 s`, `45 s`, `12 min`: a guess, and no surer than that.
  private static func readable(_ seconds: Double) -> String {
    if seconds < 10 { return oneDecimal(seconds) + " s" }
    return seconds < 120 ? "\(Int(seconds)) s" : "\(Int(min(seconds, 1e9) / 60)) min"
  }
}
