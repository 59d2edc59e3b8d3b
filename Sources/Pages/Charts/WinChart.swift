/// Plan against plan: in what share of the futures the plan of the row costs less than that of the column.

import Formats

public struct WinChart: Chart {
  public let names: [String]
  /// By row and column; nil on the diagonal.
  public let shares: [[Double?]]

  public init(names: [String], shares: [[Double?]]) {
    self.names = names
    self.shares = shares
  }

  public var title: String { "Plan against plan" }

  public var description: String {
    var sentences: [String] = []
    for (row, values) in shares.enumerated() {
      for (column, value) in values.enumerated() {
        if let value {
          sentences.append("\(names[row]) is cheaper than \(names[column]) in \(percent(value)).")
        }
      }
    }
    return "In what share of the futures the plan of the row costs less than that of the column. "
      + sentences.joined(separator: " ")
  }

  public func draw(on canvas: inout Canvas) -> Double {
    let count = max(names.count, 1)
    let nameRoom = min(
      canvas.width * 0.5, (names.map { TextMetrics.width(visible($0), size: 12) }.max() ?? 0) + 34)
    let cell = min((canvas.width - nameRoom - 4) / Double(count), 92)
    let tall = min(max(cell * 0.5, 24), 34)
    for column in names.indices {
      canvas.text(
        letter(column), nameRoom + (Double(column) + 0.5) * cell, 14, .middle, room: cell, style: "b")
    }
    for (row, name) in names.enumerated() {
      let y = 22 + Double(row) * tall
      canvas.text("\(letter(row))  \(name)", 0, y + tall / 2 + 4, room: nameRoom - 8)
      for (column, value) in shares[row].enumerated() {
        let x = nameRoom + Double(column) * cell
        canvas.box(x, y, cell - 2, tall - 2, "outline")
        guard let value else { continue }
        // A bar as long as the share: readable without any shade.
        canvas.box(x, y, (cell - 2) * min(max(value, 0), 1), tall - 2, "a0")
        let text = cell > 56 ? percent(value) : String(Int((value * 100).rounded()))
        canvas.text(text, x + cell / 2 - 1, y + tall / 2 + 3, .middle, room: cell, size: cell > 30 ? 12 : 11)
      }
    }
    let y = 22 + Double(count) * tall + 16
    let last = canvas.paragraph(
      "In so many of 100 futures the plan of the row costs less than the plan of the column.", 0, y,
      room: canvas.width, style: "m")
    return last + 10
  }

  private func letter(_ index: Int) -> String {
    index < 26 ? String(Unicode.Scalar(UInt8(65 + index))) : String(index + 1)
  }
}
