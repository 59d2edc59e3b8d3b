/// The text of a scenario with a member of a family chosen in it: `chosen` is written into each range of the family, or
/// replaced, and everything else stays to the last blank and comment:
///
///     credit: {from: $0, to: $5000, step: $50}      credit: {from: $0, to: $5000, step: $50, chosen: $1850}
///     validity: [180 days, 1 year]                  validity: {of: [180 days, 1 year], chosen: 1 year}
///
/// What is written is read again and compared before it is given back. Refused, at its place: a family of an included file, a
/// range that several places share through an anchor, and a list that has no room for its keys.

import Documents
import Quantities
import Scenario

extension Scenarios {
  /// The same of a file.
  public static func pinned(
    path: String, choices: [(family: String, values: [Int])]
  ) throws(Diagnostics) -> [UInt8] {
    let findings = Findings(path: path)
    guard let source = SourceText.read(path: path, findings: findings) else {
      throw findings.diagnostics(in: SourceText(path: path, bytes: []))
    }
    return try pinned(bytes: source.bytes, path: path, choices: choices)
  }

  /// `values`: for each range of the family, in their order, the index of the value to be chosen.
  public static func pinned(
    bytes: [UInt8], path: String, choices: [(family: String, values: [Int])]
  ) throws(Diagnostics) -> [UInt8] {
    let findings = Findings(path: path)
    let source = SourceText(path: path, bytes: bytes)
    let (_, parsed) = Document.parse(source, findings, as: FileKind.scenario)
    guard let root = parsed else { throw findings.diagnostics(in: source) }
    let pinning = Pinning(root, Scenarios.whole(root, path: path, findings), source, findings)
    let splices = choices.flatMap { pinning.splices(for: $0.family, $0.values) }
    guard !findings.hasErrors else { throw findings.diagnostics(in: source) }
    let text = pinning.text(with: splices)
    guard pinning.isSame(text, but: choices, path) else {
      findings.error(
        .file, "the choice cannot be written into this file without changing more of it",
        "write 'chosen' by hand")
      throw findings.diagnostics(in: source)
    }
    return Array(bytes.prefix(bytes.count - source.bytes.count)) + text
  }
}

private struct Splice {
  /// Of the bytes of the source.
  var range: Range<Int>
  var text: String
}

private struct Pinning {
  /// As it is written, and as it is read.
  private let root: Node
  private let whole: Node
  private let source: SourceText
  private let findings: Findings
  /// Where each line begins.
  private let lines: [Int]
  /// How often a node with this place is in the tree: what is anchored is there as often as it is used.
  private let uses: [Place: Int]
  private let isJSON: Bool

  init(_ root: Node, _ whole: Node, _ source: SourceText, _ findings: Findings) {
    (self.root, self.whole, self.source, self.findings) = (root, whole, source, findings)
    var lines = [0]
    let bytes = source.bytes
    for (index, byte) in bytes.enumerated() {
      let isPair = byte == 13 && index + 1 < bytes.count && bytes[index + 1] == 10
      if byte == 10 || byte == 13 && !isPair { lines.append(index + 1) }
    }
    self.lines = lines
    var uses: [Place: Int] = [:]
    root.visit { uses[$0.place, default: 0] += 1 }
    self.uses = uses
    isJSON = if case .mapping(let pairs) = root.content { pairs.first?.key.isQuoted ?? false } else { false }
  }

  // MARK: A family

  /// Nothing after a mistake.
  func splices(for family: String, _ values: [Int]) -> [Splice] {
    guard let node = Pinning.plan(family, of: whole), let ranges = Pinning.ranges(of: node, findings) else {
      var names: [String] = []
      if case .mapping(let pairs)? = whole[Keys.scenario.plans.name]?.content {
        names = pairs.map(\.name.trimmed)
      }
      findings.error(
        .file, "there is no family \(quote(family)) here",
        didYouMean(family, among: names) ?? "name a plan that has ranges")
      return []
    }
    guard node.place.file == 0, let written = Pinning.plan(family, of: root) else {
      findings.error(
        .file, "the family \(quote(family)) stands in another file, \(quote(findings.path(of: node.place)))",
        "pin it there")
      return []
    }
    guard values.count == ranges.count, zip(values, ranges).allSatisfy({ (0..<$1.values.count).contains($0) })
    else {
      findings.error(
        .file, "the family \(quote(family)) has no such member", "name one value of each of its ranges")
      return []
    }
    return zip(ranges, values).flatMap { range, value in
      range.chosen == value ? [] : splices(for: range, value, in: written)
    }
  }

