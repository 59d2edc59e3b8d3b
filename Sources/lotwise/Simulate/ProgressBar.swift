/// How far a simulation is and how long it will still take: on a terminal only, redrawn ten times a second at most, wiped
/// at the end. What takes less than a third of a second shows none. Elsewhere nothing is written.

import Glibc
import Runs

final class ProgressBar {
  private let total: Int
  /// Done before this bar began: they say nothing about the speed.
  private let first: Int
  private let isShown: Bool
  private let columns: Int
  private let start = ProgressBar.now
  private var drawn = -1.0

  init(total: Int, from first: Int, console: Console) {
    self.total = total
    self.first = first
    isShown = !console.isQuiet && isatty(STDERR_FILENO) == 1
    var size = winsize()
    let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    columns = isKnown ? Int(size.ws_col) : 80
  }

  func show(_ done: Int) {
    guard isShown, done > first, done <= total else { return }
    let now = ProgressBar.now
    guard now - drawn >= 0.1, now - start >= 0.3 else { return }
    drawn = now
    let left = (now - start) * Double(total - done) / Double(done - first)
    let text = " \(done * 100 / total) %, \(ProgressBar.readable(left)) left"
    // A line that wraps cannot be drawn over.
    let width = max(0, min(30, columns - 1 - text.utf8.count))
    let full = done * width / total
    let bar = String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
    raw("\r\((bar + text).prefix(columns - 1))\u{1B}[K")
  }

  func wipe() {
    if isShown, drawn >= 0 { raw("\r\u{1B}[K") }
  }

  /// `8.3 s`, `45 s`, `12 min`: a guess, and no surer than that.
  private static func readable(_ seconds: Double) -> String {
    if seconds < 10 { return oneDecimal(seconds) + " s" }
    return seconds < 120 ? "\(Int(seconds)) s" : "\(Int(min(seconds, 1e9) / 60)) min"
  }

  private func raw(_ text: String) {
    var text = text
    text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
