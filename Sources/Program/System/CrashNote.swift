/// What was being done when a check inside the program stops it: one line on standard error before the process dies, so
/// that a rule that was broken is named even where the ledger's own preconditions notice it first. The signal then goes
/// where it would have gone. Where memory has run out, which stops a program in the same ways, that is said instead, and
/// the command has failed.

import Glibc
import Synchronization

enum CrashNote {
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  private static let signals = [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT]

  /// Who was there before, by signal.
  nonisolated(unsafe) private static var earlier: [Int32: sigaction] = [:]

  static func install() {
    _ = (key, shortage)
    for number in signals {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { CrashNote.tell($0) }
      var before = sigaction()
      sigaction(number, &action, &before)
      earlier[number] = before
    }
  }

  /// The last that any thread set, for those that set none. Kept for good: a handler may be reading it.
  private static let latest = Atomic<UInt>(0)

  nonisolated(unsafe) private static let shortage: UnsafeMutablePointer<CChar>? = strdup(
    "lotwise: there is not enough memory for this; allow more, or ask for less (--paths, --threads, --jobs)\n"
  )

  /// There is no room for what any command takes in one piece.
  private static var isMemoryShort: Bool {
    let size = 24 << 20
    let found = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let found, found != MAP_FAILED else { return true }
    munmap(found, size)
    return false
  }

  /// What this thread does from now on, and the threads that it starts.
  static func set(_ what: String) {
    let text = strdup("lotwise: a check inside the program failed while it ran \(what)\n")
    pthread_setspecific(key, text)
    latest.store(UInt(bitPattern: text), ordering: .relaxed)
  }

  /// Nothing in particular.
  static func clear() {
    pthread_setspecific(key, nil)
    latest.store(0, ordering: .relaxed)
  }

  /// In a signal's handler: nothing but a write and what is needed to die as before.
  private static func tell(_ number: Int32) {
    if isMemoryShort {
      if let shortage { _ = write(STDERR_FILENO, shortage, strlen(shortage)) }
      _exit(ExitCode.failed.rawValue)
    }
    let shared = UnsafeMutableRawPointer(bitPattern: latest.load(ordering: .relaxed))
    if let text = pthread_getspecific(key) ?? shared {
      _ = write(STDERR_FILENO, text, strlen(text.assumingMemoryBound(to: CChar.self)))
    }
    if var before = earlier[number] { sigaction(number, &before, nil) } else { signal(number, SIG_DFL) }
    // What was raised comes again when the handler returns; what was sent has to be sent again.
    if number == SIGABRT { raise(number) }
  }
}
