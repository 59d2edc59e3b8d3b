/// What a command is: data from which the parser, the help and the suggestions follow. One command is one
/// file in `Commands/` and one line in `allCommands`.

import Quantities

struct Command: Sendable {
  struct Argument: Sendable {
    /// In capitals, as in the usage line.
    let name: String
    let summary: String
  }

  struct Example: Sendable {
    private let makeLine: @Sendable () -> String
    let shows: String

    /// Made only when it is shown: it may name what is of a provider, whose tables are then read.
    var line: String { makeLine() }

    init(line: @autoclosure @escaping @Sendable () -> String, shows: String) {
      makeLine = line
      self.shows = shows
    }
  }

  let name: String
  /// One line, for the list of commands.
  let summary: String
  /// All required, unless `argumentsAreOptional`.
  var arguments: [Argument] = []
  var argumentsAreOptional = false
  /// The last argument may be given several times.
  var lastArgumentRepeats = false
  var options: [Option] = []
  var examples: [Example] = []
  let run: @Sendable (Invocation) throws(Stop) -> Void
}

struct Option: Sendable {
  /// With its dashes.
  let name: String
  /// What its value is called; nil: a flag, which takes none.
  let value: String?
  /// The only values it takes; empty: any.
  let accepts: [String]
  let summary: String
  /// It may be given several times.
  let repeats: Bool

  init(
    _ name: String, value: String? = nil, accepts: [String] = [], repeats: Bool = false, summary: String
  ) {
    self.repeats = repeats
    self.name = name
    self.value = value
    self.accepts = accepts
    self.summary = summary
  }

  /// An option that takes one of the cases of a type, the first of which is its default.
  init<Choice: CaseIterable & RawRepresentable<String>>(
    _ name: String, value: String, choice: Choice.Type, summary: String
  ) {
    let names = Choice.allCases.map(\.rawValue)
    self.init(
      name, value: value, accepts: names,
      summary: "\(summary): \(listed(names)) (default: \(names.first ?? ""))")
  }

  /// What every command takes, before its name or after it.
  static let out = Option(
    "--out", value: "FILE", summary: "write the data to FILE, whole or not at all, instead of standard output"
  )
  static let quiet = Option(
    "--quiet", summary: "no notes and warnings on standard error; errors are still told")
  static let color = Option(
    "--color", value: "WHEN", choice: Console.Color.self,
    summary: "colours and bold; auto is on a terminal, unless NO_COLOR is set")
  static let help = Option("--help", summary: "help on the command")

  static let common = [out, quiet, color, help]
}
