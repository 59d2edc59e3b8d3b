/// What a value of a range measures, so that it is known which values are the same and which of two comes first; and
/// values that are counted up in steps.

import Documents
import Quantities
import Scenario

enum Measured: Hashable, Sendable {
  /// Nanodollars, millionths, numbers, seconds, months, seconds since 1970.
  case money(Int64)
  case share(Int64)
  case whole(Int64)
  case seconds(Int64)
  case months(Int64)
  case instant(Int64)
  /// A name, or what cannot be read.
  case text(String)

  /// What people add to a share of a month.
  static let perMonth = " per month"

  /// By the first of the forms that reads it.
  init(_ text: String, as forms: [Form]) {
    for form in forms {
      switch form {
      case .quantity("money"):
        if let amount = try? Nanodollars(parsing: text) {
          self = .money(amount.count)
          return
        }
      case .quantity("share"):
        if let share = try? Ratio(parsing: text) {
          self = .share(share.millionths)
          return
        }
      case .pattern:
        let bare = text.hasSuffix(Measured.perMonth) ? String(text.dropLast(Measured.perMonth.count)) : text
        if bare.hasSuffix("%"), let share = try? Ratio(parsing: bare) {
          self = .share(share.millionths)
          return
        }
      case .quantity("span"), .quantity("validity"), .quantity("instant"):
        if let time = Measured.time(text) {
          self = time
          return
        }
      case .whole:
        if let number = Int64(text.filter { $0 != "_" && $0 != "," }) {
          self = .whole(number)
          return
        }
      default: continue
      }
    }
    self = .text(text)
  }

  private static func time(_ text: String) -> Measured? {
    if let span = try? TimeSpan(parsing: text) {
      return switch span {
      case .seconds(let seconds): .seconds(seconds)
      case .months(let months): .months(Int64(months))
      }
    }
    return (try? Instant(parsing: text)).map { .instant($0.seconds) }
  }

  /// Nothing is bought.
  var isNothing: Bool { self == .money(0) || self == .whole(0) }

  var amount: Int64? { if case .money(let amount) = self { amount } else { nil } }

  /// For sure: a month has 28 days to 31.
  func isBefore(_ other: Measured) -> Bool {
    switch (self, other) {
    case (.money(let a), .money(let b)), (.share(let a), .share(let b)), (.whole(let a), .whole(let b)),
      (.seconds(let a), .seconds(let b)), (.months(let a), .months(let b)),
      (.instant(let a), .instant(let b)):
      a < b
    case (.seconds(let a), .months(let b)): a < b * 28 * TimeSpan.day
    case (.months(let a), .seconds(let b)): a * 31 * TimeSpan.day < b
    default: false
    }
  }
}

/// A, A + C, ..., B.
struct Steps: Sendable {
  enum Unit: Equatable, Sendable {
    case money
    /// With what stands behind it: ` per month`.
    case share(String)
    case whole, seconds, months
    /// So far apart, counted from the first.
    case instants(TimeSpan)
  }

  let unit: Unit
  let first: Int64
  /// Of instants: not looked at.
  let step: Int64
  let count: Int

  /// In the notation of the file.
  func text(_ index: Int) -> String {
    if case .instants(let span) = unit {
      let first = Instant(seconds: first)
      return ((try? first.adding(span, times: index)) ?? first).brief
    }
    return Steps.text(first + Int64(index) * step, unit)
  }

  static func text(_ value: Int64, _ unit: Unit) -> String {
    switch unit {
    case .money: UnknownNumber.Unit.money.text(value)
    case .share(let rest): UnknownNumber.Unit.share(rest).text(value)
    case .whole: UnknownNumber.Unit.whole.text(value)
    case .seconds: UnknownNumber.Unit.seconds.text(value)
    case .months: UnknownNumber.Unit.months.text(value)
    case .instants: UnknownNumber.Unit.instant.text(value)
    }
  }
}
