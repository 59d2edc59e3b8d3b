/// A validator of JSON Schema for the words that our schemas of output use; any other word is an error of the schema. It
/// also keeps what it came by, so that a test can say which members of a schema nothing has.

import Foundation

indirect enum JSON: Equatable, Decodable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let string = try? value.decode(String.self) {
      self = .string(string)
    } else if let array = try? value.decode([JSON].self) {
      self = .array(array)
    } else {
      self = .object(try value.decode([String: JSON].self))
    }
  }

  init(parsing text: String) throws { self = try JSONDecoder().decode(JSON.self, from: Data(text.utf8)) }

  subscript(key: String) -> JSON? {
    if case .object(let pairs) = self { pairs[key] } else { nil }
  }

  subscript(index: Int) -> JSON? {
    if case .array(let items) = self, items.indices.contains(index) { items[index] } else { nil }
  }

  var text: String? { if case .string(let text) = self { text } else { nil } }
  var items: [JSON] { if case .array(let items) = self { items } else { [] } }
  var keys: [String] { if case .object(let pairs) = self { pairs.keys.sorted() } else { [] } }
}

struct Validator {
  let schema: JSON
  /// `estimate.mean`: members of the schema that some value had, by where the schema states them.
  private(set) var seen: Set<String> = []
  private(set) var faults: [String] = []
  private var patterns: [String: NSRegularExpression] = [:]

  init(_ schema: JSON) { self.schema = schema }

  mutating func validate(_ value: JSON) {
    check(value, schema, at: "$", stated: "$")
  }

  /// Every member that the schema states, named as in `seen`.
  var stated: Set<String> {
    var found: Set<String> = []
    collect(schema, "$", &found)
    for (name, definition) in members(schema["$defs"]) { collect(definition, name, &found) }
    return found
  }

  private func members(_ value: JSON?) -> [(String, JSON)] {
    guard case .object(let pairs)? = value else { return [] }
    return pairs.sorted { $0.key < $1.key }
  }

  private func collect(_ schema: JSON, _ place: String, _ found: inout Set<String>) {
    for (key, member) in members(schema["properties"]) {
      found.insert("\(place).\(key)")
      collect(member, "\(place).\(key)", &found)
    }
    if let item = schema["items"] { collect(item, place, &found) }
    if let member = schema["additionalProperties"], case .object = member { collect(member, place, &found) }
    for shape in schema["anyOf"]?.items ?? [] { collect(shape, place, &found) }
  }

  private mutating func check(_ value: JSON, _ schema: JSON, at path: String, stated place: String) {
    func fault(_ text: String) -> String { "\(path): \(text)" }
    for (word, wanted) in members(schema) {
      switch word {
      case "$schema", "$defs", "title", "description", "required", "additionalProperties": break
      case "$ref":
        let name = (wanted.text ?? "").replacing("#/$defs/", with: "")
        guard let definition = self.schema["$defs"]?[name] else {
          faults.append(fault("nothing is called \(name)"))
          continue
        }
        check(value, definition, at: path, stated: name)
      case "type":
        if wanted.text != type(of: value), !(wanted == .string("number") && type(of: value) == "integer") {
          faults.append(fault("is \(type(of: value)), not \(wanted)"))
        }
      case "const": if value != wanted { faults.append(fault("is not \(wanted)")) }
      case "enum": if !wanted.items.contains(value) { faults.append(fault("\(value) is not in \(wanted)")) }
      case "pattern":
        guard let text = value.text, matches(text, wanted.text ?? "[") else {
          faults.append(fault("\(value) has not the form \(wanted)"))
          continue
        }
      case "minimum":
        guard case .number(let number) = value, case .number(let least) = wanted, number >= least else {
          faults.append(fault("\(value) is below \(wanted)"))
          continue
        }
      case "anyOf": checkAny(value, wanted.items, at: path, stated: place)
      case "items":
        for (index, item) in value.items.enumerated() {
          check(item, wanted, at: "\(path)[\(index)]", stated: place)
        }
      case "propertyNames":
        for key in value.keys { check(.string(key), wanted, at: "\(path).\(key)", stated: place) }
      case "properties": checkMembers(value, schema, at: path, stated: place)
      default: faults.append("the schema has a word that nobody knows: \(word)")
      }
    }
    if schema["properties"] == nil, let item = schema["additionalProperties"], case .object = item {
      for (key, member) in members(value) { check(member, item, at: "\(path).\(key)", stated: place) }
    }
  }

  private mutating func checkAny(_ value: JSON, _ shapes: [JSON], at path: String, stated place: String) {
    let before = faults
    var reasons: [String] = []
    for shape in shapes {
      faults = []
      check(value, shape, at: path, stated: place)
      if faults.isEmpty {
        faults = before
        return
      }
      reasons += faults
    }
    faults = before + ["\(path): none of its shapes: \(reasons.joined(separator: ", "))"]
  }

  private mutating func matches(_ text: String, _ pattern: String) -> Bool {
    if patterns[pattern] == nil { patterns[pattern] = try? NSRegularExpression(pattern: pattern) }
    let whole = NSRange(text.startIndex..., in: text)
    return patterns[pattern]?.firstMatch(in: text, range: whole) != nil
  }

  private mutating func checkMembers(_ value: JSON, _ schema: JSON, at path: String, stated place: String) {
    for name in schema["required"]?.items.compactMap(\.text) ?? [] where value[name] == nil {
      faults.append("\(path): lacks '\(name)'")
    }
    for (key, member) in members(value) {
      if let wanted = schema["properties"]?[key] {
        seen.insert("\(place).\(key)")
        check(member, wanted, at: "\(path).\(key)", stated: "\(place).\(key)")
      } else if schema["additionalProperties"] == .bool(false) {
        faults.append("\(path): has '\(key)', which is not in the schema")
      }
    }
  }

  private func type(of value: JSON) -> String {
    switch value {
    case .null: "null"
    case .bool: "boolean"
    case .number(let number): number == number.rounded() ? "integer" : "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}
