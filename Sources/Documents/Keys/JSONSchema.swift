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

  package var json: SchemaValue {
    var pairs: [(key: String, value: SchemaValue)] = [
      ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
      ("title", .string(title)),
    ]
    pairs += Form.record(table).pairs(in: edition).filter { $0.key != "title" }
    pairs.append(("$defs", .object(quantities.map { ($0.name, $0.json) })))
    return .object(pairs)
  }
}

extension KeyFact {
  func json(in edition: Edition) -> SchemaValue {
    var pairs: [(key: String, value: SchemaValue)] = []
    if !about.isEmpty { pairs.append(("description", .string(about))) }
    pairs += form.pairs(in: edition)
    if let standard { pairs.append(("default", .string(standard.text))) }
    if !examples.isEmpty { pairs.append(("examples", .strings(examples))) }
    return .object(pairs)
  }
}

extension Form {
  func json(in edition: Edition) -> SchemaValue { .object(pairs(in: edition)) }

  func pairs(in edition: Edition) -> [(key: String, value: SchemaValue)] {
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
    case .version: return [("enum", .array([.number(1), .string("1")]))]
    case .record(let table):
      let facts = table.facts(in: edition)
      var pairs: [(key: String, value: SchemaValue)] = [
        ("title", .string(table.title)), ("type", .string("object")),
        ("properties", .object(facts.map { ($0.name, $0.json(in: edition)) })),
      ]
      let required = facts.filter(\.isRequired).map(\.name)
      if !required.isEmpty { pairs.append(("required", .strings(required))) }
      pairs.append(("additionalProperties", .bool(false)))
      return pairs
    case .maps(let item):
      return [("type", .strings(["object", "null"])), ("additionalProperties", item.json(in: edition))]
    case .list(let item): return [("type", .strings(["array", "null"])), ("items", item.json(in: edition))]
    case .anyOf(let forms): return [("anyOf", .array(forms.map { $0.json(in: edition) }))]
    case .either: return resolved(in: edition).pairs(in: edition)
    }
  }
}
