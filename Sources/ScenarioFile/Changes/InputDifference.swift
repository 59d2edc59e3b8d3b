/// What differs between two versions of a file, value by value, each with its line; and the file with some of the
/// differences only, so that what each of them does can be told apart.
///
/// Maps are compared key by key, lists item by item between what their beginnings and ends have in common. Shares of one
/// whole (a mix of models, what regime comes next, weights) are one value: half of such a change is no mix that anybody
/// meant. At the boundary: `$20` and `$20.00` are different texts, and a change that does nothing.

import Documents
import Quantities
import Scenario

/// One value that differs.
public struct InputChange: Hashable, Sendable {
  /// From the root: `plans`, `auto-reload`, `below`. Of a card: `rates` first.
  public let path: [String]
  /// As they are written; nil: it is not there.
  public let before: String?
  public let after: String?
  /// In the new version; of what was taken away, where the map stands that it was in.
  public let place: FilePlace
  /// It says nothing that a simulation depends on: a title, a rule's note, a gate.
  public let isInert: Bool

  /// ` (+62.5%)` of an amount of money.
  private func percent(_ before: String, _ after: String) -> String {
    guard before.hasPrefix("$"), after.hasPrefix("$"), let old = try? Nanodollars(parsing: before),
      let new = try? Nanodollars(parsing: after), old > .zero, new >= .zero
    else { return "" }
    let permille = (Int128(new.count) - Int128(old.count)) * 1_000
    let tenths = Int64(clamping: permille.divided(by: Int128(old.count), rounding: .nearestAway))
    let size = tenths.magnitude
    return " (\(tenths < 0 ? "-" : "+")\(size / 10)\(size % 10 == 0 ? "" : ".\(size % 10)")%)"
  }

  public init(path: [String], before: String?, after: String?, place: FilePlace, isInert: Bool) {
    self.path = path
    self.before = before
    self.after = after
    self.place = place
    self.isInert = isInert
  }

  /// `plans › auto-reload › below: $20 → $25`.
  public var text: String {
    let name = path.joined(separator: " › ")
    switch (before, after) {
    case (let before?, let after?): return "\(name): \(before) → \(after)\(percent(before, after))"
    case (let before?, nil): return "\(name): \(before) taken away"
    case (nil, let after?): return "\(name): \(after) added"
    case (nil, nil): return name
    }
  }
}

public struct InputDifference: Sendable {
  public let old: InputTree
  public let new: InputTree
  public let changes: [InputChange]

  public init(from old: InputTree, to new: InputTree) {
    self.old = old
    self.new = new
    var walk = Walk(old: old, new: new)
    _ = walk.whole { _ in true }
    changes = walk.changes
  }

  /// The old version; nil if it makes no sense.
  public var before: CheckedFile.Content? { old.read ?? content(with: []) }

  /// Nothing differs, the order of entries included.
  public var isNone: Bool {
    let cards = (old.card, new.card)
    let isSameCard =
      if let a = cards.0, let b = cards.1 { a.says(b) } else { cards.0 == nil && cards.1 == nil }
    return old.root.says(new.root) && isSameCard
  }

  /// The old version with these changes, by their numbers; nil if they make no sense without others.
  public func content(with applied: Set<Int>) -> CheckedFile.Content? {
    var walk = Walk(old: old, new: new)
    let (root, card) = walk.whole { applied.contains($0) }
    return InputTree.content(of: root, card: card, like: new)
  }
}

extension InputDifference {
  /// Of two texts of scenarios with every default, as results hold them: values that were stated are at the line that the
  /// text names.
  public static func changes(fromText before: String, to after: String, path: String) -> [InputChange] {
    func tree(_ text: String) -> InputTree? {
      let source = SourceText(path: path, bytes: Array(text.utf8))
      return Document.parse(source, Findings(path: path)).root.map { InputTree(bare: $0, path: path) }
    }
    guard before != after, let old = tree(before), let new = tree(after) else { return [] }
    return InputDifference(from: old, to: new).changes.map { change in
      InputChange(
        path: change.path, before: change.before, after: change.after,
        place: stated(change.place, in: after) ?? FilePlace(path: path, line: 1), isInert: change.isInert)
    }
  }

  /// `credit: $250     # agency.yaml:12`: where the value was stated.
  private static func stated(_ place: FilePlace, in text: String) -> FilePlace? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.indices.contains(place.line - 1) else { return nil }
    guard let comment = lines[place.line - 1].split(separator: "#").last.map({ String($0).trimmed }),
      let colon = comment.lastIndex(of: ":"), let line = Int(comment[comment.index(after: colon)...])
    else { return nil }
    return FilePlace(path: String(comment[..<colon]), line: line)
  }
}

private struct Walk {
  let old: InputTree
  let new: InputTree
  var changes: [InputChange] = []
  private var isInCard = false
  private var isChosen: (Int) -> Bool = { _ in true }

  private static let inert: Set<String> = ["lotwise", "title", "rule", "gates", "include"]
  /// Keys whose value is the shares of one whole.
  private static let wholes: Set<String> = ["models", "next", "weights"]

  init(old: InputTree, new: InputTree) {
    self.old = old
    self.new = new
  }

