/// The share of futures that are in an outage, by day: a line for each plan.

import Quantities

public struct OutageChart: Chart {
  public let plans: [(name: String, shares: [Double])]
  public let start: CivilDate

  public init(plans: [(name: String, shares: [Double])], start: CivilDate) {
    self.plans = plans
    self.start = start
  }

  public var title: String { "Outage risk over time" }

  public var description: String {
    let each = plans.map { plan -> String in
      let worst = plan.shares.max() ?? 0
      guard worst > 0, let day = plan.shares.firstIndex(of: worst) else { return "\(plan.name): none." }
      return "\(plan.name): at most \(percent(worst)), on \(CivilDate(day: start.day + Int64(day)))."
    }
    return "Share of futures in which some work is refused for lack of credit, by day. "
      + each.joined(separator: " ")
  }

  public func draw(on canvas: inout Canvas) -> Double {
    let axis = Axis(plans.flatMap(\.shares), .percent, about: 4)
    let left = axis.widestLabel + 10
    let right = canvas.width - 12
    let dates = DateAxis(start: start, days: plans.map(\.shares.count).max() ?? 1, room: right - left)
    let (high, low) = (12.0, canvas.width > 500 ? 200.0 : 170.0)
    for tick in axis.ticks {
      let y = axis.place(tick, low, high)
      canvas.line(left, y, right, y, tick == 0 ? "axis" : "grid")
      canvas.text(axis.label(tick), left - 6, y + 4, .end, style: "m")
    }
    for (index, plan) in plans.enumerated() {
      let points = plan.shares.enumerated().map {
        (dates.place($0.offset + 1, left, right), axis.place($0.element, low, high))
      }
      canvas.path(thinned(points), "l\(index % Ink.count)")
    }
    let below = drawDates(dates, left, right, low, on: &canvas)
    return canvas.legend(plans.map(\.name), y: below + 14) { canvas, index, x, y in
      canvas.line(x, y, x + 28, y, "l\(index % Ink.count)")
    } + 10
  }
}
