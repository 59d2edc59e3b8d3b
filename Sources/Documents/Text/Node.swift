/// A file as a tree: text, lists and maps, each with its place. What the text means is decided by
/// whoever reads it (Decoding/Shape.swift): `no`, `1_000` and `2026-01-10` are text here, as they were
/// written.

package struct Node: Sendable {
  package enum Style: Sendable { case plain, quoted, block }

  package enum Content: Sendable {
    case scalar(String, Style)
    case sequence([Node])
    /// In the order of the file; keys are scalars and differ.
    case mapping([Pair])
  }

  package struct Pair: Sendable {
    package var key: Node
    package var value: Node

    package init(key: Node, value: Node) {
      self.key = key
      self.value = value
    }

    package var name: String {
      if case .scalar(let text, _) = key.content { text } else { "" }
    }
  }

  package var content: Content
  package var place: Place
  /// An anchor that is used again stands at one place and means several things: which of them this is.
  /// Numbered only for a file that is explained (Explained/Explained.swift).
  package var occurrence: Int32 = 0

  package init(content: Content, place: Place) {
    self.content = content
    self.place = place
  }

  /// Of a file that is to be written: text, whatever it says.
  package static func text(_ text: String) -> Node { Node(content: .scalar(text, .quoted), place: .file) }

  /// The value of a key of a map; nil if there is none, or this is no map.
  package subscript(_ key: String) -> Node? {
    guard case .mapping(let pairs) = content else { return nil }
    return pairs.first { $0.name == key }?.value
  }

  /// Nothing, `~` or `null`, unquoted.
  package var isNull: Bool {
    guard case .scalar(let text, .plain) = content else { return false }
    return text.isEmpty || text == "~" || text == "null"
  }

  /// What a person would call it.
  package var kind: String {
    switch content {
    case .scalar: isNull ? "nothing" : "a single value"
    case .sequence: "a list"
    case .mapping: "a map"
    }
  }
}
