/// Independent pieces of work on all processors of the machine, each claimed by number: what comes out does not depend on
/// who did what. Plain POSIX threads; the calling one works as well.

import Glibc
import Synchronization

enum InParallel {
  /// The results in the order of the items.
  static func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], _ work: @escaping @Sendable (Item) -> Result
  ) -> [Result] {
    let processors = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    let helpers = min(processors, items.count, 16) - 1
    guard helpers > 0 else { return items.map(work) }
    let share = Share(items, work)
    var threads: [pthread_t] = []
    for _ in 0..<helpers {
      // Fewer threads do the same work.
      if let thread = PosixThread.begun({ share.run() }) { threads.append(thread) }
    }
    share.run()
    for thread in threads { pthread_join(thread, nil) }
    return share.results.withLock { results in
      results.sorted { $0.number < $1.number }.map(\.result)
    }
  }
}

private final class Share<Item: Sendable, Result: Sendable>: Sendable {
  let items: [Item]
  let work: @Sendable (Item) -> Result
  let claimed = Atomic<Int>(0)
  let results = Mutex<[(number: Int, result: Result)]>([])

  init(_ items: [Item], _ work: @escaping @Sendable (Item) -> Result) {
    self.items = items
    self.work = work
  }

  func run() {
    while true {
      let number = claimed.wrappingAdd(1, ordering: .relaxed).oldValue
      guard number < items.count else { return }
      let result = work(items[number])
      results.withLock { $0.append((number, result)) }
    }
  }
}
