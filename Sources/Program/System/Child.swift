/// A program that is run for us: its input a file, its output read as it comes, its errors not shown. Of the environment
/// it gets what the user's own settings are, and nothing that names a repository other than the one that is asked about.

import Glibc

struct Child: ~Copyable {
  private let process: pid_t
  private let output: Int32
  private var isReaped = false
  private var buffer: [UInt8] = []
  private var position = 0

  /// Nil if it cannot be started.
  init?(_ words: [String], input: String = "/dev/null") {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var environment: [UnsafeMutablePointer<CChar>?] = Child.environment.map { strdup($0) } + [nil]
    var child = pid_t()
    let status = posix_spawnp(&child, words[0], &actions, nil, &arguments, &environment)
    for text in arguments + environment { free(text) }
    posix_spawn_file_actions_destroy(&actions)
    close(ends[1])
    guard status == 0 else {
      close(ends[0])
      return nil
    }
    (process, output) = (child, ends[0])
  }

  deinit {
    close(output)
    // It ends by itself, or by writing where nobody reads.
    if !isReaped { waitpid(process, nil, 0) }
  }

  /// A hook of git, a wrapper or a `.env` may name another repository, index or store of objects.
  private static var environment: [String] {
    let kept = ["GIT_CONFIG_GLOBAL=", "GIT_CONFIG_SYSTEM=", "GIT_CONFIG_NOSYSTEM=", "GIT_EXEC_PATH="]
    var list: [String] = []
    var next = environ
    while let text = next.pointee {
      let entry = String(cString: text)
      if !entry.hasPrefix("GIT_") || kept.contains(where: entry.hasPrefix) { list.append(entry) }
      next += 1
    }
    return list
  }

  // MARK: Reading

  /// So many bytes; nil if it ends before.
  mutating func read(_ count: Int) -> [UInt8]? {
    while buffer.count - position < count {
      guard fill() else { return nil }
    }
    defer { position += count }
    return Array(buffer[position..<(position + count)])
  }

  /// A line without its end; nil if there is none.
  mutating func readLine() -> String? {
    while true {
      if let end = buffer[position...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { position = end + 1 }
        return String(decoding: buffer[position..<end], as: UTF8.self)
      }
      guard fill() else { return nil }
    }
  }

  /// More of its output; false at its end.
  private mutating func fill() -> Bool {
    buffer.removeSubrange(..<position)
    position = 0
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(output, &piece, piece.count)
      if count < 0, errno == EINTR, !Signals.isInterrupted { continue }
      guard count > 0 else { return false }
      buffer += piece[..<count]
      return true
    }
  }

  /// Waits for its end; true if it ended well.
  consuming func end() -> Bool {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { return false }
    }
    isReaped = true
    return status == 0
  }

  // MARK: Run to the end

  /// Whatever it printed; nil if it failed.
  static func output(_ words: [String]) -> [UInt8]? {
    guard var child = Child(words) else { return nil }
    while child.fill() {}
    let bytes = child.buffer
    return child.end() ? bytes : nil
  }

  /// The first line that it printed; nil if it failed or printed none.
  static func line(_ words: [String]) -> String? {
    guard let bytes = output(words), !bytes.isEmpty else { return nil }
    return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  static func succeeds(_ words: [String]) -> Bool { output(words) != nil }
}
