/// Files as they were at a git revision: written into a temporary folder, which goes when nobody needs it any more.
///
/// git is asked for the working copy that a path lies in, whatever repository the environment names (a hook's, say), and
/// for the files' own bytes: no attribute of the repository leaves a file out or changes it. Nothing in the repository is
/// touched. A link is followed as far as the repository goes.

import Formats
import Glibc
import Quantities
import Changes
import Runs

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
      throw .failure("\(quoted(name)) is no git revision; name a branch, a tag or a commit")
    }
    let first = paths.first ?? "."
    let start = Revision.isFolder(first) ? first : Revision.parent(of: first)
    guard let top = Child.line(["git", "-C", start, "rev-parse", "--show-toplevel"]) else {
      throw .failure(
        "\(quoted(start)) is in no git working copy (or git is not installed); --rev compares with one of its revisions"
      )
    }
    root = top + "/"
    guard
      let commit = Child.line(["git", "-C", top, "rev-parse", "--verify", "--quiet", "\(name)^{commit}"])
    else {
      throw .failure(
        "git knows no revision \(quoted(name)) here; name a branch, a tag or a commit that was fetched (in CI: fetch the whole history)"
      )
    }
    folder = try Revision.temporaryFolder()
    for path in paths {
      let scope = Revision.isFolder(path) ? path : Revision.parent(of: path)
      guard let inside = inRepository(scope) else {
        throw .failure("\(quoted(path)) lies outside the working copy \(quoted(top))")
      }
      guard try RevisionFiles(top, commit, inside, into: folder).write() else {
        try Signals.check()
        throw .failure(
          "cannot copy \(quoted(path)) as it was in \(quoted(name)): git failed, or there is no room in the temporary folder"
        )
      }
    }
  }

  deinit { Leftovers.remove(folder) }

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

  private static func temporaryFolder() throws(Stop) -> String {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? P_tmpdir
    var template = Array("\(base)/lotwise-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw .failure(
        "cannot make a folder in \(quoted(base)): \(String(cString: strerror(errno))); free some space there, or set TMPDIR"
      )
    }
    let made = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    Leftovers.add(made)
    return made
  }
}
