/// `lotwise compare SCENARIO`: every plan over the same futures. The main job.

private let format = Option(
  "--format", value: "FORMAT", choice: ComparisonFormat.self, summary: "the form of the data")

let compareCommand = Command(
  name: "compare", summary: "every plan over the same futures: what each costs and risks",
  arguments: [Command.Argument(name: "SCENARIO", summary: "a scenario in YAML (docs/scenario.md)")],
  options: [
    SimulationOptions.chosen, SimulationOptions.set, SimulationOptions.scale, SimulationOptions.paths,
    SimulationOptions.until, SimulationOptions.measure,
    SimulationOptions.seed, SimulationOptions.sampling,
    SimulationOptions.threads, SimulationOptions.quick, SimulationOptions.keepPaths, SimulationOptions.shard,
    SimulationOptions.resume,
    format,
  ],
  examples: [
    Command.Example(
      line: "lotwise compare scenarios/reseller-or-official.yaml",
      shows: "which plan is cheapest, how sure that is, and what each risks"),
    Command.Example(
      line: "lotwise compare scenario.yaml --out report",
      shows: "the report as a folder: HTML, markdown, charts, CSV, JSON"),
    Command.Example(
      line: "lotwise compare scenario.yaml --until-half-width 5",
      shows: "as many futures as it takes to know every total cost to ±$5"),
    Command.Example(
      line: "lotwise compare scenario.yaml --plan auto-reload",
      shows: "the same; exit code 3 if this plan breaks a gate of the scenario"),
    Command.Example(
      line: "lotwise compare scenario.yaml --paths 10000000 --shard 0/4 --out 0.shard",
      shows: "the first of four parts, for as many machines; see lotwise help merge"),
    Command.Example(
      line: "lotwise compare scenario.yaml --format json --out result.json",
      shows: "every figure with its error, for a program"),
  ]
) { invocation throws(Stop) in
  let input = try invocation.scenarioInput()
  try invocation.leaveOutFamilies(of: input.scenario, invocation.arguments[0])
  // A name that is none is told before any work.
  if invocation.has(SimulationOptions.chosen) { _ = try invocation.plan(in: input.scenario) }
  let comparing = Comparing(
    input: input, path: invocation.arguments[0], invocation: invocation, plans: nil,
    format: invocation[format].flatMap(ComparisonFormat.init))
  if let part = try invocation.part(not: [
    SimulationOptions.chosen, SimulationOptions.until, SimulationOptions.measure, SimulationOptions.quick,
    SimulationOptions.keepPaths, SimulationOptions.resume, format,
  ]) {
    try comparing.write(part)
  } else {
    try comparing.run()
  }
}
