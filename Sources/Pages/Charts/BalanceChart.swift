/// The balance of each plan over time: half of the futures are within the band's middle line's reach, nine of ten within
/// the band. One panel a plan, all on one scale of dates and dollars.

import Quantities

public struct BalanceChart: Chart {
  public struct Plan: Sendable {
    public var name: String
    /// By day: what 5, 50 and 95 % of the futures do not exceed.
    public var bands: [(p05: Double, p50: Double, p95: Double)]

    public init(name: String, bands: [(p05: Double, p50: Double, p95: Double)]) {
      self.name = name
      self.bands = bands
    }
  }

  public let plans: [Plan]
  public let start: CivilDate

  public init(plans: [Plan], start: CivilDate) {
    self.plans = plans
    self.start = start
  }

  public var title: String { "Balance over time" }

  public var description: String {
    let each = plans.map { plan -> String in
      let ends = plan.bands.last.map { "\(Axis.dollars($0.p50)) at the end" } ?? "no days"
      let low = plan.bands.map(\.p05).min() ?? 0
      return "\(plan.name): median \(ends); 5 % of futures fall to \(Axis.dollars(low)) or lower."
    }
    return "Median and 5 to 95 % band of the credit balance by day. " + each.joined(separator: " ")
  }

  public func draw(on canvas: inout Canvas) -> Double {
    let axis = Axis(plans.flatMap { $0.bands.flatMap { [$0.p05, $0.p95] } }, .dollars, about: 3)
    let left = axis.widestLabel + 10
    let right = canvas.width - 12
    let days = plans.map(\.bands.count).max() ?? 1
    let dates = DateAxis(start: start, days: days, room: right - left)
    let tall = canvas.width > 500 ? 110.0 : 90.0
    var top = 8.0
    for (index, plan) in plans.enumerated() {
      canvas.text(plan.name, left, top + 12, room: right - left, style: "b")
      let (high, low) = (top + 22, top + 22 + tall)
      for tick in axis.ticks {
        let y = axis.place(tick, low, high)
        canvas.line(left, y, right, y, tick == 0 ? "axis" : "grid")
        canvas.text(axis.label(tick), left - 6, y + 4, .end, style: "m")
      }
      func x(_ day: Int) -> Double { dates.place(day + 1, left, right) }
      let upper = plan.bands.enumerated().map { (x($0.offset), axis.place($0.element.p95, low, high)) }
      let lower = plan.bands.enumerated().map { (x($0.offset), axis.place($0.element.p05, low, high)) }
      canvas.path(thinned(upper) + thinned(lower).reversed(), "a\(index % Ink.count)", closed: true)
      canvas.path(
        thinned(plan.bands.enumerated().map { (x($0.offset), axis.place($0.element.p50, low, high)) }),
        "l\(index % Ink.count)")
      top = low + 14
    }
    return drawDates(dates, left, right, top - 14, on: &canvas)
  }
}

/// At most some 370 points: a decade by the day is no finer than the picture.
func thinned(_ points: [(Double, Double)]) -> [(x: Double, y: Double)] {
  let stride = max(1, points.count / 370)
  return points.enumerated().filter { $0.offset % stride == 0 || $0.offset == points.count - 1 }
    .map { (x: $0.element.0, y: $0.element.1) }
}

/// Ticks and names of dates below a panel; returns where they end.
func drawDates(_ dates: DateAxis, _ left: Double, _ right: Double, _ y: Double, on canvas: inout Canvas)
  -> Double
{
  canvas.line(left, y, right, y, "axis")
  for tick in dates.ticks {
    let x = dates.place(tick.day, left, right)
    canvas.line(x, y, x, y + 4, "axis")
    let half = TextMetrics.width(tick.label, size: Ink.size) / 2
    if x - half >= 0, x + half <= canvas.width { canvas.text(tick.label, x, y + 18, .middle, style: "m") }
  }
  return y + 26
}
