/// JSON read back (RFC 8259): a result file becomes a report again without simulating. Strict: one value, no
/// comments, no trailing commas, no key twice, at most 64 levels deep. Numbers stay text, because amounts are decimals
/// and a binary fraction would change them.

package enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([Member])

  package struct Member: Hashable, Sendable {
    package var key: String
    package var value: JSONValue
  }

  package subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }
}

/// What is wrong with a text that should be JSON, and where.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Line and column; empty: the whole of it.
  package let place: String
  package let problem: String

  package var description: String { place.isEmpty ? problem : "\(place): \(problem)" }
}
