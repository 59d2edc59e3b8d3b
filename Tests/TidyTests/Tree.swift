/// A source tree as text, and what a rule has to say about it. The rules beside this file read nothing
/// but a `Tree`, so that each of them can be shown a made-up tree with one fault in it.

import Foundation

/// One fault and its place.
struct Finding: Hashable, CustomStringConvertible {
  var path: String
  var line: Int?
  var what: String

  var description: String {
    if let line { "\(path):\(line): \(what)" } else { "\(path): \(what)" }
  }
}

/// Something that holds for every tree worth having: its name as a claim, and the places where it fails.
struct Rule: CustomStringConvertible, Sendable {
  let description: String
  let findings: @Sendable (Tree) -> [Finding]

  init(_ claim: String, findings: @escaping @Sendable (Tree) -> [Finding]) {
    description = claim
    self.findings = findings
  }
}

struct Tree {
  /// By path from the root, with `/`. A file that is not UTF-8 has the text "".
  private(set) var files: [String: String] = [:]

  var paths: [String] { files.keys.sorted() }

  /// Everything below `root` but what git ignores: builds, virtual environments, caches.
  init(at root: URL) throws {
    let root = root.resolvingSymlinksInPath()
    let keys: [URLResourceKey] = [.isRegularFileKey]
    guard let walk = FileManager.default.enumerator(at: root, includingPropertiesForKeys: keys) else {
      throw CocoaError(.fileReadUnknown)
    }
    for case let url as URL in walk {
      let name = url.lastPathComponent
      if [".git", ".build", ".swiftpm", "__pycache__"].contains(name) || name.hasPrefix(".venv") {
        walk.skipDescendants()
      } else if try url.resourceValues(forKeys: Set(keys)).isRegularFile == true {
        let path = url.resolvingSymlinksInPath().path.dropFirst(root.path.count + 1)
        files[String(path)] = String(data: try Data(contentsOf: url), encoding: .utf8) ?? ""
      }
    }
  }

  /// This project.
  static func project() throws -> Tree {
    try Tree(at: URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL)
  }

  /// A tree of these files, written to a folder of its own and read back.
  static func madeUp(_ files: [String: String]) throws -> Tree {
    let root = FileManager.default.temporaryDirectory.appending(path: "tidy-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    for (path, text) in files {
      let url = root.appending(path: path)
      let folder = url.deletingLastPathComponent()
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    return try Tree(at: root)
  }

  /// Paths in a folder, with one of these endings (none: any).
  func paths(in folder: String, _ endings: String...) -> [String] {
    paths.filter { path in
      path.hasPrefix(folder) && (endings.isEmpty || endings.contains { path.hasSuffix($0) })
    }
  }

  /// The lines of a file with their numbers, from 1.
  func lines(of path: String) -> [(number: Int, text: Substring)] {
    let text = files[path] ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { ($0.offset + 1, $0.element) }
  }
}
