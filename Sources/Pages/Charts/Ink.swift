/// Colours, dashes and hatches. Eight series can be told apart without colour; the colours are Okabe and Ito's, darkened
/// or lightened until each has a contrast of 3 to 1 with its background, and text 4.5 to 1 (WCAG 2.2, 1.4.3 and 1.4.11).

package enum Ink {
  static let size = 12.0
  static let count = 8

  package struct Theme: Sendable {
    package let paper, ink, muted, grid: String
    package let series: [String]
  }

  package static let light = Theme(
    paper: "#ffffff", ink: "#1b1f24", muted: "#57606a", grid: "#d8dee4",
    series: ["#0068a8", "#c24e00", "#00795a", "#a2457f", "#7a6100", "#3d4451", "#2a7fb0", "#8a4b2a"])
  package static let dark = Theme(
    paper: "#0d1117", ink: "#e6edf3", muted: "#9ea7b3", grid: "#30363d",
    series: ["#56b4e9", "#ff9a5c", "#2bc79b", "#e58fc0", "#f0e442", "#c9d1d9", "#8ecbff", "#d9a066"])

  private static let dashes = ["none", "7 4", "2 3", "10 3 2 3", "4 2", "12 4", "1 4", "8 2 2 2 2 2"]

  /// The pattern over a series' colour; nil: plain.
  static func hatch(_ series: Int) -> String? {
    [nil, "rising", "dots", "falling", "across", "upright", "net", "dense"][series % count]
  }

  static let style: String = {
    func variables(_ theme: Theme) -> String {
      "--paper:\(theme.paper);--ink:\(theme.ink);--muted:\(theme.muted);--grid:\(theme.grid);"
        + theme.series.enumerated().map { "--c\($0.offset):\($0.element)" }.joined(separator: ";")
    }
    var css = ".lotwise-chart{\(variables(light));max-width:100%;height:auto;"
    css += "font-family:Inter,\"Helvetica Neue\",Arial,sans-serif;font-variant-numeric:tabular-nums}"
    // On paper it is always light.
    css += "@media screen and (prefers-color-scheme:dark){.lotwise-chart{\(variables(dark))}}"
    css += ".lotwise-chart .t{fill:var(--ink)}.lotwise-chart .m{fill:var(--muted)}"
    css += ".lotwise-chart .b{fill:var(--ink);font-weight:600}"
    // Lines of the grid do not cross letters.
    css +=
      ".lotwise-chart text{paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}"
    css += ".lotwise-chart .grid{stroke:var(--grid)}.lotwise-chart .axis{stroke:var(--muted)}"
    css += ".lotwise-chart .edge{stroke:var(--paper);stroke-width:1}"
    css +=
      ".lotwise-chart .outline{fill:none;stroke:var(--muted)}.lotwise-chart .median{stroke:var(--ink);stroke-width:2}"
    css +=
      ".lotwise-chart .hatch{stroke:var(--paper);stroke-width:1.6;fill:none}.lotwise-chart .dot{fill:var(--paper)}"
    for series in 0..<count {
      css += ".lotwise-chart .f\(series){fill:var(--c\(series))}"
      css += ".lotwise-chart .a\(series){fill:var(--c\(series));fill-opacity:.22}"
      css += ".lotwise-chart .l\(series){stroke:var(--c\(series));stroke-width:2;fill:none;"
      css += "stroke-dasharray:\(dashes[series])}"
      css += ".lotwise-chart .e\(series){stroke:var(--c\(series));stroke-width:1.5}"
    }
    return css
  }()

  static func patterns(_ id: String) -> String {
    func pattern(_ name: String, _ inside: String, _ turn: Int = 0, _ side: Int = 7) -> String {
      "<pattern id=\"\(id)-\(name)\" width=\"\(side)\" height=\"\(side)\" patternUnits=\"userSpaceOnUse\""
        + (turn == 0 ? "" : " patternTransform=\"rotate(\(turn))\"") + ">\(inside)</pattern>"
    }
    let line = "<path class=\"hatch\" d=\"M0 3.5H7\"/>"
    return pattern("rising", line, -45) + pattern("falling", line, 45) + pattern("across", line)
      + pattern("upright", line, 90) + pattern("dense", "<path class=\"hatch\" d=\"M0 2H4\"/>", -45, 4)
      + pattern("dots", "<circle class=\"dot\" cx=\"3.5\" cy=\"3.5\" r=\"1.4\"/>")
      + pattern("net", line + "<path class=\"hatch\" d=\"M3.5 0V7\"/>", 45)
  }
}
