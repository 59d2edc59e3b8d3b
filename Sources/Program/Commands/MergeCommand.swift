/// `lotwise merge FILES`: the parts that `lotwise compare --shard` wrote, put together: the same report, to the byte, as one process makes
/// of all futures.

import Analysis
import Formats
import Quantities
import Results
import Shards
import Simulation

private let partial = Option(
  "--partial", summary: "answer from the parts that are there; what is missing is said")
private let scenario = Option(
  "--scenario", value: "FILE", summary: "the scenario of the parts, where it is not where it was")
private let format = Option(
  "--format", value: "FORMAT", choice: ComparisonFormat.self, summary: "the form of the data")

let mergeCommand = Command(
  name: "merge", summary: "the parts of a comparison put together",
  arguments: [Command.Argument(name: "FILES", summary: "what `lotwise compare --shard` wrote, in any order")],
  lastArgumentRepeats: true,
  options: [
    partial, scenario, SimulationOptions.chosen, SimulationOptions.threads, SimulationOptions.quick,
    SimulationOptions.keepPaths, format,
  ],
  examples: [
    Command.Example(
      line: "lotwise merge parts/*.shard --out report",
      shows: "the report as a folder, the same as one process makes"),
    Command.Example(
      line: "lotwise merge parts/*.shard --partial",
      shows: "what the parts that are there say, with intervals as wide as that"),
  ]
) { invocation throws(Stop) in
  let set = try readParts(invocation)
  let header = set.header
  if !set.missing.isEmpty, !invocation.has(partial) { throw .failure(missing(set, remedy: true)) }
  let path = invocation[scenario] ?? header.path
  let input = try invocation.scenarioInput(path)
  let comparing = Comparing(
    input: input, path: header.path, invocation: invocation, plans: nil,
    format: invocation[format].flatMap(ComparisonFormat.init))
  let work = try work(header, comparing)
  do throws(ShardError) { try set.check(work) } catch { throw .failure("\(error)") }
  if set.futures == 0 { throw .failure("there are no futures in these shards") }
  if LongRun.isLong(header.futures) { try comparing.refuseKeptPaths() }
  // Nothing is written where something is wrong.
  let place = try comparing.place()
  let threads = try invocation.threads()
  let found = try merged(set, work, comparing, threads: threads)
  if found.result.paths < header.futures {
    invocation.console.write(
      "lotwise: \(grouped(found.result.paths)) of \(grouped(header.futures)) futures are there, and the figures are theirs; "
        + missing(set, remedy: false))
  } else if !set.missing.isEmpty {
    invocation.console.note(
      "note: \(missing(set, remedy: false)), among the first futures; they were simulated here")
  }
  try comparing.finish(found, place, threads: threads, isInterrupted: false)
}

/// Of every file that is named: it must be whole, and belong to the others.
private func readParts(_ invocation: Invocation) throws(Stop) -> ShardSet {
  do throws(ShardError) {
    var files: [Shard] = []
    for path in invocation.arguments { files.append(try Shard(path: path)) }
    let set = try ShardSet(files)
    for name in set.repeated {
      invocation.console.note("note: \(name) has what another of these files has, and is taken once")
    }
    return set
  } catch { throw .failure("\(error)") }
}

/// What no file has, and how to get it.
private func missing(_ set: ShardSet, remedy: Bool) -> String {
  let header = set.header
  guard let parts = set.missingParts, let first = parts.first else {
    let blocks = set.missing.map { range in
      let last = min(header.futures, range.upperBound * Simulation.usualBlock) - 1
      return "\(grouped(range.lowerBound * Simulation.usualBlock)) to \(grouped(last))"
    }
    let shown = listed(Array(blocks.prefix(8)), "and") + (blocks.count > 8 ? " and more" : "")
    return "the futures \(shown) are missing"
      + (remedy ? "; simulate them, or answer without them with --partial" : "")
  }
  let names = parts.prefix(12).map(\.text)
  let shown = listed(names, "and") + (parts.count > 12 ? " and \(parts.count - 12) more" : "")
  let isOne = parts.count == 1
  guard remedy else { return "\(isOne ? "part" : "parts") \(shown) \(isOne ? "is" : "are") missing" }
  let seed = header.seed == 1 ? "" : " --seed \(header.seed)"
  let sampling = header.sampling == .plain ? " --sampling plain" : ""
  return """
    \(isOne ? "part" : "parts") \(shown) \(isOne ? "is" : "are") missing; simulate with `lotwise compare \
    \(shellWord(header.path)) --paths \(header.futures)\(seed)\(sampling) --shard \(first.text) --out FILE`\
    \(isOne ? "" : " and so on"), or answer without with --partial
    """
}

/// What would simulate the parts here.
private func work(_ header: ShardHeader, _ comparing: Comparing) throws(Stop) -> ShardWork {
  do throws(SimulationError) {
    let simulation = try Simulation(comparing.input.scenario, seed: header.seed, sampling: header.sampling)
    return comparing.work(simulation, futures: header.futures)
  } catch { throw .failure("\(error)") }
}

private func merged(
  _ set: ShardSet, _ work: ShardWork, _ comparing: Comparing, threads: Int
) throws(Stop) -> Comparing.Found {
  let header = set.header
  guard LongRun.isLong(header.futures) else {
    do throws(ShardError) {
      return comparing.found(in: try set.held(by: work, threads: threads), threads: threads)
    } catch { throw .failure("\(error)") }
  }
  let run: LongRun?
  do throws(SimulationError) {
    run = try LongRun(
      work.simulation, futures: header.futures, threads: threads,
      isInterrupted: { Signals.isInterrupted })
  } catch { throw .failure("\(error)") }
  guard let run else { throw .interrupted }
  do throws(ShardError) { try set.add(to: run.comparison, of: run.kept) } catch { throw .failure("\(error)") }
  let isPartial = run.comparison.futures < header.futures
  return Comparing.Found(
    simulation: run.kept,
    result: run.comparison.result(asked: header.futures, wasInterrupted: isPartial, threads: threads),
    run: nil)
}
