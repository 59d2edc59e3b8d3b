/// Opening what is read. A file that another file names must be a regular one below that one's folder, once every
/// link on the way to it is followed: who shares a folder cannot make a reader look elsewhere. What a person names may
/// lie anywhere and may be a pipe that is already open (`/dev/stdin`, `<(generate)`); a named pipe, a device or a
/// socket is refused at once, where opening or reading it might never end.

import Glibc

public final class InputFile {
  public let descriptor: Int32
  /// Nil for a pipe, which does not know its size.
  public let size: Int?

  /// Why a file cannot be read, and what to do about it.
  public struct Refusal: Error, Hashable, Sendable {
    public let problem: String
    public let remedy: String
  }

  public init(path: String) throws(Refusal) {
    // A named pipe without a writer is opened at once, too.
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard file >= 0 else {
      throw Refusal(
        problem: "this file cannot be opened (\(systemError()))", remedy: "check its name and its rights")
    }
    var status = stat()
    let kind = fstat(file, &status) == 0 ? status.st_mode & S_IFMT : 0
    let isWhat: String? =
      switch kind {
      case S_IFREG: nil
      case S_IFIFO: InputFile.isOpenAlready(path) ? nil : "a named pipe"
      case S_IFCHR: isatty(file) == 1 ? nil : "a device"
      case S_IFBLK: "a device"
      case S_IFSOCK: "a socket"
      case S_IFDIR: "a folder"
      default: "not a file"
      }
    if let isWhat {
      close(file)
      throw Refusal(
        problem: "this is \(isWhat), not a file",
        remedy: kind == S_IFIFO ? "pass what it gives as /dev/stdin, or through a file" : "name a file")
    }
    // Who reads an open pipe waits for what comes.
    if kind != S_IFREG { _ = fcntl(file, F_SETFL, 0) }
    descriptor = file
    size = kind == S_IFREG ? Int(status.st_size) : nil
  }

  deinit { close(descriptor) }

  /// The name of a descriptor of this process, and not of a file.
  private static func isOpenAlready(_ path: String) -> Bool {
    path == "/dev/stdin" || ["/dev/fd/", "/proc/self/fd/"].contains { path.hasPrefix($0) }
  }

  /// All of it, up to `limit` bytes; nil: it is larger.
  public func bytes(limit: Int) throws(Refusal) -> [UInt8]? {
    if let size, size > limit { return nil }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw Refusal(
          problem: "this file cannot be read (\(systemError()))", remedy: "check that it is a file")
      }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
      guard bytes.count <= limit else { return nil }
    }
  }
}

/// The path of the regular file that the file at `path` names, which lies beside that one or below; nil after a
/// mistake, which says nothing of what the file holds. `below`: the folder that it may not leave, without links, if
/// that is not the one of `path`. Also the file's own
/// path without links. `remedy`: if there is no such file.
package func reached(
  from path: String, _ name: String, _ place: Place, _ findings: Findings, below: String? = nil,
  remedy: String = "write the name of a file beside this one, or below"
) -> (path: String, real: String)? {
  func refuse(_ problem: String, _ remedy: String) -> (path: String, real: String)? {
    findings.error(place, "\(quote(name)) \(problem)", remedy)
    return nil
  }
  let parts = name.split(separator: "/", omittingEmptySubsequences: false)
  guard !name.hasPrefix("/"), !parts.contains("..") else {
    return refuse(
      "lies outside the folder of \(findings.kind)", "put the file beside \(findings.kind) and write its name"
    )
  }
  let own = folder(of: path)
  let file = own + name
  guard let real = resolved(file), access(file, R_OK) == 0 else {
    findings.error(
      place, "there is no readable file \(quote(name)) beside \(findings.kind) (\(systemError()))", remedy)
    return nil
  }
  guard let limit = below ?? resolved(own.isEmpty ? "." : own), isPath(real, below: limit) else {
    return refuse("leads outside the folder of \(findings.kind)", "put the file itself there")
  }
  var status = stat()
  guard stat(real, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
    return refuse("is not a regular file", "name a file")
  }
  return (file, real)
}

/// `cases/` of `cases/two-lots.yaml`; nothing of `two-lots.yaml`.
package func folder(of path: String) -> String {
  path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
}

/// Both without links.
func isPath(_ path: String, below folder: String) -> Bool {
  path.hasPrefix(folder == "/" ? "/" : folder + "/")
}

/// The absolute path without links; nil if there is no such file.
package func resolved(_ path: String) -> String? {
  guard let text = realpath(path, nil) else { return nil }
  defer { free(text) }
  return String(cString: text)
}
