/// A chart: plain values that draw themselves, at any width, as SVG without script. It can be read in black and white
/// (dashes, hatches, shapes and words; never colour alone), in light and dark, and by those who cannot see it (title and
/// description in words). The same values are the same bytes.

import Formats
import Quantities

public protocol Chart: Sendable {
  /// What it shows, as a heading.
  var title: String { get }
  /// What is to be seen, with the key figures, for whoever cannot see it.
  var description: String { get }
  /// Draws and says how high it has become.
  func draw(on canvas: inout Canvas) -> Double
}

extension Chart {
  /// Text is at least 11 px high where it is shown as wide as it was drawn.
  public static var wide: Double { 760 }
  public static var narrow: Double { 358 }

  /// `id` tells it from other charts of the same page.
  public func svg(width: Double = 760, id: String = "chart") -> String {
    var canvas = Canvas(width: width, id: id)
    let height = draw(on: &canvas)
    return canvas.finished(title: title, description: description, height: height)
  }
}

/// What a chart draws on: SVG elements in the order of drawing. All text goes through `text`, which knows how wide it is.
public struct Canvas: Sendable {
  public let width: Double
  let id: String
  private var body = ""

  init(width: Double, id: String) {
    self.width = width
    self.id = id
  }

  enum Anchor: String { case start, middle, end }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
    body += "<line class=\"\(style)\" x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\"/>\n"
  }

  mutating func path(_ points: [(x: Double, y: Double)], _ style: String, closed: Bool = false) {
    guard let first = points.first else { return }
    var d = "M\(n(first.x)) \(n(first.y))"
    for point in points.dropFirst() { d += "L\(n(point.x)) \(n(point.y))" }
    body += "<path class=\"\(style)\" d=\"\(d)\(closed ? "Z" : "")\"/>\n"
  }

  mutating func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String) {
    guard width > 0, height > 0 else { return }
    body +=
      "<rect class=\"\(style)\" x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(width))\" height=\"\(n(height))\"/>\n"
  }

  /// A box in a series' colour and hatch.
  mutating func hatched(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ series: Int) {
    box(x, y, width, height, "f\(series % Ink.count)")
    guard width > 0, height > 0, let hatch = Ink.hatch(series) else { return }
    body +=
      "<rect fill=\"url(#\(id)-\(hatch))\" x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(width))\" height=\"\(n(height))\"/>\n"
  }

  /// One of eight shapes around a place.
  mutating func marker(_ x: Double, _ y: Double, _ series: Int, size r: Double = 5) {
    let style = "f\(series % Ink.count) edge"
    func shape(_ offsets: [(Double, Double)]) {
      path(offsets.map { (x + $0.0 * r, y + $0.1 * r) }, style, closed: true)
    }
    switch series % 8 {
    case 0: body += "<circle class=\"\(style)\" cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"\(n(r))\"/>\n"
    case 1: shape([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    case 2: shape([(0, -1.2), (1.1, 0.9), (-1.1, 0.9)])
    case 3: shape([(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)])
    case 4: shape([(-1.1, -0.9), (1.1, -0.9), (0, 1.2)])
    case 5:
      shape([
        (-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4), (1.2, 0.4), (0.4, 0.4), (0.4, 1.2),
        (-0.4, 1.2), (-0.4, 0.4), (-1.2, 0.4), (-1.2, -0.4), (-0.4, -0.4),
      ])
    case 6: shape([(-1.3, -0.6), (1.3, -0.6), (1.3, 0.6), (-1.3, 0.6)])
    default: shape([(-0.6, -1.3), (0.6, -1.3), (0.6, 1.3), (-0.6, 1.3)])
    }
  }

  /// Text on one line, cut with an ellipsis where there is no room; the whole of it is said on hovering.
  mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ anchor: Anchor = .start, room: Double = .infinity,
    size: Double = Ink.size, style: String = "t"
  ) {
    let clean = visible(text)
    let shown = TextMetrics.fitted(clean, room: room, size: size)
    let tip = shown == clean ? "" : "<title>\(xml(clean))</title>"
    body +=
      "<text class=\"\(style)\" x=\"\(n(x))\" y=\"\(n(y))\" font-size=\"\(n(size))\" text-anchor=\"\(anchor.rawValue)\">"
      + "\(tip)\(xml(shown))</text>\n"
  }

  /// Text over several lines; returns where the last one stands.
  @discardableResult
  mutating func paragraph(
    _ text: String, _ x: Double, _ y: Double, room: Double, most: Int = 2, size: Double = Ink.size,
    style: String = "t"
  ) -> Double {
    let lines = TextMetrics.wrapped(visible(text), room: room, size: size, most: most)
    for (index, line) in lines.enumerated() {
      self.text(line, x, y + Double(index) * size * 1.3, room: room, size: size, style: style)
    }
    return y + Double(max(lines.count - 1, 0)) * size * 1.3
  }

  /// Names with their samples, as many on a row as fit; returns where the rows end.
  mutating func legend(
    _ names: [String], y: Double, sample: (inout Canvas, _ index: Int, _ x: Double, _ y: Double) -> Void
  ) -> Double {
    var (x, y) = (0.0, y)
    for (index, name) in names.enumerated() {
      let wanted = min(TextMetrics.width(visible(name), size: Ink.size), width - 40)
      if x > 0, x + 34 + wanted > width { (x, y) = (0, y + 20) }
      sample(&self, index, x, y - 4)
      text(name, x + 34, y, room: width - x - 36)
      x += 34 + wanted + 18
    }
    return y
  }

  func finished(title: String, description: String, height: Double) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" class="lotwise-chart" role="img" aria-labelledby="\(id)-title \(id)-text" \
    viewBox="0 0 \(n(width)) \(n(height))" width="\(n(width))" height="\(n(height))">
    <title id="\(id)-title">\(xml(visible(title)))</title>
    <desc id="\(id)-text">\(xml(visible(description)))</desc>
    <style>\(Ink.style)</style>
    <defs>\(Ink.patterns(id))</defs>
    \(body)</svg>

    """
  }

  /// Two decimals at most; what is no number is nothing.
  private func n(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let hundredths = Int((max(-1e7, min(1e7, value)) * 100).rounded())
    let (whole, part) = (abs(hundredths) / 100, abs(hundredths) % 100)
    let sign = hundredths < 0 ? "-" : ""
    if part == 0 { return "\(sign)\(whole)" }
    return part % 10 == 0 ? "\(sign)\(whole).\(part / 10)" : "\(sign)\(whole).\(part < 10 ? "0" : "")\(part)"
  }
}

/// Text within XML: markup escaped, characters that XML forbids left out.
func xml(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    case "\u{9}", "\u{A}", "\u{D}": result += " "
    case "\u{0}"..<"\u{20}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": continue
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
