/// A comparison made up by hand: so many plans with their figures, three months, and the answers that the test says. What words
/// and tables make of a result can be asked of it without a simulation.

import Formats
import Ledger
import Pages
import Quantities
import Results

struct MadePlan {
  var name: String
  /// Dollars in a future.
  var cost: Double
  var paid: Double
  /// By the name of the cause; out of 1,000 asked for.
  var refused: [(cause: String, dollars: Double)] = []
  var reseller = false
  var gates: [GateFinding] = []
  var cutOff = 0.0
  /// By month.
  var cash: [Double] = [10, 20, 30]
  var buying: [Buying] = []

  var refusedSum: Double { refused.reduce(0) { $0 + $1.dollars } }
}

struct Made {
  static let asked = 1_000.0
  static let month = 30 * 86_400

  var plans: [MadePlan]
  var paths = 1_000
  /// Into the plans.
  var serving: Answer
  var within: Answer?
  var ofAll: Answer
  var levels: [TurningPoints.Level] = []
  var views: [LeftOverView] = []
  var usage: [UsageShare] = []

  private func estimate(_ measure: Measure, _ mean: Double, half: Double = 0, p95: Double? = nil) -> Estimate
  {
    let scale = measure.unit.baseUnits
    func quantile(_ value: Double) -> Quantile { Quantile(value: Int64(value * scale), low: nil, high: nil) }
    return Estimate(
      measure: measure, futures: paths,
      total: measure.formula.isRatio ? nil : Int128(mean * scale * Double(paths)),
      nonZero: mean == 0 ? 0 : paths,
      mean: mean * scale, standardError: half * scale / 2,
      interval: Interval(low: (mean - half) * scale, high: (mean + half) * scale),
      quantiles: measure.unit == .dollars
        ? Quantiles(
          least: Int64(mean * scale), p05: quantile(mean), p50: quantile(mean), p95: quantile(p95 ?? mean),
          most: Int64((p95 ?? mean) * scale)) : nil, adjusted: nil)
  }

  private func estimates(_ plan: MadePlan) -> [Estimate] {
    let served = Made.asked - plan.refusedSum
    return Measure.all.compactMap { measure in
      switch measure.name {
      case "total cost": estimate(measure, plan.cost, half: 2)
      case "paid": estimate(measure, plan.paid, p95: plan.paid * 2)
      case "net cost": estimate(measure, plan.cost)
      case "served": estimate(measure, served)
      case "effective price": estimate(measure, plan.cost / served)
      case "refused share": estimate(measure, plan.refusedSum / Made.asked)
      case "blocked": estimate(measure, plan.refusedSum)
      case "outage risk", "risk of an outage over an hour": estimate(measure, plan.cutOff)
      case "waste at cost": estimate(measure, 7)
      case "waste to come at cost": estimate(measure, 3)
      case "cash out in a day", "cash out in 24 hours": estimate(measure, 50, p95: 100)
      default:
        plan.refused.first { "blocked: " + $0.cause == measure.name }.map { estimate(measure, $0.dollars) }
      }
    }
  }

  private func band(_ mean: Double) -> Band {
    let nano = Int64(mean * 1e9)
    return Band(total: Int128(nano) * Int128(paths) + 1, p10: nano / 2, p50: nano, p90: nano * 2)
  }

  private func standing(_ plan: MadePlan) -> Standing {
    Standing(servesEnough: plan.refusedSum <= 10, keepsTerms: !plan.reseller, gates: plan.gates)
  }

  var result: ComparisonResult {
    let start = Instant(seconds: 1_798_761_600)  // 2027-01-01
    let months = [0, 31, 59].map { Instant(seconds: start.seconds + $0 * 86_400) }
    let made = plans.enumerated().map { index, plan in
      var sum = 0.0
      return PlanResult(
        plan: index, name: plan.name, usesReseller: plan.reseller, estimates: estimates(plan), lots: [],
        costQuantiles: [], days: [],
        months: plan.cash.map { cash in
          sum += cash
          return MonthOfPlan(
            cash: band(cash), cashSoFar: band(sum), served: band(300), refused: band(0), expired: band(0),
            balance: band(5))
        }, buying: plan.buying, batches: [])
    }
    let order = plans.indices.sorted { (plans[$0].cost, $0) < (plans[$1].cost, $1) }
    let pairs = plans.indices.flatMap { a in
      plans.indices.filter { $0 > a }.map { b in
        let gap = (plans[a].cost - plans[b].cost) * 1e9
        func share(_ count: Int) -> Probability {
          Probability(count: count, of: paths, interval: Interval(low: 0, high: 1))
        }
        return PairResult(
          a: a, b: b,
          difference: Difference(
            mean: gap, standardError: 1e9, interval: Interval(low: gap - 2e9, high: gap + 2e9), adjusted: nil),
          aCheaper: share(gap < 0 ? paths : 0), bCheaper: share(gap > 0 ? paths : 0))
      }
    }
    return ComparisonResult(
      title: "made", start: start, end: Instant(seconds: start.seconds + 90 * 86_400), seed: 1, paths: paths,
      asked: paths, wasInterrupted: false, leftOver: .asUsed, blockedWorkCosts: .one, patience: nil,
      demand: estimate(.demand, Made.asked), throttled: nil, usage: usage, months: months,
      usageByMonth: [300, 300, 400].map(band), plans: made, pairs: pairs,
      ranking: Ranking(
        order: order, serveAtLeast: .percent(99), serving: serving, withinLimits: within, ofAll: ofAll,
        standings: plans.map(standing)),
      leftOverViews: views, unknown: [], controls: [], sensitivities: [],
      turningPoints: levels.isEmpty
        ? nil : TurningPoints(paths: 400, levels: levels, crossings: [], sellers: []))
  }

  var source = ComparisonSource(version: "0", stepSeconds: 900, rates: "card", explain: "lotwise explain x")

  var page: Page { Page(result, source: source) }
  /// The paragraphs of the answer, as one text.
  var answer: String { page.answer.joined(separator: "\n") }

  func table(_ title: String) -> Table? {
    page.sections.flatMap { $0.tables + $0.more }.first { $0.title.hasPrefix(title) }
  }

  func text(width: Int? = nil) -> String {
    var out = ByteBuffer()
    TextReport(width: width).write(Report(result, source: source), into: &out)
    return out.text
  }

  var html: String {
    var out = ByteBuffer()
    HTMLPage().write(page, into: &out)
    return out.text
  }

  var markdown: String {
    var out = ByteBuffer()
    MarkdownPage(showsFigures: true).write(page, into: &out)
    return out.text
  }

  /// As a result file, read back.
  func readBack() throws -> ResultFile {
    var out = ByteBuffer()
    ComparisonJSON().write(result, source: source, into: &out)
    return try ResultFile(bytes: out.withBytes { Array($0) })
  }
}

extension Table {
  /// The cells of the row of this name, by the key of their column.
  func row(_ name: String) -> [String: String] {
    guard let row = rows.first(where: { $0.first?.readable == name }) else { return [:] }
    return Dictionary(uniqueKeysWithValues: zip(columns.map(\.key), row.map(\.readable)))
  }
}
