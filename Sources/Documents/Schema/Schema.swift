/// JSON Schema (2020-12) as data. What a file may hold is stated once more in the files beside this one, in
/// the terms below; a test compares the keys of every record with those that the readers ask for, so that the
/// two cannot drift apart. A schema knows keys, forms and names; what depends on two values at once (a lot
/// that expires before it can be used) only the reader knows.

public struct Schema: Sendable {
  package indirect enum Form: Sendable {
    /// One of `quantities`, by name.
    case quantity(String)
    /// Text in this form; where `orNumber`, a bare number too.
    case text(pattern: String?, orNumber: Bool)
    case whole(ClosedRange<Int>)
    case names([String])
    case yesNo
    case version
    case record(String, [Key])
    case maps(Schema)
    case list(Schema)
    case anyOf([Schema])
  }

  package struct Key: Sendable {
    package let name: String
    package let schema: Schema
    package let isRequired: Bool

    package init(name: String, schema: Schema, isRequired: Bool) {
      (self.name, self.schema, self.isRequired) = (name, schema, isRequired)
    }
  }

  package var form: Form
  package var about = ""
  package var standard: String?
  package var examples: [String] = []

  package init(_ form: Form, examples: [String] = []) {
    self.form = form
    self.examples = examples
  }
}

// MARK: The terms

extension Schema {
  package static func names(_ names: [String]) -> Schema { Schema(.names(names)) }

  package static func names<Name: CaseIterable & RawRepresentable<String>>(_ type: Name.Type) -> Schema {
    names(type.allCases.map(\.rawValue))
  }

  package static func whole(_ range: ClosedRange<Int>) -> Schema { Schema(.whole(range)) }

  package static var text: Schema { Schema(.text(pattern: nil, orNumber: true)) }
  package static var yesNo: Schema { Schema(.yesNo) }

  /// A map whose keys are known. `title` is what the reader calls it, without its article.
  package static func record(_ title: String, _ keys: [Key]) -> Schema { Schema(.record(title, keys)) }

  /// Records by name.
  package static func maps(_ item: Schema) -> Schema { Schema(.maps(item)) }
  package static func list(_ item: Schema) -> Schema { Schema(.list(item)) }
  package static func anyOf(_ forms: Schema...) -> Schema { Schema(.anyOf(forms)) }

  package static func oneOrList(_ item: Schema) -> Schema { anyOf(item, list(item)) }
  /// One record under a key, or several by name.
  package static func oneOrNamed(_ record: Schema) -> Schema { anyOf(record, maps(record)) }
}

extension Schema.Key {
  package static func key(
    _ name: String, _ schema: Schema, _ about: String, default standard: String? = nil,
    like examples: String...
  ) -> Schema.Key {
    var schema = schema
    (schema.about, schema.standard) = (about, standard)
    if !examples.isEmpty { schema.examples = examples }
    return Schema.Key(name: name, schema: schema, isRequired: false)
  }

  package static func required(_ name: String, _ schema: Schema, _ about: String, like examples: String...)
    -> Schema.Key
  {
    var schema = schema
    schema.about = about
    if !examples.isEmpty { schema.examples = examples }
    return Schema.Key(name: name, schema: schema, isRequired: true)
  }
}

// MARK: As JSON

/// JSON in the order in which it is to be written.
public indirect enum SchemaValue: Sendable {
  case object([(key: String, value: SchemaValue)])
  case array([SchemaValue])
  case string(String)
  case number(Int)
  case bool(Bool)

  static func strings(_ list: [String]) -> SchemaValue { .array(list.map { .string($0) }) }
}

extension Schema {
  package var json: SchemaValue {
    var pairs: [(key: String, value: SchemaValue)] = []
    if !about.isEmpty { pairs.append(("description", .string(about))) }
    pairs += formPairs
    if let standard { pairs.append(("default", .string(standard))) }
    if !examples.isEmpty { pairs.append(("examples", .strings(examples))) }
    return .object(pairs)
  }

  private var formPairs: [(key: String, value: SchemaValue)] {
    switch form {
    case .quantity(let name): return [("$ref", .string("#/$defs/" + name))]
    case .text(let pattern, let orNumber):
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
    case .version: return [("enum", .array([.number(1), .string("1")]))]
    case .record(let title, let keys):
      var pairs: [(key: String, value: SchemaValue)] = [
        ("title", .string(title)), ("type", .string("object")),
        ("properties", .object(keys.map { ($0.name, $0.schema.json) })),
      ]
      let required = keys.filter(\.isRequired).map(\.name)
      if !required.isEmpty { pairs.append(("required", .strings(required))) }
      pairs.append(("additionalProperties", .bool(false)))
      return pairs
    case .maps(let item):
      return [("type", .strings(["object", "null"])), ("additionalProperties", item.json)]
    case .list(let item): return [("type", .strings(["array", "null"])), ("items", item.json)]
    case .anyOf(let forms): return [("anyOf", .array(forms.map(\.json)))]
    }
  }

  // MARK: What it knows

  /// The keys of every record in it, by title; records of one title are taken together.
  package func keys(into known: inout [String: Set<String>]) {
    switch form {
    case .quantity, .text, .whole, .names, .yesNo, .version: break
    case .record(let title, let keys):
      known[title, default: []].formUnion(keys.map(\.name))
      for key in keys { key.schema.keys(into: &known) }
    case .maps(let item), .list(let item): item.keys(into: &known)
    case .anyOf(let forms): for form in forms { form.keys(into: &known) }
    }
  }
}
