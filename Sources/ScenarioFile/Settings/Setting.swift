/// One value of a scenario at another value, wherever it stands: what `--set` says on a command line, and each line of one of
/// a scenario's variants (Variants.swift). A setting changes the tree before anybody reads it, so that every key can be set
/// and nothing but the reader of the key decides what it may hold:
///
///     workloads.agents.requests=200 per day       account.tier=build       plans.lots.buy.2.credit=$500
///
/// The path names keys, and items of lists by their number from 1, with dots between them. A name that has dots in it may stand
/// as it is, or in double quotes. On both sides: the last name may be new (a key that was left out), and so may a
/// section of the scenario itself; every other name has to be there, for it would be a typing error. Set to nothing, a key is
/// taken away.

import Documents
import Quantities

struct Setting {
  struct Name {
    let text: String
    /// To say what is wrong with it.
    let place: Place
  }

  let path: [Name]
  let value: Node
  /// As it was stated, to be told.
  var text: String { path.map(\.text).joined(separator: ".") + " = " + value.inline }

  /// The names of a path; nil after a mistake. `place`: of its first character.
  static func path(_ text: String, _ place: Place, _ findings: Findings) -> [Name]? {
    var names: [Name] = []
    var name = ""
    var isQuoted = false
    var (column, start) = (place.column, place.column)
    func end() {
      var from = place
      (from.column, from.endLine, from.endColumn) = (start, place.line, max(column, start + 1))
      names.append(Name(text: name.trimmed, place: from))
      name = ""
      start = column + 1
    }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": isQuoted.toggle()
      case "." where !isQuoted: end()
      default: name.unicodeScalars.append(scalar)
      }
      column += 1
    }
    end()
    if isQuoted || names.contains(where: { $0.text.isEmpty }) {
      findings.error(
        names.first { $0.text.isEmpty }?.place ?? place, "\(quote(text)) is not a path of keys",
        "write the names of keys with dots between them, as in workloads.agents.requests")
      return nil
    }
    return names
  }

  /// The tree with the setting in it; the same tree after a mistake.
  func applied(to root: Node, _ findings: Findings) -> Node {
    set(root, path[...], findings) ?? root
  }

  private func set(_ node: Node, _ rest: ArraySlice<Name>, _ findings: Findings) -> Node? {
    guard let name = rest.first else { return value }
    let before = path[..<rest.startIndex].map(\.text).joined(separator: ".")
    var node = node
    switch node.content {
    case .sequence(var items):
      guard let number = Int(name.text), items.indices.contains(number - 1) else {
        findings.error(
          name.place,
          "\(quote(before)) is a list of \(grouped(items.count)), and \(quote(name.text)) is no item of it",
          "write the number of an item, from 1 to \(items.count)")
        return nil
      }
      if rest.count == 1, value.isNull {
        items.remove(at: number - 1)
      } else if let item = set(items[number - 1], rest.dropFirst(), findings) {
        items[number - 1] = item
      } else {
        return nil
      }
      node.content = .sequence(items)
    case .mapping(var pairs):
      // A name with dots in it is several of the path's.
      for count in 1...rest.count {
        let joined = rest.prefix(count).map(\.text).joined(separator: ".")
        guard let index = pairs.firstIndex(where: { $0.name.trimmed == joined }) else { continue }
        if count == rest.count, value.isNull {
          pairs.remove(at: index)
        } else if let value = set(pairs[index].value, rest.dropFirst(count), findings) {
          pairs[index].value = value
        } else {
          return nil
        }
        node.content = .mapping(pairs)
        return node
      }
      let isSection = rest.startIndex == 0 && Table.scenario.has(name.text)
      guard rest.count == 1 || isSection else { return missing(name, before, pairs.map(\.name), findings) }
      if rest.count == 1, value.isNull { return node }
      let section = Node(content: .mapping([]), place: value.place)
      guard let value = set(section, rest.dropFirst(), findings) else { return nil }
      pairs.append(Node.Pair(key: Node(content: .scalar(name.text, .plain), place: name.place), value: value))
      node.content = .mapping(pairs)
    case .scalar:
      guard node.isNull else {
        findings.error(
          name.place, "\(quote(before)) is a single value in the scenario, and has no \(quote(name.text))",
          "set it whole, as \(before)={\(name.text): \(value.inline), ...}")
        return nil
      }
      guard rest.count == 1 else { return missing(name, before, [], findings) }
      node.content = .mapping([
        Node.Pair(key: Node(content: .scalar(name.text, .plain), place: name.place), value: value)
      ])
    }
    return node
  }

  private func missing(_ name: Name, _ before: String, _ known: [String], _ findings: Findings) -> Node? {
    findings.error(
      name.place,
      before.isEmpty
        ? "the scenario has no \(quote(name.text))" : "there is no \(quote(name.text)) in \(quote(before))",
      didYouMean(name.text, among: known)
        ?? (known.isEmpty
          ? "set \(quote(before)) whole" : "name one of \(listed(known.prefix(12).map { quote($0) }))"))
    return nil
  }
}

extension Node {
  /// On one line, as YAML in brackets has it.
  var inline: String {
    switch content {
    case .scalar(let text, _): isNull ? "nothing" : text.trimmed
    case .sequence(let items): "[" + items.map(\.inline).joined(separator: ", ") + "]"
    case .mapping(let pairs):
      "{" + pairs.map { "\($0.name): \($0.value.inline)" }.joined(separator: ", ") + "}"
    }
  }
}
