/// What was used and what may come, a day: the days of the history as faint dots, its weeks as steps; then by the week the
/// ranges in which 95 and 80 % of the futures lie, and the middle one.

import Quantities

public struct FanChart: Chart {
  public struct Day: Sendable {
    public var date: CivilDate
    /// Dollars or tokens; nil: not known.
    public var amount: Double?

    public init(date: CivilDate, amount: Double?) {
      self.date = date
      self.amount = amount
    }
  }

  /// A mean day of a week, in dollars or tokens; nil: nothing is known of the week.
  public struct Week: Sendable {
    public var from: CivilDate
    public var days: Int
    public var perDay: Double?

    public init(from: CivilDate, days: Int, perDay: Double?) {
      self.from = from
      self.days = days
      self.perDay = perDay
    }
  }

  /// A mean day of a week to come: what so much of the futures do not exceed.
  public struct Range: Sendable {
    public var p025, p10, p50, p90, p975: Double

    public init(p025: Double, p10: Double, p50: Double, p90: Double, p975: Double) {
      (self.p025, self.p10, self.p50, self.p90, self.p975) = (p025, p10, p50, p90, p975)
    }
  }

  public let days: [Day]
  public let weeks: [Week]
  /// The first day that is foreseen.
  public let start: CivilDate
  public let ranges: [Range]
  public let isTokens: Bool

  public init(days: [Day], weeks: [Week], start: CivilDate, ranges: [Range], isTokens: Bool) {
    self.days = days
    self.weeks = weeks
    self.start = start
    self.ranges = ranges
    self.isTokens = isTokens
  }

  public var title: String {
    isTokens ? "Tokens a day: what was, and what may come" : "Dollars a day: what was, and what may come"
  }

  public var description: String {
    let last =
      weeks.last.flatMap(\.perDay).map { "The last week of the history had \(told($0)) a day. " } ?? ""
    let parts = [ranges.first, ranges.count > 1 ? ranges.last : nil].enumerated().compactMap { place, range in
      range.map {
        "\(place == 0 ? "The first week to come" : "The last, week \(ranges.count),") has \(told($0.p50)) a day in the middle future, "
          + "\(told($0.p10)) to \(told($0.p90)) in eight of ten, \(told($0.p025)) to \(told($0.p975)) in nineteen of twenty."
      }
    }
    return last + (parts.isEmpty ? "Nothing is foreseen." : parts.joined(separator: " "))
  }

  private func told(_ value: Double) -> String { isTokens ? compact(value) + " tokens" : Axis.dollars(value) }

  /// One huge day, or a band that reaches far up, would press all else to the ground: they are cut at the picture's edge.
  private var top: Double {
    let plain = max(
      weeks.compactMap(\.perDay).filter(\.isFinite).max() ?? 0,
      ranges.map(\.p90).filter(\.isFinite).max() ?? 0)
    let far = ranges.map(\.p975).filter(\.isFinite).max() ?? 0
    return max(min(far, 3 * plain), plain)
  }

  public func draw(on canvas: inout Canvas) -> Double {
    let axis = Axis([0, top], isTokens ? .count : .dollars, about: 5)
    let left = axis.widestLabel + 10
    let right = canvas.width - 12
    let first = weeks.first?.from ?? days.first?.date ?? start
    let end = max(start.day + Int64(7 * ranges.count), first.day + 1)
    let dates = DateAxis(start: first, days: Int(end - first.day), room: right - left)
    let (high, low) = (26.0, canvas.width > 500 ? 266.0 : 226.0)
    func x(_ day: Int64) -> Double { dates.place(Int(day - first.day), left, right) }
    func y(_ value: Double) -> Double { axis.place(value, low, high) }
    canvas.text(isTokens ? "tokens a day" : "list dollars a day", left, 12, room: right - left, style: "m")
    for tick in axis.ticks {
      canvas.line(left, y(tick), right, y(tick), tick == 0 ? "axis" : "grid")
      canvas.text(axis.label(tick), left - 6, y(tick) + 4, .end, style: "m")
    }
    // Each week is as wide as it lasts.
    func band(_ low: (Range) -> Double, _ high: (Range) -> Double) {
      func edge(_ value: (Range) -> Double) -> [(x: Double, y: Double)] {
        ranges.enumerated().flatMap { week, range in
          [0, 7].map { (x: x(start.day + Int64(7 * week + $0)), y: y(value(range))) }
        }
      }
      canvas.path(edge(high) + edge(low).reversed(), "a0", closed: true)
    }
    band(\.p025, \.p975)
    band(\.p10, \.p90)
    var hidden = 0
    for day in days where day.date >= first && day.date < start {
      guard let amount = day.amount, amount.isFinite else { continue }
      if amount > axis.high {
        hidden += 1
      } else {
        canvas.box(x(day.date.day) - 1.5, y(amount) - 1.5, 3, 3, "a5")
      }
    }
    for week in weeks {
      guard let perDay = week.perDay else { continue }
      canvas.line(x(week.from.day), y(perDay), x(week.from.day + Int64(week.days)), y(perDay), "median")
    }
    canvas.path(
      ranges.enumerated().flatMap { week, range in
        [0, 7].map { (x: x(start.day + Int64(7 * week + $0)), y: y(range.p50)) }
      }, "l0")
    canvas.line(x(start.day), high, x(start.day), low, "axis")
    let below = drawDates(dates, left, right, low, on: &canvas)
    let names = ["a day", "a week's mean", "the middle future", "8 futures of 10", "19 of 20"]
    let legend = canvas.legend(names, y: below + 16) { canvas, index, x, y in
      switch index {
      case 0: canvas.box(x + 12, y - 2, 3, 3, "a5")
      case 1: canvas.line(x, y, x + 28, y, "median")
      case 2: canvas.line(x, y, x + 28, y, "l0")
      case 3:
        // As in the picture, the narrow band lies upon the wide one.
        for _ in 0..<2 { canvas.box(x, y - 5, 28, 10, "a0") }
      default: canvas.box(x, y - 5, 28, 10, "a0")
      }
    }
    return notes(legend, hidden, axis, on: &canvas) + 10
  }

  /// What lies above the picture's edge; returns where the notes end.
  private func notes(_ y: Double, _ hidden: Int, _ axis: Axis, on canvas: inout Canvas) -> Double {
    let isCut = ranges.contains { $0.p975 > axis.high }
    let texts = [
      hidden > 0 ? "\(Pages.days(hidden)) above the picture \(hidden == 1 ? "is" : "are") not drawn." : nil,
      isCut
        ? "The wide band reaches farther up than the picture, to \(told(ranges.map(\.p975).max() ?? 0))."
        : nil,
    ].compactMap(\.self)
    guard !texts.isEmpty else { return y }
    return canvas.paragraph(texts.joined(separator: " "), 0, y + 22, room: canvas.width, most: 3, style: "m")
  }
}
