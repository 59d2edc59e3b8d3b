/// History and forecast as a picture in letters: a bar for each of the last 26 weeks, then for 12 weeks to come the range in which
/// eight futures of ten lie, with its middle. One or two columns of the terminal for a week; where there is no room for all,
/// the oldest weeks are left out.

import Formats
import Quantities
import Results

struct FanText {
  private static let mostPast = 26
  private static let mostToCome = 12
  private static let height = 8
  /// No narrower than this is a picture.
  private static let leastWidth = 12

  /// Nil: there is nothing to draw, or no room.
  static func table(_ result: ForecastResult, width: Int?) -> Table? {
    let unit = result.history.unit
    var past = HistoryWeek.last(mostPast, of: result.history)
    var toCome = Array(result.fan.prefix(mostToCome))
    let most = max(
      past.compactMap(\.perDay).max() ?? 0, toCome.map { Double($0.p90) }.max() ?? 0)
    guard most > 0, most.isFinite, !(past.isEmpty && toCome.isEmpty) else { return nil }
    let labels = [unit.short(most), unit.short(most / 2)]
    // A table's indent and gap.
    let room = (width ?? 1_000) - 4 - (labels.map(displayWidth).max() ?? 0)
    guard room >= min(leastWidth, past.count + toCome.count) else { return nil }
    toCome = Array(toCome.prefix(room))
    past = Array(past.suffix(room - toCome.count))
    let step = room >= 2 * (past.count + toCome.count) ? 2 : 1
    var rows: [[Table.Cell]] = []
    for row in stride(from: height - 1, through: 0, by: -1) {
      var line = ""
      for week in past { line += String(repeating: bar(week.perDay, row, most: most), count: step) }
      for week in toCome { line += String(repeating: band(week, row, most: most), count: step) }
      let label = row == height - 1 ? labels[0] : row == height / 2 - 1 ? labels[1] : ""
      rows.append([.text(label), .text(trimmed(line))])
    }
    rows.append([.text("0"), .text(months(past, toCome.count, result.history.firstDayAfter, step))])
    return Table(
      title: title(past.count, toCome.count),
      columns: [Table.Column("", key: "amount", kind: .number), Table.Column("", key: "weeks")], rows: rows)
  }

  private static func title(_ past: Int, _ toCome: Int) -> String {
    func weeks(_ count: Int) -> String { "\(count) week\(count == 1 ? "" : "s")" }
    let texts = [
      past > 0 ? "\(weeks(past)) of history (█)" : nil,
      toCome > 0 ? "\(weeks(toCome)) that may come (━ the middle, ░ eight futures of ten)" : nil,
    ]
    return "A day's use by the week: " + listed(texts.compactMap(\.self), "and")
  }

  /// In eighths of a line's height; a week of which nothing is known is empty, one without use is not.
  private static func bar(_ value: Double?, _ row: Int, most: Double) -> Character {
    guard let value else { return " " }
    let eighths = max(1, Int((value / most * Double(height * 8)).rounded())) - row * 8
    guard eighths > 0 else { return " " }
    return Unicode.Scalar(UInt32(0x2580 + min(eighths, 8))).map { Character($0) } ?? " "
  }

  private static func band(_ week: AmountRange, _ row: Int, most: Double) -> Character {
    func place(_ amount: Int64) -> Int {
      min(max(Int(Double(amount) / most * Double(height)), 0), height - 1)
    }
    if row == place(week.p50) { return "━" }
    return row >= place(week.p10) && row <= place(week.p90) ? "░" : " "
  }

  private static func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }

  /// The name of a month below the week in which it begins, where there is room.
  private static func months(_ past: [HistoryWeek], _ toCome: Int, _ next: CivilDate?, _ step: Int) -> String
  {
    let weeks =
      past.map { (from: $0.from, days: $0.days) }
      + (0..<toCome).compactMap { week in next.map { (from: $0.adding(days: 7 * week), days: 7) } }
    var line = ""
    for (index, week) in weeks.enumerated() {
      let last = week.from.adding(days: week.days - 1).parts
      let place = index * step
      guard last.dayOfMonth <= week.days, place > line.count || line.isEmpty, place + 3 <= weeks.count * step
      else { continue }
      line += String(repeating: " ", count: place - line.count) + CivilDate.monthNames[last.month - 1]
    }
    return line
  }
}
