/// What each plan may cost in all: nine of ten futures along the line, the middle half in the box, the median as a bar,
/// the mean as a dot.

public struct CostChart: Chart {
  public struct Plan: Sendable {
    public var name: String
    public var p05, p25, p50, p75, p95, mean: Double

    /// `quantiles`: the order statistics at equally spaced shares from 0 to 100 %.
    public init(name: String, quantiles: [Double], mean: Double) {
      func at(_ share: Double) -> Double {
        quantiles.isEmpty ? mean : quantiles[Int((Double(quantiles.count - 1) * share).rounded())]
      }
      self.name = name
      (p05, p25, p50, p75, p95) = (at(0.05), at(0.25), at(0.5), at(0.75), at(0.95))
      self.mean = mean
    }
  }

  public let plans: [Plan]

  public init(plans: [Plan]) { self.plans = plans }

  public var title: String { "Distribution of total cost" }

  public var description: String {
    "Total cost in the futures, by plan. "
      + plans.map {
        "\($0.name): mean \(Axis.dollars($0.mean)), median \(Axis.dollars($0.p50)), nine of ten between "
          + "\(Axis.dollars($0.p05)) and \(Axis.dollars($0.p95))."
      }.joined(separator: " ")
  }

  public func draw(on canvas: inout Canvas) -> Double {
    let axis = Axis(plans.flatMap { [$0.p05, $0.p95, $0.mean] }, .dollars, about: canvas.width > 500 ? 7 : 4)
    let (left, right) = (10.0, canvas.width - 26)
    let bottom = 8 + Double(plans.count) * 50
    for tick in axis.ticks {
      let x = axis.place(tick, left, right)
      canvas.line(x, 8, x, bottom, tick == 0 ? "axis" : "grid")
      canvas.text(axis.label(tick), x, bottom + 16, tick == axis.ticks.first ? .start : .middle, style: "m")
    }
    for (index, plan) in plans.enumerated() {
      let y = 8 + Double(index) * 50
      func x(_ value: Double) -> Double { axis.place(value, left, right) }
      canvas.text(plan.name, left + 2, y + 14, room: right - left, style: "b")
      canvas.line(x(plan.p05), y + 32, x(plan.p95), y + 32, "e\(index % Ink.count)")
      for end in [plan.p05, plan.p95] { canvas.line(x(end), y + 26, x(end), y + 38, "e\(index % Ink.count)") }
      canvas.hatched(x(plan.p25), y + 23, max(x(plan.p75) - x(plan.p25), 1), 18, index)
      canvas.line(x(plan.p50), y + 21, x(plan.p50), y + 43, "median")
      canvas.marker(x(plan.mean), y + 32, 0, size: 4)
    }
    canvas.paragraph(
      "Line: nine futures of ten. Box: the middle half. Bar: median. Dot: mean.", left, bottom + 36,
      room: right - left, style: "m")
    return bottom + (canvas.width > 500 ? 44 : 60)
  }
}
