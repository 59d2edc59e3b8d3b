/// What moves a figure: for each input how far its low and its high value take it from its mean, the longest first.

public struct TornadoChart: Chart {
  public struct Input: Sendable {
    public var name: String
    /// The change when the input is at its low and at its high end.
    public var low, high: Double

    public init(name: String, low: Double, high: Double) {
      self.name = name
      self.low = low
      self.high = high
    }
  }

  public let title: String
  private let about: String
  public let inputs: [Input]

  public init(title: String, about: String, inputs: [Input]) {
    self.title = title
    self.about = about
    self.inputs = inputs
  }

  public var description: String {
    about + " "
      + inputs.map {
        "\($0.name): \(change($0.low)) when low, \(change($0.high)) when high."
      }.joined(separator: " ")
  }

  private func change(_ value: Double) -> String {
    (value > 0 ? "+" : "") + Axis.dollars(value)
  }

  public func draw(on canvas: inout Canvas) -> Double {
    let (left, right) = (10.0, canvas.width - 26)
    let axis = Axis(
      inputs.flatMap { [$0.low, $0.high] }, .dollars, about: canvas.width > 500 ? 6 : 3)
    let top =
      canvas.legend(["input low (5 %)", "input high (95 %)"], y: 14) { canvas, index, x, y in
        canvas.hatched(x, y - 6, 28, 12, index)
      } + 10
    let bottom = top + Double(inputs.count) * 40
    for tick in axis.ticks {
      let x = axis.place(tick, left, right)
      canvas.line(x, top, x, bottom, tick == 0 ? "axis" : "grid")
      canvas.text(
        (tick > 0 ? "+" : "") + axis.label(tick), x, bottom + 16, tick == axis.ticks.first ? .start : .middle,
        style: "m")
    }
    let zero = axis.place(0, left, right)
    for (index, input) in inputs.enumerated() {
      let y = top + Double(index) * 40
      canvas.text(
        "\(input.name): \(change(input.low)) to \(change(input.high))", left + 2, y + 14, room: right - left)
      for (series, value) in [input.low, input.high].enumerated() {
        let x = axis.place(value, left, right)
        let sameSide = input.low * input.high > 0
        let height = sameSide && series == 1 ? 6.0 : 14.0
        canvas.hatched(min(x, zero), y + 20 + (14 - height) / 2, abs(x - zero), height, series)
      }
    }
    return bottom + 24
  }
}
