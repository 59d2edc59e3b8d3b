/// Cash out by calendar month: a panel for each plan with a bar for the mean of each month and a whisker from P10 to P90, all on
/// one scale; below them what has been paid so far, a line for each plan.

import Quantities

public struct CashChart: Chart {
  public struct Plan: Sendable {
    public var name: String
    /// By month, in dollars.
    public var months: [(mean: Double, p10: Double, p90: Double)]
    /// Mean since the start.
    public var soFar: [Double]

    public init(name: String, months: [(mean: Double, p10: Double, p90: Double)], soFar: [Double]) {
      self.name = name
      self.months = months
      self.soFar = soFar
    }
  }

  public let plans: [Plan]
  /// The first day of each month of the horizon; of the first month, the start.
  public let months: [CivilDate]

  public init(plans: [Plan], months: [CivilDate]) {
    self.plans = plans
    self.months = months
  }

  public var title: String { "Cash out by month" }

  public var description: String {
    let each = plans.map { plan -> String in
      guard let most = plan.months.indices.max(by: { plan.months[$0].mean < plan.months[$1].mean }),
        months.indices.contains(most), let sum = plan.soFar.last
      else { return "\(plan.name): nothing." }
      return
        "\(plan.name): \(Axis.dollars(sum)) in all, most in \(months[most].monthName) with "
        + "\(Axis.dollars(plan.months[most].mean))."
    }
    return "Mean cash out of each month, with the range from P10 to P90, and what is paid so far. "
      + each.joined(separator: " ")
  }

  public func draw(on canvas: inout Canvas) -> Double {
    let axis = Axis(plans.flatMap { $0.months.flatMap { [$0.mean, $0.p10, $0.p90] } }, .dollars, about: 3)
    let sums = Axis(plans.flatMap(\.soFar), .dollars, about: 4)
    let left = max(axis.widestLabel, sums.widestLabel) + 10
    let right = canvas.width - 12
    let slots = max(months.count, plans.map(\.months.count).max() ?? 1, 1)
    let slot = (right - left) / Double(slots)
    let tall = canvas.width > 500 ? 100.0 : 84.0
    var top = 8.0
    for (index, plan) in plans.enumerated() {
      canvas.text(plan.name, left, top + 12, room: right - left, style: "b")
      let (high, low) = (top + 22, top + 22 + tall)
      grid(axis, left, right, high, low, on: &canvas)
      let zero = axis.place(0, low, high)
      for (month, cash) in plan.months.enumerated() {
        let middle = left + (Double(month) + 0.5) * slot
        let wide = min(slot * 0.62, 34)
        let y = axis.place(cash.mean, low, high)
        canvas.hatched(middle - wide / 2, min(y, zero), wide, abs(zero - y), index)
        let (bottom, peak) = (axis.place(cash.p10, low, high), axis.place(cash.p90, low, high))
        guard bottom > peak else { continue }
        canvas.line(middle, bottom, middle, peak, "median")
        for end in [bottom, peak] { canvas.line(middle - wide / 4, end, middle + wide / 4, end, "median") }
      }
      top = low + 14
    }
    guard !plans.isEmpty else { return top }
    canvas.text("Cash so far, on average", left, top + 12, room: right - left, style: "b")
    let (high, low) = (top + 22, top + 22 + tall * 1.3)
    grid(sums, left, right, high, low, on: &canvas)
    for (index, plan) in plans.enumerated() {
      let points = plan.soFar.enumerated().map {
        (x: left + (Double($0.offset) + 0.5) * slot, y: sums.place($0.element, low, high))
      }
      canvas.path(points, "l\(index % Ink.count)")
    }
    names(left, slot, low, on: &canvas)
    let below = canvas.legend(plans.map(\.name), y: low + 44) { canvas, index, x, y in
      canvas.line(x, y, x + 28, y, "l\(index % Ink.count)")
    }
    let end = canvas.paragraph(
      "Bar: mean of the month. Upright line: from P10 to P90, in which eight futures of ten lie.", 0,
      below + 22,
      room: canvas.width, style: "m")
    return end + 10
  }

  private func grid(
    _ axis: Axis, _ left: Double, _ right: Double, _ high: Double, _ low: Double, on canvas: inout Canvas
  ) {
    for tick in axis.ticks {
      let y = axis.place(tick, low, high)
      canvas.line(left, y, right, y, tick == 0 ? "axis" : "grid")
      canvas.text(axis.label(tick), left - 6, y + 4, .end, style: "m")
    }
  }

  /// As many months by name as have room; a January has its year's.
  private func names(_ left: Double, _ slot: Double, _ low: Double, on canvas: inout Canvas) {
    let stride = [1, 2, 3, 6, 12, 24, 60, 120].first { Double($0) * slot >= 44 } ?? 240
    var free = 0.0
    for (index, date) in months.enumerated() {
      let parts = date.parts
      guard (parts.month - 1) % min(stride, 12) == 0, stride <= 12 || parts.year % (stride / 12) == 0 else {
        continue
      }
      let label = parts.month == 1 ? String(parts.year) : CivilDate.monthNames[parts.month - 1]
      let (x, half) = (left + (Double(index) + 0.5) * slot, TextMetrics.width(label, size: Ink.size) / 2)
      guard x - half >= free, x + half <= canvas.width else { continue }
      canvas.line(x, low, x, low + 4, "axis")
      canvas.text(label, x, low + 18, .middle, style: "m")
      free = x + half + 6
    }
  }
}
