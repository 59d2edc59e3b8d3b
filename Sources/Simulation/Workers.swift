/// Blocks of work divided over threads. Each block is claimed by number and leaves a result of its own, so that what
/// comes out does not depend on who did what. Plain POSIX threads: tasks would want an asynchronous main function, and
/// the pool that they run on cannot be set to a number of threads.

import Glibc
import Synchronization

/// What the threads of one run share.
private final class Board<Result: Sendable>: Sendable {
  let blocks: Int
  let work: @Sendable (_ worker: Int, _ claim: () -> Int?, _ finish: (Int, Result) -> Void) -> Void
  let isInterrupted: @Sendable () -> Bool
  let claimed = Atomic<Int>(0)
  let finished = Atomic<Int>(0)
  let results = Mutex<[(block: Int, result: Result)]>([])

  init(
    blocks: Int, isInterrupted: @escaping @Sendable () -> Bool,
    work: @escaping @Sendable (_ worker: Int, _ claim: () -> Int?, _ finish: (Int, Result) -> Void) -> Void
  ) {
    self.blocks = blocks
    self.isInterrupted = isInterrupted
    self.work = work
  }

  /// Blocks are claimed in order, so that those done before an interrupt are the first ones without a gap.
  func claim() -> Int? {
    if isInterrupted() { return nil }
    let block = claimed.wrappingAdd(1, ordering: .relaxed).oldValue
    return block < blocks ? block : nil
  }

  func finish(_ block: Int, _ result: Result) {
    results.withLock { $0.append((block, result)) }
    finished.wrappingAdd(1, ordering: .relaxed)
  }

  func run(worker: Int, each: @escaping (Int) -> Void) {
    work(worker, claim) { block, result in
      self.finish(block, result)
      each(self.finished.load(ordering: .relaxed))
    }
  }
}

package enum Workers {
  /// Runs `work` on so many threads, the calling one among them; `each` is told there how many blocks are done.
  /// Returns the results in the order of the blocks: all of them, or the first ones if interrupted.
  package static func run<Result: Sendable>(
    blocks: Int, threads: Int, isInterrupted: @escaping @Sendable () -> Bool, each: @escaping (Int) -> Void,
    work: @escaping @Sendable (_ worker: Int, _ claim: () -> Int?, _ finish: (Int, Result) -> Void) -> Void
  ) -> [Result] {
    let board = Board(blocks: blocks, isInterrupted: isInterrupted, work: work)
    var others: [pthread_t] = []
    for worker in 1..<max(1, min(threads, blocks)) {
      var thread = pthread_t()
      let box = Unmanaged.passRetained(Job { board.run(worker: worker) { _ in } })
      let failed = pthread_create(&thread, nil, runJob, box.toOpaque())
      // Fewer threads do the same work.
      if failed == 0 { others.append(thread) } else { box.release() }
    }
    board.run(worker: 0, each: each)
    for thread in others { pthread_join(thread, nil) }
    return board.results.withLock { results in
      results.sorted { $0.block < $1.block }.map(\.result)
    }
  }
}

private final class Job {
  let body: () -> Void
  init(_ body: @escaping () -> Void) { self.body = body }
}

private func runJob(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let argument { Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().body() }
  return nil
}
