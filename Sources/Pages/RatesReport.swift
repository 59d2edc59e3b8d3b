/// The rate card at an instant, with dates and sources: what a model costs below and in its band of long
/// prompts, at standard speed and fast; the factors of the rules; and what is known to change.

import Formats
import Pricing
import Quantities

public struct RatesReport: Sendable {
  public let card: RateCard
  public let instant: Instant
  /// The only models listed; nil: all that are offered then.
  public let rows: [PriceRow]
  /// Later changes of the listed models.
  public let changes: [CardChange]

  public static let schema = "lotwise/rates/1"

  /// `model` nil: every model that is offered then.
  public init(card: RateCard, instant: Instant, model: ModelID? = nil) {
    self.card = card
    self.instant = instant
    rows =
      model.map { model in card.row(model: model, at: instant).map { [$0] } ?? [] }
      ?? card.rows(asOf: instant)
    let listed = Set(rows.map(\.model))
    changes = card.changes(after: instant).filter { listed.contains($0.model) }
  }

  /// One row for each way a model is priced; the same table for people and for machines.
  public var table: Table {
    var table = Table(
      title: "Dollars per million tokens",
      columns: [
        Table.Column("model", key: "model"), Table.Column("applies to", key: "applies_to"),
        Table.Column("input", key: "input", kind: .number),
        Table.Column("output", key: "output", kind: .number),
        Table.Column("cache read", key: "cache_read", kind: .number),
        Table.Column("cache write 5m", key: "cache_write_5m", kind: .number),
        Table.Column("cache write 1h", key: "cache_write_1h", kind: .number),
        // The last four are for machines; people get them as tables of their own.
        Table.Column("since", key: "from"), Table.Column("until", key: "to"),
        Table.Column("notes", key: "notes"), Table.Column("source", key: "source"),
      ])
    for row in rows {
      let last = changes.filter { $0.model == row.model }
      let notes = last.map { "\($0.at.readable) \($0.what)" }.joined(separator: "; ")
      for (name, prices) in row.tiers {
        table.append([
          .text(row.model), .text(name), .price(prices.input), .price(prices.output),
          .price(prices.cacheRead), .price(prices.cacheWrite5m), .price(prices.cacheWrite1h),
          .instant(row.from), row.to == .never ? .blank : .instant(row.to), .text(notes),
          .text(row.source),
        ])
      }
    }
    return table
  }

  /// The numbers that the rules multiply by or add, then.
  public var parameters: Table {
    Table(
      title: "Factors and services",
      columns: [
        Table.Column("rule", key: "rule"), Table.Column("value", key: "value", kind: .number),
        Table.Column("since", key: "from"), Table.Column("source", key: "source"),
      ],
      rows: card.parameters(asOf: instant).map { parameter in
        [
          .text(parameter.name.label), .text(parameter.value.label), .instant(parameter.from),
          .text(parameter.source),
        ]
      })
  }

  /// For people: prices, then where they come from, then what will change, in tables that fit a page.
  public var report: Report {
    var notes: [String] = []
    if card.isForecast(at: instant) {
      notes.append(
        "The card is known to be right up to \(card.asOf); prices after that are what was announced by then.")
    }
    var tables = [prices, sources]
    if !changes.isEmpty { tables.append(comingChanges) }
    return Report(
      title: "Rate card '\(card.name)' at \(instant.readable) (UTC)", tables: tables + [parameters],
      notes: notes)
  }

  private var prices: Table {
    var prices = table
    prices.columns.removeLast(4)
    var previous: Table.Cell?
    for index in prices.rows.indices {
      prices.rows[index].removeLast(4)
      let model = prices.rows[index][0]
      if model == previous { prices.rows[index][0] = .blank }
      previous = model
    }
    return prices
  }

  private var sources: Table {
    Table(
      title: "Sources",
      columns: [
        Table.Column("model", key: "model"), Table.Column("since", key: "from"),
        Table.Column("source", key: "source"),
      ],
      rows: rows.map { [.text($0.model), .instant($0.from), .text($0.source)] })
  }

  private var comingChanges: Table {
    Table(
      title: "Known to change",
      columns: [
        Table.Column("at", key: "at"), Table.Column("model", key: "model"),
        Table.Column("what", key: "what"),
      ],
      rows: changes.map { [.instant($0.at), .text($0.model), .text($0.what)] })
  }

  public func writeJSON(into out: inout ByteBuffer) {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", RatesReport.schema)
      json.string("card", card.name)
      json.string("known_up_to", card.asOf.description)
      json.instant("at", instant)
      json.string("unit", "dollars per million tokens")
      json.rows("rows", of: table)
      json.rows("parameters", of: parameters)
      json.array("changes") { json in
        for change in changes {
          json.object { json in
            json.instant("at", change.at)
            json.string("model", change.model)
            json.string("what", change.what)
            json.string("source", change.source)
          }
        }
      }
    }
    out.append(json.finish())
  }
}

extension PriceRow {
  /// Every way in which this row prices a request, by a name that says when.
  fileprivate var tiers: [(name: String, prices: TokenPrices)] {
    var tiers: [(String, TokenPrices)] = []
    let over = band.map { "prompt over \($0.overPromptTokens)" }
    tiers.append((band.map { "prompt up to \($0.overPromptTokens)" } ?? "any prompt", prices))
    if let over, let band { tiers.append((over, band.prices)) }
    guard case .offered(let fast) = fast else { return tiers }
    let name = fast.isPreview ? "fast (preview)" : "fast"
    if let prices = prices(long: false, fast: true) { tiers.append((name, prices)) }
    if fast.overBand != nil, let over, let prices = prices(long: true, fast: true) {
      tiers.append(("\(name), \(over)", prices))
    }
    return tiers
  }
}

extension RuleParameter.Name {
  fileprivate var label: String {
    switch self {
    case .batch: "batch, on all token prices"
    case .usOnly: "US-only inference, on all token prices"
    case .webSearch: "web search, each"
    case .codeExecution: "code execution, a container-hour"
    case .codeExecutionMinimum: "code execution, billed at least"
    }
  }
}

extension RuleParameter.Value {
  fileprivate var label: String {
    switch self {
    case .factor(let ratio): "x " + ratio.factor
    case .price(let price): price.description
    case .seconds(let seconds): TimeSpan.seconds(seconds).description
    }
  }
}
