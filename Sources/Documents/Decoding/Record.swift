/// A map that is being read by key. It remembers which keys were asked for, so that the keys known are
/// exactly those that the reading code names, once each; whatever else stands in the map is a mistake,
/// said with the nearest known key.
///
///     root.maps("lots", "a lot") { name, lot in
///       let credit = lot.need("credit", .moneyAboveZero)
///     }

import Quantities

package final class Record {
  /// What it is, with its article: `a lot`.
  package let what: String
  package let node: Node
  package let findings: Findings
  private var pairs: [Node.Pair] = []
  private var known: [String] = []

  package init(_ node: Node, _ what: String, _ findings: Findings) {
    self.node = node
    self.what = what
    self.findings = findings
    switch node.content {
    case .mapping(let pairs): self.pairs = pairs
    default: if !node.isNull { node.mismatch("a map", findings) }
    }
  }

  /// Reads one map and refuses the keys that `body` did not ask for.
  @discardableResult
  package static func read<Value>(
    _ node: Node, _ what: String, _ findings: Findings, _ body: (Record) -> Value
  ) -> Value {
    let record = Record(node, what, findings)
    let value = body(record)
    record.refuseUnknownKeys()
    return value
  }

  // MARK: One value

  /// The value's node, if the key is there.
  package func find(_ key: String) -> Node? {
    if !known.contains(key) { known.append(key) }
    return pairs.first { $0.name == key }?.value
  }

  package func has(_ key: String) -> Bool { find(key) != nil }

  /// Where the value stands, or else the map.
  package func place(_ key: String) -> Place { find(key)?.place ?? place }

  /// Where the key stands, or else the map.
  package func keyPlace(_ key: String) -> Place {
    pairs.first { $0.name == key }?.key.place ?? place
  }

  /// The first line of the map: a place to say what is missing.
  package var place: Place {
    var place = node.place
    if place.endLine != place.line { (place.endLine, place.endColumn) = (place.line, place.column + 1) }
    return place
  }

  /// The value; nil if the key is not there, or what is there cannot be read (which is then a finding).
  /// The shape is not made for a key that is not there.
  package func take<Value>(_ key: String, _ shape: @autoclosure () -> Shape<Value>) -> Value? {
    find(key).flatMap { shape().read($0, findings) }
  }

  package func take<Value>(
    _ key: String, _ shape: @autoclosure () -> Shape<Value>, or value: @autoclosure () -> Value
  ) -> Value {
    take(key, shape()) ?? value()
  }

  /// The value, or what stands for it if the key is not there: text in the notation of the file, which
  /// `check --explain` prints. Only for shapes of one piece of text.
  package func take<Value>(
    _ key: String, _ shape: Shape<Value>, default text: String, from origin: String = "default"
  ) -> Value {
    if !has(key) { assume(key, text, from: origin) }
    return take(key, shape) ?? shape.standard(text)
  }

  /// Notes what stands for a key that is not there, and where that comes from.
  package func assume(_ key: String, _ text: String, from origin: String = "default") {
    guard !has(key), node.isMap else { return }
    findings.assumed.append(
      Assumption(map: node.place, occurrence: node.occurrence, key: key, text: text, origin: origin))
  }

  /// The value of a key that must be there.
  package func need<Value>(_ key: String, _ shape: Shape<Value>) -> Value? {
    guard let node = find(key) else {
      if case .mapping = node.content { missing(key, "write '\(key)' with \(shape.expected)") }
      return nil
    }
    return shape.read(node, findings)
  }

  package func missing(_ key: String, _ remedy: String) {
    findings.error(place, "\(what) needs '\(key)'", remedy)
  }

  /// Which of some keys is there: they exclude each other. Nil if none is; a mistake then, if one is
  /// needed.
  package func choose(_ keys: [String], isNeeded: Bool = false) -> String? {
    let given = keys.filter(has)
    if isNeeded, given.isEmpty, case .mapping = node.content {
      findings.error(place, "\(what) needs \(listed(keys.map { "'\($0)'" }))", "write one of them")
    }
    for extra in given.dropFirst() {
      findings.error(
        keyPlace(extra), "'\(given[0])' and '\(extra)' exclude each other", "keep one of them")
    }
    return given.first
  }

  /// Refuses a key that has no meaning beside another.
  package func refuse(_ key: String, _ reason: String, _ remedy: String) {
    if has(key) { findings.error(keyPlace(key), "'\(key)' has no meaning \(reason)", remedy) }
  }

  // MARK: Maps and lists of maps

  /// A map under a key.
  @discardableResult
  package func map<Value>(_ key: String, _ what: String, _ body: (Record) -> Value) -> Value? {
    find(key).map { Record.read($0, what, findings, body) }
  }

  /// Maps by name, in order.
  package func maps(_ key: String, _ what: String, _ body: (Label, Record) -> Void) {
    guard let node = find(key), !node.isNull else { return }
    guard case .mapping(let pairs) = node.content else {
      node.mismatch("a map", findings)
      return
    }
    for pair in pairs { readNamed(pair, what, body) }
  }

  /// One map, named by default, or several by name: a map that holds nothing but maps is several.
  package func oneOrNamed(
    _ key: String, _ what: String, named name: String, _ body: (Label, Record) -> Void
  ) {
    guard let node = find(key), !node.isNull else { return }
    if case .mapping(let pairs) = node.content, !pairs.isEmpty, pairs.allSatisfy({ $0.value.isMap }) {
      for pair in pairs { readNamed(pair, what, body) }
    } else {
      Record.read(node, what, findings) { body(Label(name: name, place: keyPlace(key)), $0) }
    }
  }

  /// A list of maps.
  package func list(_ key: String, _ what: String, _ body: (Record) -> Void) {
    guard let node = find(key), !node.isNull else { return }
    guard case .sequence(let items) = node.content else {
      node.mismatch("a list", findings)
      return
    }
    for item in items { Record.read(item, what, findings, body) }
  }

  /// Lists of maps by name, in order: a map of one name may stand for a list of one.
  package func namedLists(_ key: String, _ what: String, _ body: (Label, Record) -> Void) {
    guard let node = find(key), !node.isNull else { return }
    guard case .mapping(let pairs) = node.content else {
      node.mismatch("a map", findings)
      return
    }
    for pair in pairs {
      let label = Label(name: pair.name.trimmed, place: pair.key.place)
      var items = [pair.value]
      if case .sequence(let several) = pair.value.content { items = several }
      for item in items { Record.read(item, "\(what) of \(quote(label.name))", findings) { body(label, $0) } }
    }
  }

  /// One map, or a list of maps; a single value in the place of a map is the value of its key `short`.
  package func oneOrList(_ key: String, _ what: String, short: String? = nil, _ body: (Record) -> Void) {
    guard let node = find(key), !node.isNull else { return }
    var items = [node]
    if case .sequence(let several) = node.content { items = several }
    for item in items {
      var item = item
      if let short, case .scalar = item.content, !item.isNull {
        findings.shorthands.append((item, short))
        let name = Node(content: .scalar(short, .plain), place: item.place)
        item.content = .mapping([Node.Pair(key: name, value: item)])
      }
      Record.read(item, what, findings, body)
    }
  }

  private func readNamed(_ pair: Node.Pair, _ what: String, _ body: (Label, Record) -> Void) {
    let label = Label(name: pair.name.trimmed, place: pair.key.place)
    if label.name.isEmpty {
      findings.error(label.place, "\(what) has no name", "write a name before the ':'")
    }
    Record.read(pair.value, "\(what) \(quote(label.name))", findings) { record in
      if pair.value.isNull { pair.value.mismatch("a map", findings) }
      body(label, record)
    }
  }

  // MARK: The version

  /// The first key of every file says what it is, and in which version of its format: 1.
  package func checkVersion(_ key: String, of what: String) {
    let remedy = "begin the file with '\(key): 1'"
    guard let node = find(key) else {
      findings.error(
        Place(line: 1, column: 1), "this is not \(what) of lotwise: it does not say '\(key): 1'", remedy)
      return
    }
    guard let version = Shape.whole(1...Int.max).read(node, findings) else { return }
    if version > 1 {
      findings.error(
        node.place, "this is written in version \(version) of the format, and this program reads version 1",
        "use a newer lotwise")
    } else if pairs[0].name != key {
      findings.error(keyPlace(key), "'\(key)' is not the first key", remedy)
    }
  }

  // MARK: Keys that nobody asked for

  private func refuseUnknownKeys() {
    findings.keysAsked?[what, default: []].formUnion(known)
    for pair in pairs where !known.contains(pair.name) {
      if pair.value.isNull, pair.name.utf8.count == 3, Int(pair.name) != nil {
        // `{amount: $2,000}` is `{amount: $2, 000: null}` to YAML.
        findings.error(
          pair.key.place, "the comma before \(quote(pair.name)) ends the value: inside { } a comma separates",
          "write the number without commas, or in quotes")
        continue
      }
      findings.error(
        pair.key.place, "\(quote(pair.name)) is not a key of \(what)",
        (findings.isFull ? nil : didYouMean(pair.name, among: known))
          ?? (known.count > 16 ? "see \(findings.page) for its keys" : "its keys are \(listed(known))"))
    }
  }
}

/// What stands for a key that a map does not have.
package struct Assumption: Hashable, Sendable {
  /// Where the map stands; no two maps stand at one place but those of an anchor, which are numbered.
  package var map: Place
  package var occurrence: Int32
  package var key: String
  /// In the notation of the file: a value, or `{...}`.
  package var text: String
  /// `default`, `as credit`, `tier start`.
  package var origin: String
}

/// A name and where it stands.
package struct Label: Hashable, Sendable {
  package var name: String
  package var place: Place

  package init(name: String, place: Place) { (self.name, self.place) = (name, place) }
}

extension Node {
  package var isMap: Bool {
    if case .mapping = content { true } else { false }
  }
}
