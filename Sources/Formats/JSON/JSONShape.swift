/// What a piece of JSON looks like, in the few terms that our own output needs, and how it is written as JSON Schema
/// (2020-12). Strict: an object has its members and no others, and each of them always, unless it says when.

package indirect enum JSONShape: Sendable {
  case constant(String)
  case text
  /// Text in this form, without anchors.
  case form(String)
  case names([String])
  case whole(from: Int)
  case yesNo
  /// Null is allowed as well.
  case orNull(JSONShape)
  case list(JSONShape)
  /// Members of one kind, with these keys and no others; none has to be there.
  case named([String], JSONShape)
  case object([Member])
  /// A shape that is stated once, under `$defs`.
  case shared(String)

  package struct Member: Sendable {
    package let key: String
    package let shape: JSONShape
    package let about: String
    package let isAlwaysThere: Bool

    package init(_ key: String, _ shape: JSONShape, _ about: String = "", isAlwaysThere: Bool = true) {
      self.key = key
      self.shape = shape
      self.about = about
      self.isAlwaysThere = isAlwaysThere
    }
  }
}

extension JSONShape {
  /// A schema whole. `more`: definitions that these terms cannot say.
  package static func schema(
    titled title: String, of document: [Member], about: String, definitions: [Member],
    more: (inout JSONWriter) -> Void = { _ in }, into out: inout ByteBuffer
  ) {
    var json = JSONWriter()
    json.object { json in
      json.string("$schema", "https://json-schema.org/draft/2020-12/schema")
      json.string("title", title)
      json.terms(of: .object(document), about: about)
      json.object("$defs") { json in
        for definition in definitions {
          json.schema(definition.key, of: definition.shape, about: definition.about)
        }
        more(&json)
      }
    }
    out.append(json.finish())
  }
}

extension JSONWriter {
  package mutating func schema(_ key: String? = nil, of shape: JSONShape, about: String = "") {
    object(key) { json in json.terms(of: shape, about: about) }
  }

  /// Between the braces.
  package mutating func terms(of shape: JSONShape, about: String = "") {
    if !about.isEmpty { string("description", about) }
    switch shape {
    case .constant(let text): string("const", text)
    case .text: string("type", "string")
    case .form(let pattern):
      string("type", "string")
      string("pattern", "^(?:\(pattern))$")
    case .names(let names): strings("enum", names)
    case .whole(let least):
      string("type", "integer")
      number("minimum", least)
    case .yesNo: string("type", "boolean")
    case .orNull(let shape):
      array("anyOf") { json in
        json.schema(of: shape)
        json.object { $0.string("type", "null") }
      }
    case .list(let item):
      string("type", "array")
      schema("items", of: item)
    case .named(let keys, let item):
      string("type", "object")
      object("propertyNames") { $0.strings("enum", keys) }
      schema("additionalProperties", of: item)
    case .object(let members):
      string("type", "object")
      object("properties") { json in
        for member in members { json.schema(member.key, of: member.shape, about: member.about) }
      }
      strings("required", members.filter(\.isAlwaysThere).map(\.key))
      bool("additionalProperties", false)
    case .shared(let name): string("$ref", "#/$defs/" + name)
    }
  }

  private mutating func strings(_ key: String, _ list: [String]) {
    array(key) { json in for text in list { json.string(nil, text) } }
  }
}
