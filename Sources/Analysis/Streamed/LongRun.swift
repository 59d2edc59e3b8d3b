/// A run of more futures than are kept, or a part of one: the first 16,384 are simulated and kept, wherever it runs; then blocks, those
/// of the part, are simulated, summed up and let go.
///
/// At the boundary: 65,536 futures are kept all of them, and are no long run; 65,537 are one.

import Simulation

public struct LongRun: Sendable {
  /// Of the first futures.
  public let kept: Simulation
  public let comparison: StreamedComparison
  /// In all.
  public let futures: Int

  public static func isLong(_ futures: Int) -> Bool { futures > Simulation.mostKept }

  /// Nil: it was interrupted before the first futures were there. `simulation`: not yet run.
  public init?(
    _ simulation: Simulation, futures: Int, threads: Int,
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: @escaping (_ futures: Int) -> Void = { _ in }
  ) throws(SimulationError) {
    var kept = simulation
    try kept.run(
      upTo: Simulation.pilot, threads: threads, isInterrupted: isInterrupted, progress: progress)
    guard kept.paths == Simulation.pilot else { return nil }
    self.kept = kept
    self.futures = futures
    comparison = StreamedComparison(kept, threads: threads)
  }

  /// How many blocks it has.
  public var blocks: Int { Simulation.blocks(of: futures) }

  /// Sums up these blocks; what is kept is not simulated again.
  public func add(
    _ numbers: Range<Int>, threads: Int, isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: @escaping (_ futures: Int) -> Void = { _ in }
  ) throws(SimulationError) {
    let comparison = comparison
    let first = kept.paths / Simulation.usualBlock
    for (block, sums) in kept.kept(numbers.clamped(to: 0..<first)) { comparison.add(block, sums) }
    try kept.stream(
      numbers.clamped(to: first..<blocks), of: futures, threads: threads, isInterrupted: isInterrupted,
      progress: { progress($0 * Simulation.usualBlock) },
      take: { block, sums in comparison.add(block, sums) })
  }
}
