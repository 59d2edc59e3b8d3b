/// What less of one thing costs of the other: the plans that no other one beats in both, joined by steps; the chosen one; and the
/// scenario's own plans, faded where another one beats them in both. Good is at the lower left.

import Numerics
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
    let ups = UpScale(points.map(\.up), isShare: isShare)
    let costs = Axis(points.map(\.across), .dollars, fromZero: false, about: canvas.width > 500 ? 6 : 4)
    let left = (ups.ticks.map { TextMetrics.width($0.label, size: Ink.size) }.max() ?? 0) + 10
    let right = canvas.width - 26
    let (high, low) = (26.0, canvas.width > 500 ? 270.0 : 230.0)
    canvas.text(up, left, 12, room: right - left, style: "m")
    for tick in ups.ticks {
      let y = low + ups.place(tick.value) * (high - low)
      canvas.line(left, y, right, y, tick.value == 0 ? "axis" : "grid")
      canvas.text(tick.label, left - 6, y + 4, .end, style: "m")
    }
    for tick in costs.ticks {
      let x = costs.place(tick, left, right)
      canvas.line(x, high, x, low, tick == costs.ticks.first ? "axis" : "grid")
      canvas.text(costs.label(tick), x, low + 16, tick == costs.ticks.first ? .start : .middle, style: "m")
    }
    canvas.text(across, right, low + 34, .end, style: "m")
    func x(_ point: Point) -> Double { costs.place(point.across, left, right) }
    func y(_ point: Point) -> Double { low + ups.place(point.up) * (high - low) }
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
    var names = Names(low: low + 4)
    for point in points where point.kind == .own || point.kind == .dominated {
      let isRight = x(point) > (left + right) / 2
      let room = (right - left) / 2
      let width = min(room, TextMetrics.width(point.name, size: Ink.size))
      let at = x(point) + (isRight ? -9 : 9)
      let line = names.line(from: isRight ? at - width : at, width, near: y(point) + 4)
      canvas.text(
        point.name, at, line, isRight ? .end : .start, room: room, style: point.kind == .own ? "t" : "m")
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

/// Dollars evenly from nothing on. Shares from one in thousands to nearly all: ten times as much from tick to tick, with none at the
/// foot, because a risk of 1 % and one of 2 % are as far apart as 10 % and 20 % are.
private struct UpScale {
  private(set) var ticks: [(value: Double, label: String)] = []
  /// Of shares: what stands one tick above the foot, and how many ticks there are above it.
  private var least = 0.0
  private var decades = 0.0
  private let even: Axis?

  init(_ values: [Double], isShare: Bool) {
    guard isShare else {
      let axis = Axis(values, .dollars, about: 4)
      even = axis
      ticks = axis.ticks.map { ($0, axis.label($0)) }
      return
    }
    even = nil
    (least, decades) = (0.1, 1)
    let some = values.filter { $0 > 0 }
    while least > 1e-4, least > some.min() ?? 1 { (least, decades) = (least / 10, decades + 1) }
    // What is far below the top of the scale does not need it.
    var most = 1.0
    while decades > 1, (some.max() ?? 0) <= most / 10 { (most, decades) = (most / 10, decades - 1) }
    ticks = [(0, "0%")]
    var value = least
    for _ in 0...Int(decades) {
      ticks.append((value, percent(value)))
      value *= 10
    }
  }

  /// From 0 at the foot to 1 at the top.
  func place(_ value: Double) -> Double {
    if let even { return even.place(value, 0, 1) }
    if value < least { return max(0, value / least) / (decades + 1) }
    return min(1, (1 + Mathematics.log(value / least) / Mathematics.log(10)) / (decades + 1))
  }
}

/// Lines of names that do not run over each other.
private struct Names {
  /// No name stands below.
  let low: Double
  private var taken: [(from: Double, to: Double, line: Double)] = []

  init(low: Double) { self.low = low }

  mutating func line(from: Double, _ width: Double, near wanted: Double) -> Double {
    let tries = [0.0, -13, 13, -26, 26, -39, -52, -65].map { wanted + $0 }
    func isFree(_ line: Double) -> Bool {
      line <= low
        && taken.allSatisfy { abs($0.line - line) >= 12 || $0.to + 4 < from || from + width + 4 < $0.from }
    }
    let line = tries.first(where: isFree) ?? wanted
    taken.append((from, from + width, line))
    return line
  }
}
