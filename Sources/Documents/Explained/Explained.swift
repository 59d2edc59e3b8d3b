/// A file with every default filled in, and where each value comes from:
///
///     credit: $250                         # agency.yaml:12
///     validity: 1 year                     # default
///     pay: $250                            # as credit
///
/// The file's own order; what a map leaves out follows what it states, in the order in which the reader
/// asked for it. Aliases, merge keys and single values that stand for a map come out written in full. Read
/// again, the text says the same as the file; explained again, it is the same text but for the places.

package struct Explained {
  private struct Identity: Hashable {
    let place: Place
    let occurrence: Int32

    init(_ node: Node) { (place, occurrence) = (node.place, node.occurrence) }
    init(_ assumption: Assumption) { (place, occurrence) = (assumption.map, assumption.occurrence) }
  }

  private let findings: Findings
  private var assumed: [Identity: [Assumption]] = [:]
  private var shorthands: [Identity: Node] = [:]

  /// `root` is a tree that was numbered before it was read.
  package static func text(of root: Node, _ findings: Findings) -> String {
    let explained = Explained(findings)
    var root = root
    if case .mapping(let pairs) = root.content {
      // What is included stands here already.
      root.content = .mapping(pairs.filter { $0.name != "include" })
    }
    return YAMLWriter.text(of: explained.tree(of: root, origin: nil))
  }

  private init(_ findings: Findings) {
    self.findings = findings
    var seen: Set<Assumption> = []
    for assumption in findings.assumed {
      // What is read twice is assumed once.
      var key = assumption
      (key.text, key.origin) = ("", "")
      if seen.insert(key).inserted { assumed[Identity(assumption), default: []].append(assumption) }
    }
    for record in findings.shorthands { shorthands[Identity(record)] = record }
  }

  // MARK: Numbering

  /// The same tree, in which no two nodes have both place and occurrence in common.
  package static func numbered(_ root: Node) -> Node {
    var times: [Place: Int32] = [:]
    func number(_ node: Node) -> Node {
      var node = node
      node.occurrence = times[node.place, default: 0]
      times[node.place] = node.occurrence + 1
      switch node.content {
      case .scalar: break
      case .sequence(let items): node.content = .sequence(items.map(number))
      case .mapping(let pairs):
        node.content = .mapping(pairs.map { Node.Pair(key: $0.key, value: number($0.value)) })
      }
      return node
    }
    return number(root)
  }

  // MARK: The tree

  /// `origin` is where all of it comes from; nil: from its places in the file.
  private func tree(of node: Node, origin: String?) -> YAMLWriter.Tree {
    let node = origin == nil ? expanded(node) : node
    let remark = origin ?? place(of: node)
    switch node.content {
    case .scalar(let text, _):
      return node.isNull ? .nothing(text, remark: remark) : .text(text, remark: remark)
    case .sequence(let items): return .list(items.map { tree(of: $0, origin: origin) }, remark: remark)
    case .mapping(let pairs):
      var entries = pairs.map { (name: $0.name, value: tree(of: $0.value, origin: origin)) }
      for assumption in origin == nil ? assumed[Identity(node)] ?? [] : []
      where !pairs.contains(where: { $0.name == assumption.key }) {
        let value = Explained.node(of: assumption.text)
        entries.append((assumption.key, tree(of: value, origin: assumption.origin)))
      }
      return .map(entries, remark: remark)
    }
  }

  /// A single value that stands for a map, as that map.
  private func expanded(_ node: Node) -> Node { shorthands[Identity(node)] ?? node }

  /// What was assumed is a value, or a map or a list in brackets.
  private static func node(of text: String) -> Node {
    if text.hasPrefix("{") || text.hasPrefix("[") {
      let source = SourceText(path: "", bytes: Array(text.utf8))
      if let node = YAMLReader.read(source, Findings(path: "")) { return node }
    }
    return Node(content: .scalar(text, .plain), place: .file)
  }

  private func place(of node: Node) -> String {
    let path = findings.path(of: node.place)
    return "\(path.split(separator: "/").last.map(String.init) ?? path):\(node.place.line)"
  }
}
