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

  private struct Line {
    var text: String
    var comment = ""
  }

  /// Comments stand in one column where the values leave room.
  private static let commentColumn = 40
  /// Longer lists are written one item a line.
  private static let widest = 76

  private let findings: Findings
  private var assumed: [Identity: [Assumption]] = [:]
  private var shorthands: [Identity: String] = [:]

  /// `root` is a tree that was numbered before it was read.
  package static func text(of root: Node, _ findings: Findings) -> String {
    let explained = Explained(findings)
    var root = root
    if case .mapping(let pairs) = root.content {
      // What is included stands here already.
      root.content = .mapping(pairs.filter { $0.name != "include" })
    }
    var text = ""
    for line in explained.lines(of: root, indent: 0, origin: nil) {
      text += line.text
      if !line.comment.isEmpty {
        let gap = max(2, commentColumn - line.text.unicodeScalars.count)
        text += String(repeating: " ", count: gap) + "# " + printable(line.comment)
      }
      text += "\n"
    }
    return text
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
    for (value, key) in findings.shorthands { shorthands[Identity(value)] = key }
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

  // MARK: Lines

  /// `origin` is where all of it comes from; nil: from its places in the file.
  private func lines(of node: Node, indent: Int, origin: String?) -> [Line] {
    switch node.content {
    case .scalar(let text, let style):
      let shown = style == .plain && node.isNull ? "~" : YAMLText.scalar(text)
      return [Line(text: blanks(indent) + shown, comment: origin ?? place(of: node))]
    case .sequence(let items): return items.flatMap { item(of: $0, indent: indent, origin: origin) }
    case .mapping(let pairs):
      var lines = pairs.flatMap { entry($0.name, $0.value, indent: indent, origin: origin) }
      guard origin == nil else { return lines }
      for assumption in assumed[Identity(node)] ?? []
      where !pairs.contains(where: { $0.name == assumption.key }) {
        lines += entry(
          assumption.key, Explained.node(of: assumption.text), indent: indent, origin: assumption.origin)
      }
      return lines
    }
  }

  /// `key: value` on one line, or the key and below it what it holds.
  private func entry(_ name: String, _ value: Node, indent: Int, origin: String?) -> [Line] {
    let value = origin == nil ? expanded(value) : value
    let (key, isLong) = YAMLText.key(name)
    let head = isLong ? "\(blanks(indent))? \(key.dropLast())\n\(blanks(indent)):" : blanks(indent) + key
    if let short = onOneLine(value) {
      return [Line(text: short.isEmpty ? head : head + " " + short, comment: origin ?? place(of: value))]
    }
    let below = lines(of: value, indent: indent + 2, origin: origin)
    if below.isEmpty { return [Line(text: head + " {}", comment: origin ?? place(of: value))] }
    return [Line(text: head)] + below
  }

  private func item(of node: Node, indent: Int, origin: String?) -> [Line] {
    let node = origin == nil ? expanded(node) : node
    var lines = lines(of: node, indent: indent + 2, origin: origin)
    if lines.isEmpty {
      let isMap = node.isMap
      lines = [Line(text: blanks(indent + 2) + (isMap ? "{}" : "[]"), comment: origin ?? place(of: node))]
    }
    lines[0].text = blanks(indent) + "- " + lines[0].text.dropFirst(indent + 2)
    return lines
  }

  /// A scalar, or a short list of scalars; nil for what needs lines of its own. Nothing stays nothing.
  private func onOneLine(_ node: Node) -> String? {
    switch node.content {
    case .scalar(let text, let style):
      return style == .plain && node.isNull ? text : YAMLText.scalar(text)
    case .sequence(let items):
      var words: [String] = []
      for item in items {
        guard case .scalar(let text, _) = item.content, shorthands[Identity(item)] == nil else { return nil }
        words.append(item.isNull ? "~" : YAMLText.scalar(text, in: .brackets))
      }
      let list = "[" + words.joined(separator: ", ") + "]"
      return words.isEmpty || list.unicodeScalars.count <= Explained.widest ? list : nil
    case .mapping: return nil
    }
  }

  /// A single value that stands for a map, as that map.
  private func expanded(_ node: Node) -> Node {
    guard let short = shorthands[Identity(node)] else { return node }
    var map = node
    var value = node
    // The value is not the map that it stands for.
    value.occurrence = -1
    let key = Node(content: .scalar(short, .plain), place: node.place)
    map.content = .mapping([Node.Pair(key: key, value: value)])
    return map
  }

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

  private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }
}
