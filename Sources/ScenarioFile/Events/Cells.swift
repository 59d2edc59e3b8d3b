/// Quantities from the bytes of one cell, in the forms that machines write; nil for any other form,
/// which then takes the slower way through the parsers of Quantities. Both ways read the same value.

import Formats
import Quantities

/// `14000`: digits only, at most 12.
@inline(__always)
func wholeNumber(_ bytes: Span<UInt8>) -> Int64? {
  guard !bytes.isEmpty, bytes.count <= 12 else { return nil }
  var value: Int64 = 0
  for index in bytes.indices {
    let digit = bytes[index] &- 48
    guard digit < 10 else { return nil }
    value = value &* 10 &+ Int64(digit)
  }
  return value
}

/// `2026-01-11`, `2026-01-11T10:05`, `2026-01-11 10:05:30Z`, or digits: seconds since 1970.
func plainInstant(_ bytes: Span<UInt8>) -> Instant? {
  let count = bytes.count
  guard count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else {
    guard let seconds = wholeNumber(bytes), seconds <= Instant.last.seconds else { return nil }
    return Instant(seconds: seconds)
  }
  let year = two(bytes, 0) * 100 + two(bytes, 2)
  guard two(bytes, 0) >= 0, two(bytes, 2) >= 0, year >= 1970,
    let date = CivilDate(year: year, month: two(bytes, 5), dayOfMonth: two(bytes, 8))
  else { return nil }
  if count == 10 { return Instant(date) }
  let body = bytes[count - 1] == UInt8(ascii: "Z") ? count - 1 : count
  guard body == 16 || body == 19, bytes[10] == UInt8(ascii: "T") || bytes[10] == 32,
    bytes[13] == UInt8(ascii: ":")
  else { return nil }
  let (hour, minute) = (two(bytes, 11), two(bytes, 14))
  var second = 0
  if body == 19 {
    guard bytes[16] == UInt8(ascii: ":") else { return nil }
    second = two(bytes, 17)
  }
  guard hour >= 0, hour < 24, minute >= 0, minute < 60, second >= 0, second < 60 else { return nil }
  return Instant(date, secondOfDay: Int64(hour * 3600 + minute * 60 + second))
}

/// Two digits as a number; below -9,000 if they are not digits.
@inline(__always)
private func two(_ bytes: Span<UInt8>, _ index: Int) -> Int {
  let (a, b) = (bytes[index] &- 48, bytes[index + 1] &- 48)
  return a < 10 && b < 10 ? Int(a) * 10 + Int(b) : -10_000
}

/// `3.20`, `$0.000051`: at most nine digits before the point and nine behind it.
func plainMoney(_ bytes: Span<UInt8>) -> Nanodollars? {
  var index = !bytes.isEmpty && bytes[0] == UInt8(ascii: "$") ? 1 : 0
  let first = index
  var value: Int64 = 0
  while index < bytes.count, bytes[index] &- 48 < 10, index - first < 9 {
    value = value * 10 + Int64(bytes[index] &- 48)
    index += 1
  }
  guard index > first else { return nil }
  value *= Nanodollars.perDollar
  if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
    index += 1
    guard index < bytes.count, bytes.count - index <= 9 else { return nil }
    var unit = Nanodollars.perDollar / 10
    while index < bytes.count, bytes[index] &- 48 < 10 {
      value += unit * Int64(bytes[index] &- 48)
      unit /= 10
      index += 1
    }
  }
  return index == bytes.count ? Nanodollars(value) : nil
}

func text(_ bytes: Span<UInt8>) -> String { String(utf8: bytes) }

@inline(__always)
func isEqual(_ bytes: Span<UInt8>, _ other: [UInt8]) -> Bool {
  guard bytes.count == other.count else { return false }
  for index in bytes.indices where bytes[index] != other[index] { return false }
  return true
}
