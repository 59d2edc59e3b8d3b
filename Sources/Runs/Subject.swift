/// The files that are run together: every scenario and replay case with an expectation beside it, in a folder and below, in the
/// order of their paths; and the `suite.yaml` that holds for each, the nearest one upwards.

import Formats
import Glibc
import ScenarioFile

public struct Subject: Hashable, Sendable {
  /// As it was reached from what was asked for.
  public let path: String
  /// Nothing is pinned beside it.
  public let isPinned: Bool
  /// It was named itself, not found in a folder.
  public let isNamed: Bool
  /// The suite's file; nil: none, all by default.
  public let suite: String?

  public var expectationPath: String { Subject.expectationPath(of: path) }

  static func expectationPath(of path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return path + Expectation.suffix }
    return path.dropLast(name.distance(from: dot, to: name.endIndex)) + Expectation.suffix
  }
}

extension Subject {
  /// Every file of `paths`, each once. `note` is told of what lies in a folder and is left out.
  public static func find(
    in paths: [String], note: @escaping (String) -> Void = { _ in }
  ) throws(RunError) -> [Subject] {
    var found: [Subject] = []
    for given in paths {
      // Hosts match the paths of annotations as text.
      let path = given.hasPrefix("./") && given.count > 2 ? String(given.dropFirst(2)) : given
      var status = stat()
      guard stat(path, &status) == 0 else {
        throw RunError(
          "there is no \(quoted(path)) (\(String(cString: strerror(errno)))); name a file or a folder")
      }
      if status.st_mode & S_IFMT == S_IFDIR {
        let folder = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        let walk = Walk(root: real(folder), note: note)
        try Subject.walk(folder, walk, suite: suite(above: folder + "/.."), depth: 0, into: &found)
      } else {
        found.append(named(path))
      }
    }
    var seen: Set<String> = []
    return found.filter { seen.insert(real($0.path)).inserted }
  }

  /// A file that somebody named; its expectation stands for it.
  private static func named(_ path: String) -> Subject {
    var path = path
    if path.hasSuffix(Expectation.suffix) {
      path = subject(ofExpectation: path) { access($0, R_OK) == 0 }
    }
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    return Subject(
      path: path, isPinned: access(expectationPath(of: path), F_OK) == 0, isNamed: true,
      suite: suite(above: folder.isEmpty ? "/" : folder))
  }

  /// The file that an expectation stands beside: the first kind of name that is there.
  private static func subject(ofExpectation path: String, isThere: (String) -> Bool) -> String {
    let stem = path.dropLast(Expectation.suffix.utf8.count)
    let kinds = ["yaml", "yml", "json"].map { "\(stem).\($0)" }
    return kinds.first(where: isThere) ?? kinds[0]
  }

  /// The nearest `suite.yaml` in the folder or above it, as far as the root of the repository.
  private static func suite(above folder: String) -> String? {
    var folder = folder
    for _ in 0..<deepest {
      let file = folder == "." ? SuiteFile.name : "\(folder)/\(SuiteFile.name)"
      if access(file, R_OK) == 0 { return file }
      if access("\(folder)/.git", F_OK) == 0 || real(folder) == "/" { return nil }
      folder += "/.."
    }
    return nil
  }

  /// Without links and dots; itself if there is no such file.
  package static func real(_ path: String) -> String {
    guard let found = realpath(path, nil) else { return path }
    defer { free(found) }
    return String(cString: found)
  }

  private static let deepest = 32

  /// From one folder that was named downwards.
  private struct Walk {
    /// Without links.
    let root: String
    let note: (String) -> Void

    /// Folders, and regular files; a link only to what lies below the root, so that who shares a folder cannot have
    /// other files read. Opening a named pipe or a device might never end.
    func takes(_ path: String) -> Bool {
      var link = stat()
      var status = stat()
      // A link that leads nowhere is no file of the suite.
      guard lstat(path, &link) == 0, stat(path, &status) == 0 else { return false }
      let kind = status.st_mode & S_IFMT
      guard kind == S_IFDIR || kind == S_IFREG else {
        note("'\(path)' is no regular file, and is left out")
        return false
      }
      if link.st_mode & S_IFMT == S_IFLNK, kind == S_IFREG,
        !real(path).hasPrefix(root == "/" ? "/" : root + "/")
      {
        note("'\(path)' leads outside the folder, and is left out")
        return false
      }
      return true
    }
  }

  private static func walk(
    _ folder: String, _ walk: Walk, suite: String?, depth: Int, into found: inout [Subject]
  ) throws(RunError) {
    let inside = folder == "." ? "" : folder + "/"
    let names = try entries(of: folder).filter { isRead($0) ? walk.takes(inside + $0) : true }
    let present = Set(names)
    let own = present.contains(SuiteFile.name) ? inside + SuiteFile.name : suite
    for name in names where !name.hasPrefix(".") {
      let path = inside + name
      var status = stat()
      // A link that leads nowhere is no file of the suite.
      guard stat(path, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        var link = stat()
        // Links to folders may lead round in circles.
        guard lstat(path, &link) == 0, link.st_mode & S_IFMT == S_IFDIR, depth < deepest else { continue }
        try Subject.walk(path, walk, suite: own, depth: depth + 1, into: &found)
      } else if name.hasSuffix(Expectation.suffix) {
        let subject = subject(ofExpectation: name, isThere: present.contains)
        if !present.contains(subject) {
          // What it pins is gone: that is told when it is run.
          found.append(Subject(path: inside + subject, isPinned: true, isNamed: false, suite: own))
        }
      } else if name != SuiteFile.name {
        let isPinned = present.contains(expectationPath(of: name))
        // JSON is read as well, but most of it is something else.
        guard isPinned && name.hasSuffix(".json") || name.hasSuffix(".yaml") || name.hasSuffix(".yml") else {
          continue
        }
        // What is searched by `lotwise optimise` has the plans of the file beside it, which is pinned itself.
        if name.hasSuffix(Subject.searched), !isPinned { continue }
        found.append(Subject(path: path, isPinned: isPinned, isNamed: false, suite: own))
      }
    }
  }

  private static let searched = ".optimise.yaml"

  /// What may be a file of a suite, by its name.
  private static func isRead(_ name: String) -> Bool {
    !name.hasPrefix(".") && [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
  }

  private static func entries(of folder: String) throws(RunError) -> [String] {
    guard let names = folderEntries(of: folder) else {
      throw RunError(
        "cannot list \(quoted(folder)) (\(String(cString: strerror(errno)))); check its rights")
    }
    return names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
  }
}

/// What lies in a folder, itself and its parent left out; nil if it cannot be listed.
public func folderEntries(of folder: String) -> [String]? {
  guard let stream = opendir(folder) else { return nil }
  defer { closedir(stream) }
  var names: [String] = []
  while let entry = readdir(stream) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != ".", name != ".." { names.append(name) }
  }
  return names
}