  private static func plan(_ name: String, of root: Node) -> Node? {
    guard case .mapping(let pairs)? = root[Keys.scenario.plans.name]?.content else { return nil }
    return pairs.first { $0.name.trimmed == name }?.value
  }

  /// Nil: it has none.
  private static func ranges(of plan: Node, _ findings: Findings) -> [RangeDraft]? {
    let found = Ranges.found(inPlan: plan)
    return found.isEmpty ? nil : found.map { RangeReader.read($0, findings) }
  }

  // MARK: A range

  private func splices(for range: RangeDraft, _ value: Int, in plan: Node) -> [Splice] {
    let (node, key) = plan.descended(range.path)
    let start = offset(node.place.line, node.place.column)
    guard uses[node.place] == 1, byte(start) != UInt8(ascii: "&") else { return refused(node.place) }
    switch node.content {
    case .sequence(let items):
      if byte(start) == UInt8(ascii: "[") { return flowList(node, items, value) }
      return blockList(node, items, value, below: key)
    case .mapping(let pairs): return map(node, pairs, range, value)
    case .scalar: return refused(node.place)
    }
  }

  private func refused(_ place: Place) -> [Splice] {
    findings.error(
      place,
      "several places share this range through an anchor, and one choice would be made for all of them",
      "write the range out where it is to be chosen")
    return []
  }

  private func flowList(_ node: Node, _ items: [Node], _ value: Int) -> [Splice] {
    let start = offset(node.place.line, node.place.column)
    let end = offset(node.place.endLine, node.place.endColumn)
    return [
      Splice(range: start..<start, text: "{\(key("of")): "),
      Splice(range: end..<end, text: ", \(key("chosen")): \(text(items[value].single ?? "", .brackets))}"),
    ]
  }

  /// The dashes stay where they are, below `of`; if they stand below the key itself there is no room, and they move.
  private func blockList(_ node: Node, _ items: [Node], _ value: Int, below key: Node?) -> [Splice] {
    guard let last = items.last, items.allSatisfy(\.isOnOneLine) else { return noRoom(node.place) }
    let indent = Int(node.place.column) - 1
    let start = lines[Int(node.place.line) - 1]
    guard source.bytes[start..<(start + indent)].allSatisfy({ $0 == UInt8(ascii: " ") }) else {
      return noRoom(node.place)
    }
    let isUnindented = key?.place.column == node.place.column
    let blanks = String(repeating: " ", count: isUnindented ? indent + 2 : indent)
    let end = endOfLine(last.place.endLine)
    var splices = [Splice(range: start..<start, text: "\(blanks)of:\(lineBreak)")]
    if isUnindented {
      for line in Int(node.place.line)...Int(last.place.endLine) {
        splices.append(Splice(range: lines[line - 1]..<lines[line - 1], text: "  "))
      }
    }
    let chosen = "\(lineBreak)\(blanks)chosen: \(text(items[value].single ?? "", .block))"
    return splices + [Splice(range: end..<end, text: chosen)]
  }

  private func noRoom(_ place: Place) -> [Splice] {
    findings.error(
      place, "there is no room for a choice beside this list", "write it in brackets: [a, b, c]")
    return []
  }

  private func map(_ node: Node, _ pairs: [Node.Pair], _ range: RangeDraft, _ value: Int) -> [Splice] {
    let isFlow = byte(offset(node.place.line, node.place.column)) == UInt8(ascii: "{")
    var words = range.text(value)
    // As it is written, and not in dollars.
    if case .sequence(let items)? = node["of"]?.content { words = items[value].single ?? "" }
    if case .steps(let steps) = range.values, steps.unit == .money { words.removeAll { $0 == "," } }
    let chosen = text(words, isFlow ? .brackets : .block)
    if let known = node["chosen"] {
      let start = offset(known.place.line, known.place.column)
      guard uses[known.place] == 1, byte(start) != UInt8(ascii: "&") else { return refused(known.place) }
      guard known.isOnOneLine else { return noRoom(known.place) }
      return [Splice(range: start..<offset(known.place.endLine, known.place.endColumn), text: chosen)]
    }
    guard let first = pairs.first, let last = pairs.last else { return [] }
    if isFlow {
      let end = offset(last.value.place.endLine, last.value.place.endColumn)
      return [Splice(range: end..<end, text: ", \(key("chosen")): \(chosen)")]
    }
    // A list in lines of its own ends where its last item does.
    var end = last.value
    if case .sequence(let items) = end.content, let item = items.last,
      byte(offset(end.place.line, end.place.column)) != UInt8(ascii: "[")
    {
      end = item
    }
    if case .scalar = end.content, !end.isOnOneLine { return noRoom(end.place) }
    let blanks = String(repeating: " ", count: Int(first.key.place.column) - 1)
    let after = endOfLine(end.place.endLine)
    return [Splice(range: after..<after, text: "\(lineBreak)\(blanks)chosen: \(chosen)")]
  }

