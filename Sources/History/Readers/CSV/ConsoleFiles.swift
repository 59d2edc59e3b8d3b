/// What the two files of the Console have in common: the words of their cells.

import Quantities

/// How a request was sent, as cells say it, made into the flags of a subject.
struct ConsoleWays {
  private let usageType: CSVColumn
  private let window: CSVColumn
  private let geo: CSVColumn
  private let speed: CSVColumn

  init(_ header: inout CSVHeader) {
    usageType = header.find("usage_type")
    window = header.find("context_window")
    geo = header.find("inference_geo")
    speed = header.find("speed")
  }

  func set(
    _ subject: inout UsageRow.Subject, _ sheet: inout CSVSheet, into sink: inout some UsageSink
  ) {
    if let text = sheet.text(usageType) { subject.isBatch = text.lowercased().contains("batch") }
    if let text = sheet.text(geo) { subject.isUSOnly = text == "us" }
    if let text = sheet.text(speed) { subject.isFast = text == "fast" }
    guard let text = sheet.text(window) else { return }
    switch ConsoleWays.isLong(text) {
    case let isLong?: subject.isLongPrompt = isLong
    case nil:
      sink.warn(
        sheet.place(window),
        "the context window \(QuantityError.quote(text)) is not known: read as a short one",
        "check the price of these rows")
    }
  }

  /// `≤ 200k` and `0-200k` are short, `> 200k` and `200k-1M` long; nil: neither.
  static func isLong(_ text: String) -> Bool? {
    let word = text.filter { $0 != " " }.lowercased()
    if word.hasPrefix("≤") || word.hasPrefix("<") || word.hasPrefix("0-") { return false }
    if word.hasPrefix(">") || word.hasPrefix("≥") || word.hasPrefix("200k-") { return true }
    return nil
  }
}
