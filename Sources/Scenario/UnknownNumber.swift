/// A number that nobody knows (the size of an allowance, a seller's loss, a renewal price), stated as the least and the most that it
/// may be. Every future has its own value, any of them alike; all plans that state it meet the same one.
///
/// A plan is made ready once for each of 256 rows, and a future lives one of them. A row is no value: row r of a number is its
/// value number k(r) of 256 that lie evenly between its ends, where k is a shuffle of the number's own, by its name. So each number has
/// each of its values once, any two of them meet by chance, and what is drawn depends neither on the order of numbers nor on
/// others that are added.
/// At the boundary: the ends themselves are not among the values, which are the middles of 256 equal parts.

import Demand
import Quantities

public struct UnknownNumber: Hashable, Sendable {
  public enum Unit: Hashable, Sendable {
    case money
    /// With what stands behind it: ` per month`.
    case share(String)
    case whole, seconds, months, instant

    /// In the notation of the file.
    package func text(_ value: Int64) -> String {
      switch self {
      case .money:
        let text = Nanodollars(value).description
        return text.hasSuffix(".00") ? String(text.dropLast(3)) : text
      case .share(let rest): return Ratio(millionths: value).description + rest
      case .whole: return String(value)
      case .seconds: return TimeSpan.seconds(value).description
      case .months: return TimeSpan.months(Int(value)).description
      case .instant: return Instant(seconds: value).brief
      }
    }
  }

  public static let rows = 256

  /// Where it stands in its plan or in the account, as `allowance.week.limit`.
  public var name: String
  public var unit: Unit
  public var low: Int64
  public var high: Int64
  /// By row: the place of its value among the values.
  public let places: [Int]

  public init(name: String, unit: Unit, low: Int64, high: Int64) {
    (self.name, self.unit, self.low, self.high) = (name, unit, low, high)
    let stream = RandomStream(seed: 0, path: 0, purpose: Purpose(.unknownNumbers, name))
    let words = (0..<UnknownNumber.rows).map { stream.word($0) }
    var places = [Int](repeating: 0, count: words.count)
    for (place, row) in words.indices.sorted(by: { words[$0] < words[$1] }).enumerated() {
      places[row] = place
    }
    self.places = places
  }

  /// In its unit, rounded half to even.
  public func value(row: Int) -> Int64 {
    let span = Int128(high) - Int128(low)
    let parts = (span * Int128(2 * places[row] + 1)).divided(
      by: Int128(2 * UnknownNumber.rows), rounding: .nearestEven)
    return Int64(Int128(low) + parts)
  }

  /// Between its ends.
  public var middle: Int64 { Int64((Int128(low) + Int128(high)) / 2) }

  /// Its value in a row, standardised: of mean 0 and variance 1 over the rows, in millionths.
  public func control(row: Int) -> Int64 {
    let rows = Double(UnknownNumber.rows)
    // The variance of the numbers 0 ... n - 1 is (n^2 - 1) / 12.
    let deviation = ((rows * rows - 1) / 12).squareRoot()
    return Int64(((Double(places[row]) - (rows - 1) / 2) / deviation * 1e6).rounded())
  }

  /// The other way round.
  public func value(standardised control: Double) -> Double {
    Double(low) + (Double(high) - Double(low)) * (control / (2 * 3.0.squareRoot()) + 0.5)
  }

  /// In the notation of the file.
  public func text(_ value: Int64) -> String { unit.text(value) }

  /// To three digits of what is between its ends, for people.
  public func told(_ value: Double) -> String {
    let span = Double(high) - Double(low)
    var unit = 1.0
    while unit * 10 <= span / 100 { unit *= 10 }
    let least: Double =
      switch self.unit {
      case .money: 10_000_000
      case .seconds: span > 2 * 86_400 ? 3_600 : 60
      case .instant: 86_400
      default: 1
      }
    let step = max(unit, least)
    return text(Int64((value / step).rounded() * step))
  }

  public var range: String { "\(text(low)) to \(text(high))" }
}
