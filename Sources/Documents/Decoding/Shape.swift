/// How one value is read, what it looks like, and how it is written: what people call it, the way from a node to
/// the value, its form for the schema, and the way back to a node. The shapes of quantities are in
/// Quantities+Shapes.swift. A shape that cannot read a node says so and yields nil; reading goes on.
///
///     static let credit = RequiredKey("credit", .moneyAboveZero, "Its face value.")
///     static let models = Key("models", .oneOrList(.text), "The only models.")

import Quantities

package struct Shape<Value>: Sendable {
  package typealias Parse = @Sendable (String) throws(QuantityError) -> Value

  /// With its article, and an example: `an amount of money like $20`.
  package let expected: String
  package let form: Form
  package let read: @Sendable (Node, Findings) -> Value?
  /// For what is written as one piece of text: the way from the text, which serves cells of CSV as well.
  package let parse: Parse?
  /// The way back; nil for what nobody writes.
  package let write: (@Sendable (Value) -> Node)?

  /// A value that is made of more than one piece of text.
  package init(
    _ expected: String, _ form: Form, write: (@Sendable (Value) -> Node)? = nil,
    read: @escaping @Sendable (Node, Findings) -> Value?
  ) {
    self.expected = expected
    self.form = form
    self.read = read
    self.write = write
    parse = nil
  }

  /// A value that is one piece of text, or else what `read` knows.
  package init(
    _ expected: String, _ form: Form, parse: Parse?, write: (@Sendable (Value) -> Node)?,
    read: @escaping @Sendable (Node, Findings) -> Value?
  ) {
    self.expected = expected
    self.form = form
    self.parse = parse
    self.read = read
    self.write = write
  }

  /// A value that is one piece of text. `text` is the way back.
  package init(
    _ expected: String, _ form: Form = .text, text: (@Sendable (Value) -> String)? = nil,
    parse: @escaping Parse
  ) {
    self.expected = expected
    self.form = form
    self.parse = parse
    write = if let text { { value in Node.text(text(value)) } } else { nil }
    read = { node, findings in
      guard let text = node.text(expected, findings) else { return nil }
      do throws(QuantityError) {
        return try parse(text)
      } catch {
        findings.error(node.place, error)
        return nil
      }
    }
  }

  /// The value of a default, which is text in the notation of the file.
  package func standard(_ text: String) -> Value {
    guard let value = try? parse?(text) else {
      preconditionFailure("the default '\(text)' is in the notation of the file")
    }
    return value
  }

  package static func parsed(
    _ expected: String, _ form: Form = .text, text: (@Sendable (Value) -> String)? = nil,
    _ parse: @escaping Parse
  ) -> Shape {
    Shape(expected, form, text: text, parse: parse)
  }

  /// This shape of one piece of text with one more condition.
  package func checked(
    _ check: @escaping @Sendable (Value) throws(QuantityError) -> Void
  ) -> Shape<Value> {
    guard let parse else { preconditionFailure("only text is checked") }
    return Shape(
      self, form: form,
      parse: { text throws(QuantityError) in
        let value = try parse(text)
        try check(value)
        return value
      })
  }

  private init(_ other: Shape, form: Form, parse: @escaping Parse) {
    let whole = Shape(other.expected, form, parse: parse)
    (expected, read, self.parse) = (whole.expected, whole.read, whole.parse)
    (self.form, write) = (form, other.write)
  }

  /// The same reading of what has a further form, which the reader of the key takes apart by itself.
  package func or(_ further: Form...) -> Shape { with(form: .anyOf([form] + further)) }

  /// The same where only open documents have the further form.
  package func orWhenOpen(_ further: Form) -> Shape {
    with(form: .either(closed: form, open: .anyOf([form, further])))
  }

  /// The same text as another value, which nobody writes.
  package func map<Other>(_ convert: @escaping @Sendable (Value) -> Other) -> Shape<Other> {
    let (read, parse) = (read, parse)
    let converted: Shape<Other>.Parse? =
      if let parse { { text throws(QuantityError) in convert(try parse(text)) } } else { nil }
    return Shape<Other>(expected, form, parse: converted, write: nil) { node, findings in
      read(node, findings).map(convert)
    }
  }

  package func with(form: Form) -> Shape { Shape(self, form: form) }

  private init(_ other: Shape, form: Form) {
    (expected, read, parse, write) = (other.expected, other.read, other.parse, other.write)
    self.form = form
  }

  /// In an open document also `unknown`, which the reader looks for first.
  package var orUnknown: Shape { with(form: form.orUnknown) }
}

