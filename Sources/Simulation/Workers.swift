/// Blocks of work divided over threads. Each block is claimed by number and leaves a result of its own, so that what
/// comes out does not depend on who did what. Plain POSIX threads: tasks would want an asynchronous main function, and
/// the pool that they run on cannot be set to a number of threads.
///
/// The calling thread only waits. So an interrupt is heard whatever a block is doing: workers that do not come home
/// in time are left behind, with what they work on, and what is done is returned without them.

import Demand
import Glibc
import Synchronization

/// What the threads of one run share.
private final class Board<Result: Sendable>: Sendable {
  let blocks: Int
  /// Who gives out the numbers of blocks; nil: the board counts.
  let source: (@Sendable () -> Int?)?
  let work: @Sendable (_ worker: Int, _ claim: () -> Int?, _ finish: (Int, Result) -> Void) -> Void
  let isInterrupted: @Sendable () -> Bool
  let claimed = Atomic<Int>(0)
  let finished = Atomic<Int>(0)
  /// Threads that have not come home.
  let away = Atomic<Int>(0)
  let results = Mutex<[(block: Int, result: Result)]>([])
  /// Rung for each block that is finished and each thread that comes home.
  let bell = Bell()

  init(
    blocks: Int, source: (@Sendable () -> Int?)?, isInterrupted: @escaping @Sendable () -> Bool,
    work: @escaping @Sendable (_ worker: Int, _ claim: () -> Int?, _ finish: (Int, Result) -> Void) -> Void
  ) {
    self.blocks = blocks
    self.source = source
    self.isInterrupted = isInterrupted
    self.work = work
  }

  /// Blocks are claimed in order, so that those done before an interrupt are the first ones, but for blocks under way.
  func claim() -> Int? {
    if isInterrupted() { return nil }
    if let source {
      let block = source()
      if let block { claimed.max(block + 1, ordering: .relaxed) }
      return block
    }
    let block = claimed.wrappingAdd(1, ordering: .relaxed).oldValue
    return block < blocks ? block : nil
  }

  func run(worker: Int) {
    work(worker, claim) { block, result in
      results.withLock { $0.append((block, result)) }
      finished.wrappingAdd(1, ordering: .relaxed)
      bell.ring()
    }
    away.wrappingSubtract(1, ordering: .releasing)
    bell.ring()
  }

  /// Until every thread is home, or an interrupt has waited long enough for them. True: all are home.
  func wait(each: (Int) -> Void) -> Bool {
    var patience = Workers.patience
    var told = 0
    while away.load(ordering: .acquiring) > 0 {
      let isRung = bell.wait(milliseconds: Workers.glance)
      // Of blocks that others do as well it is known how far they are given out.
      let done = source == nil ? finished.load(ordering: .relaxed) : claimed.load(ordering: .relaxed)
      if done != told { each(done) }
      told = done
      guard !isRung, isInterrupted() else { continue }
      patience -= Workers.glance
      if patience <= 0 { return false }
    }
    return true
  }

  /// In the order of the blocks.
  var sortedResults: [(block: Int, result: Result)] {
    results.withLock { $0.sorted { $0.block < $1.block } }
  }
}

package enum Workers {
  /// Milliseconds between two looks for an interrupt, and for which threads are waited for after one.
  fileprivate static let glance = 20
  fileprivate static let patience = 200

  /// Runs `work` on so many threads; `each` is told here how many blocks are done. Returns the results in the order of the
  /// blocks: all of them, or the first ones if interrupted. What is left undone may go on for a while behind its back.
  package static func run<Result: Sendable>(
    blocks: Int, threads: Int, isInterrupted: @escaping @Sendable () -> Bool, each: (Int) -> Void,
    work: @escaping @Sendable (_ worker: Int, _ claim: () -> Int?, _ finish: (Int, Result) -> Void) -> Void
  ) -> [Result] {
    guard blocks > 0 else { return [] }
    let results = run(
      Board(blocks: blocks, source: nil, isInterrupted: isInterrupted, work: work),
      threads: min(threads, blocks),
      each: each)
    // The first ones without a gap.
    return results.enumerated().prefix { $0.offset == $0.element.block }.map(\.element.result)
  }

  /// Runs `work` on blocks that `source` gives out, until it has no more; the results in the order of the blocks. `each` is told
  /// how far blocks are given out, here and elsewhere.
  package static func run<Result: Sendable>(
    threads: Int, source: @escaping @Sendable () -> Int?, each: (Int) -> Void,
    work: @escaping @Sendable (_ worker: Int, _ claim: () -> Int?, _ finish: (Int, Result) -> Void) -> Void
  ) -> [(block: Int, result: Result)] {
    run(Board(blocks: 0, source: source, isInterrupted: { false }, work: work), threads: threads, each: each)
  }

  private static func run<Result: Sendable>(
    _ board: Board<Result>, threads: Int, each: (Int) -> Void
  ) -> [(block: Int, result: Result)] {
    var workers: [pthread_t] = []
    for worker in 0..<max(1, threads) {
      board.away.wrappingAdd(1, ordering: .relaxed)
      if let thread = PosixThread.begun({ board.run(worker: worker) }) {
        workers.append(thread)
      } else {
        // Fewer threads do the same work.
        board.away.wrappingSubtract(1, ordering: .relaxed)
      }
    }
    if workers.isEmpty {
      board.away.wrappingAdd(1, ordering: .relaxed)
      board.run(worker: 0)
    }
    let areHome = board.wait(each: each)
    for thread in workers { _ = areHome ? pthread_join(thread, nil) : pthread_detach(thread) }
    return board.sortedResults
  }

  /// Runs one piece of work on a thread of its own; nil: it was interrupted.
  package static func run<Result: Sendable>(
    isInterrupted: @escaping @Sendable () -> Bool, _ work: @escaping @Sendable () -> Result
  ) -> Result? {
    run(blocks: 1, threads: 1, isInterrupted: isInterrupted, each: { _ in }) { _, claim, finish in
      while let block = claim() { finish(block, work()) }
    }.first
  }
}
