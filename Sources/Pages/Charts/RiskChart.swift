/// Cost against outage risk: every plan a point with the 95 % interval of each. Cheap and safe is at the lower left.

public struct RiskChart: Chart {
  public struct Plan: Sendable {
    public var name: String
    public var cost, costLow, costHigh: Double
    public var risk, riskLow, riskHigh: Double

    public init(
      name: String, cost: (mean: Double, low: Double, high: Double),
      risk: (mean: Double, low: Double, high: Double)
    ) {
      self.name = name
      (self.cost, costLow, costHigh) = (cost.mean, cost.low, cost.high)
      (self.risk, riskLow, riskHigh) = (risk.mean, risk.low, risk.high)
    }
  }

  public let plans: [Plan]

  public init(plans: [Plan]) { self.plans = plans }

  public var title: String { "Cost against outage risk" }

  public var description: String {
    "Mean total cost and the probability of at least one outage. "
      + plans.map { "\($0.name): \(Axis.dollars($0.cost)), \(percent($0.risk))." }
      .joined(separator: " ")
  }

  public func draw(on canvas: inout Canvas) -> Double {
    let risks = Axis(plans.flatMap { [$0.riskLow, $0.riskHigh] }, .percent, about: 4)
    let costs = Axis(
      plans.flatMap { [$0.cost, $0.costLow, $0.costHigh] }, .dollars, about: canvas.width > 500 ? 6 : 4)
    let left = risks.widestLabel + 10
    let right = canvas.width - 26
    let (high, low) = (26.0, canvas.width > 500 ? 250.0 : 220.0)
    canvas.text("risk of an outage", left, 12, room: right - left, style: "m")
    for tick in risks.ticks {
      let y = risks.place(tick, low, high)
      canvas.line(left, y, right, y, tick == 0 ? "axis" : "grid")
      canvas.text(risks.label(tick), left - 6, y + 4, .end, style: "m")
    }
    for tick in costs.ticks {
      let x = costs.place(tick, left, right)
      canvas.line(x, high, x, low, tick == 0 ? "axis" : "grid")
      canvas.text(costs.label(tick), x, low + 16, tick == costs.ticks.first ? .start : .middle, style: "m")
    }
    canvas.text("mean total cost", right, low + 34, .end, style: "m")
    for (index, plan) in plans.enumerated() {
      let (x, y) = (costs.place(plan.cost, left, right), risks.place(plan.risk, low, high))
      let style = "e\(index % Ink.count)"
      canvas.line(
        costs.place(plan.costLow, left, right), y, costs.place(plan.costHigh, left, right), y, style)
      canvas.line(x, risks.place(plan.riskLow, low, high), x, risks.place(plan.riskHigh, low, high), style)
      canvas.marker(x, y, index)
    }
    return canvas.legend(plans.map(\.name), y: low + 58) { canvas, index, x, y in
      canvas.marker(x + 14, y, index)
    } + 10
  }
}
