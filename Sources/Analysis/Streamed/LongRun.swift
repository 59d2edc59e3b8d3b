/// A run of more futures than are kept, or a part of one: the first 16,384 are simulated and kept, wherever it runs; then blocks, those
/// of the part, are simulated, summed up and let go.
///
/// At the boundary: 65,536 futures are kept all of them, and are no long run; 65,537 are one.

import Quantities
import Simulation

public struct LongRun: Sendable {
  /// Of the first futures.
  public let kept: Simulation
  public let comparison: StreamedComparison
  /// In all.
  public let futures: Int

  public static func isLong(_ futures: Int) -> Bool { futures > Simulation.mostColumns }

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

  /// Sums up these blocks; what is kept is not simulated again. `progress` is told of the sums of this process as well, from which any
  /// other can go on. `end` is told of them once, when this process adds no more, before they are shared: it may add what others left.
  public func add(
    _ numbers: BlockNumbers, threads: Int, isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: @escaping (_ futures: Int, _ own: StreamedComparison) -> Void = { _, _ in },
    end: (_ own: StreamedComparison) throws(SimulationError) -> Void = { _ in }
  ) throws(SimulationError) {
    let ranks = Together.ranks
    // Each rank sums up its own blocks, and one of them those that all have kept.
    let part = comparison.emptied(of: kept)
    let first = kept.paths / Simulation.usualBlock
    for number in numbers.clamped(to: 0..<first).ranges.joined() where Together.writes {
      let (block, sums) = kept.kept(number)
      part.add(number, block, sums)
    }
    try kept.stream(
      numbers.clamped(to: first..<blocks), of: futures, threads: threads, isInterrupted: isInterrupted,
      progress: { progress($0 * Simulation.usualBlock, part) },
      take: { number, block, sums in part.add(number, block, sums) })
    part.close()
    try end(part)
    if let ranks {
      try add(part, of: ranks)
    } else {
      comparison.add(part)
    }
  }

  /// The parts of all ranks, to every rank's comparison.
  private func add(_ part: StreamedComparison, of ranks: any Ranks) throws(SimulationError) {
    do throws(PackedError) {
      let whole = try ranks.reduced(part.bytes) { a, b throws(PackedError) in
        let sum = comparison.emptied(of: kept)
        for bytes in [a, b] { try sum.add(bytes, of: kept) }
        return sum.bytes
      }
      try comparison.add(whole, of: kept)
    } catch {
      throw .notOfOne
    }
  }
}

extension StreamedComparison {
  fileprivate var bytes: [UInt8] {
    var writer = PackedWriter()
    pack(into: &writer)
    return writer.bytes
  }

  fileprivate func add(_ bytes: [UInt8], of simulation: Simulation) throws(PackedError) {
    var reader = PackedReader(bytes)
    try add(from: &reader, of: simulation)
    guard reader.isAtEnd else { throw PackedError() }
  }
}
