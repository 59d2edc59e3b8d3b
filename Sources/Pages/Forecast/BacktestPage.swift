/// A backtest for a terminal and as a page, its tables, and its tidy tables for files: a row for each day looked ahead from, for
/// each method, for each rule and plan.

import Formats
import Quantities
import Results

extension Report {
  public init(backtest result: BacktestResult, source: ForecastSource) {
    let words = BacktestWords(result, source)
    self.init(
      title: words.title, lead: spaced([words.opening] + words.answer + words.cautions),
      tables: [methodTable(result), tenthTable(result), ruleTable(result)].compactMap(\.self),
      notes: words.notes)
  }
}

extension Page {
  public init(backtest result: BacktestResult, source: ForecastSource) {
    let words = BacktestWords(result, source)
    title = words.title
    subtitle = words.opening
    answer = words.answer
    cautions = words.cautions
    let (ranges, decision) = (Page.ranges(result), Page.decided(result))
    sections = [ranges, decision].compactMap(\.self)
    if let origins = originTable(result) { sections.append(Section("Day by day", more: [origins])) }
    sections.append(Section("What this rests on", paragraphs: words.notes))
    sections.append(Page.making(source, seed: result.seed, paths: result.paths))
    self.words = Glossary.ofBacktests
  }

  /// As part of a forecast's page, which has words about the history of its own.
  static func scores(_ result: BacktestResult) -> [Section] {
    let words = BacktestWords(result, ForecastSource(version: ""))
    var first = ranges(result) ?? Section("How well it would have done")
    first.title = "How well it would have done"
    first.paragraphs = words.answer + [words.overlap].compactMap(\.self)
    return [first, decided(result)].compactMap(\.self)
  }

  private static func ranges(_ result: BacktestResult) -> Section? {
    guard let methods = methodTable(result) else { return nil }
    var section = Section("Ranges and errors", tables: [methods])
    if let counts = result.methods.first?.pit, counts.contains(where: { $0 > 0 }) {
      section.figures = [Figure("pit", PITChart(counts: counts))]
    }
    return section
  }

  private static func decided(_ result: BacktestResult) -> Section? {
    ruleTable(result).map { Section("Deciding by it", tables: [$0]) }
  }
}

// MARK: Tables

func methodTable(_ result: BacktestResult) -> Table? {
  guard !result.methods.isEmpty, !result.origins.isEmpty else { return nil }
  var promises: [Double] = []
  for coverage in result.methods.compactMap(\.coverage).joined()
  where !promises.contains(coverage.promised) { promises.append(coverage.promised) }
  return Table(
    title: "Ways to foresee \(days(result.ahead))",
    columns: [
      Table.Column("method", key: "method"), Table.Column("CRPS", key: "crps", kind: .number),
      Table.Column("pinball", key: "pinball", kind: .number),
      Table.Column("bias", key: "bias", kind: .number),
    ]
      + promises.map {
        Table.Column(
          "within \(percent($0))", key: "within_\(fixed($0 * 1000, 0))", kind: .number)
      },
    rows: result.methods.map { method in
      [.text(method.name)]
        + [method.crps, method.pinball, method.bias].map { .text(fixed($0, 3)) }
        + promises.map { promised in
          guard let found = method.coverage?.first(where: { $0.promised == promised }) else {
            return .text("-")
          }
          return .text(
            "\(percent(found.share)) (\(percent(found.low, bare: true))-\(percent(found.high)))")
        }
    })
}

/// How many past days fell into each tenth of the forecast's futures, with bars.
func tenthTable(_ result: BacktestResult) -> Table? {
  guard let counts = result.methods.first?.pit, let most = counts.max(), most > 0 else { return nil }
  let chance = ChanceBand(of: counts.reduce(0, +), in: counts.count)
  let full = 30
  return Table(
    title:
      "Where what came lay in the forecast (by chance alone \(chance.low) to \(chance.high) days in each tenth)",
    columns: [
      Table.Column("tenth of the futures", key: "tenth"), Table.Column("days", key: "days", kind: .number),
      Table.Column("", key: "bar"),
    ],
    rows: counts.enumerated().map { bin, count in
      // Of few days each is its own block.
      let length = most <= full ? count : Int((Double(count) / Double(most) * Double(full)).rounded())
      let isOdd = count < chance.low || count > chance.high
      return [
        .text(Tenth.name(bin, of: counts.count)), .count(count),
        .text(String(repeating: "█", count: length) + (isOdd ? (length > 0 ? " !" : "!") : "")),
      ]
    })
}

