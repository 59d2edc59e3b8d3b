/// A comparison as a page: the answer and how sure it is; the table of plans; what to pay and to buy when; the charts; what is
/// left over and what is used; what would change the answer; what it rests on, and the command that makes it again; and what its
/// words mean.

import Formats
import Quantities
import Results

extension Page {
  public init(_ result: ComparisonResult, source: ComparisonSource) {
    let screen = FirstScreen(result, source)
    title = result.title
    subtitle = screen.opening
    answer = screen.answer
    cautions = screen.cautions
    sections = [Page.plans(result, source)]
    sections += [Page.budget(result, source), Page.buying(result, source)].compactMap(\.self)
    sections.append(Page.sureness(result))
    sections.append(Page.pictures(result))
    sections += [Page.leftOver(result), Page.used(result)].compactMap(\.self)
    sections.append(Page.lots(result))
    sections += [Page.alerts(result), Page.variants(result)].compactMap(\.self)
    sections.append(Page.changes(result))
    sections.append(Page.foundation(result, source))
    words = Glossary.terms
  }

  private static func plans(_ result: ComparisonResult, _ source: ComparisonSource) -> Section {
    var section = Section(
      "The plans",
      tables: [planTable(result, source)] + [causeTable(result), gateTable(result)].compactMap(\.self))
    if result.plans.count > 1 { section.figures = [Figure("cost-and-risk", riskChart(result))] }
    return section
  }

  /// The plan to go by first.
  private static func inOrder(_ result: ComparisonResult) -> [PlanResult] {
    let first = result.planToGoBy.map { [$0] } ?? []
    return (first + result.shownPlans.filter { !first.contains($0) }).map { result.plans[$0] }
  }

  private static func budget(_ result: ComparisonResult, _ source: ComparisonSource) -> Section? {
    let tables = inOrder(result).compactMap { monthTable($0, result, source) }
    guard let first = tables.first else { return nil }
    let futures = result.paths
    let chart = CashChart(
      plans: result.plans.map { plan in
        CashChart.Plan(
          name: plan.name,
          months: plan.months.map {
            (
              mean: $0.cash.mean(of: futures) / 1e9, p10: Double($0.cash.p10) / 1e9,
              p90: Double($0.cash.p90) / 1e9
            )
          }, soFar: plan.months.map { $0.cashSoFar.mean(of: futures) / 1e9 })
      }, months: result.months.map(\.date))
    return Section(
      "What to pay when", paragraphs: budgetWords(source),
      tables: [first] + [worstCashTable(result, source)].compactMap(\.self), figures: [Figure("cash", chart)],
      more: Array(tables.dropFirst()))
  }

  private static func buying(_ result: ComparisonResult, _ source: ComparisonSource) -> Section? {
    let tables = inOrder(result).compactMap { buyingTable($0, result, source) }
    guard let first = tables.first else { return nil }
    return Section(
      "What to buy when",
      paragraphs: [
        "What is listed has its date. What a trigger buys comes when it is needed: the dates are P10 to P90 over the futures in "
          + "which there is such an order, and the amounts are means over these."
      ], tables: [first], more: Array(tables.dropFirst()))
  }

  private static func sureness(_ result: ComparisonResult) -> Section {
    var section = Section("How sure", tables: [quantileTable(result)])
    section.figures = [Figure("total-cost", costChart(result))]
    guard result.plans.count > 1 else { return section }
    section.tables.append(pairTable(result))
    // Of more plans not every two are compared.
    if result.plans.count <= PairResult.mostPlans {
      section.figures.append(Figure("plan-against-plan", winChart(result)))
    }
    return section
  }

  private static func leftOver(_ result: ComparisonResult) -> Section? {
    leftOverTable(result).map {
      Section("What is left over", paragraphs: [leftOverSentence(result)].compactMap(\.self), tables: [$0])
    }
  }

  private static func used(_ result: ComparisonResult) -> Section? {
    usageTable(result).map { Section("What is used", tables: [$0]) }
  }

  private static func pictures(_ result: ComparisonResult) -> Section {
    let date = result.start.date
    let balances = result.plans.map { plan in
      BalanceChart.Plan(
        name: plan.name,
        bands: plan.days.compactMap(\.balance).map {
          (p05: Double($0.p05) / 1e9, p50: Double($0.p50) / 1e9, p95: Double($0.p95) / 1e9)
        })
    }
    let outages = result.plans.map { (name: $0.name, shares: $0.days.map(\.outage.value)) }
    return Section(
      "Over time",
      figures: [
        Figure("balance", BalanceChart(plans: balances, start: date)),
        Figure("outages", OutageChart(plans: outages, start: date)),
      ])
  }

