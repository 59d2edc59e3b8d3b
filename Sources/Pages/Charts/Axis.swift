/// Scales with ticks at 1, 2 or 5 times a power of ten, and their labels.

import Quantities

struct Axis: Sendable {
  let low: Double
  let high: Double
  let ticks: [Double]
  private let step: Double
  private let unit: Unit

  enum Unit: Sendable { case dollars, percent, ratio, count }

  /// Over these values, to whole ticks; from 0 if `fromZero`.
  init(_ values: [Double], _ unit: Unit, fromZero: Bool = true, about count: Int = 5) {
    let finite = values.filter(\.isFinite)
    var low = finite.min() ?? 0
    var high = finite.max() ?? 1
    if fromZero { (low, high) = (min(low, 0), max(high, 0)) }
    if high - low <= max(abs(high), abs(low)) * 1e-9 {
      let room = max(abs(high) * 0.1, unit == .dollars || unit == .count ? 1 : 0.01)
      high += room
      if low != 0 { low -= room }
    }
    let step = Axis.step((high - low) / Double(max(count, 1)))
    let (first, last) = ((low / step).rounded(.down), (high / step).rounded(.up))
    self.low = first * step
    self.high = last * step
    self.step = step
    self.unit = unit
    ticks = (0...Int(last - first)).map { (first + Double($0)) * step }
  }

  private static func step(_ rough: Double) -> Double {
    var power = 1.0
    while power * 10 <= rough { power *= 10 }
    while power > rough { power /= 10 }
    let lead = rough / power
    return (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10) * power
  }

  func place(_ value: Double, _ from: Double, _ to: Double) -> Double {
    guard value.isFinite, high > low else { return from }
    return from + (min(max(value, low), high) - low) / (high - low) * (to - from)
  }

  func label(_ value: Double) -> String {
    switch unit {
    case .percent:
      let digits = step < 0.0099 ? (step < 0.00099 ? 2 : 1) : 0
      return fixed(value * 100, digits) + "%"
    case .ratio: return fixed(value, step < 0.099 ? 2 : 1, mark: "$")
    case .dollars: return scaled(value, mark: "$")
    case .count: return scaled(value, mark: "")
    }
  }

  /// `$40`, `$1,500`, `-$25k`, `2.5M`: one unit for all labels of an axis, as many decimals as its step needs.
  private func scaled(_ value: Double, mark: String) -> String {
    let most = max(abs(low), abs(high))
    let (scale, suffix): (Double, String) =
      most >= 2e10 ? (1e9, "B") : most >= 2e7 ? (1e6, "M") : most >= 2e4 ? (1e3, "k") : (1, "")
    let small = step / scale
    let digits = small < 0.0099 ? 3 : small < 0.099 ? 2 : small < 0.99 ? (scale == 1 ? 2 : 1) : 0
    return fixed(value / scale, digits, mark: mark) + (value == 0 ? "" : suffix)
  }

  /// One amount in a sentence: `$2,978`, `$0.45` below ten dollars.
  static func dollars(_ value: Double) -> String {
    fixed(value, abs(value) < 9.995 ? 2 : 0, mark: "$")
  }

  var widestLabel: Double { ticks.map { TextMetrics.width(label($0), size: Ink.size) }.max() ?? 0 }
}

/// The first days of months (or quarters, or years) within a run, with names that fit.
struct DateAxis: Sendable {
  let start: CivilDate
  let days: Int
  let ticks: [(day: Int, label: String)]

  /// `room`: so many pixels for all labels.
  init(start: CivilDate, days: Int, room: Double) {
    self.start = start
    self.days = max(days, 1)
    let all = DateAxis.firsts(start: start, days: days)
    let most = max(Int(room / 58), 1)
    let stride = [1, 2, 3, 6, 12, 24, 60, 120].first { all.count / $0 <= most } ?? 240
    ticks = all.filter { $0.month % stride == 0 }.map { entry in
      let parts = CivilDate(day: start.day + Int64(entry.day)).parts
      let name = CivilDate.monthNames[parts.month - 1]
      return (entry.day, parts.month == 1 || stride >= 12 ? String(parts.year) : name)
    }
  }

  private static func firsts(start: CivilDate, days: Int) -> [(day: Int, month: Int)] {
    var found: [(day: Int, month: Int)] = []
    var parts = start.parts
    if parts.dayOfMonth > 1 { parts = start.adding(months: 1).parts }
    var month = parts.year * 12 + parts.month - 1
    while let first = CivilDate(year: month / 12, month: month % 12 + 1, dayOfMonth: 1),
      first.day - start.day <= Int64(days), found.count < 4_000
    {
      found.append((Int(first.day - start.day), month))
      month += 1
    }
    return found
  }

  func place(_ day: Int, _ from: Double, _ to: Double) -> Double {
    from + Double(day) / Double(days) * (to - from)
  }
}
