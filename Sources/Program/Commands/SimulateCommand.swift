/// `lotwise simulate SCENARIO --plan NAME`: one plan alone, over the same futures as in a comparison.

private let format = Option(
  "--format", value: "FORMAT", choice: ComparisonFormat.self, summary: "the form of the data")

let simulateCommand = Command(
  name: "simulate", summary: "one plan of a scenario over many futures",
  arguments: [Command.Argument(name: "SCENARIO", summary: "a scenario in YAML (docs/scenario.md)")],
  options: [
    SimulationOptions.plan, SimulationOptions.set, SimulationOptions.scale, SimulationOptions.paths,
    SimulationOptions.until, SimulationOptions.measure,
    SimulationOptions.seed, SimulationOptions.sampling, SimulationOptions.threads,
    SimulationOptions.keepPaths, format,
  ],
  examples: [
    Command.Example(
      line: "lotwise simulate scenarios/reseller-or-official.yaml --plan auto-reload",
      shows: "what this plan costs and risks, lot by lot")
  ]
) { invocation throws(Stop) in
  let input = try invocation.scenarioInput()
  try Comparing(
    input: input, path: invocation.arguments[0], invocation: invocation,
    plans: [try invocation.plan(in: input.scenario)],
    format: invocation[format].flatMap(ComparisonFormat.init)
  ).run()
}
