/// `lotwise help [COMMAND]`, and `--help` anywhere.

import Formats

let helpCommand = Command(
  name: "help", summary: "what lotwise does, or how one command is used",
  arguments: [Command.Argument(name: "COMMAND", summary: "the command to explain")],
  argumentsAreOptional: true,
  examples: [Command.Example(line: "lotwise help replay", shows: "the options of replay")]
) { invocation throws(Stop) in
  var buffer = ByteBuffer()
  if let name = invocation.arguments.first {
    buffer.append(text: HelpPage.page(try Invocation.find(name, among: allCommands)))
  } else {
    buffer.append(text: HelpPage.overview(allCommands))
  }
  try invocation.put(&buffer)
}