  // MARK: Text

  private func key(_ name: String) -> String { isJSON ? "\"\(name)\"" : name }

  private func text(_ words: String, _ context: YAMLText.Context) -> String {
    guard isJSON else { return YAMLText.scalar(words, in: context) }
    return "\"" + words.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  private var lineBreak: String {
    guard let end = source.bytes.firstIndex(where: { $0 == 10 || $0 == 13 }), source.bytes[end] == 13 else {
      return "\n"
    }
    return source.bytes.dropFirst(end + 1).first == 10 ? "\r\n" : "\r"
  }

  private func byte(_ offset: Int) -> UInt8? { source.bytes.dropFirst(offset).first }

  private func offset(_ line: Int32, _ column: Int32) -> Int {
    var offset = lines.indices.contains(Int(line) - 1) ? lines[Int(line) - 1] : source.bytes.count
    for _ in 1..<max(1, column) where offset < source.bytes.count {
      offset += 1
      while offset < source.bytes.count, source.bytes[offset] & 0xC0 == 0x80 { offset += 1 }
    }
    return offset
  }

  private func endOfLine(_ line: Int32) -> Int {
    source.bytes[offset(line, 1)...].firstIndex { $0 == 10 || $0 == 13 } ?? source.bytes.count
  }

  func text(with splices: [Splice]) -> [UInt8] {
    var result: [UInt8] = []
    var copied = 0
    // Of two at one place the first goes first.
    for (_, splice) in splices.enumerated().sorted(by: {
      ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
    }) {
      result += source.bytes[copied..<splice.range.lowerBound]
      result += Array(splice.text.utf8)
      copied = splice.range.upperBound
    }
    return result + source.bytes[copied...]
  }

  // MARK: The proof

  /// Whether the text says the same but for the choices, and has these.
  func isSame(_ text: [UInt8], but choices: [(family: String, values: [Int])], _ path: String) -> Bool {
    let trial = Findings(path: path)
    let (_, parsed) = Document.parse(SourceText(path: path, bytes: text), trial, as: FileKind.scenario)
    guard let again = parsed else { return false }
    let read = Scenarios.whole(again, path: path, trial)
    for choice in choices {
      guard let node = Pinning.plan(choice.family, of: read), let ranges = Pinning.ranges(of: node, trial),
        ranges.map(\.chosen) == choice.values
      else { return false }
    }
    let families = choices.map(\.family)
    return !trial.hasErrors && again.withoutChoices(families).says(root.withoutChoices(families))
  }
}

extension Node {
  /// What stands at the end of a way, and the key before it.
  fileprivate func descended(_ path: [Int]) -> (node: Node, key: Node?) {
    var (node, key): (Node, Node?) = (self, nil)
    for number in path {
      switch node.content {
      case .scalar: break
      case .sequence(let items): (node, key) = (items[number], nil)
      case .mapping(let pairs): (node, key) = (pairs[number].value, pairs[number].key)
      }
    }
    return (node, key)
  }

  fileprivate var isQuoted: Bool { if case .scalar(_, .quoted) = content { true } else { false } }

  fileprivate var isOnOneLine: Bool {
    guard case .scalar(_, let style) = content else { return false }
    return style != .block && place.line == place.endLine
  }

  /// The ranges of these families as lists and steps, nothing chosen.
  fileprivate func withoutChoices(_ families: [String]) -> Node {
    guard case .mapping(var pairs) = content,
      let number = pairs.firstIndex(where: { $0.name == Keys.scenario.plans.name }),
      case .mapping(var plans) = pairs[number].value.content
    else { return self }
    for index in plans.indices where families.contains(plans[index].name.trimmed) {
      let plan = plans[index].value
      let edits = Ranges.found(inPlan: plan).map { range in
        Edit(path: range.path[...], value: range.node.withoutChoice)
      }
      plans[index].value = plan.edited(edits) ?? plan
    }
    var root = self
    pairs[number].value.content = .mapping(plans)
    root.content = .mapping(pairs)
    return root
  }

  private var withoutChoice: Node {
    guard case .mapping(let pairs) = content else { return self }
    var node = self["of"] ?? self
    if case .mapping = node.content { node.content = .mapping(pairs.filter { $0.name != "chosen" }) }
    return node
  }
}