  mutating func whole(_ isChosen: @escaping (Int) -> Bool) -> (root: Node, card: Node?) {
    self.isChosen = isChosen
    let isCard = new.kind == .rateCard
    isInCard = isCard
    let first = changes.count
    let root = merge(old.root, new.root, [], at: new.root) ?? new.root
    isInCard = true
    defer { isInCard = false }
    if let before = old.card, let after = new.card {
      return (root, merge(before, after, ["rates"], at: after) ?? after)
    }
    // Which of the two cards follows from the change of `rates` itself.
    let number = changes[first...].firstIndex { $0.path == ["rates"] }
    return (root, number.map(isChosen) ?? true ? new.card : old.card)
  }

  /// The one or the other, by what is chosen; nil: nothing.
  /// `key`: what stands before the value in the new version, or before the map or list that it was taken from.
  private mutating func merge(_ a: Node?, _ b: Node?, _ path: [String], at key: Node) -> Node? {
    guard let a, let b else { return change(a, b, path, at: key) ? b : a }
    if a.says(b) { return b }
    if let name = path.last, Walk.wholes.contains(name), a.isOfScalars, b.isOfScalars {
      return change(a, b, path, at: key) ? b : a
    }
    switch (a.content, b.content) {
    case (.mapping(let before), .mapping(let after)):
      return merge(before, after, path, into: b, at: key)
    case (.sequence(let before), .sequence(let after)):
      return merge(before, after, path, into: b, at: key)
    default:
      return change(a, b, path, at: key) ? b : a
    }
  }

  private mutating func merge(
    _ before: [Node.Pair], _ after: [Node.Pair], _ path: [String], into node: Node, at key: Node
  ) -> Node {
    var pairs: [Node.Pair] = []
    let known = Dictionary(before.map { ($0.name, $0.value) }) { first, _ in first }
    for pair in after {
      if let value = merge(known[pair.name], pair.value, path + [pair.name], at: pair.key) {
        pairs.append(Node.Pair(key: pair.key, value: value))
      }
    }
    let names = Set(after.map(\.name))
    for pair in before where !names.contains(pair.name) {
      if let value = merge(pair.value, nil, path + [pair.name], at: key) {
        pairs.append(Node.Pair(key: pair.key, value: value))
      }
    }
    var result = node
    result.content = .mapping(pairs)
    return result
  }

  private mutating func merge(
    _ before: [Node], _ after: [Node], _ path: [String], into node: Node, at key: Node
  ) -> Node {
    let first = zip(before, after).prefix { $0.says($1) }.count
    let rest = min(before.count, after.count) - first
    let last = zip(before.reversed(), after.reversed()).prefix { $0.says($1) }.prefix(rest).count
    let (olds, news) = (before[first..<(before.count - last)], after[first..<(after.count - last)])
    var items = Array(after[..<first])
    for index in 0..<max(olds.count, news.count) {
      let (a, b) = (olds.dropFirst(index).first, news.dropFirst(index).first)
      let name = path.last.map { path.dropLast() + ["\($0) #\(first + index + 1)"] } ?? []
      if let item = merge(a, b, Array(name), at: b ?? key) { items.append(item) }
    }
    var result = node
    result.content = .sequence(items + after[(after.count - last)...])
    return result
  }

  /// Notes a change; whether it is chosen.
  private mutating func change(_ a: Node?, _ b: Node?, _ path: [String], at key: Node) -> Bool {
    let number = changes.count
    // A map that fills lines of its own begins with its key.
    let isScalar = if case .scalar? = b?.content { true } else { false }
    let place = new.place(of: isScalar ? b ?? key : key, inCard: isInCard)
    changes.append(
      InputChange(
        path: path, before: a?.shortText, after: b?.shortText, place: place,
        isInert: !isInCard && Walk.inert.contains(path.first.map { String($0.prefix { $0 != " " }) } ?? "")
          || isInCard && ["lotwise-rates", "name", "as of"].contains(path.last ?? "") && path.count <= 2))
    return isChosen(number)
  }
}

extension Node {
  /// The same content, wherever it stands.
  func says(_ other: Node) -> Bool {
    switch (content, other.content) {
    case (.scalar(let a, _), .scalar(let b, _)): a == b && isNull == other.isNull
    case (.sequence(let a), .sequence(let b)):
      a.count == b.count && zip(a, b).allSatisfy { $0.says($1) }
    case (.mapping(let a), .mapping(let b)):
      // The order of lots, plans and workloads has a meaning.
      a.count == b.count && zip(a, b).allSatisfy { $0.name == $1.name && $0.value.says($1.value) }
    default: false
    }
  }

  /// A map or a list whose values are single ones.
  fileprivate var isOfScalars: Bool {
    func isScalar(_ node: Node) -> Bool { if case .scalar = node.content { true } else { false } }
    switch content {
    case .mapping(let pairs): return pairs.allSatisfy { isScalar($0.value) }
    case .sequence(let items): return items.allSatisfy(isScalar)
    case .scalar: return false
    }
  }

  /// On one line, cut if it is long.
  fileprivate var shortText: String {
    var text = ""
    write(into: &text)
    let most = 100
    return text.count <= most ? text : text.prefix(most - 1) + "…"
  }

  private func write(into text: inout String) {
    guard text.count < 200 else { return }
    switch content {
    case .scalar(let value, _): text += isNull ? "nothing" : printable(value)
    case .sequence(let items):
      text += "["
      for (index, item) in items.enumerated() {
        if index > 0 { text += ", " }
        item.write(into: &text)
      }
      text += "]"
    case .mapping(let pairs):
      text += "{"
      for (index, pair) in pairs.enumerated() {
        if index > 0 { text += ", " }
        text += printable(pair.name) + ": "
        pair.value.write(into: &text)
      }
      text += "}"
    }
  }
}
