/// Differences in words: `$140.02 more`, `3.0 points higher`, with the half width of their interval.

import Quantities
import Results

extension Measure {
  /// A sum over all futures, exactly: `$2,408,236.54729`, `7,200 s`, `82`.
  package func exact(sum: Int128) -> String {
    switch unit {
    case .dollars: dollars(sum)
    case .hours, .days: "\(sum) s"
    case .count, .probability, .ratio, .share: "\(sum)"
    }
  }

  /// The sum in that text; nil if it is none.
  package func sum(exactly text: some StringProtocol) -> Int128? {
    let sum = read(exactly: text)
    // Past what any futures add up to; sums of such stay in range.
    return sum.flatMap { $0.magnitude < UInt128(1) << 100 ? $0 : nil }
  }

  private func read(exactly text: some StringProtocol) -> Int128? {
    switch unit {
    case .dollars: nanodollars(text)
    case .hours, .days: Int128(String(text.hasSuffix(" s") ? String(text.dropLast(2)) : String(text)))
    case .count, .probability, .ratio, .share: Int128(text)
    }
  }

  /// `$140.02 more`, `3.0 points higher`; `value` in base units.
  package func told(difference value: Double) -> String {
    let size = abs(value) / unit.baseUnits
    let isMore = value > 0
    switch unit {
    case .dollars: return "\(dollars(size, 2)) \(isMore ? "more" : "less")"
    case .probability, .share: return "\(decimals(size * 100, 2)) points \(isMore ? "higher" : "lower")"
    case .ratio: return "\(dollars(size, 4)) \(isMore ? "more" : "less") a useful dollar"
    case .hours: return "\(decimals(size, 2)) hours \(isMore ? "more" : "less")"
    case .days: return "\(decimals(size, 2)) days \(isMore ? "later" : "earlier")"
    case .count: return "\(decimals(size, 2)) \(isMore ? "more" : "fewer")"
    }
  }

  /// `+$140.02`, `-3.0 points`.
  package func signed(_ value: Double) -> String {
    let size = abs(value) / unit.baseUnits
    let sign = value < 0 ? "-" : "+"
    switch unit {
    case .dollars: return sign + dollars(size, 2)
    case .probability, .share: return "\(sign)\(decimals(size * 100, 2)) points"
    case .ratio: return sign + dollars(size, 4)
    case .hours: return "\(sign)\(decimals(size, 2)) h"
    case .days: return "\(sign)\(decimals(size, 2)) d"
    case .count: return "\(sign)\(decimals(size, 2))"
    }
  }

  /// `$1,204.12`, `4.1%`, `$1.023`.
  package func told(_ value: Double) -> String {
    let size = abs(value) / unit.baseUnits
    let sign = value < 0 && size > 0 ? "-" : ""
    switch unit {
    case .dollars: return sign + dollars(size, 2)
    case .probability, .share: return "\(sign)\(decimals(size * 100, 2))%"
    case .ratio: return sign + dollars(size, 4)
    case .hours: return "\(sign)\(decimals(size, 2)) h"
    case .days: return "\(sign)\(decimals(size, 2)) d"
    case .count: return "\(sign)\(decimals(size, 2))"
    }
  }

  package func told(halfWidth value: Double) -> String {
    let size = value / unit.baseUnits
    switch unit {
    case .dollars: return "±\(decimals(size, 2))"
    case .probability, .share: return "±\(decimals(size * 100, 2))"
    case .ratio: return "±\(decimals(size, 4))"
    case .hours, .days, .count: return "±\(decimals(size, 2))"
    }
  }
}

/// `$140.02`, `<$0.01`.
private func dollars(_ value: Double, _ digits: Int) -> String {
  let text = decimals(value, digits)
  return text.hasPrefix("<") ? "<$" + text.dropFirst() : "$" + text
}

/// Rounded half up and grouped; what is not 0 is not shown as 0.
package func decimals(_ value: Double, _ digits: Int) -> String {
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  guard value.isFinite, value * scale < 9e17 else { return "very much" }
  let units = Int64((value * scale).rounded())
  if units == 0, value > 0 { return "<0." + String(repeating: "0", count: digits - 1) + "1" }
  let whole = grouped(Int(units / Int64(scale)))
  let part = String(units % Int64(scale))
  return digits == 0 ? whole : "\(whole).\(String(repeating: "0", count: digits - part.count))\(part)"
}

/// Past what one ledger holds too: a sum over many futures.
private func dollars(_ sum: Int128) -> String {
  let unit = Int128(Nanodollars.perDollar)
  var whole = String(sum.magnitude / UInt128(unit))
  var at = whole.count - 3
  while at > 0 {
    whole.insert(",", at: whole.index(whole.startIndex, offsetBy: at))
    at -= 3
  }
  var part = String(sum.magnitude % UInt128(unit))
  part = String(repeating: "0", count: 9 - part.count) + part
  while part.count > 2, part.hasSuffix("0") { part.removeLast() }
  return "\(sum < 0 ? "-" : "")$\(whole).\(part)"
}

private func nanodollars(_ text: some StringProtocol) -> Int128? {
  var body = String(text).filter { $0 != "," }
  let isNegative = body.hasPrefix("-")
  if isNegative { body.removeFirst() }
  if body.hasPrefix("$") { body.removeFirst() }
  let parts = body.split(separator: ".", omittingEmptySubsequences: false)
  guard parts.count <= 2, let whole = Int128(parts[0]), whole >= 0, whole < Int128(1) << 90
  else { return nil }
  var count = whole * Int128(Nanodollars.perDollar)
  if parts.count == 2 {
    guard parts[1].utf8.count <= 9, let part = Int128(parts[1]), part >= 0 else { return nil }
    var scaled = part
    for _ in parts[1].utf8.count..<9 { scaled *= 10 }
    count += scaled
  }
  return isNegative ? -count : count
}
