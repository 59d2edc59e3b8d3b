/// A decimal number of an export, whatever its notation (`0.0177072`, `1.2e-05`, 30 decimals), as a whole number of
/// 10^-places: exact, and rounded once, half to even, where it has more places than that. No floating-point number
/// stands in between.
///
/// At the boundary: with nine places `0.0000000005` is 0, `0.0000000015` is 2 and `0.00000000050000000000001` is 1;
/// the most is 2^62 - 1, one amount of a ledger, and `1e400` is past it.

import Quantities

package enum ExactDecimal {
  /// Nil: it is no number, or past the range.
  package static func scaled(_ text: ArraySlice<UInt8>, places: Int) -> Int64? {
    var index = text.startIndex
    var isNegative = false
    if index < text.endIndex, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
      isNegative = text[index] == UInt8(ascii: "-")
      index += 1
    }
    // The number is `value` (and a little more, if `hasRest`) times 10^exponent.
    var value: Int128 = 0
    var exponent = 0
    var hasRest = false
    var digits = 0
    var isFraction = false
    while index < text.endIndex {
      let byte = text[index]
      if byte == UInt8(ascii: "."), !isFraction {
        isFraction = true
      } else if byte &- 48 < 10 {
        digits += 1
        if value < ExactDecimal.room {
          value = value * 10 + Int128(byte - 48)
          if isFraction { exponent -= 1 }
        } else {
          hasRest = hasRest || byte != 48
          if !isFraction { exponent += 1 }
        }
      } else {
        break
      }
      index += 1
    }
    guard digits > 0 else { return nil }
    if index < text.endIndex {
      guard let power = power(text[index...]) else { return nil }
      exponent += power
    }
    guard let magnitude = shifted(value, by: exponent + places, hasRest) else { return nil }
    return isNegative ? -magnitude : magnitude
  }

  /// Below it, a further digit fits; it is then of 34 or 35 digits.
  private static let room: Int128 = 10_000_000_000_000_000 * 1_000_000_000_000_000_000

  /// `e-05`; of huge powers, one that is huge enough.
  private static func power(_ text: ArraySlice<UInt8>) -> Int? {
    var index = text.startIndex
    guard text[index] | 0x20 == UInt8(ascii: "e") else { return nil }
    index += 1
    var isNegative = false
    if index < text.endIndex, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
      isNegative = text[index] == UInt8(ascii: "-")
      index += 1
    }
    guard index < text.endIndex else { return nil }
    var power = 0
    while index < text.endIndex {
      guard text[index] &- 48 < 10 else { return nil }
      power = min(power * 10 + Int(text[index] - 48), 1 << 40)
      index += 1
    }
    return isNegative ? -power : power
  }

  private static func shifted(_ value: Int128, by places: Int, _ hasRest: Bool) -> Int64? {
    var value = value
    if value == 0 { return 0 }
    if places >= 0 {
      for _ in 0..<places {
        value *= 10
        guard value <= Int128(Nanodollars.largest.count) else { return nil }
      }
    } else if places < -36 {
      // Less than half of the last place.
      return 0
    } else {
      var divisor: Int128 = 1
      for _ in 0..<(-places) { divisor *= 10 }
      // What was cut off only matters to a tie: it is then more than half.
      let isTie = value % divisor * 2 == divisor
      let rounded = value.divided(by: divisor, rounding: .nearestEven)
      value = isTie && hasRest ? value / divisor + 1 : rounded
    }
    guard value <= Int128(Nanodollars.largest.count) else { return nil }
    return Int64(value)
  }
}
