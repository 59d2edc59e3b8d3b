/// What a cell of an export means as a count, an amount or a moment, in the many forms that exporters write: thousands
/// separators, thirty decimals, exponents, clocks with and without offset. Exact: an amount is rounded once, to the
/// nano-dollar, ties to even.

import Formats
import Quantities

/// A moment as an export writes it: the calendar day that it names, and the instant that it is.
struct Moment: Hashable, Sendable {
  var day: CivilDate
  var instant: Instant
  var hasTime: Bool

  /// The hour that holds it.
  var hour: Instant {
    let rest = instant.seconds % TimeSpan.hour
    return Instant(seconds: instant.seconds - (rest < 0 ? rest + TimeSpan.hour : rest))
  }
}

extension CSVSheet {
  func isEmpty(_ column: CSVColumn) -> Bool { cell(column) == nil }

  /// Nil for an empty cell.
  mutating func text(_ column: CSVColumn) -> String? {
    guard let cell = cell(column) else { return nil }
    if cell.hasPairs { return content(cell) }
    let bytes = bytes
    let text = memos[column.index].text(bytes.span.extracting(cell.start..<cell.end))
    return text.isEmpty ? nil : text
  }

  /// The words of a cell that is one of few, in lower case; "" for an empty one.
  mutating func word(_ column: CSVColumn) -> String { text(column)?.trimmed.lowercased() ?? "" }

  func mistake(_ column: CSVColumn, _ problem: String, _ remedy: String) -> ExportMistake {
    ExportMistake(place(column), problem, remedy)
  }

  // MARK: Counts

  /// Nil for an empty cell.
  func count(_ column: CSVColumn) throws(ExportMistake) -> Int64? {
    guard let cell = cell(column) else { return nil }
    if cell.end - cell.start <= 15 {
      var value: Int64 = 0
      var isPlain = true
      for index in cell.start..<cell.end {
        let digit = bytes[index] &- 48
        isPlain = isPlain && digit < 10
        value = value &* 10 &+ Int64(digit)
      }
      if isPlain { return value }
    }
    let text = content(cell).trimmed
    if text.isEmpty { return nil }
    guard let number = ExactNumber(text), let count = number.rounded(decimals: 0), number.isWhole, count >= 0,
      count < 1 << 60
    else {
      throw mistake(
        column, "\(QuantityError.quote(text)) in the column '\(column.name)' is not a count",
        "write a whole number like 14000, not negative and below 10^18")
    }
    return count
  }

  /// A count that every row has to have; an empty cell is 0.
  func tokens(_ column: CSVColumn) throws(ExportMistake) -> Int64 { try count(column) ?? 0 }

  // MARK: Amounts

  /// Nil for an empty cell. `parts`: the unit is this part of a dollar (100: cents).
  func dollars(_ column: CSVColumn, decimals: Int = 9) throws(ExportMistake) -> Nanodollars? {
    guard let cell = cell(column) else { return nil }
    let text = content(cell).trimmed
    if text.isEmpty { return nil }
    guard let number = ExactNumber(text), let amount = number.rounded(decimals: decimals),
      amount.magnitude <= UInt64(Nanodollars.largest.count)
    else {
      throw mistake(
        column, "\(QuantityError.quote(text)) in the column '\(column.name)' is not an amount of dollars",
        "write an amount like 12.50 or $1,250.50")
    }
    return Nanodollars(amount)
  }

  // MARK: Moments

  /// A date, or a date with a time, or seconds since 1970. Without an offset it is UTC.
  mutating func moment(_ column: CSVColumn) throws(ExportMistake) -> Moment {
    guard let cell = cell(column) else {
      throw mistake(
        column, "this row does not say when: the column '\(column.name)' is empty",
        "fill in a date like 2026-02-01")
    }
    let bytes = bytes
    let span = bytes.span.extracting(cell.start..<cell.end)
    guard let moment = Moment(plain: span) ?? Moment(reading: content(cell).trimmed) else {
      throw mistake(
        column,
        "\(QuantityError.quote(content(cell))) in the column '\(column.name)' is neither a date nor an instant",
        "write it like 2026-02-01, 2026-02-01T06:30:00Z or 2026-02-01 06:30:00+08:00")
    }
    if moment.hasTime, moment.instant.secondOfDay != 0 { sawTimeOfDay = true }
    return moment
  }

  /// `true`, `yes`, `1`, `t`.
  mutating func flag(_ column: CSVColumn) -> Bool { ["true", "yes", "1", "t"].contains(word(column)) }
}

