/// What a comparison says of its variants: the matrix of plans and variants, what each variant saves and how sure that is, and the
/// best plan under each.

import Formats
import Quantities
import Results

extension VariantResult {
  /// `usage doubles`, with what it sets where the name does not say it.
  fileprivate var told: String { "“\(name)”" }

  /// How its answer reads: the plan, or that none serves the work.
  fileprivate var answerText: String {
    guard let plan = answer.plan else { return "none serves the work" }
    return ([plan] + answer.ties).map { plans[$0].name }.joined(separator: ", or ")
  }
}

extension PairedChange {
  fileprivate var interval: Interval {
    Interval(low: (mean - halfWidth) / 1e9, high: (mean + halfWidth) / 1e9)
  }

  /// `-$504.49 ±0.48`, `+$12 ±3`, `nothing` where no future differs.
  var told: String {
    guard changed > 0 else { return "nothing" }
    return (mean > 0 ? "+" : "") + money(mean / 1e9, interval)
  }
}

/// Total cost of every plan under every variant; the first answer of each is marked.
func variantMatrix(_ result: ComparisonResult) -> Table? {
  guard !result.variants.isEmpty else { return nil }
  var names = result.shownPlans.map { result.plans[$0].name }
  for variant in result.variants {
    names += variant.plans.map(\.name).filter { !names.contains($0) }
  }
  func row(
    _ title: String, _ usage: Double, _ best: String?, _ cost: (String) -> (Double, isServing: Bool)?,
    note: String
  ) -> [Table.Cell] {
    [.text(title), .text(amount(usage))]
      + names.map { name in
        guard let (cost, isServing) = cost(name) else { return .blank }
        return .text(amount(cost) + (name == best ? " *" : isServing ? "" : " (out)"))
      } + [.text(note)]
  }
  let base = result.ranking.serving.plan.map { result.plans[$0].name }
  func asItStands(_ name: String) -> (Double, isServing: Bool)? {
    result.plans.firstIndex { $0.name == name }.map {
      (result.mean($0, .totalCost), result.ranking.standings[$0].isServing)
    }
  }
  var rows = [row("as it stands", result.demand?.mean ?? 0, base, asItStands, note: "")]
  for variant in result.variants {
    let best = variant.answer.plan.map { variant.plans[$0].name }
    rows.append(
      row(
        variant.name, variant.usage, best, { variant[$0].map { ($0.cost, $0.isServing) } },
        note: best == nil ? "no plan serves the work" : best != base ? "another plan is best" : ""))
  }
  return Table(
    title:
      "Total cost of each plan under each variant (*: the best plan there; out: it refuses too much, or breaks the terms)",
    columns: [
      Table.Column("variant", key: "variant"), Table.Column("usage", key: "usage", kind: .number),
    ] + names.map { Table.Column($0, key: $0, kind: .number) } + [Table.Column("", key: "note")],
    rows: rows)
}

/// What each variant does to the cost of each plan, future by future.
func variantChanges(_ result: ComparisonResult) -> Table? {
  guard !result.variants.isEmpty else { return nil }
  let names = result.shownPlans.map { result.plans[$0].name }
  return Table(
    title: "What each variant does to the total cost, future by future (below 0 it saves)",
    columns: [Table.Column("variant", key: "variant")]
      + names.map { Table.Column($0, key: $0, kind: .number) } + [
        Table.Column("best plan then", key: "best"),
        Table.Column("best against best", key: "best_change", kind: .number),
      ],
    rows: result.variants.map { variant in
      [.text(variant.name)]
        + names.map { name in variant[name]?.change.map { .text($0.told) } ?? .blank } + [
          .text(variant.answerText), variant.best.map { .text($0.told) } ?? .blank,
        ]
    })
}

/// The variants in sentences: what saves most, and where the answer changes.
func variantWords(_ result: ComparisonResult) -> String? {
  guard !result.variants.isEmpty, let plan = result.planToGoBy else { return nil }
  let name = result.plans[plan].name
  var text = ""
  let changes = result.variants.compactMap { variant in
    variant[name]?.change.map { (variant: variant, change: $0) }
  }
  let cheaper = changes.filter { $0.change.isReal && $0.change.mean < 0 }
  if let most = cheaper.min(by: { $0.change.mean < $1.change.mean }) {
    let interval = most.change.interval
    text +=
      "Of the variants, \(most.variant.told) saves most: with \(result.name(plan)) it costs "
      + "\(money(-most.change.mean / 1e9, Interval(low: -interval.high, high: -interval.low))) less."
  } else if !changes.isEmpty {
    text += "None of the variants makes \(result.name(plan)) cheaper beyond chance."
  }
  let base = result.ranking.serving.plan.map { result.plans[$0].name }
  let others = result.variants.filter { variant in
    variant.answer.plan.map { variant.plans[$0].name } != base
      && !variant.answer.ties.contains { variant.plans[$0].name == base }
  }
  func told(_ variant: VariantResult) -> String {
    variant.answer.plan.map { "under \(variant.told) it is “\(variant.plans[$0].name)”" }
      ?? "under \(variant.told) no plan serves the work"
  }
  if others.isEmpty {
    text += " The plan to take is the same under every variant."
  } else {
    let shown = others.prefix(4).map(told) + (others.count > 4 ? ["and so on, as the table says"] : [])
    text += " The plan to take changes: \(shown.joined(separator: "; "))."
  }
  return text.trimmed
}
