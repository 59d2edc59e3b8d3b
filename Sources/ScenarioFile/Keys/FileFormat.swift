/// The formats of files that people write, each as a whole: its table, its quantities, its JSON Schema.

import Documents

public enum FileFormat: String, CaseIterable, Sendable {
  case scenario, replayCase = "case", rateCard = "card", suite

  /// What people call it.
  package var title: String {
    switch self {
    case .scenario: "scenario"
    case .replayCase: "replay case"
    case .rateCard: "rate card"
    case .suite: "suite"
    }
  }

  package var table: Table {
    switch self {
    case .scenario: .scenario
    case .replayCase: .replayCase
    case .rateCard: .rateCard
    case .suite: .suite
    }
  }

  package var edition: Edition { self == .scenario ? .open : .closed }

  /// What the forms of its keys name. A scenario may have a currency of its own.
  package var quantities: [QuantityForm] {
    [
      .money(orCurrency: self == .scenario), .price, .instant, .span, .share, .tokens, .zone, .hours,
      .validity, .number,
    ]
  }

  package var document: DocumentSchema {
    DocumentSchema(title: "lotwise \(title)", table: table, edition: edition, quantities: quantities)
  }

  /// As JSON.
  public var schema: SchemaValue { document.json }

  /// Every key, as a page in Markdown.
  public var reference: String { Reference(document).markdown }
}

extension QuantityForm {
  fileprivate static let validity = QuantityForm(
    "validity", "How long a lot can be used: a span, the billing cycle, for ever, or until an instant.",
    "(?:" + length + "|billing cycle|never|" + moment + ")(?: +from (?:purchase|issue|delivery|claim))?",
    like: "180 days", "1 year from purchase", "billing cycle", "never", "2027-03-01")
}
