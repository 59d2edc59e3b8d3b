/// The Console's cost file: a line for each day, model, workspace, key and kind of token, with dollars rounded to the cent.
/// Four headers since 2024, read by name: what a generation lacks is not said. Models are written as titles.

import Ledger
import Quantities

struct ConsoleCost: CSVExport {
  static func recognises(_ header: CSVHeader) -> Bool {
    header.has("usage_date_utc", "cost_usd") && header.hasAny("token_type", "cost_type")
  }

  static let ignored: Set<String> = ["api_key_id", "api_key_status"]

  private let date: CSVColumn
  private let model: CSVColumn
  private let workspace: CSVColumn
  private let key: CSVColumn
  private let kind: CSVColumn
  private let costType: CSVColumn
  private let cost: CSVColumn
  private let list: CSVColumn
  private var ways: ConsoleWays

  init(_ header: inout CSVHeader) throws(ExportMistake) {
    date = try header.need("usage_date_utc")
    model = try header.need("model", "model_version")
    workspace = header.find("workspace")
    key = header.find("api_key")
    kind = try header.need("token_type")
    costType = header.find("cost_type")
    cost = try header.need("cost_usd")
    list = header.find("list_price_usd")
    ways = ConsoleWays(&header)
  }

  mutating func read(_ sheet: inout CSVSheet, into sink: inout some UsageSink) throws(ExportMistake) {
    let moment = try sheet.moment(date)
    var row = UsageRow(moment.hasTime ? .hour(moment.hour) : .day(moment.day))
    row.subject.model = sheet.text(model)
    row.subject.workspace = sheet.text(workspace)
    row.subject.key = sheet.text(key)
    row.subject.channel = .apiKey
    ways.set(&row.subject, &sheet, into: &sink)
    guard let dollars = try sheet.dollars(cost) else {
      throw sheet.mistake(cost, "this row has no cost", "fill in 'cost_usd'")
    }
    let stated = try sheet.dollars(list)
    let kindOf = kindOfToken(&sheet, into: &sink)
    row.billed = dollars
    row.billedByKind = UsageRow.Dollars()
    row.billedByKind?[kindOf] = dollars.count
    if let stated {
      row.statedList = stated
      row.statedListByKind = UsageRow.Dollars()
      row.statedListByKind?[kindOf] = stated.count
    }
    try sink.add(row, at: sheet.linePlace)
  }

  private func kindOfToken(
    _ sheet: inout CSVSheet, into sink: inout some UsageSink
  ) -> WritableKeyPath<UsageRow.Dollars, Int64> {
    let word = sheet.word(kind)
    if let kind = UsageRow.Dollars.kind(word) { return kind }
    let type = sheet.word(costType)
    if type == "token" || type == "tokens" || type.isEmpty && !word.isEmpty {
      sink.warn(
        sheet.place(kind),
        "the token type \(QuantityError.quote(word)) is not known: its dollars count as other",
        "check what it stands for")
    }
    return \.other
  }
}

extension UsageRow.Dollars {
  /// What a kind of token is called, in the files of the Console and in the reports behind it; nil: no kind.
  static func kind(_ word: String) -> WritableKeyPath<UsageRow.Dollars, Int64>? {
    switch word {
    case "input_no_cache", "uncached_input_tokens": \.input
    case "output", "output_tokens": \.output
    case "input_cache_read", "cache_read_input_tokens": \.cacheRead
    case "input_cache_write_5m", "input_cache_write", "cache_creation.ephemeral_5m_input_tokens":
      \.cacheWrite5m
    case "input_cache_write_1h", "cache_creation.ephemeral_1h_input_tokens": \.cacheWrite1h
    default: nil
    }
  }

  subscript(kind: WritableKeyPath<UsageRow.Dollars, Int64>) -> Int64 {
    get { self[keyPath: kind] }
    set { self[keyPath: kind] = newValue }
  }
}
