/// Bars of parts, each part with its hatch: where each dollar of credit went (bars of 100 %), or what each lot loses
/// (bars of dollars).

public struct StackChart: Chart {
  public struct Bar: Sendable {
    public var name: String
    /// In the order of the parts.
    public var values: [Double]
    /// Begins a group of bars with this heading.
    public var group: String?

    public init(name: String, values: [Double], group: String? = nil) {
      self.name = name
      self.values = values
      self.group = group
    }
  }

  public let title: String
  private let about: String
  public let parts: [String]
  public let bars: [Bar]
  private let isShares: Bool
  /// The series of the first part, so that a part has one look in every chart.
  private let first: Int

  /// `isShares`: each bar is its parts' shares of its sum.
  public init(
    title: String, about: String, parts: [String], bars: [Bar], isShares: Bool, firstSeries first: Int = 0
  ) {
    self.title = title
    self.about = about
    self.parts = parts
    self.bars = bars
    self.isShares = isShares
    self.first = first
  }

  private func shown(_ bar: Bar) -> [Double] {
    let sum = bar.values.reduce(0) { $0 + max(0, $1) }
    return bar.values.map { isShares ? (sum > 0 ? max(0, $0) / sum : 0) : max(0, $0) }
  }

  private func label(_ value: Double) -> String { isShares ? percent(value) : Axis.dollars(value) }

  public var description: String {
    about + " "
      + bars.map { bar in
        let values = shown(bar)
        let named = zip(parts, values).filter { $0.1 > 0 }.map { "\($0.0) \(label($0.1))" }
        let name = bar.group.map { "\($0), \(bar.name)" } ?? bar.name
        return "\(name): \(named.isEmpty ? "nothing" : named.joined(separator: ", "))."
      }.joined(separator: " ")
  }

  public func draw(on canvas: inout Canvas) -> Double {
    let (left, right) = (10.0, canvas.width - 26)
    let axis =
      isShares
      ? Axis([0, 1], .percent, about: 5)
      : Axis(bars.map { shown($0).reduce(0, +) }, .dollars, about: canvas.width > 500 ? 6 : 3)
    var y =
      canvas.legend(parts, y: 14) { canvas, index, x, y in canvas.hatched(x, y - 6, 28, 12, first + index) }
      + 12
    let top = y
    var rows: [(bar: Bar, y: Double)] = []
    for bar in bars {
      if bar.group != nil { y += 24 }
      rows.append((bar, y))
      y += 38
    }
    for tick in axis.ticks {
      let x = axis.place(tick, left, right)
      canvas.line(x, top, x, y, tick == 0 ? "axis" : "grid")
      canvas.text(axis.label(tick), x, y + 16, tick == axis.ticks.first ? .start : .middle, style: "m")
    }
    for (bar, y) in rows { draw(bar, y, axis, left, right, on: &canvas) }
    return y + 24
  }

  private func draw(
    _ bar: Bar, _ y: Double, _ axis: Axis, _ left: Double, _ right: Double, on canvas: inout Canvas
  ) {
    if let group = bar.group { canvas.text(group, left + 2, y - 6, room: right - left, style: "b") }
    let values = shown(bar)
    let said = zip(parts, values).filter { $0.1 > (isShares ? 0.0005 : 0.005) }
      .map { "\($0.0) \(label($0.1))" }.joined(separator: ", ")
    canvas.text(
      bar.name + (said.isEmpty ? ": nothing" : ": " + said), left + 2, y + 13, room: right - left,
      style: bar.group == nil && isShares ? "b" : "t")
    var sum = 0.0
    for (index, value) in values.enumerated() {
      let (from, to) = (axis.place(sum, left, right), axis.place(sum + value, left, right))
      canvas.hatched(from, y + 18, to - from, 14, first + index)
      sum += value
    }
  }
}
