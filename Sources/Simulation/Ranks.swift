/// Several processes that work on one thing, on one machine or on many: each of them is a rank (docs/mpi.md).
///
/// Every rank runs the same command with the same words, reads the same files and comes to the same decisions. Only futures are
/// divided: blocks of them are handed out, one rank after the other as they ask, and what each rank found is given to all.
/// So whatever decides how a run goes on has to be the same on every rank: no clock but that of rank 0, no signal.
///
/// This module knows what ranks do, not how: `Sources/lotwise-mpi` does it by MPI. A program that is alone has none.

import Quantities
import Synchronization

/// Who takes part calls every function in the same order as all the others; only `end` is known to notice who does not. One thread of a
/// process at a time calls them, any thread.
public protocol Ranks: Sendable {
  /// From 0. Rank 0 alone writes: data, files, messages.
  var rank: Int { get }
  var count: Int { get }
  /// So many threads are this rank's share of its machine.
  var threads: Int { get }
  /// Since the beginning, by the clock of rank 0: the same on every rank from one `divide` to the next. Inside one it runs on rank
  /// 0, and nobody else asks.
  var seconds: Double { get }

  /// Hands out the units from 0 on, each to one rank, until there are no more or rank 0 finds that it is over: those that were handed
  /// out are the first ones, without a gap. `work` is called once; it may hand `claim` to so many threads, each of which
  /// claims until it gets nil. Returns when this rank has done all that it claimed.
  func divide(
    units: Int, threads: Int, isOver: @escaping @Sendable () -> Bool,
    work: (_ claim: @escaping @Sendable () -> Int?) -> Void)

  /// The bytes of every rank, in their order.
  func gather(_ bytes: [UInt8]) -> [[UInt8]]

  /// The bytes of all ranks joined two by two, so that a thousand ranks take ten steps: the whole is given to every rank. It must be
  /// the same whoever is joined with whom first.
  func reduced<Problem: Error>(
    _ bytes: [UInt8], _ join: ([UInt8], [UInt8]) throws(Problem) -> [UInt8]
  ) throws(Problem) -> [UInt8]

  /// Called last, with the exit code, and with what a rank that may not write would have said. Returns the code to exit with. Where
  /// one rank comes to its end while others go on, the whole run ends with a message.
  func end(_ code: Int32, _ unsaid: String) -> Int32
}

public enum Together {
  private static let joined = Mutex<(any Ranks)?>(nil)
  private static let begin = ContinuousClock().now

  /// Nil: this process is alone.
  public static var ranks: (any Ranks)? { joined.withLock { $0 } }

  /// To be called once, before anything is read or written. One rank is as good as none.
  public static func join(_ ranks: (any Ranks)?) {
    _ = begin
    if let ranks, ranks.count > 1 { joined.withLock { $0 = ranks } }
  }

  /// Whether it is this process that writes.
  public static var writes: Bool { ranks.map { $0.rank == 0 } ?? true }

  /// What decisions may go by.
  public static var seconds: Double {
    ranks?.seconds ?? begin.duration(to: ContinuousClock().now) / .seconds(1)
  }

  /// Brings every rank to what the clock says now.
  static func agreeOnTime() {
    ranks?.divide(units: 0, threads: 1, isOver: { true }, work: { _ in })
  }

  /// The threads of all ranks.
  public static func threads(_ own: Int) -> Int {
    guard let ranks else { return own }
    return ranks.gather(bytes(of: own)).reduce(0) { $0 + number(in: $1[...]) }
  }

  /// Rank 0's number, to every rank.
  public static func shared(_ number: Int) -> Int {
    ranks.map { self.number(in: $0.gather(bytes(of: number))[0][...]) } ?? number
  }

  /// Rank 0's blocks, to every rank; what cannot be read is none.
  public static func shared(_ blocks: BlockNumbers) -> BlockNumbers {
    guard let ranks else { return blocks }
    var writer = PackedWriter()
    blocks.pack(into: &writer)
    var reader = PackedReader(ranks.gather(writer.bytes)[0])
    return (try? BlockNumbers(from: &reader)) ?? BlockNumbers()
  }

  private static func bytes(of number: Int) -> [UInt8] {
    withUnsafeBytes(of: Int64(number).littleEndian) { Array($0) }
  }

  /// The one that these bytes begin with.
  private static func number(in bytes: ArraySlice<UInt8>) -> Int {
    bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
