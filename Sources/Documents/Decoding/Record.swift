/// A map that is being read by the keys of its table. It remembers which keys were asked for: what the map holds
/// beside those is a mistake, said with the nearest of them. A key that has no meaning here (`seats` of a
/// subscription that is no known plan) is not asked for, and so is no key of this record.
///
///     root.maps(Keys.replayCase.lots, "lot") { name, lot in
///       let credit = lot.need(Keys.lot.credit)
///     }

import Quantities

package final class Record {
  /// What it is, with its article: `a lot`.
  package let what: String
  package let table: Table
  package let node: Node
  package let findings: Findings
  private var pairs: [Node.Pair] = []
  private var known: [String] = []
  private var isReadElsewhere = false

  package init(_ node: Node, _ what: String, _ table: Table, _ findings: Findings) {
    self.node = node
    self.what = what
    self.table = table
    self.findings = findings
    switch node.content {
    case .mapping(let pairs): self.pairs = pairs
    default: if !node.isNull { node.mismatch("a map", findings) }
    }
  }

  /// Reads one map and refuses the keys that `body` did not ask for.
  @discardableResult
  package static func read<Value>(
    _ node: Node, _ what: String, _ table: Table, _ findings: Findings, _ body: (Record) -> Value
  ) -> Value {
    let record = Record(node, what, table, findings)
    let value = body(record)
    record.refuseUnknownKeys()
    return value
  }

  // MARK: One value

  /// The value's node, if the key is there.
  private func find(_ key: String) -> Node? {
    if !known.contains(key) {
      precondition(table.has(key), "'\(key)' is not in the table of \(table.title)")
      known.append(key)
    }
    return pairs.first { $0.name == key }?.value
  }

  package func find(_ key: some StatedKey) -> Node? { find(key.name) }

  package func has(_ key: some StatedKey) -> Bool { find(key.name) != nil }

  /// Says that a key has its place here, whatever it holds.
  package func admit(_ keys: [any StatedKey]) { for key in keys { _ = find(key.name) } }

  /// Leaves its keys, unknown ones too, to other readings of the same map.
  package func leaveToOthers() { isReadElsewhere = true }

  /// Where the value stands, or else the map.
  package func place(_ key: some StatedKey) -> Place { find(key.name)?.place ?? place }

  /// The same by name, for what is known by its name only: whatever the map holds.
  package func place(named key: String) -> Place { pairs.first { $0.name == key }?.value.place ?? place }

  /// Where the key stands, or else the map.
  package func keyPlace(_ key: some StatedKey) -> Place { keyPlace(named: key.name) }

  private func keyPlace(named key: String) -> Place {
    pairs.first { $0.name == key }?.key.place ?? place
  }

  /// The first line of the map: a place to say what is missing.
  package var place: Place {
    var place = node.place
    if place.endLine != place.line { (place.endLine, place.endColumn) = (place.line, place.column + 1) }
    return place
  }

  /// The value; nil if the key is not there, or what is there cannot be read (which is then a finding).
  package func take<Value>(_ key: Key<Value>) -> Value? {
    find(key.name).flatMap { key.shape.read($0, findings) }
  }

  /// In a shape that knows more than the key's own: which models there are.
  package func take<Value>(_ key: some StatedKey, as shape: @autoclosure () -> Shape<Value>) -> Value? {
    find(key.name).flatMap { shape().read($0, findings) }
  }

  /// The value, or what stands in for it, which is then noted.
  package func take<Value>(_ key: DefaultKey<Value>) -> Value {
    guard let node = find(key.name) else {
      assume(key, key.text)
      return key.value
    }
    return key.shape.read(node, findings) ?? key.value
  }

  /// The same where what stands in depends on what was read already; in the notation of the file.
  package func take<Value>(_ key: Key<Value>, default text: String, from origin: String = "default") -> Value
  {
    take(key, as: key.shape, default: text, from: origin)
  }

  package func take<Value>(_ key: DefaultKey<Value>, default text: String, from origin: String) -> Value {
    take(key, as: key.shape, default: text, from: origin)
  }

  package func take<Value>(
    _ key: some StatedKey, as shape: Shape<Value>, default text: String, from origin: String = "default"
  ) -> Value {
    if !has(key) { assume(key, text, from: origin) }
    return take(key, as: shape) ?? shape.standard(text)
  }

  /// Notes what stands for a key that is not there, and where that comes from.
  package func assume(_ key: some StatedKey, _ text: String, from origin: String = "default") {
    guard table.isExplained, !has(key), node.isMap else { return }
    findings.assumed.append(
      Assumption(map: node.place, occurrence: node.occurrence, key: key.name, text: text, origin: origin))
  }

  /// The value of a key that must be there.
  package func need<Value>(_ key: RequiredKey<Value>) -> Value? { need(key, as: key.shape) }

  /// A key that only some records need: by the law of a workload's spend.
  package func need<Value>(_ key: Key<Value>) -> Value? { need(key, as: key.shape) }

  package func need<Value>(_ key: some StatedKey, as shape: Shape<Value>) -> Value? {
    guard let node = find(key.name) else {
      if case .mapping = node.content { missing(key, "write '\(key.name)' with \(shape.expected)") }
      return nil
    }
    return shape.read(node, findings)
  }

  package func missing(_ key: some StatedKey, _ remedy: String) {
    findings.error(place, "\(what) needs '\(key.name)'", remedy)
  }

  /// Which of some keys is there: they exclude each other. Nil if none is; a mistake then, if one is
  /// needed.
  package func chooseAny(_ keys: [any StatedKey], isNeeded: Bool = false) -> String? {
    chosen(keys.map(\.name), isNeeded).map { keys[$0].name }
  }

  package func choose<Value>(_ keys: [Key<Value>], isNeeded: Bool = false) -> Key<Value>? {
    chosen(keys.map(\.name), isNeeded).map { keys[$0] }
  }

  private func chosen(_ names: [String], _ isNeeded: Bool) -> Int? {
    let given = names.indices.filter { find(names[$0]) != nil }
    if isNeeded, given.isEmpty, case .mapping = node.content {
      findings.error(place, "\(what) needs \(listed(names.map { "'\($0)'" }))", "write one of them")
    }
    for extra in given.dropFirst() {
      findings.error(
        keyPlace(named: names[extra]), "'\(names[given[0]])' and '\(names[extra])' exclude each other",
        "keep one of them")
    }
    return given.first
  }

  /// Refuses a key that has no meaning beside another.
  package func refuse(_ key: some StatedKey, _ reason: String, _ remedy: String) {
    if has(key) { findings.error(keyPlace(key), "'\(key.name)' has no meaning \(reason)", remedy) }
  }

  /// Refuses the keys that belong elsewhere, and says where.
  package func refuse(_ strays: [StrayKey]) {
    for stray in strays where has(stray) {
      findings.error(keyPlace(stray), "'\(stray.name)' \(stray.problem)", stray.remedy)
    }
  }

  // MARK: Maps and lists of maps

  /// A map under a key.
  @discardableResult
  package func map<Value>(_ key: RecordKey, _ what: String, _ body: (Record) -> Value) -> Value? {
    precondition(key.records.count == .one, "'\(key.name)' is more than one record")
    guard let node = find(key.name), let record = writtenOut(node, key) else { return nil }
    return Record.read(record, what, key.table, findings, body)
  }

  /// The same under a key that may be something else as well.
  @discardableResult
  package func map<Value>(
    _ key: some StatedKey, _ table: Table, _ what: String, _ body: (Record) -> Value
  ) -> Value? {
    find(key.name).map { Record.read($0, what, table, findings, body) }
  }

  /// Maps by name, in order.
  package func maps(_ key: RecordKey, _ what: String, _ body: (Label, Record) -> Void) {
    precondition([.named, .listOrNamed].contains(key.records.count), "'\(key.name)' has no names")
    guard let node = find(key.name), !node.isNull else { return }
    guard case .mapping(let pairs) = node.content else {
      node.mismatch("a map", findings)
      return
    }
    for pair in pairs { readNamed(pair, what, key.table, body) }
  }

  /// One map, named by default, or several by name: a map that holds nothing but maps is several.
  package func oneOrNamed(
    _ key: RecordKey, _ what: String, named name: String, _ body: (Label, Record) -> Void
  ) {
    precondition(key.records.count == .oneOrNamed, "'\(key.name)' is not one record or several by name")
    guard let node = find(key.name), !node.isNull else { return }
    if case .mapping(let pairs) = node.content, !pairs.isEmpty, pairs.allSatisfy({ $0.value.isMap }) {
      for pair in pairs { readNamed(pair, what, key.table, body) }
    } else {
      Record.read(node, what, key.table, findings) { body(Label(name: name, place: keyPlace(key)), $0) }
    }
  }

  /// A list of maps.
  package func list(_ key: RecordKey, _ what: String, _ body: (Record) -> Void) {
    precondition(key.records.count == .list, "'\(key.name)' is no list")
    guard let node = find(key.name), !node.isNull else { return }
    guard case .sequence(let items) = node.content else {
      node.mismatch("a list", findings)
      return
    }
    for item in items { Record.read(item, what, key.table, findings, body) }
  }

  /// Lists of maps by name, in order: a map of one name may stand for a list of one.
  package func namedLists(_ key: RecordKey, _ what: String, _ body: (Label, Record) -> Void) {
    precondition(key.records.count == .namedLists, "'\(key.name)' has no lists by name")
    guard let node = find(key.name), !node.isNull else { return }
    guard case .mapping(let pairs) = node.content else {
      node.mismatch("a map", findings)
      return
    }
    for pair in pairs {
      let label = Label(name: pair.name.trimmed, place: pair.key.place)
      var items = [pair.value]
      if case .sequence(let several) = pair.value.content { items = several }
      for item in items {
        Record.read(item, "\(what) of \(quote(label.name))", key.table, findings) { body(label, $0) }
      }
    }
  }

  /// One map, or a list of maps.
  package func oneOrList(_ key: RecordKey, _ what: String, _ body: (Record) -> Void) {
    precondition([.oneOrList, .listOrNamed].contains(key.records.count), "'\(key.name)' is no list")
    guard let node = find(key.name), !node.isNull else { return }
    var items = [node]
    if case .sequence(let several) = node.content { items = several }
    for item in items {
      guard let record = writtenOut(item, key) else { continue }
      Record.read(record, what, key.table, findings, body)
    }
  }

  /// A single value in the place of a record, as the record; nil after a mistake.
  private func writtenOut(_ node: Node, _ key: RecordKey) -> Node? {
    guard let short = key.records.short else { return node }
    return short.writtenOut(node, findings)
  }

  private func readNamed(
    _ pair: Node.Pair, _ what: String, _ table: Table, _ body: (Label, Record) -> Void
  ) {
    let label = Label(name: pair.name.trimmed, place: pair.key.place)
    if label.name.isEmpty {
      findings.error(label.place, "\(what) has no name", "write a name before the ':'")
    }
    Record.read(pair.value, "\(what) \(quote(label.name))", table, findings) { record in
      if pair.value.isNull { pair.value.mismatch("a map", findings) }
      body(label, record)
    }
  }

  // MARK: The version

  /// The first key of every file says what it is, and in which version of its format: 1.
  package func checkVersion(_ key: NodeKey, of what: String) {
    let remedy = "begin the file with '\(key.name): 1'"
    guard let node = find(key.name) else {
      findings.error(
        Place(line: 1, column: 1), "this is not \(what) of lotwise: it does not say '\(key.name): 1'", remedy)
      return
    }
    guard let version = Shape.whole(1...Int.max).read(node, findings) else { return }
    if version > 1 {
      findings.error(
        node.place, "this is written in version \(version) of the format, and this program reads version 1",
        "use a newer lotwise")
    } else if pairs[0].name != key.name {
      findings.error(keyPlace(key), "'\(key.name)' is not the first key", remedy)
    }
  }

  // MARK: Keys that nobody asked for

  private func refuseUnknownKeys() {
    if isReadElsewhere { return }
    findings.keysAsked?[table.title, default: []].formUnion(known)
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
