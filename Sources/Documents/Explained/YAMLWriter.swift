/// A tree as YAML in the notation of the file: the order kept, one key a line, short lists in brackets, quotes
/// only where the text would read back as something else. Read again, the text is the same tree; written again,
/// it is the same text. Comments, anchors and styles are lost: aliases are written out.

package struct YAMLWriter {
  /// A tree with remarks, which become comments beside the values. An empty remark is none.
  package indirect enum Tree {
    /// Nothing: `~`, `null` or no text at all, as it was written.
    case nothing(String, remark: String)
    case text(String, remark: String)
    case list([Tree], remark: String)
    case map([(name: String, value: Tree)], remark: String)

    fileprivate var remark: String {
      switch self {
      case .nothing(_, let remark), .text(_, let remark), .list(_, let remark), .map(_, let remark): remark
      }
    }
  }

  private struct Line {
    var text: String
    var comment = ""
  }

  /// Comments stand in one column where the values leave room.
  private static let commentColumn = 40
  /// Longer lists are written one item a line.
  private static let widest = 76

  package static func text(of tree: Tree) -> String {
    var text = ""
    for line in YAMLWriter().lines(of: tree, indent: 0) {
      text += line.text
      if !line.comment.isEmpty {
        let gap = max(2, commentColumn - line.text.unicodeScalars.count)
        text += String(repeating: " ", count: gap) + "# " + printable(line.comment)
      }
      text += "\n"
    }
    return text
  }

  /// Without remarks.
  package static func text(of node: Node) -> String { text(of: tree(of: node)) }

  private static func tree(of node: Node) -> Tree {
    switch node.content {
    case .scalar(let text, _): node.isNull ? .nothing(text, remark: "") : .text(text, remark: "")
    case .sequence(let items): .list(items.map(tree), remark: "")
    case .mapping(let pairs): .map(pairs.map { ($0.name, tree(of: $0.value)) }, remark: "")
    }
  }

  // MARK: Lines

  private func lines(of tree: Tree, indent: Int) -> [Line] {
    switch tree {
    case .nothing(_, let remark): [Line(text: blanks(indent) + "~", comment: remark)]
    case .text(let text, let remark): [Line(text: blanks(indent) + YAMLText.scalar(text), comment: remark)]
    case .list(let items, _): items.flatMap { item(of: $0, indent: indent) }
    case .map(let pairs, _): pairs.flatMap { entry($0.name, $0.value, indent: indent) }
    }
  }

  /// `key: value` on one line, or the key and below it what it holds.
  private func entry(_ name: String, _ value: Tree, indent: Int) -> [Line] {
    let (key, isLong) = YAMLText.key(name)
    let head = isLong ? "\(blanks(indent))? \(key.dropLast())\n\(blanks(indent)):" : blanks(indent) + key
    if let short = onOneLine(value) {
      return [Line(text: short.isEmpty ? head : head + " " + short, comment: value.remark)]
    }
    let below = lines(of: value, indent: indent + 2)
    if below.isEmpty { return [Line(text: head + " {}", comment: value.remark)] }
    return [Line(text: head)] + below
  }

  private func item(of tree: Tree, indent: Int) -> [Line] {
    var lines = lines(of: tree, indent: indent + 2)
    if lines.isEmpty {
      let isMap = if case .map = tree { true } else { false }
      lines = [Line(text: blanks(indent + 2) + (isMap ? "{}" : "[]"), comment: tree.remark)]
    }
    lines[0].text = blanks(indent) + "- " + lines[0].text.dropFirst(indent + 2)
    return lines
  }

  /// A scalar, or a short list of scalars; nil for what needs lines of its own. Nothing stays nothing.
  private func onOneLine(_ tree: Tree) -> String? {
    switch tree {
    case .nothing(let text, _): return text
    case .text(let text, _): return YAMLText.scalar(text)
    case .map: return nil
    case .list(let items, _):
      var words: [String] = []
      for item in items {
        switch item {
        case .nothing: words.append("~")
        case .text(let text, _): words.append(YAMLText.scalar(text, in: .brackets))
        case .list, .map: return nil
        }
      }
      let list = "[" + words.joined(separator: ", ") + "]"
      return words.isEmpty || list.unicodeScalars.count <= YAMLWriter.widest ? list : nil
    }
  }

  private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }
}
