/// A command line, understood: the command, its arguments, its options. `--format X` and `--format=X` are the
/// same; `--` ends the options; common options may stand before the command. An option given twice is an
/// error, because one of the two would be ignored, unless it is one that repeats.

import Formats
import Glibc
import Pages
import Quantities

struct Invocation: Sendable {
  let command: Command
  private(set) var arguments: [String] = []
  private var values: [String: [String]] = [:]

  init(_ line: [String], commands: [Command]) throws(Stop) {
    let (name, rest) = try Invocation.split(line)
    if rest.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
      command = helpCommand
      if let name { arguments = [try Invocation.find(name, among: commands).name] }
      return
    }
    if name == nil, rest.contains(where: { $0 == "--version" || $0 == "-V" }) {
      command = versionCommand
      try read(rest.filter { $0 != "--version" && $0 != "-V" })
      return
    }
    guard let name else { throw .usage("no command; try 'lotwise help'", command: nil) }
    command = try Invocation.find(name, among: commands)
    try read(rest)
    try checkArguments()
  }

  subscript(option: Option) -> String? {
    precondition(knows(option), "a command asks only for options that it declares")
    return values[option.name]?.first
  }

  /// Of an option that repeats, in their order.
  func all(_ option: Option) -> [String] { knows(option) ? values[option.name] ?? [] : [] }

  func has(_ flag: Option) -> Bool { self[flag] != nil }

  /// The value of an option made with `choice:`; its first case when the option is absent.
  func choice<Choice: CaseIterable & RawRepresentable<String>>(
    _ option: Option, as type: Choice.Type
  ) -> Choice {
    let name = self[option] ?? option.accepts[0]
    guard let choice = Choice(rawValue: name) else {
      preconditionFailure("the value of \(option.name) was checked when it was read")
    }
    return choice
  }

  var console: Console {
    Console(color: choice(.color, as: Console.Color.self), isQuiet: has(.quiet))
  }

  // MARK: Reading

  /// The command's name, and everything else in its order.
  private static func split(_ line: [String]) throws(Stop) -> (name: String?, rest: [String]) {
    var index = 0
    while index < line.count, line[index].hasPrefix("-") {
      let takesValue = Option.common.contains { $0.name == line[index] && $0.value != nil }
      index += takesValue ? 2 : 1
    }
    guard index < line.count else { return (nil, line) }
    return (line[index], Array(line[..<index] + line[(index + 1)...]))
  }

  static func find(_ name: String, among commands: [Command]) throws(Stop) -> Command {
    if let found = commands.first(where: { $0.name == name }) { return found }
    let names = commands.map(\.name)
    let near = suggestion(for: name, among: names)
    throw .usage(
      "there is no command \(quoted(name))" + (near.isEmpty ? "; there are \(listed(names, "and"))" : near),
      command: nil)
  }

  private func knows(_ option: Option) -> Bool {
    (command.options + Option.common).contains { $0.name == option.name }
  }

  private mutating func read(_ rest: [String]) throws(Stop) {
    var index = 0
    var onlyArguments = false
    while index < rest.count {
      let word = rest[index]
      index += 1
      if onlyArguments || !word.hasPrefix("-") || word == "-" {
        arguments.append(word)
      } else if word == "--" {
        onlyArguments = true
      } else {
        let next = index < rest.count ? rest[index] : nil
        if try readOption(word, next: next) { index += 1 }
      }
    }
  }

  /// True if the word after it was its value.
  private mutating func readOption(_ word: String, next: String?) throws(Stop) -> Bool {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    let known = command.options + Option.common
    guard let option = known.first(where: { $0.name == name }) else {
      throw usage("unknown option \(quoted(name))" + suggestion(for: name, among: known.map(\.name)))
    }
    guard values[name] == nil || option.repeats else { throw usage("\(name) is given twice; give it once") }
    guard let placeholder = option.value else {
      guard parts.count == 1 else { throw usage("\(name) takes no value; write \(name) alone") }
      values[name] = [""]
      return false
    }
    guard let value = parts.count == 2 ? String(parts[1]) : next, !value.isEmpty else {
      let wanted = option.accepts.isEmpty ? "" : ": " + listed(option.accepts)
      throw usage("\(name) lacks its value; write \(name) \(placeholder)\(wanted)")
    }
    guard option.accepts.isEmpty || option.accepts.contains(value) else {
      throw usage(
        "\(name) is \(listed(option.accepts)), not \(quoted(value))"
          + suggestion(for: value, among: option.accepts))
    }
    values[name, default: []].append(value)
    return parts.count == 1
  }

  private func checkArguments() throws(Stop) {
    if arguments.count > command.arguments.count, !command.lastArgumentRepeats {
      throw usage("\(quoted(arguments[command.arguments.count])) is one argument too many; leave it out")
    }
    if arguments.count < command.arguments.count, !command.argumentsAreOptional {
      let missing = command.arguments[arguments.count]
      throw usage("'lotwise \(command.name)' lacks \(missing.name): \(missing.summary)")
    }
  }

  func usage(_ message: String) -> Stop { .usage(message, command: command.name) }
}

extension Invocation {
  /// Text as it is to look where the data goes.
  var textReport: TextReport {
    if self[.out] != nil { return TextReport(isStyled: console.color == .always) }
    return TextReport(width: console.width, isStyled: console.isColored(STDOUT_FILENO))
  }

  /// All the data of a command, to wherever it goes.
  func put(_ buffer: inout ByteBuffer) throws(Stop) {
    var output = try Output.opened(path: self[.out])
    try output.write(&buffer)
    try output.finish()
  }
}
