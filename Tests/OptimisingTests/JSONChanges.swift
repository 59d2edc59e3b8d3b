/// JSON that is held against a shape, and JSON with one of its values changed.

import Formats
import Results

/// Holds a value against a shape of Formats/JSON/JSONShape.swift, and keeps what it came by. That shapes are written as JSON Schema as
/// they should be is the matter of the tests that run the program.
struct ShapeCheck {
  private(set) var faults: [String] = []
  /// `estimate.mean`: members of the schema that some value had, by where the schema states them.
  private(set) var seen: Set<String> = []
  private var forms: [String: Regex<AnyRegexOutput>] = [:]

  private static let definitions = OptimumSchema.definitions

  /// Every member that the schema states, named as in `seen`.
  static var members: Set<String> {
    Set(stated(of: OptimumSchema.document, "$").map(\.place)).union(
      definitions.flatMap { stated(in: $0.shape, $0.key).map(\.place) })
  }

  /// Those of the file itself that have no words of their own.
  static var undescribed: [String] {
    stated(of: OptimumSchema.document, "$").filter { $0.about.isEmpty }.map(\.place)
  }

  private static func stated(of members: [JSONShape.Member], _ place: String) -> [(
    place: String, about: String
  )] {
    members.flatMap {
      [("\(place).\($0.key)", $0.about)] + stated(in: $0.shape, "\(place).\($0.key)")
    }
  }

  private static func stated(in shape: JSONShape, _ place: String) -> [(place: String, about: String)] {
    switch shape {
    case .object(let members): stated(of: members, place)
    case .orNull(let inner), .list(let inner), .named(_, let inner): stated(in: inner, place)
    default: []
    }
  }

  mutating func value(_ value: JSONValue, _ shape: JSONShape, _ path: String, stated place: String) {
    switch (shape, value) {
    case (.orNull, .null): return
    case (.orNull(let inner), _): return self.value(value, inner, path, stated: place)
    case (.constant(let wanted), .string(let text)) where text == wanted: return
    case (.text, .string), (.yesNo, .bool): return
    case (.form(let pattern), .string(let text)) where isMatch(text, pattern): return
    case (.names(let names), .string(let text)) where names.contains(text): return
    case (.whole(let least), .number(let text)) where (Int(text) ?? .min) >= least: return
    case (.list(let item), .array(let values)):
      for (index, value) in values.enumerated() { self.value(value, item, "\(path).\(index)", stated: place) }
      return
    case (.named(let keys, let item), .object(let members)):
      for member in members {
        if !keys.contains(member.key) { faults.append("\(path): \(member.key) is not stated") }
        self.value(member.value, item, "\(path).\(member.key)", stated: place)
      }
      return
    case (.object(let wanted), .object(let members)):
      // In the order in which they are stated, those that are always there among them.
      let keys = members.map(\.key)
      let expected = wanted.filter { $0.isAlwaysThere || keys.contains($0.key) }.map(\.key)
      if keys != expected { faults.append("\(path): \(keys), not \(expected)") }
      for member in wanted {
        guard let found = value[member.key] else { continue }
        seen.insert("\(place).\(member.key)")
        self.value(found, member.shape, "\(path).\(member.key)", stated: "\(place).\(member.key)")
      }
      return
    case (.shared(let name), _):
      guard let known = ShapeCheck.definitions.first(where: { $0.key == name }) else { break }
      return self.value(value, known.shape, path, stated: name)
    default: break
    }
    faults.append("\(path): \("\(value)".prefix(80)) is not \("\(shape)".prefix(80))")
  }

  private mutating func isMatch(_ text: String, _ pattern: String) -> Bool {
    if forms[pattern] == nil { forms[pattern] = try? Regex(pattern) }
    return forms[pattern].flatMap { try? $0.wholeMatch(in: text) } != nil
  }
}

extension JSONValue {
  /// The places of all values in it, by keys and numbers: `members.0.name`.
  var places: [String] {
    func inside(_ key: String, _ value: JSONValue) -> [String] { [key] + value.places.map { "\(key).\($0)" } }
    switch self {
    case .object(let members): return members.flatMap { inside($0.key, $0.value) }
    case .array(let values): return values.enumerated().flatMap { inside("\($0.offset)", $0.element) }
    default: return []
    }
  }

  /// With the value at a place replaced; itself, if nothing is there.
  func setting(_ place: String, to value: JSONValue) -> JSONValue {
    setting(place.split(separator: ".")[...], to: value)
  }

  private func setting(_ place: ArraySlice<Substring>, to value: JSONValue) -> JSONValue {
    guard let key = place.first else { return value }
    switch self {
    case .object(var members):
      for index in members.indices where members[index].key == key {
        members[index].value = members[index].value.setting(place.dropFirst(), to: value)
      }
      return .object(members)
    case .array(var values):
      guard let index = Int(key), values.indices.contains(index) else { return self }
      values[index] = values[index].setting(place.dropFirst(), to: value)
      return .array(values)
    default: return self
    }
  }

  var bytes: [UInt8] { Array(text.utf8) }

  private var text: String {
    switch self {
    case .null: "null"
    case .bool(let isTrue): isTrue ? "true" : "false"
    case .number(let text): text
    case .string(let text): JSONValue.quoted(text)
    case .array(let values): "[\(values.map(\.text).joined(separator: ","))]"
    case .object(let members):
      "{\(members.map { "\(JSONValue.quoted($0.key)):\($0.value.text)" }.joined(separator: ","))}"
    }
  }

  private static func quoted(_ text: String) -> String {
    let scalars = text.unicodeScalars.map { scalar in
      guard scalar.value < 0x20 || scalar == "\"" || scalar == "\\" else { return String(scalar) }
      let digits = String(scalar.value, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
    return "\"\(scalars.joined())\""
  }
}