  private static func lots(_ result: ComparisonResult) -> Section {
    func mean(_ plan: PlanResult, _ measure: Measure) -> Double {
      (plan[measure]?.mean ?? 0) / measure.unit.baseUnits
    }
    let fates: [Measure] = [.used, .expired, .revoked, .undelivered, .leftOver]
    let flow = StackChart(
      title: "Where each dollar of credit went",
      about: "Shares of all credit that came, on average over the futures.", parts: fates.map(\.name),
      bars: result.plans.map { plan in
        StackChart.Bar(name: plan.name, values: fates.map { mean(plan, $0) })
      }, isShares: true)
    var bars: [StackChart.Bar] = []
    for plan in result.plans {
      var group: String? = plan.name
      for lot in plan.lots where lot.orders > 0 {
        bars.append(
          StackChart.Bar(
            name: lot.name,
            values: [lot.expired, lot.revoked, lot.undelivered].map { $0 / 1e9 }, group: group))
        group = nil
      }
    }
    let waste = StackChart(
      title: "Waste by lot", about: "Face value lost in a future, on average.",
      parts: ["expired", "revoked", "undelivered"], bars: bars, isShares: false, firstSeries: 1)
    return Section(
      "Credit, lot by lot", tables: result.plans.compactMap(lotTable),
      figures: [Figure("credit", flow), Figure("waste", waste)])
  }

  private static func alerts(_ result: ComparisonResult) -> Section? {
    guard let table = alertTable(result) else { return nil }
    let futures = result.alerts.flatMap(\.plans).compactMap { $0?.fired.of }.max() ?? 0
    return Section(
      "Alerts",
      paragraphs: [
        "An alert looks at every full hour, at lots every midnight (UTC). The time left is from the alert that still stands to the first "
          + "refused work of a future, over the futures in which work is refused; where it gave no warning it is none. These are "
          + "\(grouped(futures)) of the futures."
      ], tables: [table])
  }

  private static func variants(_ result: ComparisonResult) -> Section? {
    let tables = [variantMatrix(result), variantChanges(result)].compactMap(\.self)
    guard !tables.isEmpty else { return nil }
    let futures = result.variants.map(\.futures)
    let (least, most) = (grouped(futures.min() ?? 0), grouped(futures.max() ?? 0))
    return Section(
      "The variants",
      paragraphs: result.variants.map { "“\($0.name)” sets \(listed($0.settings, "and"))." } + [
        "Each variant was simulated over \(least == most ? most : "\(least) to \(most)") of the same futures, as many as its "
          + "differences take: what it does not change is drawn alike, so that a difference is what the variant does. Refused work "
          + "is in the total cost, as everywhere."
      ], tables: tables)
  }

  private static func changes(_ result: ComparisonResult) -> Section {
    var section = Section("What would change the answer")
    if let points = result.turningPoints { add(points, of: result, to: &section) }
    section.paragraphs += unknownWords(result)
    section.tables += result.unknown.map { unknownTable($0, result) }
    let moving = result.sensitivities.filter { !$0.inputs.isEmpty }
    let shown = [
      moving.first { $0.against != nil },
      moving.first { $0.against == nil && $0.plan == result.planToGoBy },
    ].compactMap(\.self)
    for sensitivity in shown { section.figures.append(tornado(sensitivity, result)) }
    if !shown.isEmpty {
      section.paragraphs.append(
        "The bars below are from a linear regression over the simulated futures: one input at its low or high end (5 "
          + "and 95 %), all others at their means. They explain "
          + shown.map { "\(percent($0.explained)) of the variance of \(subject($0, result))" }
          .joined(separator: ", and ") + ".")
    }
    return section
  }

  private static func subject(_ sensitivity: Sensitivity, _ result: ComparisonResult) -> String {
    let name = result.plans[sensitivity.plan].name
    guard let other = sensitivity.against else { return "the total cost of \(name)" }
    return "the gap between \(name) and \(result.plans[other].name)"
  }

  private static func tornado(_ sensitivity: Sensitivity, _ result: ComparisonResult) -> Figure {
    let inputs = sensitivity.inputs.prefix(10).map {
      TornadoChart.Input(name: $0.name, low: $0.low / 1e9, high: $0.high / 1e9)
    }
    return Figure(
      sensitivity.against == nil ? "what-moves-the-cost" : "what-moves-the-gap",
      TornadoChart(
        title: "What moves \(subject(sensitivity, result))",
        about: sensitivity.against == nil
          ? "Change of the total cost from its mean."
          : "Change of the difference in total cost; to the left is in favour of "
            + "\(result.plans[sensitivity.plan].name).",
        inputs: Array(inputs)))
  }

