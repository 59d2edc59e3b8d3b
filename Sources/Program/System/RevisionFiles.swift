/// The files below one folder of a commit, written into a folder of ours: `git ls-tree` says which there are, and
/// `git cat-file` gives their bytes, one after another, in pieces, so that a large one takes no memory.

import Glibc

struct RevisionFiles {
  private struct Entry {
    let path: String
    let object: String
    let isLink: Bool
  }

  private let top: String
  private let commit: String
  private let inside: String
  private let folder: String

  /// `inside`: of the repository, without slashes at its ends; empty: all of it.
  init(_ top: String, _ commit: String, _ inside: String, into folder: String) {
    (self.top, self.commit, self.inside, self.folder) = (top, commit, inside, folder)
  }

  /// False if it could not be done. A folder that the commit does not have is no mistake: everything in it is new.
  func write() throws(Stop) -> Bool {
    let tree = "\(commit):\(inside)"
    guard Child.succeeds(["git", "-C", top, "cat-file", "-e", tree]) else { return true }
    guard let list = entries(of: tree) else { return false }
    let wanted = folder + "/.objects"
    defer { unlink(wanted) }
    guard write(list, to: wanted),
      var child = Child(["git", "-C", top, "cat-file", "--batch"], input: wanted)
    else { return false }
    var links: [(path: String, target: [UInt8])] = []
    for entry in list {
      try Signals.check()
      guard let size = size(child.readLine()) else { return false }
      if entry.isLink {
        guard size <= Int(PATH_MAX), let target = child.read(size) else { return false }
        links.append((entry.path, target))
      } else {
        guard copy(size, from: &child, to: entry.path) else { return false }
      }
      guard child.read(1) == [UInt8(ascii: "\n")] else { return false }
    }
    // Last, so that no file is written through one.
    for link in links { makeLink(link.path, link.target) }
    return child.end()
  }

  /// `100644 blob <object>\t<path>`, each ended by a NUL.
  private func entries(of tree: String) -> [Entry]? {
    guard let bytes = Child.output(["git", "-C", top, "ls-tree", "-r", "-z", tree]) else { return nil }
    return bytes.split(separator: 0).compactMap { line -> Entry? in
      let parts = line.split(separator: UInt8(ascii: "\t"), maxSplits: 1)
      guard parts.count == 2 else { return nil }
      let words = String(decoding: parts[0], as: UTF8.self).split(separator: " ")
      let path = String(decoding: parts[1], as: UTF8.self)
      // A commit of another repository is no file of this one; and a tree can be forged.
      let isInside = path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
        !$0.isEmpty && $0 != "." && $0 != ".." && $0 != ".git"
      }
      guard words.count == 3, words[1] == "blob", isInside else { return nil }
      return Entry(
        path: inside.isEmpty ? path : "\(inside)/\(path)", object: String(words[2]),
        isLink: words[0] == "120000")
    }
  }

  private func write(_ entries: [Entry], to path: String) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return writeAll(Array(entries.map { $0.object + "\n" }.joined().utf8), to: descriptor)
  }

  /// `<object> blob <size>`.
  private func size(_ line: String?) -> Int? {
    guard let words = line?.split(separator: " "), words.count == 3, words[1] == "blob" else { return nil }
    return Int(words[2])
  }

  private func copy(_ size: Int, from child: inout Child, to path: String) -> Bool {
    guard makeFolders(above: path) else { return false }
    let descriptor = open("\(folder)/\(path)", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    // Named twice, by two of the paths that were asked for: it is there.
    guard descriptor >= 0 || errno == EEXIST else { return false }
    defer { if descriptor >= 0 { close(descriptor) } }
    var rest = size
    while rest > 0 {
      guard let piece = child.read(min(rest, 1 << 16)) else { return false }
      if descriptor >= 0, !writeAll(piece, to: descriptor) { return false }
      rest -= piece.count
    }
    return true
  }

  private func makeFolders(above path: String) -> Bool {
    var made = folder
    for part in path.split(separator: "/").dropLast() {
      made += "/\(part)"
      guard mkdir(made, 0o700) == 0 || errno == EEXIST else { return false }
    }
    return true
  }

  /// A link that leads out of the repository is left out. Going up only at its beginning, and no further than the
  /// repository's root, it stays inside, whatever other links it meets.
  private func makeLink(_ path: String, _ target: [UInt8]) {
    let text = String(decoding: target, as: UTF8.self)
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let ups = parts.prefix { $0 == ".." }.count
    let depth = path.split(separator: "/").count - 1
    guard !text.isEmpty, parts.first?.isEmpty == false, ups <= depth, !parts.dropFirst(ups).contains(".."),
      makeFolders(above: path)
    else { return }
    symlink(text, "\(folder)/\(path)")
  }
}

private func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  var rest = bytes[...]
  while !rest.isEmpty {
    let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if written < 0, errno == EINTR { continue }
    guard written > 0 else { return false }
    rest = rest.dropFirst(written)
  }
  return true
}