func ruleTable(_ result: BacktestResult) -> Table? {
  guard let decision = result.decision, !decision.rules.isEmpty, !decision.origins.isEmpty else { return nil }
  return Table(
    title: "What deciding by each rule would have cost, for \(days(decision.days)) each time",
    columns: [
      Table.Column("rule", key: "rule"), Table.Column("cost a month", key: "cost_a_month", kind: .number),
      Table.Column("regret a month", key: "regret_a_month", kind: .number),
      Table.Column("regret for $1,000 used", key: "regret_per_thousand", kind: .number),
      Table.Column("chose", key: "chose"),
    ],
    rows: decision.rules.map { rule in
      let share = decision.used > 0 ? Double(rule.regret) / Double(decision.used) * 1_000 : nil
      return [
        .text(rule.name), .text(decision.told(rule.cost)), .text(decision.told(rule.regret)),
        share.map { .text(fixed($0, 0, mark: "$")) } ?? .text("-"),
        .text(
          decision.choices(rule).map { "\(decision.name($0.plan)) \(grouped($0.count))x" }.joined(
            separator: ", ")),
      ]
    })
}

private func originTable(_ result: BacktestResult) -> Table? {
  guard !result.origins.isEmpty else { return nil }
  let unit = result.history.unit
  return Table(
    title: "What came in \(days(result.ahead)), and what was foreseen",
    columns: [Table.Column("from", key: "from")]
      + [("what came", "actual"), ("mean", "mean"), ("P10", "p10"), ("P50", "p50"), ("P90", "p90")]
      .map { Table.Column($0.0, key: $0.1, kind: .number) } + [Table.Column("it lay", key: "lay")],
    rows: result.origins.map { origin in
      let range = origin.forecast
      let place = origin.actual < range.p10 ? "below" : origin.actual > range.p90 ? "above" : "within"
      return [.text(origin.date.told()), .text(unit.short(origin.actual)), .text(unit.short(range.mean))]
        + [range.p10, range.p50, range.p90].map { .text(unit.short($0)) } + [.text(place)]
    })
}

// MARK: Files

extension Table {
  /// `origins.csv`: one row for each past day looked ahead from.
  public init(origins result: BacktestResult) {
    let unit = result.history.unit
    self.init(
      columns: [
        Column("date", key: "date"), Column("days", key: "days", kind: .number), Column("unit", key: "unit"),
      ]
        + ["actual", "mean", "p025", "p10", "p50", "p90", "p975"].map { Column($0, key: $0, kind: .number) },
      rows: result.origins.map { origin in
        let range = origin.forecast
        return [
          .date(origin.date), .count(result.ahead), .text(unit.code), unit.cell(origin.actual),
          unit.cell(range.mean),
        ] + [range.p025, range.p10, range.p50, range.p90, range.p975].map { unit.cell($0) }
      })
  }

  /// `methods.csv`: one row for each way to foresee, and for each range that it promises; one without ranges has one row.
  public init(methods result: BacktestResult) {
    func cell(_ value: Double) -> Cell { decimal(value).map { .text($0) } ?? .blank }
    self.init(
      columns: [Column("method", key: "method")]
        + ["crps", "pinball", "bias", "promised", "share", "low", "high", "origins"].map {
          Column($0, key: $0, kind: .number)
        },
      rows: result.methods.flatMap { method -> [[Cell]] in
        let scores = [Cell.text(method.name)] + [method.crps, method.pinball, method.bias].map(cell)
        let origins = Cell.count(result.origins.count)
        guard let coverage = method.coverage, !coverage.isEmpty else {
          return [scores + Array(repeating: .blank, count: 4) + [origins]]
        }
        return coverage.map { scores + [$0.promised, $0.share, $0.low, $0.high].map(cell) + [origins] }
      })
  }

  /// `rules.csv`: one row for each rule and plan, with how often it chose the plan; amounts are over all origins.
  public init(rules decision: BacktestResult.Decision) {
    self.init(
      columns: [Column("rule", key: "rule"), Column("plan", key: "plan")]
        + ["chosen", "origins", "days", "cost_usd", "best_usd", "regret_usd", "used_usd"].map {
          Column($0, key: $0, kind: .number)
        },
      rows: decision.rules.flatMap { rule -> [[Cell]] in
        let times = decision.choices(rule)
        let amounts = [rule.cost, rule.best, rule.regret, decision.used].map { Cell.money(Nanodollars($0)) }
        return decision.plans.enumerated().map { plan, name -> [Cell] in
          let chosen = times.first { $0.plan == plan }?.count ?? 0
          let start: [Cell] = [
            .text(rule.name), .text(name), .count(chosen), .count(decision.origins.count),
            .count(decision.days),
          ]
          return start + amounts
        }
      })
  }
}