extension Node {
  /// The text of a scalar; anything else is a mistake, said in the words of what was expected.
  package func text(_ expected: String, _ findings: Findings) -> String? {
    if case .scalar(let text, _) = content, !isNull { return text.trimmed }
    mismatch(expected, findings)
    return nil
  }

  package func mismatch(_ expected: String, _ findings: Findings) {
    if isNull {
      findings.error(place, "there is no value here", "write \(expected), or leave the key out")
    } else {
      findings.error(
        place, "\(expected) is expected here, this is \(kind)", Node.remedy(expected, kind))
    }
  }

  private static func remedy(_ expected: String, _ kind: String) -> String {
    switch expected {
    case "a list": "write it as [a, b], or with '- ' before each item"
    case "a map": "write it as {key: value}, or with one key a line"
    default: kind == "a list" ? "write one value, without brackets" : "write one value"
    }
  }
}

extension Shape {
  /// One of some names.
  package static func oneOf(_ names: [(name: String, value: Value)]) -> Shape where Value: Sendable {
    oneOf(names, text: nil)
  }

  package static func oneOf(
    _ names: [(name: String, value: Value)]
  ) -> Shape where Value: Sendable & Equatable {
    oneOf(names) { value in names.first { $0.value == value }?.name ?? "" }
  }

  fileprivate static func oneOf(
    _ names: [(name: String, value: Value)], text: (@Sendable (Value) -> String)?
  ) -> Shape where Value: Sendable {
    parsed("one of \(listed(names.map(\.name)))", .names(names.map(\.name)), text: text) {
      text throws(QuantityError) in
      if let found = names.first(where: { $0.name == text }) { return found.value }
      throw QuantityError(
        "\(quote(text)) is not known here",
        remedy: didYouMean(text, among: names.map(\.name)) ?? "write \(listed(names.map(\.name)))")
    }
  }

  /// One item, or a list of items: each is read even if another is wrong. An empty list is a mistake.
  package static func oneOrList<Item>(_ item: Shape<Item>) -> Shape where Value == [Item] {
    Shape(
      item.expected, .oneOrList(item.form),
      write: item.write.map(Shape.writingItems)
    ) { node, findings in
      guard case .sequence(let items) = node.content else {
        return item.read(node, findings).map { [$0] }
      }
      if items.isEmpty {
        findings.error(node.place, "this list is empty", "leave the key out, or name \(item.expected)")
        return nil
      }
      let values = items.compactMap { item.read($0, findings) }
      return values.count == items.count ? values : nil
    }
  }
}

extension Shape {
  fileprivate static func writingItems<Item>(
    _ write: @escaping @Sendable (Item) -> Node
  ) -> @Sendable (Value) -> Node where Value == [Item] {
    { items in
      items.count == 1 ? write(items[0]) : Node(content: .sequence(items.map(write)), place: .file)
    }
  }
}

extension Shape where Value: CaseIterable & RawRepresentable & Sendable, Value.RawValue == String {
  /// One of the names of an enum, as its raw values spell them.
  package static var name: Shape { name(from: Value.allCases) }

  /// Some of them.
  package static func name(from values: some Sequence<Value>) -> Shape {
    oneOf(values.map { ($0.rawValue, $0) }) { $0.rawValue }
  }
}

/// What somebody wrote, in quotes, on one line, cut if it is long.
package func quote(_ text: String) -> String { QuantityError.quote(text) }

/// `did you mean 'expires'?`: the nearest name, or else the only one that begins with the word.
package func didYouMean(_ word: String, among names: [String]) -> String? {
  guard word.utf8.count <= 100 else { return nil }
  let begun = names.filter { $0.hasPrefix(word) }
  let near = nearestName(to: word, among: names) ?? (word.count > 2 && begun.count == 1 ? begun[0] : nil)
  return near.map { "did you mean '\($0)'?" }
}
