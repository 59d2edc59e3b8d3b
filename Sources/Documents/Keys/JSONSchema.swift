/// The tables of a document as JSON Schema (2020-12): what editors and validators check a file by.

/// JSON in the order in which it is to be written.
public indirect enum SchemaValue: Sendable {
  case object([(key: String, value: SchemaValue)])
  case array([SchemaValue])
  case string(String)
  case number(Int)
  case bool(Bool)

  static func strings(_ list: [String]) -> SchemaValue { .array(list.map { .string($0) }) }
}

/// What a kind of document may hold: its table, and the quantities that its forms name.
package struct DocumentSchema: Sendable {
  package let title: String
  package let table: Table
  package let edition: Edition
  package let quantities: [QuantityForm]

  package init(title: String, table: Table, edition: Edition, quantities: [QuantityForm]) {
    self.title = title
    self.table = table
    self.edition = edition
    self.quantities = quantities
  }

  /// What a range is, if any value may be one.
  private var ranges: Table? {
    table.reached(in: edition).lazy.flatMap { $0.facts(in: edition) }.compactMap(\.ranges).first
  }

  package var json: SchemaValue {
    let context = SchemaContext(edition: edition)
    var pairs: [(key: String, value: SchemaValue)] = [
      ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
      ("title", .string(title)),
    ]
    pairs += Form.record(table).pairs(in: context).filter { $0.key != "title" }
    var definitions = quantities.map { ($0.name, $0.json) }
    if let ranges {
      let item = SchemaValue.object([("type", .strings(["string", "number", "boolean"]))])
      let list = SchemaValue.object([("type", .string("array")), ("items", item)])
      definitions.append(
        (SchemaContext.range, Form.anyOf([.record(ranges)]).json(in: context).with(alternative: list)))
    }
    pairs.append(("$defs", .object(definitions)))
    return .object(pairs)
  }
}

/// What the schema of a form depends on.
struct SchemaContext {
  let edition: Edition
  /// Whether any single value may be a range.
  var hasRanges = false

  /// The definition that says what a range is.
  static let range = "range"
}

extension SchemaValue {
  /// One more of what it may be.
  fileprivate func with(alternative: SchemaValue) -> SchemaValue {
    guard case .object(var pairs) = self, let index = pairs.firstIndex(where: { $0.key == "anyOf" }),
      case .array(let known) = pairs[index].value
    else { return .object([("anyOf", .array([self, alternative]))]) }
    pairs[index].value = .array(known + [alternative])
    return .object(pairs)
  }
}

extension KeyFact {
  func json(in context: SchemaContext) -> SchemaValue {
    var context = context
    if ranges != nil { context.hasRanges = true }
    var pairs: [(key: String, value: SchemaValue)] = []
    if !about.isEmpty { pairs.append(("description", .string(about))) }
    pairs += form.valuePairs(in: context)
    if let standard { pairs.append(("default", .string(standard.text))) }
    if !examples.isEmpty { pairs.append(("examples", .strings(examples))) }
    return .object(pairs)
  }
}

extension Form {
  /// Whether it may be a single value.
  func isSingle(in edition: Edition) -> Bool {
    switch self {
    case .quantity, .pattern, .whole, .names, .yesNo: true
    case .nothing, .any, .version, .record, .maps, .list: false
    case .anyOf(let forms): forms.contains { $0.isSingle(in: edition) }
    case .either: resolved(in: edition).isSingle(in: edition)
    }
  }

  /// Of a value: this form, or a range where there may be one.
  fileprivate func valuePairs(in context: SchemaContext) -> [(key: String, value: SchemaValue)] {
    guard context.hasRanges, isSingle(in: context.edition) else { return pairs(in: context) }
    let range = SchemaValue.object([("$ref", .string("#/$defs/" + SchemaContext.range))])
    if case .object(let pairs) = json(in: context).with(alternative: range) { return pairs }
    return pairs(in: context)
  }

  private func value(in context: SchemaContext) -> SchemaValue { .object(valuePairs(in: context)) }

  func json(in context: SchemaContext) -> SchemaValue { .object(pairs(in: context)) }

  func pairs(in context: SchemaContext) -> [(key: String, value: SchemaValue)] {
    switch self {
    case .quantity(let name): return [("$ref", .string("#/$defs/" + name))]
    case .pattern(let pattern, let orNumber):
      var pairs: [(key: String, value: SchemaValue)] = [
        ("type", orNumber ? .strings(["string", "number"]) : .string("string"))
      ]
      if let pattern { pairs.append(("pattern", .string("^(?:" + pattern + ")$"))) }
      return pairs
    case .whole(let range):
      // Quoted or grouped, a number is text.
      var pairs: [(key: String, value: SchemaValue)] = [
        ("type", .strings(["integer", "string"])), ("pattern", .string("^-?[0-9][0-9_,]*$")),
        ("minimum", .number(range.lowerBound)),
      ]
      if range.upperBound < Int.max { pairs.append(("maximum", .number(range.upperBound))) }
      return pairs
    case .names(let names): return [("enum", .strings(names))]
    case .yesNo: return [("enum", .array([.string("yes"), .string("no"), .bool(true), .bool(false)]))]
    case .nothing: return [("type", .string("null"))]
    case .any: return []
    case .version: return [("enum", .array([.number(1), .string("1")]))]
    case .record(let table):
      let facts = table.facts(in: context.edition)
      var pairs: [(key: String, value: SchemaValue)] = [
        ("title", .string(table.title)), ("type", .string("object")),
        ("properties", .object(facts.map { ($0.name, $0.json(in: context)) })),
      ]
      let required = facts.filter(\.isRequired).map(\.name)
      if !required.isEmpty { pairs.append(("required", .strings(required))) }
      pairs.append(("additionalProperties", .bool(false)))
      return pairs
    case .maps(let item):
      return [("type", .strings(["object", "null"])), ("additionalProperties", item.value(in: context))]
    case .list(let item): return [("type", .strings(["array", "null"])), ("items", item.value(in: context))]
    case .anyOf(let forms): return [("anyOf", .array(forms.map { $0.json(in: context) }))]
    case .either: return resolved(in: context.edition).pairs(in: context)
    }
  }
}
