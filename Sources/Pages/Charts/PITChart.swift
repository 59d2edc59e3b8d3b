/// Where what came lay within what was forecast: the days looked ahead from, counted by the tenth of the forecast's futures in which
/// the actual amount fell. Honest ranges fill all ten bins alike, up to what chance makes of so few days.

public struct PITChart: Chart {
  /// By tenth.
  public let counts: [Int]

  public init(counts: [Int]) { self.counts = counts }

  public var title: String { "Where what came lay in the forecast" }

  private var sum: Int { counts.reduce(0, +) }
  private var chance: ChanceBand { ChanceBand(of: sum, in: max(counts.count, 1)) }

  public var description: String {
    guard sum > 0 else { return "No day was looked ahead from." }
    let each = counts.enumerated().map { "\(Tenth.name($0.offset, of: counts.count)): \($0.element)" }
    return "Past days counted by the tenth of the futures in which the actual amount fell. \(chance.told) "
      + each.joined(separator: ", ") + "."
  }

  public func draw(on canvas: inout Canvas) -> Double {
    let chance = chance
    let axis = Axis((counts + [chance.high, 1]).map { Double($0) }, .count, about: 4)
    let left = axis.widestLabel + 10
    let right = canvas.width - 12
    let (high, low) = (26.0, canvas.width > 500 ? 196.0 : 176.0)
    let slot = (right - left) / Double(max(counts.count, 1))
    canvas.text("past days", left, 12, room: right - left, style: "m")
    // Half a day is no count.
    for tick in axis.ticks where tick == tick.rounded() {
      let y = axis.place(tick, low, high)
      canvas.line(left, y, right, y, tick == 0 ? "axis" : "grid")
      canvas.text(axis.label(tick), left - 6, y + 4, .end, style: "m")
    }
    for (index, count) in counts.enumerated() {
      let y = axis.place(Double(count), low, high)
      canvas.hatched(left + (Double(index) + 0.1) * slot, y, slot * 0.8, low - y, 0)
    }
    if sum > 0 {
      for edge in [chance.low, chance.high] {
        let y = axis.place(Double(edge), low, high)
        canvas.path([(x: left, y: y), (x: right, y: y)], "l1")
      }
    }
    for edge in stride(from: 0, through: counts.count, by: max(counts.count / 5, 1)) {
      let label = "\(edge * 100 / max(counts.count, 1))%"
      let x = left + Double(edge) * slot
      canvas.line(x, low, x, low + 4, "axis")
      let half = TextMetrics.width(label, size: Ink.size) / 2
      canvas.text(
        label, min(x, canvas.width - half), low + 18, edge == 0 ? .start : .middle, style: "m")
    }
    let legend = canvas.legend(["days", "chance alone stays between these"], y: low + 42) {
      canvas, index, x, y in
      if index == 0 {
        canvas.hatched(x, y - 5, 28, 10, 0)
      } else {
        canvas.line(x, y, x + 28, y, "l1")
      }
    }
    let end = canvas.paragraph(
      "At the far left are days after which less came than in nine futures of ten, at the far right more. High at both ends: the "
        + "ranges are too narrow.", 0,
      legend + 22, room: canvas.width, most: 3, style: "m")
    return end + 10
  }
}

/// `0-10%`, `10-20%`, ...
enum Tenth {
  static func name(_ bin: Int, of bins: Int) -> String {
    "\(bin * 100 / max(bins, 1))-\((bin + 1) * 100 / max(bins, 1))%"
  }
}
