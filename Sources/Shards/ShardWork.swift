/// A part of a comparison, simulated.

import Analysis
import Quantities
import Scenario
import Simulation

public struct ShardWork: Sendable {
  public let simulation: Simulation
  /// Of the whole run.
  public let futures: Int
  private let path: String
  private let hashes: RuleHashes
  private let program: String

  /// `simulation`: not yet run. `text`: the scenario with its defaults.
  public init(_ simulation: Simulation, futures: Int, path: String, text: String, program: String) {
    self.simulation = simulation
    self.futures = futures
    self.path = path
    self.program = program
    hashes = RuleHashes(simulation.scenario, text: text)
  }

  /// The first block of futures as bytes: what the engine makes of this scenario, wherever it runs.
  public func engine() throws(SimulationError) -> String {
    Digest.sha256(try simulation.packed(0..<1, of: futures, threads: 1).first ?? [])
  }

  /// Nil: it was interrupted. `progress` is told how many futures are done, of so many.
  public func simulate(
    _ part: ShardHeader.Part, threads: Int, isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: @escaping (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws(SimulationError) -> ShardFile? {
    let blocks = part.blocks(of: Simulation.blocks(of: futures))
    let engine = try engine()
    var writer = PackedWriter()
    var layout: String?
    if LongRun.isLong(futures) {
      let own = blocks.count * Simulation.usualBlock
      let known = min(max(0, Simulation.pilot - blocks.lowerBound * Simulation.usualBlock), own)
      let all = Simulation.pilot + own - known
      guard
        let run = try LongRun(
          simulation, futures: futures, threads: threads, isInterrupted: isInterrupted,
          progress: { progress($0, all) })
      else { return nil }
      try run.add(
        BlockNumbers([blocks]), threads: threads, isInterrupted: isInterrupted,
        progress: { done, _ in progress(min(all, Simulation.pilot + done), all) })
      if isInterrupted() { return nil }
      run.comparison.pack(into: &writer)
      layout = run.comparison.fingerprint
    } else {
      let packed = try simulation.packed(
        blocks, of: futures, threads: threads, isInterrupted: isInterrupted,
        progress: { progress($0 * Simulation.usualBlock, blocks.count * Simulation.usualBlock) })
      if packed.count < blocks.count { return nil }
      for block in packed { writer.put(bytes: block) }
    }
    return ShardFile(
      header(part, blocks.isEmpty ? [] : [blocks], engine: engine, layout: layout), payload: writer.bytes)
  }

  public func header(
    _ part: ShardHeader.Part?, _ blocks: [Range<Int>], engine: String, layout: String?
  ) -> ShardHeader {
    ShardHeader(
      program: program, path: path, scenario: hashes.scenario, card: hashes.card, engine: engine,
      seed: simulation.seed, sampling: simulation.sampling, futures: futures, part: part, blocks: blocks,
      layout: layout)
  }
}
