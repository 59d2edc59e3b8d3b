/// A single value in the place of a record: the short way to write it. It is written out as the record that it stands
/// for before anything reads it, so that a reader knows records only and `check --explain` shows the long way:
///
///     gates: outage risk at most 2%      gates: {gate: outage risk at most 2%}
///     growth: 80% per year               growth: {monthly: 5.0197%}
///
/// At the boundary: a value that cannot be written out is a mistake of its own, said in the words of the short way; what
/// comes out of it is read, and refused, by the keys of the record.

import Quantities

package struct Shorthand: Sendable {
  typealias Entry = (key: String, text: String)

  let form: Form
  /// The keys that it states and their values, in the notation of the file.
  let entries: @Sendable (String) throws(QuantityError) -> [Entry]

  /// The value of one key.
  package static func value(of key: some StatedKey) -> Shorthand {
    Shorthand(form: key.fact.form) { [(key.name, $0)] }
  }

  /// Several keys at once, or one in another notation.
  package static func text(
    _ form: Form, _ entries: @escaping @Sendable (String) throws(QuantityError) -> [(any StatedKey, String)]
  ) -> Shorthand {
    Shorthand(form: form) { text throws(QuantityError) in
      try entries(text).map { (key: $0.0.name, text: $0.1) }
    }
  }

  /// A single value as the record that it stands for; whatever else there is stays as it is. Nil after a mistake.
  func writtenOut(_ node: Node, _ findings: Findings) -> Node? {
    guard case .scalar(let text, let style) = node.content, !node.isNull else { return node }
    let stated: [Entry]
    do throws(QuantityError) {
      stated = try entries(text.trimmed)
    } catch {
      findings.error(node.place, error)
      return nil
    }
    var record = node
    record.content = .mapping(
      stated.map { entry in
        var value = Node(content: .scalar(entry.text, style), place: node.place)
        // The value is not the map that it stands for.
        value.occurrence = -1
        return Node.Pair(key: Node(content: .scalar(entry.key, .plain), place: node.place), value: value)
      })
    findings.shorthands.append(record)
    return record
  }
}
