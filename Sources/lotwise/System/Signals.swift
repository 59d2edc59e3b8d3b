/// Signals become ordinary ends of a command. SIGINT, SIGTERM and SIGHUP set a flag that is looked at
/// between pieces of work and whenever a system call was broken off, so that a temporary file is removed on
/// the way out; the second one ends the process at once. A closed pipe and a file past the size limit
/// become errors of `write`.

import Glibc
import Synchronization

enum Signals {
  private static let wasInterrupted = Atomic<Bool>(false)

  static func install() {
    // Touched before any handler can run: a global of Swift is made on first use.
    wasInterrupted.store(false, ordering: .relaxed)
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    // A parent's worker thread may hand down a mask in which these are blocked.
    var caught = sigset_t()
    sigemptyset(&caught)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      catchOnce(number)
      sigaddset(&caught, number)
    }
    sigprocmask(SIG_UNBLOCK, &caught, nil)
  }

  private static func catchOnce(_ number: Int32) {
    var action = sigaction()
    // Who started us without this signal (nohup, a shell's background job) is obeyed.
    guard sigaction(number, nil, &action) == 0, !isIgnored(action) else { return }
    action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in Signals.wasInterrupted.store(true, ordering: .relaxed) }
    // Not restarting: a write that waits for a slow reader is broken off.
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
    sigaction(number, &action, nil)
  }

  private static func isIgnored(_ action: sigaction) -> Bool {
    unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  static var isInterrupted: Bool { wasInterrupted.load(ordering: .relaxed) }

  /// The interrupt has been heard: what there is may still be written. The next one ends the process at once.
  static func acknowledge() { wasInterrupted.store(false, ordering: .relaxed) }

  /// Throws if a signal came. To be called between pieces of work.
  static func check() throws(Stop) {
    if isInterrupted { throw .interrupted }
  }
}
