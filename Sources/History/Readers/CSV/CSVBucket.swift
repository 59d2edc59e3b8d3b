/// Exports by the bucket: a beginning and an end. One of an hour or less is of its hour; one of a day is the calendar day
/// that its beginning names, in whatever zone it is written; a longer one cannot be told apart into days.

import Quantities

struct CSVBucket {
  private let start: CSVColumn
  private let startText: CSVColumn
  private let end: CSVColumn

  /// `texts` are preferred: they name the day as the export counts days.
  init(_ header: inout CSVHeader, start: String, end: String, texts: (String, String)? = nil)
    throws(ExportMistake)
  {
    startText = texts.map { header.find($0.0) } ?? .absent
    let endText = texts.map { header.find($0.1) } ?? .absent
    self.start = startText.isThere ? header.find(start) : try header.need(start)
    let plain = header.find(end)
    self.end = endText.isThere ? endText : plain
  }

  func stretch(_ sheet: inout CSVSheet) throws(ExportMistake) -> UsageRow.Stretch {
    let first = startText.isThere && !sheet.isEmpty(startText) ? startText : start
    let from = try sheet.moment(first)
    guard from.hasTime else { return .day(from.day) }
    guard end.isThere, !sheet.isEmpty(end) else { return .hour(from.hour) }
    let to = try sheet.moment(end)
    let length = to.instant.seconds - from.instant.seconds
    switch length {
    case ..<0:
      throw sheet.mistake(end, "this stretch ends before it begins", "check both times")
    case ...TimeSpan.hour: return .hour(from.hour)
    case ..<(TimeSpan.day - TimeSpan.hour):
      throw sheet.mistake(
        end, "this stretch is longer than an hour and shorter than a day",
        "export it by the hour or by the day")
    case ...(TimeSpan.day + TimeSpan.hour): return .day(from.day)
    default:
      throw sheet.mistake(
        end, "this stretch is longer than a day: what was used on which day is not in the file",
        "export it by the day")
    }
  }
}
