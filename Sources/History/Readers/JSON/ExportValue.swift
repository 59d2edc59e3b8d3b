/// What the readers of JSON exports are written in: a value of a text with its place, an object whose members are found
/// by name, and single values read exactly. A key that nobody asks for is passed over; a value of the wrong kind is a
/// mistake at its line and column. Of a key that comes twice, the last counts.

import Formats
import Quantities

/// One text in memory: a whole document, or one line of a file.
final class ExportText {
  let bytes: [UInt8]
  /// Of its first byte, from 1.
  private let firstLine: Int
  /// The place of a text inside another one: every mistake in it is there.
  private let around: ExportPlace?
  /// Up to where lines are counted; places are mostly asked for in order.
  private var counted = 0
  private var lineFeeds = 0
  private var lineStart = 0

  init(_ bytes: [UInt8], firstLine: Int = 1, around: ExportPlace? = nil) {
    self.bytes = bytes
    self.firstLine = firstLine
    self.around = around
  }

  func place(_ offset: Int) -> ExportPlace {
    if let around { return around }
    let offset = min(offset, bytes.count)
    if offset < lineStart {
      while counted > offset {
        counted -= 1
        if bytes[counted] == 10 { lineFeeds -= 1 }
      }
      lineStart = offset
      while lineStart > 0, bytes[lineStart - 1] != 10 { lineStart -= 1 }
    }
    while counted < offset {
      if bytes[counted] == 10 {
        lineFeeds += 1
        lineStart = counted + 1
      }
      counted += 1
    }
    return ExportPlace(line: firstLine + lineFeeds, column: offset - lineStart + 1)
  }

  func mistake(_ failure: JSONLexer.Failure) -> ExportMistake {
    ExportMistake(place(failure.range.lowerBound), failure.problem, failure.remedy)
  }
}

struct ExportValue {
  let text: ExportText
  let at: Int

  var place: ExportPlace { text.place(at) }

  func mistake(_ problem: String, _ remedy: String) -> ExportMistake { ExportMistake(place, problem, remedy) }

  private func cursor() -> JSONCursor { JSONCursor(text.bytes, in: at..<text.bytes.count) }

  /// Reads with a cursor at the value, whose mistakes are given their place.
  private func read<Result>(
    _ body: (inout JSONCursor) throws(JSONLexer.Failure) -> Result
  ) throws(ExportMistake) -> Result {
    var cursor = cursor()
    do throws(JSONLexer.Failure) { return try body(&cursor) } catch { throw text.mistake(error) }
  }

  func kind() throws(ExportMistake) -> JSONCursor.Kind {
    try read { cursor throws(JSONLexer.Failure) in try cursor.kind() }
  }

  private func expect(_ kind: JSONCursor.Kind, _ what: String) throws(ExportMistake) {
    guard try self.kind() == kind else {
      throw mistake("\(what) is expected here", "export the file again: it may be cut or changed")
    }
  }

  // MARK: Objects and lists

  func object() throws(ExportMistake) -> ExportObject {
    try expect(.object, "an object")
    return try read { cursor throws(JSONLexer.Failure) in
      var members: [ExportObject.Member] = []
      members.reserveCapacity(16)
      var isFirst = true
      cursor.enter()
      while let key = try cursor.nextKey(&isFirst) {
        let isNull = try cursor.kind() == .null
        members.append(
          ExportObject.Member(key: key.range, isEscaped: key.isEscaped, isNull: isNull, value: cursor.at))
        try cursor.skip()
      }
      return ExportObject(value: self, members: members)
    }
  }

  /// Each element of a list, in order.
  func each(_ body: (ExportValue) throws(ExportMistake) -> Void) throws(ExportMistake) {
    try expect(.list, "a list")
    var cursor = cursor()
    var isFirst = true
    cursor.enter()
    while true {
      var found: Int?
      do throws(JSONLexer.Failure) {
        if try cursor.nextElement(&isFirst) {
          _ = try cursor.kind()
          found = cursor.at
          try cursor.skip()
        }
      } catch { throw text.mistake(error) }
      guard let found else { return }
      try body(ExportValue(text: text, at: found))
    }
  }

  // MARK: Single values

  func string() throws(ExportMistake) -> String {
    try expect(.text, "a text")
    return try read { cursor throws(JSONLexer.Failure) in try cursor.string(try cursor.text()) }
  }

  func bool() throws(ExportMistake) -> Bool {
    try expect(.bool, "true or false")
    return try read { cursor throws(JSONLexer.Failure) in try cursor.word() == .bool(true) }
  }

  /// A number, or a text that holds one, as a whole number of 10^-places.
  private func decimal(places: Int, _ what: String) throws(ExportMistake) -> (scaled: Int64?, text: String) {
    let kind = try kind()
    guard kind == .number || kind == .text else {
      throw mistake("\(what) is expected here", "export the file again: it may be cut or changed")
    }
    let range = try read { cursor throws(JSONLexer.Failure) in
      kind == .number ? try cursor.number() : try cursor.text().range
    }
    let digits = text.bytes[range]
    return (ExactDecimal.scaled(digits, places: places), String(decoding: digits.prefix(40), as: UTF8.self))
  }

  /// The most tokens, requests or searches of one row: a thousand million million.
  static let mostCounted: Int64 = 1_000_000_000_000_000

  /// Tokens, requests or searches: whole, not negative, a number or a text of digits (as databases write large ones).
  func count() throws(ExportMistake) -> Int64 {
    let (thousandths, text) = try decimal(places: 3, "a whole number")
    guard let thousandths, thousandths % 1_000 == 0,
      (0...ExportValue.mostCounted).contains(thousandths / 1_000)
    else {
      throw mistake(
        "\(QuantityError.quote(text)) is no number of tokens or requests",
        "a whole number from 0 to \(grouped(Int(ExportValue.mostCounted))) belongs here")
    }
    return thousandths / 1_000
  }

