/// From text to `Node`, through libyaml's events. libyaml counts lines and columns in characters, from
/// 0. Anchors, aliases and merge keys (`<<`) work. Refused, each at its place: what libyaml refuses
/// (said in words that help), tags, duplicate keys, keys that are no names, a second document, and two
/// kinds of bomb:
///
/// - nesting deeper than `deepest` (64 is read, 65 is not);
/// - aliases that unfold to more than `mostAliased` nodes in total.

import CYAML
import Quantities

package struct YAMLReader: ~Copyable {
  package static let deepest = 64
  package static let mostAliased = 1_000_000

  /// libyaml's own, `0.2.5`: of the one that is loaded.
  package static var libraryVersion: String { String(cString: yaml_get_version_string()) }

  /// Thrown after the reason was put among the findings: what follows cannot be read.
  private struct Stop: Error {}

  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: SourceText
  private let findings: Findings
  private var anchors: [String: (node: Node, size: Int)] = [:]
  private var openAnchors: Set<String> = []
  private var nodes = 0
  private var aliased = 0

  /// The tree of `text`; nil if it cannot be read, and then the findings say why. `beginning` is how such a
  /// file begins.
  package static func read(
    _ text: SourceText, _ findings: Findings, beginning: String = "lotwise: 1"
  ) -> Node? {
    guard text.bytes.count <= SourceText.largest else {
      SourceText.tooLarge(findings)
      return nil
    }
    guard text.isText(findings) else { return nil }
    return text.bytes.withUnsafeBufferPointer { bytes in
      guard var reader = YAMLReader(text, bytes, findings) else { return nil }
      return try? reader.document(beginning)
    }
  }

  private init?(_ text: SourceText, _ bytes: UnsafeBufferPointer<UInt8>, _ findings: Findings) {
    // libyaml keeps a pointer to its own struct, so the struct must not move.
    parser = .allocate(capacity: 1)
    self.text = text
    self.findings = findings
    guard yaml_parser_initialize(parser) == 1 else {
      parser.deallocate()
      findings.error(.file, "there is not enough memory to read this file", "close other programs")
      return nil
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  // MARK: Events

  private struct Event {
    enum Kind {
      case scalar(String, Node.Style)
      case alias(String)
      case sequence, mapping, end, document, other, streamEnd
    }
    var kind: Kind
    var place: Place
    var anchor: String?
    var hasTag = false
  }

  private func next() throws(Stop) -> Event {
    var raw = yaml_event_t()
    guard yaml_parser_parse(parser, &raw) == 1 else {
      explain(parser.pointee, in: text, findings)
      throw Stop()
    }
    defer { yaml_event_delete(&raw) }
    let place = Place(
      line: raw.start_mark.line + 1, column: raw.start_mark.column + 1,
      endLine: raw.end_mark.line + 1, endColumn: raw.end_mark.column + 1)
    switch raw.type {
    case YAML_SCALAR_EVENT:
      let data = raw.data.scalar
      let text = String(
        decoding: UnsafeBufferPointer(start: data.value, count: data.length), as: UTF8.self)
      let style: Node.Style =
        switch data.style {
        case YAML_PLAIN_SCALAR_STYLE: .plain
        case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
        default: .quoted
        }
      if style == .quoted, let foreign = text.unicodeScalars.first(where: SourceText.isNoText) {
        findings.error(
          place,
          "the escape for U+\(hex(foreign.value)) in this text stands for what does not belong in text",
          "leave it out")
      }
      return Event(
        kind: .scalar(text, style), place: place, anchor: name(data.anchor), hasTag: data.tag != nil)
    case YAML_ALIAS_EVENT: return Event(kind: .alias(name(raw.data.alias.anchor) ?? ""), place: place)
    case YAML_SEQUENCE_START_EVENT:
      let data = raw.data.sequence_start
      return Event(
        kind: .sequence, place: place, anchor: name(data.anchor), hasTag: data.tag != nil)
    case YAML_MAPPING_START_EVENT:
      let data = raw.data.mapping_start
      return Event(kind: .mapping, place: place, anchor: name(data.anchor), hasTag: data.tag != nil)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return Event(kind: .end, place: place)
    case YAML_DOCUMENT_START_EVENT: return Event(kind: .document, place: place)
    case YAML_STREAM_END_EVENT: return Event(kind: .streamEnd, place: place)
    default: return Event(kind: .other, place: place)
    }
  }

  private func name(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    text.map { String(cString: $0) }
  }

  private func fail(_ place: Place, _ message: String, _ remedy: String) -> Stop {
    findings.error(place, message, remedy)
    return Stop()
  }

  // MARK: The tree

  private mutating func document(_ beginning: String) throws(Stop) -> Node {
    var root: Node?
    while true {
      let event = try next()
      switch event.kind {
      case .document where root != nil:
        throw fail(event.place, "a second document begins here", "put each into a file of its own")
      case .other, .document: continue
      case .streamEnd:
        guard let root else {
          throw fail(Place(line: 1, column: 1), "this file is empty", "begin it with '\(beginning)'")
        }
        return root
      default: root = try node(event, depth: 1)
      }
    }
  }

  private mutating func node(_ event: Event, depth: Int) throws(Stop) -> Node {
    guard depth <= YAMLReader.deepest else {
      throw fail(
        event.place, "this is nested more than \(YAMLReader.deepest) levels deep", "write it flatter")
    }
    if event.hasTag {
      findings.error(event.place, "a tag ('!...') has no meaning here", "leave the tag out")
    }
    if case .alias(let anchor) = event.kind { return try alias(anchor, event.place) }
    let before = nodes
    nodes += 1
    if let anchor = event.anchor { openAnchors.insert(anchor) }
    var node: Node
    switch event.kind {
    case .scalar(let text, let style): node = Node(content: .scalar(text, style), place: event.place)
    case .sequence: node = try sequence(event.place, depth)
    default: node = try mapping(event.place, depth)
    }
    if let anchor = event.anchor {
      openAnchors.remove(anchor)
      anchors[anchor] = (node, nodes - before)
    }
    return node
  }

  private mutating func alias(_ anchor: String, _ place: Place) throws(Stop) -> Node {
    guard !openAnchors.contains(anchor) else {
      throw fail(place, "'&\(anchor)' holds itself here", "write out what is meant")
    }
    guard let (node, size) = anchors[anchor] else {
      throw fail(
        place, "nothing above is marked '&\(anchor)'",
        didYouMean(anchor, among: anchors.keys.sorted()) ?? "mark a value with '&\(anchor)' first")
    }
    try unfold(size, place)
    return node
  }

  private mutating func unfold(_ size: Int, _ place: Place) throws(Stop) {
    nodes += size
    aliased += size
    guard aliased <= YAMLReader.mostAliased else {
      throw fail(
        place, "the aliases of this file unfold to more than 1,000,000 values",
        "write out what is meant, or use 'every' and 'count'")
    }
  }

  private mutating func sequence(_ start: Place, _ depth: Int) throws(Stop) -> Node {
    var items: [Node] = []
    while true {
      let event = try next()
      if case .end = event.kind {
        return Node(content: .sequence(items), place: start.through(event.place))
      }
      items.append(try node(event, depth: depth + 1))
    }
  }

  private mutating func mapping(_ start: Place, _ depth: Int) throws(Stop) -> Node {
    var pairs: [Node.Pair] = []
    var keys = KeyPlaces()
    var merges: [(index: Int, node: Node)] = []
    while true {
      let event = try next()
      if case .end = event.kind {
        if !merges.isEmpty { try merge(merges, into: &pairs) }
        return Node(content: .mapping(pairs), place: start.through(event.place))
      }
      let key = try node(event, depth: depth + 1)
      let value = try node(try next(), depth: depth + 1)
      guard case .scalar(let name, let style) = key.content else {
        findings.error(key.place, "a key is a name; this is \(key.kind)", "write a name before the ':'")
        continue
      }
      if name == "<<", style == .plain {
        merges.append((pairs.count, value))
      } else if let first = keys.place(of: name, in: pairs) {
        findings.error(
          key.place, "\(quote(name)) is given twice, first on line \(first.line)", "keep one of them")
      } else {
        keys.add(name, key.place, to: pairs)
        pairs.append(Node.Pair(key: key, value: value))
      }
    }
  }

  /// Puts the pairs of merged maps where their `<<` stood. Keys of the map itself win, then maps merged
  /// earlier.
  private mutating func merge(
    _ merges: [(index: Int, node: Node)], into pairs: inout [Node.Pair]
  ) throws(Stop) {
    var taken = Set(pairs.map(\.name))
    var result: [Node.Pair] = []
    var copied = 0
    for merge in merges {
      result += pairs[copied..<merge.index]
      copied = merge.index
      var sources = [merge.node]
      if case .sequence(let items) = merge.node.content { sources = items }
      for source in sources {
        guard case .mapping(let more) = source.content else {
          findings.error(source.place, "'<<' takes a map; this is \(source.kind)", "write '<<: *name'")
          continue
        }
        try unfold(more.count, source.place)
        result += more.filter { taken.insert($0.name).inserted }
      }
    }
    pairs = result + pairs[copied...]
  }
}

/// Where each key of a map stands. Most maps are small, and looking through them is faster than hashing.
private struct KeyPlaces {
  private var index: [String: Place]?
  private static let small = 16

  func place(of name: String, in pairs: [Node.Pair]) -> Place? {
    if let index { return index[name] }
    return pairs.first { $0.name == name }?.key.place
  }

  /// To be called before the pair is appended to `pairs`.
  mutating func add(_ name: String, _ place: Place, to pairs: [Node.Pair]) {
    if index != nil {
      index?[name] = place
    } else if pairs.count == KeyPlaces.small {
      var all = [name: place]
      for pair in pairs { all[pair.name] = pair.key.place }
      index = all
    }
  }
}

extension Place {
  /// From here to the end of `other`.
  func through(_ other: Place) -> Place {
    var whole = self
    (whole.endLine, whole.endColumn) = (other.endLine, other.endColumn)
    return whole
  }
}
