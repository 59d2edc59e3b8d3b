/// What schemas there are, and each as a whole document.

import Documents

extension Schema {
  /// What a schema describes.
  public enum Document: String, CaseIterable, Sendable {
    case scenario, replayCase = "case", rateCard = "card", suite
  }

  package static func root(of document: Document) -> Schema {
    switch document {
    case .scenario: SchemaParts.scenario
    case .replayCase: SchemaParts.replayCase
    case .rateCard: SchemaParts.rateCard
    case .suite: SchemaParts.suite
    }
  }

  /// The whole document, as JSON.
  public static func document(_ document: Document) -> SchemaValue {
    let title =
      switch document {
      case .scenario: "lotwise scenario"
      case .replayCase: "lotwise replay case"
      case .rateCard: "lotwise rate card"
      case .suite: "lotwise suite"
      }
    var pairs: [(key: String, value: SchemaValue)] = [
      ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
      ("title", .string(title)),
    ]
    if case .object(let root) = root(of: document).json {
      pairs += root.filter { $0.key != "title" }
    }
    let quantities = SchemaQuantity.all(inScenario: document == .scenario)
    pairs.append(("$defs", .object(quantities.map { ($0.name, $0.schema.json) })))
    return .object(pairs)
  }
}
