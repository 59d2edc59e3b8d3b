/// Every command of lotwise, in the order of the help.
let allCommands: [Command] = [
  compareCommand, mergeCommand, optimiseCommand, simulateCommand, runwayCommand, quoteCommand,
  explainCommand, reportCommand,
  replayCommand,
  verifyCommand, diffCommand,
  checkCommand,
  importCommand, fitCommand, forecastCommand, backtestCommand, hindsightCommand,
  ratesCommand,
  schemaCommand,
  initCommand, completionsCommand, manCommand, helpCommand, versionCommand,
]
