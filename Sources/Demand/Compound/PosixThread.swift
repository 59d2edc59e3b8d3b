/// A thread of the operating system, and what its memory is set to. Pieces of work are dealt out to them by `InParallel`, blocks of
/// futures by `Workers` (Simulation).

import CMachine
import Glibc

/// Whoever begins one joins or detaches it.
package enum PosixThread {
  /// The heap of a thread that is not the first one grows by a page at a time, and asks the system for each, unless it is told
  /// to begin with room for more: it was a twentieth of a simulation. What nobody writes to takes no memory. Setting one of these
  /// ends glibc's own adjusting of the others, so that they are set together: arrays of a block lie on the heap and are used
  /// again, in place of being asked from the system and given back each time.
  private static let heaps: Void = {
    mallopt(M_TOP_PAD, 64 << 20)
    mallopt(M_TRIM_THRESHOLD, 256 << 20)
    mallopt(M_MMAP_THRESHOLD, 16 << 20)
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
