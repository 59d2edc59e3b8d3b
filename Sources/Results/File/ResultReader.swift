/// The members of a result, each by its key and of the kind that is due: the shapes from which ComparisonReader.swift reads
/// a comparison, and Optimum/OptimumReader.swift a search. Every error has the path of its member.

import Formats
import Ledger
import Quantities

struct ResultReader {
  let value: JSONValue
  private let place: Place

  /// Where a member stands; only an error makes a text of it.
  private indirect enum Place {
    case file
    case member(String, of: Place)
    case item(Int, of: Place)

    var path: String {
      switch self {
      case .file: ""
      case .member(let key, .file): key
      case .member(let key, let parent): "\(parent.path).\(key)"
      case .item(let number, let parent): "\(parent.path)[\(number)]"
      }
    }
  }

  private init(_ value: JSONValue, _ place: Place) {
    self.value = value
    self.place = place
  }

  init(bytes: [UInt8]) throws(ResultError) {
    do throws(JSONError) { self.init(try JSONParser.parse(bytes), .file) } catch {
      throw ResultError(place: error.place, problem: error.problem)
    }
  }

  func isOf(_ schema: String) throws(ResultError) {
    let found = try text("schema")
    guard found == schema else {
      throw ResultError(
        place: "schema", problem: "this is \(quoted(found)), not '\(schema)': no result of this version")
    }
  }

  // MARK: Shapes

  func error(_ problem: String) -> ResultError {
    let path = place.path
    return ResultError(place: path.isEmpty ? "the file" : path, problem: problem)
  }

  func maybe(_ key: String) -> ResultReader? {
    guard let found = value[key] else { return nil }
    if case .null = found { return nil }
    return ResultReader(found, .member(key, of: place))
  }

  func at(_ key: String) throws(ResultError) -> ResultReader {
    guard let found = maybe(key) else { throw error("there is no '\(key)'") }
    return found
  }

  func items(_ key: String) throws(ResultError) -> [ResultReader] {
    let list = try at(key)
    guard case .array(let values) = list.value else { throw list.error("this is no list") }
    return values.enumerated().map { ResultReader($0.element, .item($0.offset, of: list.place)) }
  }

  func itself() throws(ResultError) -> String {
    guard case .string(let text) = value else { throw error("this is no text") }
    guard !text.unicodeScalars.contains(where: isForeign) else {
      throw error("this holds a character that does not belong in text")
    }
    return text
  }

  func text(_ key: String) throws(ResultError) -> String { try at(key).itself() }

  func whole() throws(ResultError) -> Int {
    guard case .number(let text) = value, let number = Int(text) else {
      throw error("this is no whole number")
    }
    return number
  }

  func whole(_ key: String, _ range: ClosedRange<Int> = Int.min...Int.max) throws(ResultError) -> Int {
    let found = try at(key)
    let number = try found.whole()
    guard range ~= number else {
      throw found.error("this is outside \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func truth(_ key: String) throws(ResultError) -> Bool {
    let found = try at(key)
    guard case .bool(let truth) = found.value else { throw found.error("this is neither true nor false") }
    return truth
  }

  /// As it is written: digits, with a sign and decimals at most. Larger ones are written as null.
  func decimal() throws(ResultError) -> Double {
    let text = try itself()
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E }),
      let number = Double(text)
    else { throw error("this is no decimal number") }
    guard abs(number) <= ResultReader.most else { throw error("this is past nine billion") }
    return number
  }

  static let most = 9e9

  /// In base units; null is what cannot be said, if `unknown` says what to take it for.
  func figure(
    _ key: String, _ scale: Double = 1, unknown: Double? = nil, within range: ClosedRange<Double>? = nil
  ) throws(ResultError) -> Double {
    if let unknown, value[key] == .null { return unknown }
    let found = try at(key)
    let number = try found.decimal()
    if let range, !range.contains(number) {
      throw found.error("this is outside \(range.lowerBound) to \(range.upperBound)")
    }
    return number * scale
  }

  func count(_ key: String, _ scale: Double) throws(ResultError) -> Int64 {
    Int64(try figure(key, scale).rounded())
  }

  func money() throws(ResultError) -> Int64 {
    let text = try itself()
    do throws(QuantityError) { return try Nanodollars(parsing: text).count } catch {
      throw self.error("this is no amount")
    }
  }

  func instant(_ key: String) throws(ResultError) -> Instant {
    let found = try at(key)
    let text = try found.itself()
    do throws(QuantityError) { return try Instant(parsing: text) } catch { throw found.error("\(error)") }
  }

  func measure(_ key: String) throws(ResultError) -> Measure {
    let found = try at(key)
    let name = try found.itself()
    guard let measure = Measure.all.first(where: { $0.key == name }) else {
      throw found.error("there is no measure '\(visible(name))'")
    }
    return measure
  }

  func name(_ key: String, among names: [String]) throws(ResultError) -> Int {
    let name = try text(key)
    guard let index = names.firstIndex(of: name) else { throw error("there is no plan '\(visible(name))'") }
    return index
  }

  /// Throws unless the values do not fall.
  func rising<Value: Comparable>(_ values: [Value], _ what: String) throws(ResultError) {
    for (low, high) in zip(values, values.dropFirst()) where !(low <= high) {
      throw error("\(what) are not in order")
    }
  }

  /// Throws unless each occurs once.
  func different<Value: Hashable>(_ values: [Value], _ problem: String) throws(ResultError) {
    if Set(values).count != values.count { throw error(problem) }
  }
}

/// What no text may hold: it would be no XML, and no YAML that can be read again.
private func isForeign(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar {
  case "\n", "\r", "\t": false
  case "\u{0}"..<" ", "\u{7F}"..<"\u{A0}", "\u{FEFF}", "\u{FFFE}", "\u{FFFF}": true
  default: false
  }
}
