/// Standard error: notes (not with --quiet), and why a command failed (always).

import Formats
import Glibc

struct Console: Sendable {
  enum Color: String, CaseIterable, Sendable {
    case auto, always, never
  }

  var color: Color
  var isQuiet: Bool

  /// Colour on this descriptor: as asked; if left to us, on a terminal, unless NO_COLOR says no.
  func isColored(_ descriptor: Int32) -> Bool {
    switch color {
    case .always: return true
    case .never: return false
    case .auto:
      if let noColor = getenv("NO_COLOR"), noColor.pointee != 0 { return false }
      if let terminal = getenv("TERM"), strcmp(terminal, "dumb") == 0 { return false }
      return isatty(descriptor) == 1
    }
  }

  /// Columns of the terminal that standard output goes to; nil for a file or a pipe.
  var width: Int? {
    guard isatty(STDOUT_FILENO) == 1 else { return nil }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  func note(_ text: String) {
    if !isQuiet { write(text) }
  }

  /// A line feed is added where it lacks. Nothing can be done if this fails.
  func write(_ text: String) {
    var text = withoutCommands(text.hasSuffix("\n") || text.isEmpty ? text : text + "\n")
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let written = Glibc.write(STDERR_FILENO, rest.baseAddress, rest.count)
        if written < 0, errno == EINTR { continue }
        guard written > 0 else { return }
        rest = UnsafeRawBufferPointer(rebasing: rest[written...])
      }
    }
  }

  /// Says why a command stopped; returns its exit code.
  func explain(_ stop: Stop) -> ExitCode {
    // What a message quotes is quoted where it is made; whatever slips through does not reach the terminal.
    func inert(_ message: String) -> String {
      message.split(separator: "\n", omittingEmptySubsequences: false).map { visible(String($0)) }
        .joined(separator: "\n")
    }
    func name(_ tail: String) -> String { isColored(STDERR_FILENO) ? "\u{1B}[1m\(tail)\u{1B}[0m" : tail }
    switch stop {
    case .failure(let message):
      write("\(name("lotwise:")) \(inert(message))")
      return .failed
    case .usage(let message, let command):
      write("\(name("lotwise:")) \(inert(message))")
      write("see: lotwise help\(command.map { " " + $0 } ?? "")")
      return .usage
    case .reported: return .failed
    case .readerGone: return .done
    case .partial(let code): return code
    case .interrupted:
      Signals.beginEnd()
      write("\(name("lotwise:")) interrupted")
      return .interrupted
    }
  }
}
