/// `lotwise man`: the manual page, made from the list of commands. `make install` puts it where `man lotwise` finds it.

import Formats
import Quantities

let manCommand = Command(
  name: "man", summary: "the manual page, for man(1)",
  examples: [
    Command.Example(line: "lotwise man | man -l -", shows: "reads it without installing")
  ]
) { invocation throws(Stop) in
  var out = ByteBuffer()
  out.append(text: manual(allCommands))
  try invocation.put(&out)
}

/// Text in roff: nothing of it is a request or an escape.
private func roff(_ text: String) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
    var result = ""
    for character in line {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      case "±": result += "\\(+-"
      default: result.append(character)
      }
    }
    return result.hasPrefix(".") ? "\\&" + result : result
  }.joined(separator: "\n")
}

private func manual(_ commands: [Command]) -> String {
  var text = """
    .TH LOTWISE 1 "" "lotwise \(roff(lotwiseVersion))" "User Commands"
    .SH NAME
    lotwise \\- what each way of buying prepaid LLM\\-API credit will cost
    .SH SYNOPSIS
    .B lotwise
    .I COMMAND
    [\\fIARGUMENT\\fR...] [\\fIOPTION\\fR...]
    .SH DESCRIPTION
    lotwise runs purchases of prepaid credit, limits and usage through the provider\\(aqs rules, exactly, once or in thousands of
    simulated futures, and says what every plan costs, wastes and risks, and how sure that is.
    .SH COMMANDS

    """
  for command in commands {
    let arguments = command.arguments.map { command.argumentsAreOptional ? "[\($0.name)]" : $0.name }
    let repeats = command.lastArgumentRepeats ? ["..."] : []
    text += ".SS \(roff(([command.name] + arguments + repeats).joined(separator: " ")))\n"
    text += roff(command.summary.prefix(1).uppercased() + command.summary.dropFirst()) + ".\n"
    for argument in command.arguments {
      text += ".TP\n.I \(roff(argument.name))\n\(roff(argument.summary))\n"
    }
    for option in command.options { text += entry(option) }
    for example in command.examples {
      text += ".PP\n.nf\n\\fB\(roff(example.line))\\fR\n    \(roff(example.shows))\n.fi\n"
    }
  }
  text += ".SH OPTIONS OF EVERY COMMAND\n"
  for option in Option.common { text += entry(option) }
  text += ".SH EXIT STATUS\n"
  for code in ExitCode.allCases { text += ".TP\n.B \(code.rawValue)\n\(roff(code.meaning))\n" }
  text += """
    .SH ENVIRONMENT
    .TP
    .B NO_COLOR
    if set and not empty, no colours unless \\-\\-color always
    .TP
    .B TERM
    dumb: no colours

    """
  return text
}

private func entry(_ option: Option) -> String {
  ".TP\n\\fB\(roff(option.name))\\fR\(option.value.map { " \\fI\(roff($0))\\fR" } ?? "")\n\(roff(option.summary))\n"
}
