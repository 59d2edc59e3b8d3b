/// Where the data goes: standard output, or a file. A file appears whole or not at all: the bytes go to a
/// temporary one beside it, which takes its name at the end; however the command ends before that, the
/// temporary is removed and what stood there stays. A device, a pipe or a socket named as the file is
/// written to directly. Of several ranks only the first one writes; what the others have goes nowhere.

import Formats
import Glibc
import Simulation

struct Output: ~Copyable {
  private let descriptor: Int32
  /// How messages call it.
  private let name: String
  /// Of a file that is not there yet: what it is called meanwhile, and what it will be called.
  private var temporary: (path: String, target: String)?

  /// Pieces of this size are worth a system call.
  static let piece = 1 << 18

  private init(descriptor: Int32, name: String, temporary: (path: String, target: String)? = nil) {
    self.descriptor = descriptor
    self.name = name
    self.temporary = temporary
  }

  /// `path` nil: standard output. `option`: what named it. `everyRank`: a file that no other rank writes.
  static func opened(
    path: String?, option: String = "--out", everyRank: Bool = false
  ) throws(Stop) -> Output {
    guard Together.writes || everyRank else {
      return Output(descriptor: open("/dev/null", O_WRONLY | O_CLOEXEC), name: "nowhere")
    }
    guard let path else { return Output(descriptor: STDOUT_FILENO, name: "standard output") }
    let name = quoted(path)
    var status = stat()
    let exists = stat(path, &status) == 0
    let kind = status.st_mode & S_IFMT
    if exists, kind == S_IFDIR {
      throw .failure("\(name) is a folder; name a file for \(option)")
    }
    if exists, kind != S_IFREG {
      let descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw failure("open", name) }
      return Output(descriptor: descriptor, name: name)
    }
    // A link stays a link: the file it points to is replaced.
    let target = exists ? resolved(path) : path
    let (made, descriptor) = newFile(beside: target)
    guard descriptor >= 0 else { throw failure("write beside", name) }
    // The file keeps the rights that its predecessor had.
    if exists { _ = fchmod(descriptor, status.st_mode & 0o777) }
    return Output(descriptor: descriptor, name: name, temporary: (made, target))
  }

  deinit {
    if let temporary {
      close(descriptor)
      Leftovers.remove(temporary.path)
    }
  }

  /// Writes all of it and clears the buffer.
  mutating func write(_ buffer: inout ByteBuffer) throws(Stop) {
    try buffer.withBytes { bytes throws(Stop) in
      var rest = bytes
      while !rest.isEmpty {
        try Signals.check()
        let written = Glibc.write(descriptor, rest.baseAddress, min(rest.count, 1 << 24))
        if written >= 0 {
          rest = UnsafeRawBufferPointer(rebasing: rest[written...])
          continue
        }
        switch errno {
        case EINTR: continue
        case EAGAIN: waitForRoom()
        case EPIPE: throw .readerGone
        default: throw Output.failure("write to", name)
        }
      }
    }
    buffer.clear()
  }

  /// Everything is written: it is on the disk before the file takes its name.
  borrowing func settle() throws(Stop) {
    guard temporary == nil || fsync(descriptor) == 0 else { throw Output.failure("write", name) }
  }

  /// Everything is written: the file takes its name.
  consuming func finish() throws(Stop) {
    try Signals.check()
    guard let (path, target) = temporary else {
      guard close(descriptor) == 0 || errno == EINTR else { throw Output.failure("write to", name) }
      return
    }
    // The deinitialiser still closes and removes it if one of these fails.
    guard fsync(descriptor) == 0, rename(path, target) == 0 else { throw Output.failure("write", name) }
    Leftovers.keep(path)
    temporary = nil
    close(descriptor)
  }

  private func waitForRoom() {
    var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = poll(&wanted, 1, 1_000)
  }

  private static func failure(_ verb: String, _ name: String) -> Stop {
    let code = errno
    let reason = String(cString: strerror(code))
    let remedy =
      switch code {
      case ENOSPC, EDQUOT, EFBIG: "free some space or write elsewhere"
      case ENOENT, ENOTDIR: "make its folder first, or write elsewhere"
      case EACCES, EPERM, EROFS: "get the right to write there, or write elsewhere"
      default: "try again or write elsewhere"
      }
    return .failure("cannot \(verb) \(name): \(reason); \(remedy)")
  }

  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// A file that nobody else writes: a process that was killed may have left one of ours behind.
  private static func newFile(beside path: String) -> (path: String, descriptor: Int32) {
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    var made = ""
    for attempt in 0..<1_000 {
      made = "\(folder).lotwise-\(getpid())-\(attempt).tmp"
      Leftovers.add(made)
      let descriptor = open(made, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 { return (made, descriptor) }
      let reason = errno
      Leftovers.keep(made)
      errno = reason
      if reason != EEXIST { return (made, -1) }
    }
    return (made, -1)
  }
}

/// An output that is one of several, or may be there or not.
final class OpenFile {
  private var output: Output?
  init(_ output: consuming Output) { self.output = consume output }

  func write(_ buffer: inout ByteBuffer) throws(Stop) { try output?.write(&buffer) }

  func settle() throws(Stop) { try output?.settle() }

  func finish() throws(Stop) {
    guard let output = output.take() else { return }
    try output.finish()
  }
}
