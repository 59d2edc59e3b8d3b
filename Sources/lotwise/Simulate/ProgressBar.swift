/// How far a simulation is and how long it will still take: on a terminal only, redrawn ten times a second at most, wiped
/// at the end. Elsewhere nothing is written.

import Glibc

final class ProgressBar {
  private let total: Int
  private let isShown: Bool
  private let start = ProgressBar.now
  private var drawn = -1.0

  init(total: Int, console: Console) {
    self.total = total
    isShown = !console.isQuiet && isatty(STDERR_FILENO) == 1
  }

  func show(_ done: Int, console: Console) {
    guard isShown, done > 0 else { return }
    let now = ProgressBar.now
    guard now - drawn >= 0.1, now - start >= 0.3 else { return }
    drawn = now
    let share = Double(done) / Double(max(1, total))
    let full = Int(share * 30)
    let left = (now - start) * (1 - share) / share
    let bar = String(repeating: "#", count: full) + String(repeating: ".", count: 30 - full)
    raw("\r\(bar) \(Int(share * 100)) %, \(oneDecimal(left)) s left \u{1B}[K")
  }

  func wipe() {
    if isShown, drawn >= 0 { raw("\r\u{1B}[K") }
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
