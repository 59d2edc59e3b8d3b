/// One line on standard error that is drawn over again and again: on a terminal only, ten times a second at most, wiped at the end.
/// What takes less than a third of a second shows none. Elsewhere nothing is written; but of several processes, which never have a
/// terminal of their own and work for long, every ten seconds a line.

import Glibc
import Simulation

final class ProgressLine {
  /// Of the terminal.
  let columns: Int
  private let isShown: Bool
  /// Lines one below the other.
  private let isPlain: Bool
  private let start = ProgressLine.now
  private var drawn: Double?

  init(_ console: Console) {
    let isTerminal = isatty(STDERR_FILENO) == 1
    isPlain = !isTerminal && Together.ranks != nil
    isShown = Together.writes && !console.isQuiet && (isTerminal || isPlain)
    var size = winsize()
    let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    columns = isPlain ? 50 : isKnown ? Int(size.ws_col) : 80
  }

  /// `text`: by the seconds since the beginning; made only if it is shown.
  func draw(_ text: (_ seconds: Double) -> String) {
    guard isShown else { return }
    let now = ProgressLine.now
    guard now - start >= 0.3, now - (drawn ?? (isPlain ? start : 0)) >= (isPlain ? 10 : 0.1) else { return }
    drawn = now
    if isPlain { return raw(text(now - start) + "\n") }
    // A line that wraps cannot be drawn over.
    raw("\r\(text(now - start).prefix(columns - 1))\u{1B}[K")
  }

  func wipe() {
    if drawn != nil, !isPlain { raw("\r\u{1B}[K") }
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
