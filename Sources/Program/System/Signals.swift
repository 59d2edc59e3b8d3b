/// Signals become ordinary ends of a command. SIGINT, SIGTERM and SIGHUP set a flag that is looked at between pieces of
/// work and whenever a system call was broken off, so that a command ends in its own way, with what it has.
///
/// Whatever the program is doing, an interrupt is heard: a thread of its own waits for it, and ends the process, with
/// nothing half written left behind, if the flag is not obeyed in time. Once there are results to show, they are: then
/// only a second signal ends the process at once. Several ranks would hear of it at different times and part ways: there a
/// signal ends the process at once, and with it the run. A closed pipe and a file past the size limit become errors of `write`.

import Glibc
import Simulation
import Synchronization

enum Signals {
  private static let wasInterrupted = Atomic<Bool>(false)
  /// There is something to show, which an interrupt must not throw away.
  private static let hasResults = Atomic<Bool>(false)
  /// All that there is to say has been said; other ranks are waited for.
  private static let hasToldEnd = Atomic<Bool>(false)
  /// Somebody has begun to end the process.
  private static let isEnding = Atomic<Bool>(false)
  /// What can be done after an interrupt that leaves no results.
  private static let advice = Mutex("")
  /// There are no other ranks.
  private static let isAlone = Atomic<Bool>(true)
  private static let bell = Bell()

  /// Milliseconds from the signal in which a command may end by itself.
  private static let patience = 600

  static func install() {
    // Touched before any handler can run: a global of Swift is made on first use.
    wasInterrupted.store(false, ordering: .relaxed)
    isAlone.store(Together.ranks == nil, ordering: .relaxed)
    _ = bell
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    // A parent's worker thread may hand down a mask in which these are blocked.
    var caught = sigset_t()
    sigemptyset(&caught)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      listen(number)
      sigaddset(&caught, number)
    }
    // The listener takes none of them: they break off a system call of the thread that works.
    pthread_sigmask(SIG_BLOCK, &caught, nil)
    var listener = pthread_t()
    if pthread_create(&listener, nil, { _ in Signals.listenForEver() }, nil) == 0 { pthread_detach(listener) }
    pthread_sigmask(SIG_UNBLOCK, &caught, nil)
  }

  private static func listen(_ number: Int32) {
    var action = sigaction()
    // Who started us without this signal (nohup, a shell's background job) is obeyed.
    guard sigaction(number, nil, &action) == 0, !isIgnored(action) else { return }
    action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      Signals.wasInterrupted.store(Signals.isAlone.load(ordering: .relaxed), ordering: .relaxed)
      Signals.bell.ring()
    }
    // Not restarting: a write that waits for a slow reader is broken off.
    sigaction(number, &action, nil)
  }

  private static func isIgnored(_ action: sigaction) -> Bool {
    unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func listenForEver() -> Never {
    bell.wait()
    if isAlone.load(ordering: .relaxed) {
      let isSecond = bell.wait(milliseconds: patience)
      if !isSecond, hasResults.load(ordering: .relaxed) { bell.wait() }
    }
    beginEnd()
    Leftovers.removeAll()
    if !hasToldEnd.load(ordering: .relaxed) {
      Console(color: .never, isQuiet: false).write(
        "lotwise: interrupted" + advice.withLock { $0 })
    }
    _exit(ExitCode.interrupted.rawValue)
  }

  /// The process ends by whoever calls this first; nobody else returns from it.
  static func beginEnd() {
    if !isEnding.exchange(true, ordering: .relaxed) { return }
    while true { pause() }
  }

  static var isInterrupted: Bool { wasInterrupted.load(ordering: .relaxed) }

  /// From now on there is something to show: whoever works sees to it that an interrupt is obeyed.
  static func keepResults() { hasResults.store(true, ordering: .relaxed) }

  /// To be told after "interrupted".
  static func advise(_ text: String) { advice.withLock { $0 = text } }

  /// From now on a signal ends the process without a word.
  static func tellNoMore() { hasToldEnd.store(true, ordering: .relaxed) }

  /// The interrupt has been heard: what there is may still be written.
  static func acknowledge() {
    keepResults()
    wasInterrupted.store(false, ordering: .relaxed)
  }

  /// Throws if a signal came. To be called between pieces of work.
  static func check() throws(Stop) {
    if isInterrupted { throw .interrupted }
  }
}
