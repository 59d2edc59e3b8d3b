/// Help, made from the declarations of the commands.

import Formats

enum HelpPage {
  static func overview(_ commands: [Command]) -> String {
    """
    lotwise: what each way of buying prepaid LLM-API credit really costs

    usage: lotwise COMMAND [options]

    commands
    \(list(commands.map { ($0.name, $0.summary) }))

    options of every command
    \(list(Option.common.map { (heading($0), $0.summary) }))

    exit codes
    \(list(ExitCode.allCases.map { (String($0.rawValue), $0.meaning) }))

    lotwise help COMMAND says more, with examples.

    """
  }

  static func page(_ command: Command) -> String {
    var names = command.arguments.map { command.argumentsAreOptional ? "[\($0.name)]" : $0.name }
    if command.lastArgumentRepeats { names[names.count - 1] += "..." }
    let words = ["lotwise", command.name] + names + ["[options]"]
    var parts = ["lotwise \(command.name): \(command.summary)\n\nusage: " + words.joined(separator: " ")]
    if !command.arguments.isEmpty { parts.append(list(command.arguments.map { ($0.name, $0.summary) })) }
    let options = command.options + Option.common
    parts.append("options\n" + list(options.map { (heading($0), $0.summary) }))
    if !command.examples.isEmpty {
      let examples = command.examples.map { "  \($0.line)\n      \($0.shows)" }
      parts.append("examples\n" + examples.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func heading(_ option: Option) -> String {
    option.name + (option.value.map { " " + $0 } ?? "")
  }

  /// Two columns in 80.
  private static func list(_ lines: [(String, String)]) -> String {
    let width = lines.map { displayWidth($0.0) }.max() ?? 0
    return lines.map { name, summary in
      let indent = String(repeating: " ", count: width + 4)
      let gap = String(repeating: " ", count: width - displayWidth(name) + 2)
      return "  \(name)\(gap)" + wrapped(summary, width: 76 - width).joined(separator: "\n" + indent)
    }.joined(separator: "\n")
  }
}
