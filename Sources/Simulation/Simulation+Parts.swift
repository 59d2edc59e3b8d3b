/// A simulation in parts: so many futures as blocks of 256, each of which any process can simulate by itself, for the draws of a future are
/// a function of the seed and its number alone. A few futures are kept as they are; of very many, sums are kept
/// instead (Analysis/Streamed), and blocks are handed on and let go.

import Demand
import Quantities
import Results

extension Simulation {
  /// Up to so many futures are kept as columns; of more, only what is summed up. Not with what a search or a stopping rule simulates.
  public static let mostColumns = 65_536
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
    _ numbers: BlockNumbers, of paths: Int, threads: Int,
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: @escaping (_ blocks: Int) -> Void = { _ in },
    take: @escaping @Sendable (_ number: Int, _ block: SimulationRun, _ sums: RunSums) -> Void
  ) throws(SimulationError) {
    let (world, seed) = (world, seed)
    let ranks = Together.ranks
    // The others count on it that a rank does what it was given.
    let isAlone = ranks == nil
    let work = work(numbers, of: paths, isInterrupted: { isAlone && isInterrupted() }) { number, block in
      if block.problem == nil { take(number, block.run(of: world, seed: seed), block.sums(of: world)) }
      return block.problem
    }
    if let ranks {
      return try ranks.scattered(
        numbers.count, of: world, threads: threads, isOver: isInterrupted, each: progress, work: work)
    }
    let problems = Workers.run(
      blocks: numbers.count, threads: threads, isInterrupted: isInterrupted, each: progress, work: work)
    for problem in problems { if let problem { throw problem } }
  }

  /// Of a block that it holds already, what `stream` hands on.
  public func kept(_ number: Int) -> (block: SimulationRun, sums: RunSums) {
    (blocks[number].run(of: world, seed: seed), blocks[number].sums(of: world))
  }

  /// Whole blocks, each as bytes, in the order of the numbers; the first ones, if interrupted.
  public func packed(
    _ numbers: Range<Int>, of paths: Int, threads: Int,
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: @escaping (_ blocks: Int) -> Void = { _ in }
  ) throws(SimulationError) -> [[UInt8]] {
    let results = Workers.run(
      blocks: numbers.count, threads: threads, isInterrupted: isInterrupted, each: progress,
      work: work(BlockNumbers([numbers]), of: paths, isInterrupted: isInterrupted) { _, block in
        var writer = PackedWriter()
        block.pack(into: &writer)
        return (bytes: writer.bytes, problem: block.problem)
      })
    for result in results { if let problem = result.problem { throw problem } }
    return results.map(\.bytes)
  }

  /// What a thread does: simulates blocks and makes something of each. One that an interrupt cut short is left away.
  private func work<Made>(
    _ numbers: BlockNumbers, of paths: Int, isInterrupted: @escaping @Sendable () -> Bool,
    _ make: @escaping @Sendable (_ number: Int, _ block: BlockResult) -> Made
  ) -> @Sendable (_ worker: Int, _ claim: () -> Int?, _ finish: (Int, Made) -> Void) -> Void {
    let (world, seed) = (world, seed)
    return { _, claim, finish in
      lazy var worker = BlockWorker(world, seed: seed)
      while let place = claim() {
        let futures = Simulation.futures(ofBlock: numbers[place], of: paths)
        let block = worker.simulate(futures, isInterrupted: isInterrupted)
        if block.paths == futures.count { finish(place, make(numbers[place], block)) }
      }
    }
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
      }, demand: demand, throttled: throttled, controls: controls, controlNames: world.controlNames)
  }
}
