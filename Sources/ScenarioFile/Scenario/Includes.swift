/// Further files of a scenario: `include: [team.yaml]`. Their keys are read as if they stood in the
/// scenario, whose own win; the maps `workloads`, `plans` and `account` are merged key by key. Of two
/// included files the one named first wins. At the boundary: 100 inclusions are read, one more is
/// refused.

import Documents
import Glibc

struct Includes {
  private static let most = 100
  private static let merged = ["workloads", "plans", "account"]

  private let findings: Findings
  /// The folder that no file may leave, resolved.
  private let folder: String
  private var count = 0
  /// The files that are being read, each included by the one before it.
  private var open: [(name: String, resolved: String)]

  /// The scenario with everything that it includes.
  static func merged(_ root: Node, path: String, _ findings: Findings) -> Node {
    guard case .mapping(let pairs) = root.content, pairs.contains(where: { $0.name == "include" }) else {
      return root
    }
    var includes = Includes(path, findings)
    return includes.merge(root, path: path)
  }

  private init(_ path: String, _ findings: Findings) {
    self.findings = findings
    let above = Documents.folder(of: path)
    folder = resolved(above.isEmpty ? "." : above) ?? "."
    let name = String(path.dropFirst(above.count))
    open = [(name, resolved(path) ?? path)]
  }

  private mutating func merge(_ root: Node, path: String) -> Node {
    guard case .mapping(var pairs) = root.content,
      let names = pairs.first(where: { $0.name == "include" })?.value
    else { return root }
    let items = if case .sequence(let several) = names.content { several } else { [names] }
    for item in items {
      guard let text = item.text("a file like team.yaml", findings),
        let further = read(text, item.place, from: path),
        case .mapping(let others) = further.content
      else { continue }
      for other in others where other.name != "lotwise" && other.name != "include" {
        guard let own = pairs.firstIndex(where: { $0.name == other.name }) else {
          pairs.append(other)
          continue
        }
        guard Includes.merged.contains(other.name), case .mapping(let mine) = pairs[own].value.content,
          case .mapping(let theirs) = other.value.content
        else { continue }
        let added = theirs.filter { their in !mine.contains { $0.name == their.name } }
        pairs[own].value.content = .mapping(mine + added)
      }
    }
    var whole = root
    whole.content = .mapping(pairs)
    return whole
  }

  /// The tree of an included file, with what it includes itself; nil after a mistake.
  private mutating func read(_ name: String, _ place: Place, from including: String) -> Node? {
    guard let (path, real) = reached(from: including, name, place, findings, below: folder) else {
      return nil
    }
    let shown = String(real.dropFirst(folder.count + 1))
    if let first = open.firstIndex(where: { $0.resolved == real }) {
      let cycle = open[first...].map(\.name) + [open[first].name]
      findings.error(
        place, "these files include each other: \(cycle.joined(separator: " -> "))",
        "take one of them out of 'include'")
      return nil
    }
    count += 1
    guard count <= Includes.most else {
      if count == Includes.most + 1 {
        findings.error(place, "more than \(Includes.most) files are included", "put them together")
      }
      return nil
    }
    // Mistakes of YAML are found by a reader that knows of one file only.
    let own = Findings(path: path)
    let (text, tree) = Document.parse(path: path, own)
    guard let tree else {
      findings.adopt(own.diagnostics(in: text))
      return nil
    }
    let placed = tree.moved(into: findings.include(text))
    guard placed.isMap else {
      placed.mismatch("a map", findings)
      return nil
    }
    Record(placed, "an included file", .scenario, findings).checkVersion(
      Keys.scenario.version, of: "a scenario")
    open.append((shown, real))
    defer { open.removeLast() }
    return merge(placed, path: path)
  }
}

extension Node {
  /// The same tree as part of a further file.
  func moved(into file: Int32) -> Node {
    var node = self
    node.place.file = file
    switch content {
    case .scalar: break
    case .sequence(let items): node.content = .sequence(items.map { $0.moved(into: file) })
    case .mapping(let pairs):
      node.content = .mapping(
        pairs.map { Pair(key: $0.key.moved(into: file), value: $0.value.moved(into: file)) })
    }
    return node
  }
}
