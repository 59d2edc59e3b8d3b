/// `lotwise completions SHELL`: what a shell needs to complete commands, options and their values. Made from the list of
/// commands, so that it knows what the program knows.

import Formats
import Quantities

enum Shell: String, CaseIterable {
  case bash, zsh, fish
}

let completionsCommand = Command(
  name: "completions", summary: "completion of commands and options for a shell",
  arguments: [Command.Argument(name: "SHELL", summary: "bash, zsh or fish")],
  examples: [
    Command.Example(line: "source <(lotwise completions bash)", shows: "in ~/.bashrc"),
    Command.Example(line: "lotwise completions zsh > ~/.zfunc/_lotwise", shows: "in a folder of $fpath"),
    Command.Example(
      line: "lotwise completions fish | source", shows: "in ~/.config/fish/config.fish"),
  ]
) { invocation throws(Stop) in
  let name = invocation.arguments[0]
  guard let shell = Shell(rawValue: name) else {
    let names = Shell.allCases.map(\.rawValue)
    throw invocation.usage(
      "there are completions for \(listed(names, "and")), not \(quoted(name))"
        + suggestion(for: name, among: names))
  }
  var out = ByteBuffer()
  switch shell {
  case .bash: out.append(text: bash(allCommands))
  case .zsh: out.append(text: zsh(allCommands))
  case .fish: out.append(text: fish(allCommands))
  }
  try invocation.put(&out)
}

/// What is completed after an option: its choices, or else files.
private func words(after option: Option) -> String { option.accepts.joined(separator: " ") }

private func bash(_ commands: [Command]) -> String {
  var cases = ""
  var values = ""
  for command in commands {
    let options = (command.options + Option.common).map(\.name).joined(separator: " ")
    cases += "    \(command.name)) options='\(options)' ;;\n"
    for option in command.options + Option.common where !option.accepts.isEmpty {
      values +=
        "    '\(command.name) \(option.name)') COMPREPLY=($(compgen -W '\(words(after: option))' -- \"$word\")); return ;;\n"
    }
    for option in command.options + Option.common where option.value != nil && option.accepts.isEmpty {
      let isPath = option.name == Option.out.name
      values +=
        "    '\(command.name) \(option.name)') COMPREPLY=(\(isPath ? "$(compgen -f -- \"$word\")" : "")); return ;;\n"
    }
  }
  let names = commands.map(\.name).joined(separator: " ")
  return """
    # Completion of lotwise for bash: source <(lotwise completions bash)
    _lotwise() {
      local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= options= i
      for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in -*) ;; *) command=${COMP_WORDS[i]}; break ;; esac
      done
      if [[ -z $command ]]; then
        COMPREPLY=($(compgen -W '\(names)' -- "$word"))
        return
      fi
      case "$command $before" in
    \(values)  esac
      case $command in
    \(cases)  esac
      if [[ $word == -* ]]; then
        COMPREPLY=($(compgen -W "$options" -- "$word"))
      elif [[ $command == help ]]; then
        COMPREPLY=($(compgen -W '\(names)' -- "$word"))
      elif [[ $command == completions ]]; then
        COMPREPLY=($(compgen -W '\(Shell.allCases.map(\.rawValue).joined(separator: " "))' -- "$word"))
      else
        compopt -o filenames 2>/dev/null
        COMPREPLY=($(compgen -f -- "$word"))
      fi
    }
    complete -F _lotwise lotwise

    """
}

/// Within zsh's `[...]` and `'...'`.
private func singleQuoted(_ text: String) -> String {
  var result = ""
  for character in text {
    switch character {
    case "'": result += "'\\''"
    case "[", "]", ":", "\\": result += "\\" + String(character)
    default: result.append(character)
    }
  }
  return result
}

private func zsh(_ commands: [Command]) -> String {
  var list = ""
  var cases = ""
  for command in commands {
    list += "    '\(command.name):\(singleQuoted(command.summary))'\n"
    cases += "    \(command.name))\n      _arguments \\\n"
    for option in command.options + Option.common {
      var spec = "'\(option.name)[\(singleQuoted(option.summary))]"
      if let value = option.value {
        let files = option.name == Option.out.name ? "_files" : ""
        spec += ":\(value):" + (option.accepts.isEmpty ? files : "(\(words(after: option)))")
      }
      cases += "        \(spec)' \\\n"
    }
    switch command.name {
    case "help": cases += "        '*:command:(\(commands.map(\.name).joined(separator: " ")))'\n"
    case "completions":
      cases += "        '*:shell:(\(Shell.allCases.map(\.rawValue).joined(separator: " ")))'\n"
    default: cases += "        '*:file:_files'\n"
    }
    cases += "      ;;\n"
  }
  return """
    #compdef lotwise
    # Completion of lotwise for zsh: lotwise completions zsh > a folder of $fpath/_lotwise
    _lotwise() {
      local -a commands
      commands=(
    \(list)  )
      if (( CURRENT == 2 )); then
        _describe command commands
        return
      fi
      local command=${words[2]}
      shift words
      (( CURRENT-- ))
      case $command in
    \(cases)  esac
    }
    _lotwise "$@"

    """
}

private func fish(_ commands: [Command]) -> String {
  func said(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
  var text = """
    # Completion of lotwise for fish: lotwise completions fish | source
    complete -c lotwise -f -n __fish_use_subcommand

    """
  for command in commands {
    text += "complete -c lotwise -n __fish_use_subcommand -a \(command.name) -d \(said(command.summary))\n"
    let within = "complete -c lotwise -n '__fish_seen_subcommand_from \(command.name)'"
    for option in command.options + Option.common {
      text += "\(within) -l \(option.name.dropFirst(2)) -d \(said(option.summary))"
      if option.value != nil {
        text += option.accepts.isEmpty ? " -r" : " -x -a \(said(words(after: option)))"
      }
      text += "\n"
    }
    if command.name == "completions" {
      text += "\(within) -f -a \(said(Shell.allCases.map(\.rawValue).joined(separator: " ")))\n"
    }
    if command.name == "help" {
      text += "\(within) -f -a \(said(commands.map(\.name).joined(separator: " ")))\n"
    }
  }
  return text
}
