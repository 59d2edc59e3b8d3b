/// The shapes of quantities. A quantity of the wrong dimension (dollars where tokens are due) is told
/// apart from one that cannot be read at all.

import Quantities

/// A bound on one number of tokens, far past any model, so that sums of them stay in range.
let mostTokens: Int64 = 1_000_000_000_000

/// What a piece of text measures.
package enum Dimension: String {
  case money = "an amount of money"
  case tokens = "a number of tokens"
  case span = "a span of time"
  case instant = "an instant"
  case share = "a share"
  case number = "a number"

  var example: String {
    switch self {
    case .money: "$20"
    case .tokens: "14k"
    case .span: "180 days"
    case .instant: "2026-12-01"
    case .share: "30%"
    case .number: "3"
    }
  }

  /// What its sign or unit says it measures; nil if it has none.
  package init?(of text: String) {
    if text.hasPrefix("$") || text.hasPrefix("-$") || text.hasPrefix("USD ") {
      self = .money
    } else if text.hasSuffix("%") {
      self = .share
    } else if text.hasSuffix("token") || text.hasSuffix("tokens") {
      self = .tokens
    } else if (try? CivilDate(parsing: text.prefix(10))) != nil {
      self = .instant
    } else if (try? TimeSpan(parsing: text)) != nil {
      self = .span
    } else {
      return nil
    }
  }
}

extension Shape {
  /// A quantity; what it cannot read is explained by what the text measures instead, if it says so.
  package static func quantity(
    _ dimension: Dimension, _ form: Form, like example: String? = nil,
    text: (@Sendable (Value) -> String)? = nil,
    _ parse: @escaping @Sendable (String) throws(QuantityError) -> Value
  ) -> Shape {
    let expected = "\(dimension.rawValue) like \(example ?? dimension.example)"
    return .parsed(expected, form, text: text) { text throws(QuantityError) in
      do throws(QuantityError) {
        return try parse(text)
      } catch {
        guard let given = Dimension(of: text), given != dimension else { throw error }
        throw QuantityError(
          "\(quote(text)) is \(given.rawValue), and \(dimension.rawValue) is due here",
          remedy: "write \(expected)")
      }
    }
  }
}

extension Shape where Value == Nanodollars {
  /// Not negative, at most `Nanodollars.largest`.
  package static var money: Shape {
    .quantity(.money, .money, text: { $0.description }) { text throws(QuantityError) in
      let amount: Nanodollars
      do throws(QuantityError) { amount = try Nanodollars(parsing: text) } catch {
        guard isForeign(text) else { throw error }
        throw QuantityError(
          "\(quote(text)) is not in dollars",
          remedy: "write dollars; a scenario may state the rate of one other currency, "
            + "'currency: {code: EUR, rate: $1.08}'")
      }
      guard amount >= .zero else {
        throw QuantityError("\(quote(text)) is negative", remedy: "write an amount like $20")
      }
      guard amount <= .largest else {
        throw QuantityError(
          "\(quote(text)) is more than one ledger can hold",
          remedy: "write at most \(Nanodollars.largest.toCents)"
        )
      }
      return amount
    }
  }

  package static var moneyAboveZero: Shape {
    money.checked { amount throws(QuantityError) in
      if amount == .zero {
        throw QuantityError("nothing ($0) makes no sense here", remedy: "write more than $0")
      }
    }
  }
}

/// `£20`, `EUR 20`.
private func isForeign(_ text: String) -> Bool {
  if let first = text.unicodeScalars.first, "€£¥₹₩".unicodeScalars.contains(first) { return true }
  let bytes = Array(text.utf8.prefix(5))
  return bytes.count == 5 && bytes[..<3].allSatisfy { (65...90).contains($0) }
    && bytes[3] == UInt8(ascii: " ")
    && (48...57).contains(bytes[4])
}

extension Shape where Value == Instant {
  package static var instant: Shape {
    .quantity(.instant, .instant, text: { $0.description }) { text throws(QuantityError) in
      try Instant(parsing: text)
    }
  }
}

