/// Every command of lotwise, in the order of the help.
let allCommands: [Command] = [
  replayCommand, checkCommand, ratesCommand, schemaCommand, initCommand, helpCommand, versionCommand,
]
