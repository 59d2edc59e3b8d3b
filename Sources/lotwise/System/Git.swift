/// Files as they were at a git revision: copied into a temporary folder, which goes when nobody needs it any more. git and tar do
/// the work; nothing in the repository is touched.

import Glibc
import Quantities
import Regression
import Reports

final class Revision {
  /// As it was asked for: `main`.
  let name: String
  /// The folder with the files, and what of it stands for the working copy's own root.
  let folder: String
  /// Of the working copy, with a slash at its end.
  private let root: String

  /// What lies under `paths` at the revision.
  init(_ name: String, of paths: [String]) throws(Stop) {
    self.name = name
    guard !name.hasPrefix("-") else {
      throw .failure("'\(visible(name))' is no git revision; name a branch, a tag or a commit")
    }
    let first = paths.first ?? "."
    let start = Revision.isFolder(first) ? first : Revision.parent(of: first)
    guard let top = Revision.output(["git", "-C", start, "rev-parse", "--show-toplevel"]) else {
      throw .failure(
        "'\(visible(start))' is in no git working copy (or git is not installed); --rev compares with one of its revisions"
      )
    }
    root = top + "/"
    guard Revision.output(["git", "-C", top, "rev-parse", "--verify", "--quiet", "\(name)^{commit}"]) != nil
    else {
      throw .failure(
        "git knows no revision '\(visible(name))' here; name a branch, a tag or a commit that was fetched (in CI: fetch the whole history)"
      )
    }
    folder = try Revision.temporaryFolder()
    for path in paths {
      let scope = Revision.isFolder(path) ? path : Revision.parent(of: path)
      guard let inside = inRepository(scope) else {
        throw .failure("'\(visible(path))' lies outside the working copy '\(visible(top))'")
      }
      let archive = folder + "/.archive.tar"
      let wanted = inside.isEmpty ? [] : ["--", inside]
      // A folder that the revision does not have is no mistake: everything in it is new.
      guard Revision.run(["git", "-C", top, "cat-file", "-e", "\(name):\(inside)"]) == 0 else { continue }
      guard Revision.run(["git", "-C", top, "archive", "--format=tar", "-o", archive, name] + wanted) == 0,
        Revision.run(["tar", "-x", "-f", archive, "-C", folder]) == 0
      else {
        try Signals.check()
        throw .failure(
          "cannot copy '\(visible(path))' as it was in '\(visible(name))': git archive or tar failed; is there room in the temporary folder?"
        )
      }
      unlink(archive)
    }
  }

  deinit { Revision.remove(folder) }

  /// Where the file lies as it was; nil: outside the repository.
  func path(of file: String) -> String? {
    inRepository(file).map { $0.isEmpty ? folder : "\(folder)/\($0)" }
  }

  /// `scenarios/agency.yaml`, whatever the path it was named by.
  private func inRepository(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    let text = String(cString: real)
    if text + "/" == root { return "" }
    return text.hasPrefix(root) ? String(text.dropFirst(root.count)) : nil
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  // MARK: Processes

  /// The exit code; what it says is not shown.
  private static func run(_ words: [String]) -> Int32 { spawn(words, output: nil) }

  /// What it printed, without the line feed at the end; nil if it failed.
  private static func output(_ words: [String]) -> String? {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    defer { close(ends[0]) }
    // What is asked for is a line, less than a pipe holds.
    let code = spawn(words, output: ends[1], closing: ends[0])
    close(ends[1])
    guard code == 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 1 << 14)
    let count = read(ends[0], &bytes, bytes.count)
    guard count > 0 else { return nil }
    let text = String(decoding: bytes[..<count], as: UTF8.self)
    return String(text.prefix { $0 != "\n" })
  }

  private static func spawn(_ words: [String], output: Int32?, closing: Int32? = nil) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    if let output {
      posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    } else {
      posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    }
    if let closing { posix_spawn_file_actions_addclose(&actions, closing) }
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child = pid_t()
    guard posix_spawnp(&child, words[0], &actions, nil, &arguments, environ) == 0 else { return -1 }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { return -1 }
    }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
  }

  // MARK: The temporary folder

  private static func temporaryFolder() throws(Stop) -> String {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? P_tmpdir
    var template = Array("\(base)/lotwise-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else {
      throw .failure(
        "cannot make a folder in '\(visible(base))': \(String(cString: strerror(errno))); free some space there, or set TMPDIR"
      )
    }
    return String(cString: made)
  }

  /// The folder and all that is in it; links are removed, not followed.
  private static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      for name in folderEntries(of: path) ?? [] { remove("\(path)/\(name)") }
    }
    _ = Glibc.remove(path)
  }
}