extension Moment {
  /// `2026-02-01`, or that with `T` or a blank, a time to the second, a fraction, and `Z` or nothing.
  init?(plain bytes: Span<UInt8>) {
    func two(_ index: Int) -> Int {
      let (a, b) = (bytes[index] &- 48, bytes[index + 1] &- 48)
      return a < 10 && b < 10 ? Int(a) * 10 + Int(b) : -10_000
    }
    let count = bytes.count
    guard count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"), two(0) >= 0, two(2) >= 0,
      let date = CivilDate(year: two(0) * 100 + two(2), month: two(5), dayOfMonth: two(8)),
      Instant(date) >= .first
    else { return nil }
    if count == 10 {
      self.init(day: date, instant: Instant(date), hasTime: false)
      return
    }
    guard count >= 19, bytes[10] == UInt8(ascii: "T") || bytes[10] == 32, bytes[13] == UInt8(ascii: ":"),
      bytes[16] == UInt8(ascii: ":")
    else { return nil }
    let (hour, minute, second) = (two(11), two(14), two(17))
    guard hour >= 0, hour < 24, minute >= 0, minute < 60, second >= 0, second < 60 else { return nil }
    var index = 19
    if index < count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      guard index < count, bytes[index] &- 48 < 10 else { return nil }
      while index < count, bytes[index] &- 48 < 10 { index += 1 }
    }
    if index < count, bytes[index] == UInt8(ascii: "Z") { index += 1 }
    guard index == count else { return nil }
    let instant = Instant(date, secondOfDay: Int64(hour * 3600 + minute * 60 + second))
    self.init(day: date, instant: instant, hasTime: true)
  }

  /// Any other form: with an offset, without seconds, or digits: seconds since 1970.
  init?(reading text: String) {
    if !text.isEmpty, text.utf8.count <= 12, text.utf8.allSatisfy({ $0 &- 48 < 10 }),
      let seconds = Int64(text)
    {
      let instant = Instant(seconds: seconds)
      guard text.utf8.count >= 9, instant <= .last else { return nil }
      self.init(day: instant.date, instant: instant, hasTime: true)
      return
    }
    // ` UTC` is a zone, and so is `+0000 UTC`.
    let body = text.hasSuffix(" +0000 UTC") ? String(text.dropLast(10)) + "Z" : text
    guard let instant = try? Instant(parsing: body),
      let day = try? CivilDate(parsing: String(body.prefix(10)))
    else { return nil }
    self.init(day: day, instant: instant, hasTime: body.utf8.count > 10)
  }
}

/// A decimal as machines and people write it: `$1,234.50`, `-3`, `1.2e-05`, `0.003835980000000000000000000000`.
struct ExactNumber: Hashable, Sendable {
  /// The number is `value / 10^places`.
  private var value: Int128 = 0
  private var places = 0

  init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    var isNegative = rest.popIf(UInt8(ascii: "-"))
    if !isNegative { _ = rest.popIf(UInt8(ascii: "+")) }
    if rest.popIf(UInt8(ascii: "$")), !isNegative { isNegative = rest.popIf(UInt8(ascii: "-")) }
    var digits = 0
    var kept = 0
    var isFraction = false
    var sinceComma: Int?
    while let byte = rest.first {
      if byte &- 48 < 10 {
        digits += 1
        sinceComma = sinceComma.map { $0 + 1 }
        // Thirty digits are kept: what lies behind them in an export is no money.
        if kept < 30 || !isFraction {
          guard kept < 36 else { return nil }
          value = value * 10 + Int128(byte - 48)
          if value != 0 { kept += 1 }
          if isFraction { places += 1 }
        }
      } else if byte == UInt8(ascii: "."), !isFraction, sinceComma ?? 3 == 3 {
        isFraction = true
        sinceComma = nil
      } else if byte == UInt8(ascii: ","), !isFraction, digits > 0, sinceComma ?? 3 == 3,
        digits <= 3 || sinceComma != nil
      {
        sinceComma = 0
      } else {
        break
      }
      rest = rest.dropFirst()
    }
    guard digits > 0, sinceComma ?? 3 == 3 else { return nil }
    if rest.popIf(UInt8(ascii: "e")) || rest.popIf(UInt8(ascii: "E")) {
      guard let exponent = Int(String(decoding: rest, as: UTF8.self)), exponent.magnitude <= 60 else {
        return nil
      }
      places -= exponent
      rest = []
    }
    guard rest.isEmpty else { return nil }
    if isNegative { value = -value }
    while places > 0, value != 0, value % 10 == 0 { (value, places) = (value / 10, places - 1) }
    if value == 0 { places = 0 }
  }

  var isWhole: Bool { places <= 0 }

  /// As a whole number of `10^-decimals`, rounded once; nil past 64 bits.
  func rounded(decimals: Int) -> Int64? {
    var result = value
    if places <= decimals {
      for _ in 0..<(decimals - places) {
        let (product, overflow) = result.multipliedReportingOverflow(by: 10)
        guard !overflow else { return nil }
        result = product
      }
      return Int64(exactly: result)
    }
    guard places - decimals <= 37 else { return 0 }
    var divisor: Int128 = 1
    for _ in decimals..<places { divisor *= 10 }
    return Int64(exactly: result.divided(by: divisor, rounding: .nearestEven))
  }
}

extension ArraySlice<UInt8> {
  fileprivate mutating func popIf(_ byte: UInt8) -> Bool {
    guard first == byte else { return false }
    self = dropFirst()
    return true
  }
}
