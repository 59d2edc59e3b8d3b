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

/// A thread of the operating system; whoever begins it joins or detaches it.
package enum PosixThread {
  /// The heap of a thread that is not the first one grows by a page at a time, and asks the system for each, unless it is told
  /// to begin with room for more: it was a twentieth of a simulation. What nobody writes to takes no memory. Setting one of these
  /// ends glibc's own adjusting of the others, so that they are set together: arrays of a block lie on the heap and are used
  /// again, in place of being asked from the system and given back each time.
  private static let heaps: Void = {
    // No module has malloc.h; and other C libraries have no such function.
    guard let found = dlsym(nil, "mallopt") else { return }
    let set = unsafeBitCast(found, to: (@convention(c) (_ option: Int32, _ value: Int32) -> Int32).self)
    let (trimThreshold, topPad, mapThreshold): (Int32, Int32, Int32) = (-1, -2, -3)
    _ = set(topPad, 64 << 20)
    _ = set(trimThreshold, 256 << 20)
    _ = set(mapThreshold, 16 << 20)
  }()

  /// Nil: the system has none to give.
  package static func begun(_ body: @escaping () -> Void) -> pthread_t? {
    _ = heaps
    var thread = pthread_t()
    let job = Unmanaged.passRetained(Job(body))
    if pthread_create(&thread, nil, runJob, job.toOpaque()) == 0 { return thread }
    job.release()
    return nil
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
