/// A replay as one tidy table: a row for each figure of each lot, month and total. `subject` says what the
/// figure is about, `name` which one, `unit` what an amount is an amount of (face value of credit, cash,
/// usage at list price).

import Formats
import Ledger
import Quantities
import Results

extension Table {
  public init(tidy result: ReplayResult) {
    self.init(columns: [
      Column("subject", key: "subject"), Column("name", key: "name"),
      Column("measure", key: "measure"), Column("value", key: "value"), Column("unit", key: "unit"),
    ])
    let boundary: String
    switch result.reading {
    case .before: boundary = "read_before"
    case .through: boundary = "read_through"
    }
    add(
      "run", "",
      [
        .text("title", result.title), .instant("start", result.start),
        .instant(boundary, result.reading.instant),
      ])
    for lot in result.lots { add("lot", lot.name, lot.figures) }
    for group in result.groups { add(group.subject, "", group.figures) }
    for (month, cash) in result.paidByMonth { add("month", monthName(month), [.cash("paid", cash)]) }
    for refusal in result.refusals {
      add("refused_by_provider", refusal.reason, [.count("requests", refusal.count)])
    }
  }

  private mutating func add(_ subject: String, _ name: String, _ figures: [ReplayFigure]) {
    for figure in figures {
      append([
        .text(subject), .text(name), .text(figure.key), figure.cell, .text(figure.unit.rawValue),
      ])
    }
  }
}