  private func money(places: Int) throws(ExportMistake) -> Nanodollars {
    let (nanos, text) = try decimal(places: places, "an amount")
    guard let nanos else {
      throw mistake(
        "\(QuantityError.quote(text)) is no amount of money that can be held",
        "an amount of at most \(Nanodollars.largest) belongs here")
    }
    return Nanodollars(nanos)
  }

  func dollars() throws(ExportMistake) -> Nanodollars { try money(places: 9) }

  func cents() throws(ExportMistake) -> Nanodollars { try money(places: 7) }

  /// Between these years lies all usage of language models that a file can tell of.
  private static let firstYear = 2015
  private static let lastYear = 2099

  private func checked(_ day: CivilDate) throws(ExportMistake) {
    guard (ExportValue.firstYear...ExportValue.lastYear).contains(day.parts.year) else {
      throw mistake(
        "\(day) is no day of an export",
        "days from \(ExportValue.firstYear) to \(ExportValue.lastYear) belong here")
    }
  }

  /// `2026-05-16`, or an instant of it in UTC.
  func day() throws(ExportMistake) -> CivilDate {
    let text = try string()
    if text.utf8.count > 10 { return try instant().date }
    let day: CivilDate
    do throws(QuantityError) { day = try CivilDate(parsing: text) } catch {
      throw mistake(error.problem, error.remedy)
    }
    try checked(day)
    return day
  }

  /// An instant as a text, or as seconds since 1970.
  func instant() throws(ExportMistake) -> Instant {
    let instant: Instant
    if try kind() == .number {
      let seconds = try count()
      guard seconds <= Instant.last.seconds else {
        throw mistake("\(seconds) is no instant", "seconds since 1970 belong here")
      }
      instant = Instant(seconds: seconds)
    } else {
      let text = try string()
      do throws(QuantityError) { instant = try Instant(parsing: text) } catch {
        throw mistake(error.problem, error.remedy)
      }
    }
    try checked(instant.date)
    return instant
  }
}

/// An object whose members were found.
struct ExportObject {
  struct Member {
    let key: Range<Int>
    let isEscaped: Bool
    let isNull: Bool
    let value: Int
  }

  let value: ExportValue
  let members: [Member]

  private func name(_ member: Member) -> String {
    let bytes = value.text.bytes
    guard member.isEscaped, let plain = try? JSONLexer.unescaped(bytes.span, member.key) else {
      return String(decoding: bytes[member.key], as: UTF8.self)
    }
    return String(decoding: plain, as: UTF8.self)
  }

  /// Nil: there is no such key, or it is null.
  subscript(_ name: StaticString) -> ExportValue? {
    let bytes = value.text.bytes
    let size = name.utf8CodeUnitCount
    let member = members.last { member in
      guard !member.isEscaped else { return self.name(member) == "\(name)" }
      guard member.key.count == size else { return false }
      return bytes[member.key].elementsEqual(UnsafeBufferPointer(start: name.utf8Start, count: size))
    }
    guard let member, !member.isNull else { return nil }
    return ExportValue(text: value.text, at: member.value)
  }

  func needed(_ name: StaticString) throws(ExportMistake) -> ExportValue {
    if let found = self[name] { return found }
    throw value.mistake(
      "'\(name)' is missing here", "export the file again with all its fields, or take out this entry")
  }

  /// Each member by its name, in order; of a name that comes twice, the last one.
  var named: [(name: String, value: ExportValue)] {
    var last: [String: Int] = [:]
    var found: [(name: String, value: ExportValue)] = []
    for member in members where !member.isNull {
      let name = name(member)
      let next = ExportValue(text: value.text, at: member.value)
      if let index = last[name] {
        found[index].value = next
      } else {
        last[name] = found.count
        found.append((name, next))
      }
    }
    // In the order of their places, which are counted from one to the next.
    return found.sorted { $0.value.at < $1.value.at }
  }

  func object(_ name: StaticString) throws(ExportMistake) -> ExportObject? {
    guard let value = self[name] else { return nil }
    return try value.object()
  }

  /// Nil also for an empty text.
  func string(_ name: StaticString) throws(ExportMistake) -> String? {
    guard let text = try self[name]?.string(), !text.isEmpty else { return nil }
    return text
  }

  func string(_ name: StaticString, or other: StaticString) throws(ExportMistake) -> String? {
    if let text = try string(name) { return text }
    return try string(other)
  }

  func count(_ name: StaticString) throws(ExportMistake) -> Int64? {
    guard let value = self[name] else { return nil }
    return try value.count()
  }

  func count(_ name: StaticString, or other: StaticString) throws(ExportMistake) -> Int64? {
    guard let value = self[name] ?? self[other] else { return nil }
    return try value.count()
  }

  func dollars(_ name: StaticString) throws(ExportMistake) -> Nanodollars? {
    guard let value = self[name] else { return nil }
    return try value.dollars()
  }

  func isTrue(_ name: StaticString) throws(ExportMistake) -> Bool {
    guard let value = self[name] else { return false }
    return try value.bool()
  }

  /// Amounts of another currency are not read.
  func checkCurrency() throws(ExportMistake) {
    guard let currency = self["currency"] else { return }
    let text = try currency.string()
    guard text.lowercased() == "usd" else {
      throw currency.mistake(
        "this amount is in \(QuantityError.quote(text))", "export amounts in US dollars")
    }
  }
}
