/// Plain numbers, ratios on either side of zero, and deviations: what the parameters of demand are written as.
/// `5` where `5%` is meant is 500%, and is caught: past 100% a ratio needs its `%` or `x`.

import Documents
import Quantities

extension Ratio {
  /// A thousand million of anything: past every rate and count.
  static let mostNumber = Ratio(millionths: 1_000_000_000 * 1_000_000)
}

extension Shape where Value == Ratio {
  /// `0.2`, `1.5`, `40k`; at most six decimals.
  static func number(least: Ratio = .zero, like example: String = "1.5") -> Shape {
    .quantity(.number, .number, like: example, text: { $0.factor }) { text throws(QuantityError) in
      let number = try plainNumber(text, like: example)
      guard number >= least else {
        throw QuantityError(
          number < .zero ? "\(quote(text)) is negative" : "\(quote(text)) is less than \(least.factor)",
          remedy: "write at least \(least.factor)")
      }
      return number
    }
  }

  static func numberAboveZero(like example: String = "1.5") -> Shape {
    number(like: example).checked { number throws(QuantityError) in
      if number == .zero {
        throw QuantityError("0 makes no sense here", remedy: "write more than 0")
      }
    }
  }

  /// A ratio in a range; both ends count.
  static func ratio(_ range: ClosedRange<Ratio>, like example: String) -> Shape {
    .quantity(.share, .share, like: example, text: { $0.description }) { text throws(QuantityError) in
      let ratio = try Ratio(parsing: text)
      let isBare = !text.hasSuffix("%") && !text.hasSuffix("x")
      if isBare, ratio > .one || ratio < .percent(-100) {
        throw QuantityError(
          "\(quote(text)) without a unit is \(ratio)",
          remedy: "write \(text)% if that is meant"
            + (range.contains(ratio) ? ", or \(ratio) if it is \(text) times" : ""))
      }
      guard ratio >= range.lowerBound else {
        throw QuantityError(
          range.lowerBound == .zero
            ? "\(quote(text)) is negative" : "\(ratio) is less than \(range.lowerBound)",
          remedy: "write at least \(range.lowerBound)")
      }
      guard ratio <= range.upperBound else {
        throw QuantityError(
          "\(ratio) is more than \(range.upperBound)", remedy: "write at most \(range.upperBound)")
      }
      return ratio
    }
  }

  /// The standard deviation of a logarithm: 300% is a factor of twenty, up or down, one time in three.
  static var deviation: Shape { ratio(.zero ... .percent(300), like: "20%") }

  /// A change of the level a month; down, but not to nothing.
  static var monthlyChange: Shape { change(most: .percent(1_000), like: "5%") }

  /// The same a year.
  static var yearlyChange: Shape { change(most: .percent(1_000_000), like: "80%") }

  private static func change(most: Ratio, like example: String) -> Shape {
    ratio(.percent(-100)...most, like: example).checked { change throws(QuantityError) in
      if change == .percent(-100) {
        throw QuantityError(
          "a change of -100% leaves nothing",
          remedy: "write more than -100%, or say when it ends with 'active'")
      }
    }
  }

  /// How much of a deviation lasts to the next step: below 100%.
  static var persistence: Shape {
    share.checked { share throws(QuantityError) in
      if share == .one {
        throw QuantityError("with 100% nothing is ever forgotten", remedy: "write less than 100%")
      }
    }
  }

  /// The level of a day or a regime, as a share of the usual.
  static var level: Shape { ratio(.zero ... .percent(100_000), like: "20%") }
}

/// `2.5`, `40k`, `1,000`: no sign of a unit but k, M and B.
func plainNumber(_ text: String, like example: String) throws(QuantityError) -> Ratio {
  var digits = text
  var scale: Int64 = 1
  switch text.last {
  case "k", "K": scale = 1_000
  case "M": scale = 1_000_000
  case "B": scale = 1_000_000_000
  default: break
  }
  if scale > 1 { digits.removeLast() }
  guard digits.utf8.allSatisfy({ (48...57).contains($0) || [43, 44, 45, 46, 95].contains($0) }),
    let read = try? Ratio(parsing: digits)
  else {
    throw QuantityError(
      "\(quote(text)) is not a number", remedy: "write a number like \(example), with at most 6 decimals")
  }
  let (millionths, overflow) = read.millionths.multipliedReportingOverflow(by: scale)
  guard !overflow, Ratio(millionths: millionths) <= .mostNumber else {
    throw QuantityError("\(quote(text)) is past every number here", remedy: "write at most 1B")
  }
  return Ratio(millionths: millionths)
}