extension Shape where Value == TimeSpan {
  package static var span: Shape {
    .quantity(.span, .span, text: { $0.description }) { text throws(QuantityError) in
      try TimeSpan(parsing: text)
    }
  }

  package static var spanAboveZero: Shape {
    span.checked { span throws(QuantityError) in
      if span == .seconds(0) || span == .months(0) {
        throw QuantityError("no time at all makes no sense here", remedy: "write a span like 1 month")
      }
    }
  }
}

extension Shape where Value == Int64 {
  /// A span with a fixed length, in seconds: not months, which are as long as the calendar makes them.
  package static var seconds: Shape {
    .quantity(.span, .span, like: "6 hours", text: { TimeSpan.seconds($0).description }) {
      text throws(QuantityError) in
      guard case .seconds(let seconds) = try TimeSpan(parsing: text) else {
        throw QuantityError(
          "the length of \(quote(text)) depends on the date", remedy: "write it in days or hours")
      }
      return seconds
    }
  }

  package static var secondsAboveZero: Shape {
    seconds.checked { seconds throws(QuantityError) in
      if seconds == 0 {
        throw QuantityError("no time at all makes no sense here", remedy: "write at least 1 s")
      }
    }
  }

  package static var tokens: Shape {
    .quantity(.tokens, .tokens, text: { TokenCount($0).description }) { text throws(QuantityError) in
      let count = try TokenCount(parsing: text).count
      guard count <= mostTokens else {
        throw QuantityError(
          "\(quote(text)) is more than any request can use", remedy: "write at most 1,000B tokens")
      }
      return count
    }
  }
}

extension Shape where Value == Int {
  /// A whole number in a range.
  package static func whole(_ range: ClosedRange<Int>) -> Shape {
    .quantity(.number, .whole(range), text: { String($0) }) { text throws(QuantityError) in
      guard let number = Int(text.filter { $0 != "_" && $0 != "," }) else {
        throw QuantityError("\(quote(text)) is not a whole number", remedy: "write a number like 3")
      }
      guard range.contains(number) else {
        throw QuantityError(
          "\(number) is out of range here",
          remedy: number < range.lowerBound
            ? "write at least \(range.lowerBound)" : "write at most \(range.upperBound)")
      }
      return number
    }
  }
}

extension Shape where Value == Ratio {
  /// From 0% to 100%.
  package static var share: Shape { ratio(most: .one) }

  /// From 0% to `most`. `23` where `23%` is meant is 2,300%, and is caught by that.
  package static func ratio(most: Ratio) -> Shape {
    .quantity(.share, .share, text: { $0.description }) { text throws(QuantityError) in
      let ratio = try Ratio(parsing: text)
      guard ratio >= .zero else {
        throw QuantityError("\(quote(text)) is negative", remedy: "write a share like 30%")
      }
      guard ratio <= most else {
        let isBare = !text.hasSuffix("%")
        throw QuantityError(
          isBare ? "\(quote(text)) without a unit is \(ratio)" : "\(ratio) is more than \(most)",
          remedy: isBare ? "write \(text)% if that is meant" : "write at most \(most)")
      }
      if ratio > .zero, text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) {
        throw QuantityError("'\(text)' lacks its unit", remedy: "write \(text)% or \(ratio)")
      }
      return ratio
    }
  }
}

extension Shape where Value == Bool {
  package static var yesNo: Shape {
    .parsed("yes or no", .yesNo, text: { $0 ? "yes" : "no" }) { text throws(QuantityError) in
      switch text {
      case "yes", "true": return true
      case "no", "false": return false
      default: throw QuantityError("\(quote(text)) is neither yes nor no", remedy: "write yes or no")
      }
    }
  }
}

extension Shape where Value == String {
  package static var text: Shape { .parsed("text", text: { $0 }) { $0 } }
}

extension Shape where Value == Zone {
  package static var zone: Shape {
    .parsed("a time zone like Europe/Berlin", .zone, text: { $0.name }) { text throws(QuantityError) in
      try Zone(named: text)
    }
  }
}
