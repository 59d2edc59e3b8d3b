/// The tables of a forecast: its periods, the models of the next 28 days, a monthly limit by month, and the files' tidy tables:
/// one row for each period and model, one for each day of the history. Amounts in files are dollars or whole tokens, and `to`
/// is the first day after a period.

import Formats
import Quantities
import Results

func periodTable(_ result: ForecastResult) -> Table? {
  guard !result.periods.isEmpty else { return nil }
  let unit = result.history.unit
  let numbers = [("mean", "mean"), ("P10", "p10"), ("P50", "p50"), ("P90", "p90"), ("P97.5", "p975")]
  return Table(
    title: unit == .tokens ? "What each period may come to, in tokens" : "What each period may come to",
    columns: [Table.Column("period", key: "period")]
      + numbers.map { Table.Column($0.0, key: $0.1, kind: .number) },
    rows: result.periods.map { period in
      let amount = period.amount
      return [.text(period.label), .text(unit.short(amount.mean))]
        + [amount.p10, amount.p50, amount.p90, amount.p975].map { .text(unit.short($0)) }
    })
}

/// Of the 28 days, or of the first period that tells models apart; the largest first. Kinds of tokens that no model uses are left
/// out.
func modelTable(_ result: ForecastResult) -> Table? {
  let telling = result.periods.filter { !$0.models.isEmpty }
  guard let period = telling.first(where: { $0.kind == .fourWeeks }) ?? telling.first else { return nil }
  let unit = result.history.unit
  let names = ["input", "output", "cache read", "cache write 5m", "cache write 1h"]
  let models = period.models.enumerated().sorted {
    ($0.element.mean, $1.offset) > ($1.element.mean, $0.offset)
  }
  .map(\.element)
  let kinds = names.indices.filter { kind in
    models.contains { $0.tokens.indices.contains(kind) && $0.tokens[kind] > 0 }
  }
  return Table(
    title:
      "By model: \(period.label)\(unit == .tokens ? ", in tokens" : kinds.isEmpty ? "" : ", with tokens by kind")",
    columns: [
      Table.Column("model", key: "model"), Table.Column("mean", key: "mean", kind: .number),
      Table.Column("P10", key: "p10", kind: .number), Table.Column("P90", key: "p90", kind: .number),
    ] + kinds.map { Table.Column(names[$0], key: ForecastResult.ModelPart.tokenKinds[$0], kind: .number) },
    rows: models.map { model in
      [
        .text(model.name), .text(unit.short(model.mean)), .text(unit.short(model.p10)),
        .text(unit.short(model.p90)),
      ] + kinds.map { model.tokens.indices.contains($0) ? .text(compact(model.tokens[$0])) : .blank }
    })
}

func limitTable(_ result: ForecastResult) -> Table? {
  guard let limit = result.limit, !limit.months.isEmpty else { return nil }
  func date(_ date: CivilDate?) -> Table.Cell { date.map { .text($0.told()) } ?? .text("-") }
  return Table(
    title: "When the monthly limit of \(result.history.unit.told(limit.amount)) is met",
    columns: [
      Table.Column("month", key: "month"), Table.Column("chance", key: "probability", kind: .number),
      Table.Column("if so, about", key: "if_so"), Table.Column("one in ten by", key: "p10"),
      Table.Column("half by", key: "p50"), Table.Column("nine in ten by", key: "p90"),
    ],
    rows: limit.months.map { month in
      let when = month.when
      return [
        .text(month.from.monthName), .text(percent(when.probability)), date(when.middle), date(when.p10),
        date(when.p50), date(when.p90),
      ]
    })
}

// MARK: Files

extension Table {
  /// `forecast.csv`: one row for each period, and one for each of its models; a total has no model.
  public init(tidy result: ForecastResult) {
    let unit = result.history.unit
    let tokens = ForecastResult.ModelPart.tokenKinds.map { "tokens_" + $0 }
    var table = Table(
      columns: ["kind", "from", "to", "model", "unit"].map { Column($0, key: $0) }
        + (["mean", "p025", "p10", "p50", "p90", "p975"] + tokens).map { Column($0, key: $0, kind: .number) })
    for period in result.periods {
      func row(_ model: Cell, _ amounts: [Cell], _ tokens: [Cell]) -> [Cell] {
        [.text(period.kind.rawValue), .date(period.from), .date(period.to), model, .text(unit.code)] + amounts
          + tokens
      }
      let amount = period.amount
      table.append(
        row(
          .blank,
          [unit.cell(amount.mean)]
            + [amount.p025, amount.p10, amount.p50, amount.p90, amount.p975].map { unit.cell($0) },
          summed(period.models, kinds: tokens.count)))
      for model in period.models {
        table.append(
          row(
            .text(model.name),
            [unit.cell(model.mean), .blank, unit.cell(model.p10), .blank, unit.cell(model.p90), .blank],
            tokens.indices.map {
              model.tokens.indices.contains($0) ? HistoryUnit.tokens.cell(model.tokens[$0]) : .blank
            }))
      }
    }
    self = table
  }

  /// `history.csv`: a day that is missing has no amount.
  public init(history: HistoryFacts) {
    self.init(
      columns: [
        Column("date", key: "date"), Column("amount", key: "amount", kind: .number),
        Column("unit", key: "unit"), Column("state", key: "state"),
      ],
      rows: history.days.map { day in
        [
          .date(day.date), day.state == .missing ? .blank : history.unit.cell(day.amount),
          .text(history.unit.code), .text(day.state.rawValue),
        ]
      })
  }
}

/// Tokens of all models, by kind; blank where the kind is not known of one of them.
private func summed(_ models: [ForecastResult.ModelPart], kinds: Int) -> [Table.Cell] {
  (0..<kinds).map { kind in
    guard !models.isEmpty, models.allSatisfy({ $0.tokens.indices.contains(kind) }) else { return .blank }
    return HistoryUnit.tokens.cell(models.reduce(0) { $0 + $1.tokens[kind] })
  }
}
