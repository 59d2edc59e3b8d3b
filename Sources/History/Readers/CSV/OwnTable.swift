/// The usage table that lotwise writes (Table/TableFile.swift), read back: the same history.

import Ledger
import Quantities

struct OwnTable: CSVExport {
  static func recognises(_ header: CSVHeader) -> Bool { header.has("schema", "stretch", "state") }

  /// Prices are made anew.
  static let ignored: Set<String> = ["list_then", "list_today", "today"]

  private let schema: CSVColumn
  private let stretch: CSVColumn
  private let state: CSVColumn
  private let texts: [(CSVColumn, WritableKeyPath<UsageRow.Subject, String?>)]
  private let channel: CSVColumn
  private let flags: [(CSVColumn, WritableKeyPath<UsageRow.Subject, Bool>)]
  private let kinds: [(CSVColumn, WritableKeyPath<UsageRow.Tokens, Int64>)]
  private let other: CSVColumn
  private let searches: CSVColumn
  private let requests: CSVColumn
  private let failed: CSVColumn
  private let billed: CSVColumn
  private let list: CSVColumn
  private let billedByKind: CSVColumn
  private let listByKind: CSVColumn

  init(_ header: inout CSVHeader) throws(ExportMistake) {
    schema = try header.need("schema")
    stretch = try header.need("stretch")
    state = try header.need("state")
    texts = [
      (header.find("series"), \.series), (header.find("model"), \.model),
      (header.find("workspace"), \.workspace),
      (header.find("key"), \.key),
    ]
    channel = header.find("channel")
    flags = [
      (header.find("batch"), \.isBatch), (header.find("fast"), \.isFast),
      (header.find("us_only"), \.isUSOnly),
      (header.find("long_prompt"), \.isLongPrompt),
    ]
    kinds = [
      (header.find("input"), \.input), (header.find("output"), \.output),
      (header.find("cache_read"), \.cacheRead),
      (header.find("cache_write_5m"), \.cacheWrite5m), (header.find("cache_write_1h"), \.cacheWrite1h),
    ]
    other = header.find("other_tokens")
    searches = header.find("web_searches")
    requests = header.find("requests")
    failed = header.find("failed")
    billed = header.find("billed")
    list = header.find("stated_list")
    billedByKind = header.find("billed_by_kind")
    listByKind = header.find("stated_list_by_kind")
  }

  mutating func read(_ sheet: inout CSVSheet, into sink: inout some UsageSink) throws(ExportMistake) {
    guard sheet.text(schema) == UsageTableFile.schema else {
      throw sheet.mistake(
        schema, "this is not a table of the schema \(UsageTableFile.schema)",
        "write it with this version of lotwise, from the exports themselves")
    }
    let moment = try sheet.moment(stretch)
    sheet.sawTimeOfDay = true
    guard !moment.hasTime || moment.instant == moment.hour else {
      throw sheet.mistake(
        stretch, "this is not the beginning of an hour", "write it like 2026-02-01T05:00:00Z")
    }
    var row = UsageRow(moment.hasTime ? .hour(moment.instant) : .day(moment.day))
    let word = sheet.word(state)
    if word == "zero" {
      sink.cover(row.stretch.day)
      return
    }
    guard let known = UsageRow.State(rawValue: word) else {
      throw sheet.mistake(
        state, "\(QuantityError.quote(word)) is no state of a day",
        "write \(listed(UsageRow.State.allCases.map(\.rawValue) + ["zero"]))")
    }
    row.state = known
    try readSubject(&row.subject, &sheet)
    try readAmounts(&row, &sheet)
    try sink.add(row, at: sheet.linePlace)
  }

  private func readSubject(_ subject: inout UsageRow.Subject, _ sheet: inout CSVSheet) throws(ExportMistake) {
    for (column, path) in texts {
      subject[keyPath: path] = sheet.text(column).map(UsageTableFile.unguarded).flatMap {
        $0.isEmpty ? nil : $0
      }
    }
    for (column, path) in flags { subject[keyPath: path] = sheet.flag(column) }
    if let text = sheet.text(channel) {
      guard let known = Channel(rawValue: text) else {
        throw sheet.mistake(
          channel, "\(QuantityError.quote(text)) is no channel",
          "write \(listed(Channel.allCases.map(\.rawValue)))")
      }
      subject.channel = known
    }
  }

  private func readAmounts(_ row: inout UsageRow, _ sheet: inout CSVSheet) throws(ExportMistake) {
    var tokens = UsageRow.Tokens()
    var hasTokens = false
    for (column, path) in kinds {
      guard let count = try sheet.count(column) else { continue }
      tokens[keyPath: path] = count
      hasTokens = true
    }
    if hasTokens { row.tokens = tokens }
    row.otherTokens = try sheet.count(other)
    row.webSearches = try sheet.tokens(searches)
    row.requests = try sheet.count(requests)
    row.failed = try sheet.count(failed)
    row.billed = try sheet.dollars(billed)
    row.statedList = try sheet.dollars(list)
    row.billedByKind = try dollars(billedByKind, &sheet)
    row.statedListByKind = try dollars(listByKind, &sheet)
  }

  private func dollars(
    _ column: CSVColumn, _ sheet: inout CSVSheet
  ) throws(ExportMistake) -> UsageRow.Dollars? {
    guard let text = sheet.text(column) else { return nil }
    guard let dollars = UsageTableFile.kinds(text) else {
      throw sheet.mistake(
        column, "\(QuantityError.quote(text)) are no dollars by the kind of token",
        "write them like 'input 0.02; output 0.01'")
    }
    return dollars
  }
}
