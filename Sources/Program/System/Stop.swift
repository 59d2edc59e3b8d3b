/// How a command ends when it does not run through, and the exit code of each end.

enum ExitCode: Int32, CaseIterable {
  case done = 0
  case failed = 1
  case usage = 2
  case gateFailed = 3
  case notPrecise = 4
  case interrupted = 130

  var meaning: String {
    switch self {
    case .done: "done"
    case .failed: "bad input, or something failed"
    case .usage: "the command line was not understood"
    case .gateFailed: "a gate failed"
    case .notPrecise: "stopped before the precision asked for"
    case .interrupted: "interrupted"
    }
  }
}

enum Stop: Error {
  /// What is wrong and what to do about it.
  case failure(String)
  /// The command line is wrong; the command whose help says how it is right, if one was found.
  case usage(String, command: String?)
  /// It failed, and the reason was already written.
  case reported
  /// Whoever read the output has read enough (`| head`): no error.
  case readerGone
  case interrupted
  /// What there is was printed, and what is missing was said; the exit code says it again.
  case partial(ExitCode)
}
