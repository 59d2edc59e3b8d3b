/// What less of one thing costs of the other: the plans that no other one beats in both, joined by steps; the chosen one; and the
/// scenario's own plans, faded where another one beats them in both. Good is at the lower left.

import Results

public struct FrontierChart: Chart {
  public struct Point: Sendable {
    public enum Kind: Sendable { case frontier, chosen, own, dominated }

    public var name: String
    public var across: Double
    public var up: Double
    public var kind: Kind
    /// Of a dominated one: by which.
    public var by: String?

    public init(name: String, across: Double, up: Double, kind: Kind, by: String? = nil) {
      (self.name, self.across, self.up, self.kind, self.by) = (name, across, up, kind, by)
    }
  }

  public let across: String
  public let up: String
  public let isShare: Bool
  public let points: [Point]

  /// `isShare`: what goes up is a share, else dollars.
  public init(across: String, up: String, isShare: Bool, points: [Point]) {
    (self.across, self.up, self.isShare, self.points) = (across, up, isShare, points)
  }

  public var title: String { "\(across.prefix(1).uppercased())\(across.dropFirst()) against \(up)" }

  private func told(_ value: Double) -> String { isShare ? percent(value) : Axis.dollars(value) }

  public var description: String {
    let frontier = points.filter { $0.kind == .frontier || $0.kind == .chosen }
    func named(_ point: Point) -> String {
      "\(point.name) (\(Axis.dollars(point.across)), \(told(point.up)))"
    }
    var text = "The plans that no other one beats both in \(across) and in \(up)"
    if let first = frontier.first, let last = frontier.last {
      text += ": \(frontier.count) of them, from \(named(first)) to \(named(last))"
    }
    text += "."
    if let chosen = points.first(where: { $0.kind == .chosen }) { text += " Chosen: \(named(chosen))." }
    for point in points where point.kind == .dominated {
      text += " \(named(point)) is beaten in both by \(point.by ?? "another")."
    }
    return text
  }

  public func draw(on canvas: inout Canvas) -> Double {
    let ups = Axis(points.map(\.up), isShare ? .percent : .dollars, about: 4)
    let costs = Axis(points.map(\.across), .dollars, fromZero: false, about: canvas.width > 500 ? 6 : 4)
    let left = ups.widestLabel + 10
    let right = canvas.width - 26
    let (high, low) = (26.0, canvas.width > 500 ? 270.0 : 230.0)
    canvas.text(up, left, 12, room: right - left, style: "m")
    for tick in ups.ticks {
      let y = ups.place(tick, low, high)
      canvas.line(left, y, right, y, tick == 0 ? "axis" : "grid")
      canvas.text(ups.label(tick), left - 6, y + 4, .end, style: "m")
    }
    for tick in costs.ticks {
      let x = costs.place(tick, left, right)
      canvas.line(x, high, x, low, tick == costs.ticks.first ? "axis" : "grid")
      canvas.text(costs.label(tick), x, low + 16, tick == costs.ticks.first ? .start : .middle, style: "m")
    }
    canvas.text(across, right, low + 34, .end, style: "m")
    func x(_ point: Point) -> Double { costs.place(point.across, left, right) }
    func y(_ point: Point) -> Double { ups.place(point.up, low, high) }
    // Between two of them nothing is known to be better than the dearer one: a step.
    let frontier = points.filter { $0.kind == .frontier || $0.kind == .chosen }
      .sorted { ($0.across, -$0.up) < ($1.across, -$1.up) }
    var line: [(x: Double, y: Double)] = []
    for point in frontier {
      if let last = line.last { line.append((x(point), last.y)) }
      line.append((x(point), y(point)))
    }
    canvas.path(line, "l0")
    for point in points where point.kind == .dominated { canvas.marker(x(point), y(point), 5, size: 4) }
    for point in points where point.kind == .frontier { canvas.marker(x(point), y(point), 0, size: 4) }
    for point in points where point.kind == .own { canvas.marker(x(point), y(point), 2) }
    for point in points where point.kind == .chosen { canvas.marker(x(point), y(point), 1, size: 7) }
    for point in points where point.kind == .own || point.kind == .dominated {
      let isRight = x(point) > (left + right) / 2
      canvas.text(
        point.name, x(point) + (isRight ? -9 : 9), y(point) + 4, isRight ? .end : .start,
        room: (right - left) / 2, style: point.kind == .own ? "t" : "m")
    }
    let samples: [(String, Int, Double)] = [
      ("no plan beats it in both", 0, 4), ("chosen", 1, 7), ("a plan of the scenario", 2, 5),
      ("of the scenario, beaten in both", 5, 4),
    ]
    return canvas.legend(samples.map(\.0), y: low + 58) { canvas, index, x, y in
      canvas.marker(x + 14, y, samples[index].1, size: samples[index].2)
    } + 10
  }
}