  private static func add(_ points: TurningPoints, of result: ComparisonResult, to section: inout Section) {
    let months = result.monthsLong
    let names = result.plans.map(\.name)
    section.figures.append(
      Figure(
        "cost-and-usage",
        DemandChart(
          names: names, usage: points.levels.map { $0.usage / 1e9 },
          costs: names.indices.map { plan in points.levels.map { $0.costs[plan].value / months / 1e9 } },
          crossings: points.crossings.map { $0.usage.value / 1e9 },
          now: points.levels.first { $0.scale == 1 }.map { $0.usage / 1e9 } ?? 0)))
    section.paragraphs += [crossings(result)].compactMap(\.self) + sellers(result)
    section.paragraphs.append(
      "Turning points are estimates from up to \(grouped(points.paths)) futures each, the same ones at every level of usage, "
        + "with their 95 % intervals in brackets; only those are told at which the plans differ by more than chance on both sides. Refused work counts as in the "
        + "total cost everywhere.")
    section.tables.append(
      Table(
        title: "Total cost by level of usage",
        columns: [Table.Column("usage a month", key: "usage_a_month", kind: .number)]
          + names.map { Table.Column($0, key: $0, kind: .number) } + [
            Table.Column("answer", key: "answer")
          ],
        rows: points.levels.map { level in
          [.text(usage(level.usage))] + level.costs.map { .text($0.dollars) }
            + [.text((level.best.map { names[$0] } ?? "none") + (level.isSure ? "" : ", probably"))]
        }))
  }

  private static func foundation(_ result: ComparisonResult, _ source: ComparisonSource) -> Section {
    var section = Section("What this rests on", paragraphs: remarks(result, source))
    if !source.models.isEmpty {
      section.tables.append(
        Table(
          title: "Prices, \(source.rates)",
          columns: [
            Table.Column("model", key: "model"), Table.Column("prices", key: "prices"),
            Table.Column("since", key: "since"), Table.Column("source", key: "source"),
          ],
          rows: source.models.map { [.text($0.model), .text($0.prices), .text($0.since), .text($0.source)] }))
    }
    var rows: [(String, String)] = [
      ("futures", grouped(result.paths)), ("seed", String(result.seed)),
      ("step", source.step), ("rates", source.rates), ("lotwise", source.version),
    ]
    if !source.rulesHash.isEmpty { rows.append(("rules", "SHA-256 \(source.rulesHash)")) }
    if !source.command.isEmpty { rows.append(("made by", source.command)) }
    section.tables.append(
      Table(
        title: "To make it again",
        columns: [Table.Column("what", key: "what"), Table.Column("value", key: "value")],
        rows: rows.map { [.text($0.0), .text($0.1)] }))
    if !source.warnings.isEmpty {
      section.paragraphs.append("Warnings about the scenario: " + source.warnings.joined(separator: " "))
    }
    if !source.scenario.isEmpty {
      section.source = ("The scenario, with every default", source.scenario)
    }
    return section
  }

  // MARK: Charts

  private static func costChart(_ result: ComparisonResult) -> CostChart {
    CostChart(
      plans: result.plans.map { plan in
        CostChart.Plan(
          name: plan.name, quantiles: plan.costQuantiles.map { Double($0) / 1e9 },
          mean: (plan[.totalCost]?.mean ?? 0) / 1e9)
      })
  }

  private static func riskChart(_ result: ComparisonResult) -> RiskChart {
    RiskChart(
      plans: result.plans.map { plan in
        func triple(_ measure: Measure) -> (mean: Double, low: Double, high: Double) {
          guard let best = plan[measure] else { return (0, 0, 0) }
          let scale = measure.unit.baseUnits
          return (best.mean / scale, best.interval.low / scale, best.interval.high / scale)
        }
        return RiskChart.Plan(name: plan.name, cost: triple(.totalCost), risk: triple(.outageRisk))
      })
  }

  private static func winChart(_ result: ComparisonResult) -> WinChart {
    WinChart(
      names: result.plans.map(\.name),
      shares: result.plans.indices.map { row in
        result.plans.indices.map { column in
          row == column ? nil : result.pair(row, column)?.aCheaper.value
        }
      })
  }
}
