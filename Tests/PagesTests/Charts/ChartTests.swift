/// Every chart, wide and narrow, with plain values and with the worst ones: well-formed, all text inside its box and apart,
/// named for whoever cannot see it, and readable without colour.

import Pages
import Quantities
import Testing

private let day = CivilDate(day: 20_788)

private let calm = ["reseller lots", "auto-reload", "official, once a year"]
private let wild = [
  "<script>alert(1)</script> & \"quotes\" 'and' more", "",
  "a plan whose name is so long that no chart has room for it at all",
  "日本語のとても長い名前のプラン", "🙂🙂🙂", "\u{1B}[31mred\u{0}", "مرحبا", "b",
]

private func charts(_ names: [String], scale: Double, days: Int) -> [any Chart] {
  func value(_ index: Int, _ day: Int) -> Double {
    scale * (Double((index * 37 + day * 11) % 100) / 100 - 0.1)
  }
  let count = names.count
  let usages = [5.0, 10, 40, 100, 1_000]
  func costs(_ plan: Int) -> [Double] {
    let dearer: Double = 1 + abs(value(plan, 1)) / max(scale, 1)
    return usages.map { $0 * dearer }
  }
  func band(_ plan: Int, _ day: Int) -> (p05: Double, p50: Double, p95: Double) {
    let middle = value(plan, day)
    return (p05: middle - scale, p50: middle, p95: middle + scale)
  }
  let months = (0..<(days + 29) / 30).map { CivilDate(day: day.day).adding(months: $0) }
  func shares(_ plan: Int) -> [Double] { (0..<days).map { min(1, abs(value(plan, $0))) } }
  func quantiles(_ plan: Int) -> [Double] {
    let least = value(plan, 0)
    return (0..<41).map { least + Double($0) * scale / 40 }
  }
  func wins(_ row: Int) -> [Double?] {
    (0..<count).map { column in row == column ? nil : Double((row + column) % 10) / 10 }
  }
  return [
    BalanceChart(
      plans: names.indices.map { plan in
        BalanceChart.Plan(
          name: names[plan],
          bands: (0..<days).map { band(plan, $0) })
      }, start: day),
    OutageChart(plans: names.indices.map { (name: names[$0], shares: shares($0)) }, start: day),
    CashChart(
      plans: names.indices.map { plan in
        CashChart.Plan(
          name: names[plan],
          months: months.indices.map {
            (mean: value(plan, $0), p10: value(plan, $0) - scale, p90: value(plan, $0) + scale)
          },
          soFar: months.indices.map { value(plan, $0) * Double($0) })
      }, months: months),
    CostChart(
      plans: names.indices.map { CostChart.Plan(name: names[$0], quantiles: quantiles($0), mean: scale) }),
    StackChart(
      title: "Where it went", about: "Shares.",
      parts: ["used", "expired", "revoked", "undelivered", "left over"],
      bars: names.indices.map { StackChart.Bar(name: names[$0], values: (0..<5).map { abs(value($0, 3)) }) },
      isShares: true),
    StackChart(
      title: "Waste", about: "Dollars.", parts: ["expired", "revoked"],
      bars: names.indices.map {
        StackChart.Bar(name: names[$0], values: [abs(value($0, 1)), 0], group: names[$0])
      },
      isShares: false),
    RiskChart(
      plans: names.indices.map { plan in
        let cost = value(plan, 5)
        return RiskChart.Plan(
          name: names[plan], cost: (cost, cost - scale / 10, cost + scale / 10), risk: (0.1, 0.05, 0.2))
      }),
    WinChart(names: names, shares: (0..<count).map(wins)),
    TornadoChart(
      title: "What moves it", about: "Change.",
      inputs: names.indices.map {
        TornadoChart.Input(name: names[$0], low: -value($0, 2), high: value($0, 7))
      }),
    DemandChart(names: names, usage: usages, costs: names.indices.map(costs), crossings: [33], now: 40),
  ]
}

@Suite struct `Charts can be read` {
  @Test(arguments: [760.0, 358.0])
  func `every chart is whole, with plain names and with wild ones, few plans and many`(width: Double) throws {
    for names in [calm, ["one"], wild, Array(repeating: wild, count: 2).flatMap(\.self)] {
      for (scale, days) in [(1_500.0, 365), (0, 1), (3e9, 3_650), (0.004, 30)] {
        for chart in charts(names, scale: scale, days: days) {
          let svg = chart.svg(width: width, id: "it")
          let drawing = try #require(Drawing.read(svg), "\(type(of: chart)) is well-formed")
          #expect(
            drawing.faults.isEmpty,
            "\(type(of: chart)), \(scale), \(names.count): \(drawing.faults.prefix(3))")
          #expect(!svg.contains("<script"))
          #expect(svg == chart.svg(width: width, id: "it"))
        }
      }
    }
  }

  @Test func `nothing is no fault: no plans, no days, numbers that are none`() throws {
    for chart in charts([], scale: 1, days: 0) + charts(calm, scale: .nan, days: 5)
      + charts(calm, scale: .infinity, days: 5)
    {
      let drawing = try #require(Drawing.read(chart.svg(width: 358, id: "x")))
      #expect(!drawing.numbers.contains { $0.contains("nan") || $0.contains("inf") })
    }
  }

  private func luminance(_ hex: String) -> Double {
    let value = Int(hex.dropFirst(), radix: 16) ?? 0
    func channel(_ shift: Int) -> Double {
      let part = Double(value >> shift & 255) / 255
      guard part > 0.040_45 else { return part / 12.92 }
      // ((part + 0.055) / 1.055) to the power of 2.4, as x^2 times the fifth root of x^2.
      let x = (part + 0.055) / 1.055
      var root = 1.0
      for _ in 0..<60 { root -= (root * root * root * root * root - x * x) / (5 * root * root * root * root) }
      return x * x * root
    }
    return 0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
  }

  private func contrast(_ a: String, _ b: String) -> Double {
    let (x, y) = (luminance(a), luminance(b))
    return (max(x, y) + 0.05) / (min(x, y) + 0.05)
  }

  @Test func `text has a contrast of 4.5 to 1 with its paper, what is drawn 3 to 1`() {
    #expect(abs(contrast("#ffffff", "#000000") - 21) < 0.01)
    for theme in [Ink.light, Ink.dark] {
      #expect(contrast(theme.ink, theme.paper) >= 4.5)
      #expect(contrast(theme.muted, theme.paper) >= 4.5)
      for color in theme.series { #expect(contrast(color, theme.paper) >= 3, "\(color)") }
      #expect(Set(theme.series).count == 8)
    }
  }
}
