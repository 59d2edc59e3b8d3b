/// Cost against usage: the mean total cost of each plan for each dollar of usage, from little usage to much, with the
/// places marked at which another plan becomes the cheapest.

import Numerics

public struct DemandChart: Chart {
  public let names: [String]
  /// Usage a month, in dollars, ascending and above 0.
  public let usage: [Double]
  /// By plan: cost a month at each usage.
  public let costs: [[Double]]
  /// Usage a month at which the cheapest plan changes.
  public let crossings: [Double]
  /// Of the scenario as it is.
  public let now: Double

  public init(names: [String], usage: [Double], costs: [[Double]], crossings: [Double], now: Double) {
    self.names = names
    self.usage = usage
    self.costs = costs
    self.crossings = crossings
    self.now = now
  }

  public var title: String { "Cost against usage" }

  public var description: String {
    let changes =
      crossings.isEmpty
      ? "The same plan is the cheapest throughout."
      : "Another plan becomes the cheapest at "
        + crossings.map { "\(Axis.dollars($0)) of usage a month" }.joined(separator: ", at ") + "."
    let ends = zip(names, costs).compactMap { name, costs -> String? in
      guard let first = costs.first, let last = costs.last, let least = usage.first, let most = usage.last,
        least > 0, most > 0
      else { return nil }
      return "\(name): \(Axis.dollars(first / least)) for a dollar of usage at the least usage, "
        + "\(Axis.dollars(last / most)) at the most."
    }
    return "Mean total cost for each dollar of usage asked for, from little usage to much. \(changes) "
      + ends.joined(separator: " ")
  }

  public func draw(on canvas: inout Canvas) -> Double {
    let each = costs.map { zip($0, usage).map { $1 > 0 ? $0 / $1 : 0 } }
    // Far more than list price, or far less than nothing, is told by the line's leaving the picture.
    let (least, most) = (each.joined().min() ?? 0, each.joined().max() ?? 1)
    let axis = Axis([max(least, -4), min(most, 4)], .ratio, about: 4)
    let left = axis.widestLabel + 12
    let right = canvas.width - 26
    let (high, low) = (26.0, canvas.width > 500 ? 240.0 : 210.0)
    let first = usage.first { $0 > 0 } ?? 1
    let last = max(usage.last ?? 2, first * 1.01)
    func x(_ usage: Double) -> Double {
      left + Mathematics.log(max(usage, first) / first) / Mathematics.log(last / first) * (right - left)
    }
    canvas.text("total cost for each dollar asked for", left, 12, room: right - left, style: "m")
    for tick in axis.ticks {
      let y = axis.place(tick, low, high)
      canvas.line(left, y, right, y, tick == 0 ? "axis" : "grid")
      canvas.text(axis.label(tick), left - 6, y + 4, .end, style: "m")
    }
    var free = 0.0
    for value in usage + [last] {
      let label = Axis.dollars(value)
      let half = TextMetrics.width(label, size: Ink.size) / 2
      guard x(value) - half >= free, x(value) + half <= canvas.width else { continue }
      canvas.line(x(value), low, x(value), low + 4, "axis")
      canvas.text(label, x(value), low + 18, .middle, style: "m")
      free = x(value) + half + 8
    }
    canvas.text("usage a month at list price", right, low + 36, .end, room: right - left, style: "m")
    for crossing in crossings { canvas.line(x(crossing), high, x(crossing), low, "axis") }
    canvas.line(x(now), high, x(now), low, "median")
    for (index, line) in each.enumerated() {
      var points: [(x: Double, y: Double)] = []
      for (value, cost) in zip(usage, line) where (axis.low...axis.high).contains(cost) {
        points.append((x: x(value), y: axis.place(cost, low, high)))
      }
      canvas.path(points, "l\(index % Ink.count)")
    }
    let below = canvas.legend(names, y: low + 58) { canvas, index, x, y in
      canvas.line(x, y, x + 28, y, "l\(index % Ink.count)")
    }
    let end = canvas.paragraph(
      "Thick upright line: the scenario's usage. Thin upright lines: where another plan becomes the cheapest.",
      0,
      below + 20, room: canvas.width, most: 3, style: "m")
    return end + 10
  }
}
