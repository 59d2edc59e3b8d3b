/// What one thread waits for and others ring: a semaphore of POSIX, which a signal's handler may ring as well.

import Glibc

package final class Bell: Sendable {
  nonisolated(unsafe) private let semaphore: UnsafeMutablePointer<sem_t>

  package init() {
    semaphore = .allocate(capacity: 1)
    sem_init(semaphore, 0, 0)
  }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  package func ring() { sem_post(semaphore) }

  /// Until it rings; each ring ends one wait.
  package func wait() {
    while sem_wait(semaphore) != 0, errno == EINTR {}
  }

  /// Until it rings, or so long. True if it rang.
  package func wait(milliseconds: Int) -> Bool {
    var until = timespec()
    clock_gettime(CLOCK_REALTIME, &until)
    let nanoseconds = until.tv_nsec + milliseconds % 1_000 * 1_000_000
    until.tv_sec += milliseconds / 1_000 + nanoseconds / 1_000_000_000
    until.tv_nsec = nanoseconds % 1_000_000_000
    while sem_timedwait(semaphore, &until) != 0 {
      guard errno == EINTR else { return false }
    }
    return true
  }
}
