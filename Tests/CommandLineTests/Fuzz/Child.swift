/// A run of the program as cheap as it can be had: spawned, watched, and measured by the kernel. Its output and messages
/// go to files, so that none of it can block.

import Foundation

struct Child {
  /// What no command may take: seconds of work, seconds in all (others may be at work as well), memory. The slowest of the usual
  /// commands works for four seconds; a machine may be some times as slow.
  static let mostWork = 20
  static let mostSeconds = 240.0
  static let mostMemory = 2 << 30
  /// Address space, which is more than memory: stacks are reserved and not used.
  static let mostAddresses = 6 << 30

  var status: Int32 = 0
  /// Zero unless it was ended by a signal.
  var signal: Int32 = 0
  var seconds = 0.0
  /// Of work.
  var work = 0.0
  var peakMemory = 0
  var isTooSlow = false
  var errors: [UInt8] = []
  let words: [String]

  /// Runs it with `folder` as its working directory.
  init(_ program: String, _ words: [String], in folder: String) throws {
    self.words = words
    let said = folder + "/.errors"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, said, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    // The shell sets what a process can only set for itself, and is then the program.
    let line =
      "cd \"$0\" && ulimit -v \(Child.mostAddresses >> 10) && ulimit -t \(Child.mostWork) && exec \"$@\""
    var arguments: [UnsafeMutablePointer<CChar>?] =
      (["sh", "-c", line, folder, program] + words).map { strdup($0) } + [nil]
    let settings = ["PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "SWIFT_BACKTRACE=enable=no"]
    var environment: [UnsafeMutablePointer<CChar>?] = settings.map { strdup($0) } + [nil]
    defer { for text in arguments + environment { free(text) } }
    var child = pid_t()
    let start = Child.now
    let failed = posix_spawn(&child, "/bin/sh", &actions, nil, &arguments, &environment)
    guard failed == 0 else { throw POSIXError(.init(rawValue: failed) ?? .EIO) }
    wait(for: child, since: start)
    errors = Array(FileManager.default.contents(atPath: said) ?? Data())
  }

  private mutating func wait(for child: pid_t, since start: Double) {
    var ended: Int32 = 0
    var usage = rusage()
    var pause: UInt32 = 200
    while wait4(child, &ended, WNOHANG, &usage) == 0 {
      if !isTooSlow, Child.now - start > Child.mostSeconds {
        isTooSlow = true
        kill(child, SIGKILL)
      }
      usleep(pause)
      pause = min(pause * 5 / 4, 5_000)
    }
    seconds = Child.now - start
    work = [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) * 1e-6 }
    signal = ended & 0x7F
    status = signal == 0 ? (ended >> 8) & 0xFF : -1
    peakMemory = usage.ru_maxrss * 1_024
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// What is wrong with how it ended; nil: nothing.
  var fault: String? {
    let text = String(decoding: errors, as: UTF8.self)
    if isTooSlow { return "not at its end after \(Int(Child.mostSeconds)) s" }
    if [SIGXCPU, SIGKILL].contains(signal) { return "worked for more than \(Child.mostWork) s" }
    if signal != 0 { return "ended by signal \(signal)" }
    if peakMemory > Child.mostMemory { return "took \(peakMemory >> 20) MB" }
    if text.contains("not enough memory") { return "ran out of memory" }
    if ![0, 1, 2, 3, 4].contains(status) { return "exit code \(status)" }
    if text.contains("Fatal error") || text.contains("a check inside") { return "stopped by a check" }
    guard String(validating: errors, as: UTF8.self) != nil else { return "messages are no UTF-8" }
    // Colours are asked for.
    let isColored = words.contains { $0.contains("always") }
    if !isColored,
      text.unicodeScalars.contains(where: { $0 != "\n" && ($0.value < 0x20 || 0x7F..<0xA0 ~= $0.value) })
    {
      return "control characters in its messages"
    }
    if !errors.isEmpty, errors.last != 10 { return "the last line of its messages has no end" }
    // A suite says in its report what is wrong.
    if [1, 2].contains(status), errors.isEmpty, !words.contains("verify") { return "failed without a word" }
    return nil
  }
}
