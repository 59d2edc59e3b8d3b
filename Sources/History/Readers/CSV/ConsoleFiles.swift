/// What the two files of the Console have in common: the words of their cells.

import Quantities

/// How a request was sent, as cells say it, made into the flags of a subject. A file says the same few words a million
/// times: what the last ones meant is kept.
struct ConsoleWays {
  private let usageType: CSVColumn
  private let window: CSVColumn
  private let geo: CSVColumn
  private let speed: CSVColumn
  private var lastType = ("", isBatch: false)
  private var lastWindow: (String, isLong: Bool?) = ("", false)

  init(_ header: inout CSVHeader) {
    usageType = header.find("usage_type")
    window = header.find("context_window")
    geo = header.find("inference_geo")
    speed = header.find("speed")
  }

  mutating func set(
    _ subject: inout UsageRow.Subject, _ sheet: inout CSVSheet, into sink: inout some UsageSink
  ) {
    if let text = sheet.text(usageType) {
      if text != lastType.0 { lastType = (text, text.lowercased().contains("batch")) }
      subject.isBatch = lastType.isBatch
    }
    if let text = sheet.text(geo) { subject.isUSOnly = text == "us" }
    if let text = sheet.text(speed) { subject.isFast = text == "fast" }
    guard let text = sheet.text(window) else { return }
    if text != lastWindow.0 { lastWindow = (text, ConsoleWays.isLong(text)) }
    subject.isLongPrompt = lastWindow.isLong == true
    if lastWindow.isLong == nil {
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
