/// A simulation in parts: so many futures as blocks of 256, each of which any process can simulate by itself, for the draws of a future are
/// a function of the seed and its number alone. A few futures are kept as they are; of very many, sums are kept
/// instead (Analysis/Streamed), and blocks are handed on and let go.

import Demand
import Quantities
import Results

extension Simulation {
  /// Up to so many futures are kept as columns; of more, only what is summed up. Not with what a search or a stopping rule simulates.
  public static let mostKept = 65_536
  /// The first futures, from which it is seen what to sum up of all of them: of this many, columns are always there.
  public static let pilot = 16_384

  /// A future's number is a word of 32 bits of the random numbers' counter.
  public static let mostFutures = 4_000_000_000

  /// How many blocks so many futures are.
  public static func blocks(of paths: Int) -> Int { (paths + usualBlock - 1) / usualBlock }

  /// The futures of a block, of so many in all.
  public static func futures(ofBlock number: Int, of paths: Int) -> Range<Int> {
    min(paths, number * usualBlock)..<min(paths, (number + 1) * usualBlock)
  }

  /// Simulates whole blocks of so many futures in all, and hands each on as a run of its own, with what it adds to the sums. `take` is
  /// called on any thread, in any order; of several ranks, on the one that simulated the block. An interrupt leaves away what is not whole.
  public func stream(
    _ numbers: Range<Int>, of paths: Int, threads: Int,
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: @escaping (_ blocks: Int) -> Void = { _ in },
    take: @escaping @Sendable (_ block: SimulationRun, _ sums: RunSums) -> Void
  ) throws(SimulationError) {
    let (world, seed) = (world, seed)
    let ranks = Together.ranks
    let isAlone = ranks == nil
    let work: @Sendable (Int, () -> Int?, (Int, SimulationError?) -> Void) -> Void = { _, claim, finish in
      lazy var worker = BlockWorker(world, seed: seed)
      while let place = claim() {
        let futures = Simulation.futures(ofBlock: numbers.lowerBound + place, of: paths)
        // What a rank was given it does.
        let block = worker.simulate(futures, isInterrupted: { isAlone && isInterrupted() })
        guard block.paths == futures.count else { continue }
        if block.problem == nil { take(block.run(of: world, seed: seed), block.sums(of: world)) }
        finish(place, block.problem)
      }
    }
    if let ranks {
      return try ranks.scattered(
        numbers.count, of: world, threads: threads, isOver: isInterrupted, each: progress, work: work)
    }
    let problems = Workers.run(
      blocks: numbers.count, threads: threads, isInterrupted: isInterrupted, each: progress, work: work)
    for problem in problems { if let problem { throw problem } }
  }

  /// The same of blocks that it holds already; each but the last is whole.
  public func kept(_ numbers: Range<Int>) -> [(block: SimulationRun, sums: RunSums)] {
    numbers.map { (blocks[$0].run(of: world, seed: seed), blocks[$0].sums(of: world)) }
  }

  /// Whole blocks, each as bytes, in the order of the numbers; the first ones, if interrupted.
  public func packed(
    _ numbers: Range<Int>, of paths: Int, threads: Int,
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: @escaping (_ blocks: Int) -> Void = { _ in }
  ) throws(SimulationError) -> [[UInt8]] {
    let (world, seed) = (world, seed)
    let results: [(bytes: [UInt8], problem: SimulationError?)] = Workers.run(
      blocks: numbers.count, threads: threads, isInterrupted: isInterrupted, each: progress,
      work: { _, claim, finish in
        var worker = BlockWorker(world, seed: seed)
        while let place = claim() {
          let futures = Simulation.futures(ofBlock: numbers.lowerBound + place, of: paths)
          let block = worker.simulate(futures, isInterrupted: isInterrupted)
          guard block.paths == futures.count else { continue }
          var writer = PackedWriter()
          block.pack(into: &writer)
          finish(place, (writer.bytes, block.problem))
        }
      })
    for result in results { if let problem = result.problem { throw problem } }
    return results.map(\.bytes)
  }

  /// With blocks that other processes simulated, by their numbers, of so many futures in all. Some may be missing: a future
  /// belongs to the same replicate all the same, for blocks are of whole rounds.
  public func holding(
    _ packed: [Int: [UInt8]], asked paths: Int
  ) throws(PackedError) -> Simulation {
    var held = self
    held.blocks = []
    for (number, bytes) in packed.sorted(by: { $0.key < $1.key }) {
      var reader = PackedReader(bytes)
      let futures = Simulation.futures(ofBlock: number, of: paths)
      let block = try BlockResult(from: &reader, paths: futures.count, of: world)
      guard reader.isAtEnd, block.problem == nil, block.weights.isEmpty else { throw PackedError() }
      held.blocks.append(block)
    }
    held.asked = paths
    held.wasInterrupted = held.paths < paths
    return held
  }
}

extension BlockResult {
  fileprivate func sums(of world: World) -> RunSums {
    var sums = RunSums(of: world)
    sums.add(self)
    return sums
  }

  /// Its columns, with nothing that only the first futures have.
  func run(of world: World, seed: UInt64) -> SimulationRun {
    SimulationRun(
      paths: paths, asked: paths, seed: seed, wasInterrupted: false,
      runs: world.runs.indices.map { index in
        PlanRun(
          plan: world.runs[index].plan, settings: world.runs[index].settings, blocks: [runs[index].outcomes])
      }, demand: demand, throttled: throttled, controls: controls, controlNames: world.demand.controlNames)
  }
}
