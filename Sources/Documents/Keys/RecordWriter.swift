/// The opposite of `Record`: puts typed values under the keys of a table, into a tree that is new or was read.
/// What a key holds is replaced in its place; a new key follows the others. What stands under keys that nobody
/// sets stays as it was.
///
///     var lot = RecordWriter(.lot)
///     lot.set(Keys.lot.credit, .dollars(250))
///     plan.set(Keys.plan.buy, named: "top-up", lot)

package struct RecordWriter: Sendable {
  package let table: Table
  package private(set) var node: Node

  package init(_ table: Table) { self.init(Node(content: .mapping([]), place: .file), table) }

  /// `node` is a map, or nothing at all, which is a map without keys.
  package init(_ node: Node, _ table: Table) {
    self.table = table
    self.node = node.isMap ? node : Node(content: .mapping([]), place: .file)
  }

  package var text: String { YAMLWriter.text(of: node) }

  // MARK: Values

  package mutating func set<Value>(_ key: Key<Value>, _ value: Value) { set(key, value, key.shape) }
  package mutating func set<Value>(_ key: RequiredKey<Value>, _ value: Value) { set(key, value, key.shape) }
  package mutating func set<Value>(_ key: DefaultKey<Value>, _ value: Value) { set(key, value, key.shape) }

  private mutating func set<Value>(_ key: some StatedKey, _ value: Value, _ shape: Shape<Value>) {
    guard let write = shape.write else {
      preconditionFailure("'\(key.name)' has no way back to text: set it as text")
    }
    set(key, node: write(value))
  }

  /// A value in the notation of the file.
  package mutating func set(_ key: some StatedKey, text: String) { set(key, node: .text(text)) }

  package mutating func set(_ key: some StatedKey, node value: Node) {
    precondition(table.has(key.name), "'\(key.name)' is not in the table of \(table.title)")
    node.set(key.name, value)
  }

  package mutating func remove(_ key: some StatedKey) { node.remove(key.name) }

  package func has(_ key: some StatedKey) -> Bool { node[key.name] != nil }

  // MARK: Records

  /// One record; what stood under the key is replaced.
  package mutating func set(_ key: RecordKey, _ record: RecordWriter) { set(key, node: record.node) }

  /// One of several by name: replaced in its place, or added behind the others. A single record that stood
  /// under the key without a name gets the one that readers give it, which is the key's own.
  package mutating func set(_ key: RecordKey, named name: String, _ record: RecordWriter) {
    var several = named(key)
    several.set(name, record.node)
    set(key, node: several)
  }

  /// Behind the records of a list; a single one that stood under the key becomes the first of it.
  package mutating func append(_ key: RecordKey, _ record: RecordWriter) {
    var items: [Node] = []
    if let value = node[key.name], !value.isNull {
      if case .sequence(let several) = value.content { items = several } else { items = [value] }
    }
    set(key, node: Node(content: .sequence(items + [record.node]), place: .file))
  }

  package mutating func remove(_ key: RecordKey, named name: String) {
    var several = named(key)
    several.remove(name)
    set(key, node: several)
  }

  /// The names under a key, in order.
  package func names(of key: RecordKey) -> [String] {
    guard case .mapping(let pairs) = named(key).content else { return [] }
    return pairs.map(\.name)
  }

  package func record(_ key: RecordKey, named name: String) -> RecordWriter? {
    named(key)[name].map { RecordWriter($0, key.table) }
  }

  private func named(_ key: RecordKey) -> Node {
    let none = Node(content: .mapping([]), place: .file)
    guard let value = node[key.name], case .mapping(let pairs) = value.content else { return none }
    guard key.records.count == .oneOrNamed, !pairs.allSatisfy({ $0.value.isMap }) else { return value }
    return Node(content: .mapping([Node.Pair(key: .text(key.name), value: value)]), place: .file)
  }
}

extension Node {
  fileprivate mutating func set(_ key: String, _ value: Node) {
    guard case .mapping(var pairs) = content else { return }
    if let index = pairs.firstIndex(where: { $0.name == key }) {
      pairs[index].value = value
    } else {
      pairs.append(Pair(key: .text(key), value: value))
    }
    content = .mapping(pairs)
  }

  fileprivate mutating func remove(_ key: String) {
    guard case .mapping(let pairs) = content else { return }
    content = .mapping(pairs.filter { $0.name != key })
  }
}
