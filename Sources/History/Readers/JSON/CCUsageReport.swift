/// The JSON reports of ccusage, in every shape that its versions write: `daily` of all agents (`period`, `agent`), of
/// one (`date`), by project (`projects`), of Codex (`costUSD`, a map of models), with or without costs, the older
/// `{"type": "daily", "data": [...]}`, and `blocks` (windows of five hours). What is by week, month or session has no
/// days and is refused with the command that has.
///
/// Its costs are tokens at list, whoever paid and whatever: they are stated list dollars and never billed ones. Its cache
/// writes do not tell five minutes from an hour and are taken for the former. Days are those of the machine's zone; the
/// ones without use between the first and the last are left out and zero, and the last one may have gone on.
/// Source: ryoppippi/ccusage@5816e64 (13 Jun 2026), whose own page on the format differs from what it writes.

import Formats
import Quantities

struct CCUsageReport: JSONFormat {
  static let name = "ccusage report"

  private var days = DaySpan()
  /// Rows by day, project and agent, and windows by their first second: none comes twice.
  private var seen: Set<[String]> = []

  static func recognises(_ shape: ExportShape) -> Bool {
    let rows = ["daily", "weekly", "monthly", "session", "sessions"]
    if rows.contains(where: { shape.has($0) })
      && (shape.has("totals") || hasRow(shape, rows.map { $0 + "[]." }))
    {
      return true
    }
    if shape.has("blocks[].startTime") || shape.has("blocks[].isGap") { return true }
    if shape.has("projects"), shape.has("totals") || shape.ways.contains(where: isRowOfProject) {
      return true
    }
    return shape.has("type") && (shape.has("summary.totalTokens") || hasRow(shape, ["data[]."]))
  }

  private static func hasRow(_ shape: ExportShape, _ rows: [String]) -> Bool {
    rows.contains { shape.has($0 + "inputTokens") && shape.has($0 + "outputTokens") }
  }

  private static func isRowOfProject(_ way: String) -> Bool {
    way.hasPrefix("projects.") && way.hasSuffix("[].inputTokens")
  }

  mutating func take(_ item: ExportValue, into sink: inout some UsageSink) throws(ExportMistake) {
    let report = try item.object()
    for (name, command) in [
      ("weekly", "weekly"), ("monthly", "monthly"), ("session", "session"), ("sessions", "session"),
    ] as [(StaticString, String)] {
      if let rows = report[name] { throw CCUsageReport.refusal(rows, command) }
    }
    if let rows = report["daily"] {
      try rows.each { row throws(ExportMistake) in try day(try row.object(), project: nil, &sink) }
    } else if let projects = report["projects"] {
      for project in try projects.object().named {
        try project.value.each { row throws(ExportMistake) in
          try day(try row.object(), project: project.name, &sink)
        }
      }
    } else if let blocks = report["blocks"] {
      try blocks.each { element throws(ExportMistake) in try block(try element.object(), &sink) }
    } else {
      let rows = try report.needed("data")
      let type = try report.needed("type").string()
      guard type == "daily" else { throw CCUsageReport.refusal(rows, type) }
      try rows.each { row throws(ExportMistake) in try day(try row.object(), project: nil, &sink) }
    }
  }

  private static func refusal(_ value: ExportValue, _ report: String) -> ExportMistake {
    value.mistake(
      "\(QuantityError.quote(report)) reports of ccusage do not say on which day tokens were used",
      "run `ccusage daily --json` and import that")
  }

  // MARK: Days

  private mutating func day(
    _ entry: ExportObject, project: String?, _ sink: inout some UsageSink
  ) throws(ExportMistake) {
    for (name, report) in [("week", "weekly"), ("month", "monthly"), ("sessionId", "session")]
      as [(StaticString, String)]
    {
      if entry["date"] == nil, let value = entry[name] { throw CCUsageReport.refusal(value, report) }
    }
    guard let date = entry["date"] ?? entry["period"] else { _ = try entry.needed("date"); return }
    let day = try date.day()
    days.include(day)
    var whole = UsageRow(.day(day))
    whole.subject.workspace = project
    if project == nil { whole.subject.workspace = try entry.string("project") }
    whole.subject.key = try entry.string("agent").flatMap { $0 == "all" ? nil : $0 }
    try CCUsageReport.fill(&whole, entry)
    try check(once: [day.description, whole.subject.workspace ?? "", whole.subject.key ?? ""], entry)
    let parts = try CCUsageReport.parts(entry)
    var rest = RestOfTotal(whole)
    for (model, object) in parts {
      var row = UsageRow(.day(day))
      row.subject = whole.subject
      CCUsageReport.name(&row.subject, model)
      try CCUsageReport.fill(&row, object)
      // Codex states the cost of a day alone: with a single model, it is that one's.
      if parts.count == 1, row.statedList == nil { row.statedList = whole.statedList }
      rest.take(row)
      try sink.add(row, at: object.value.place)
    }
    guard var row = rest.row else { return }
    // Older versions list the names as `models`.
    let used = try entry["models"]?.kind() == .list ? entry["models"] : entry["modelsUsed"]
    if let model = try CCUsageReport.onlyModel(used) { CCUsageReport.name(&row.subject, model) }
    try sink.add(row, at: entry.value.place)
  }

  private mutating func check(once name: [String], _ entry: ExportObject) throws(ExportMistake) {
    guard seen.insert(name).inserted else {
      throw entry.value.mistake(
        "\(name[0]) comes a second time", "take out one of the two reports: their sum would count it twice")
    }
  }

  /// By model: a list of breakdowns, or Codex's map.
  private static func parts(
    _ entry: ExportObject
  ) throws(ExportMistake) -> [(model: String, object: ExportObject)] {
    var parts: [(model: String, object: ExportObject)] = []
    if let breakdowns = entry["modelBreakdowns"] {
      try breakdowns.each { element throws(ExportMistake) in
        let object = try element.object()
        parts.append((try object.needed("modelName").string(), object))
      }
    } else if let models = entry["models"], try models.kind() == .object {
      for model in try models.object().named { parts.append((model.name, try model.value.object())) }
    }
    return parts
  }

  /// ccusage writes fast mode into the name of a Claude model.
  private static func name(_ subject: inout UsageRow.Subject, _ model: String) {
    subject.isFast = model.hasPrefix("claude-") && model.hasSuffix("-fast")
    subject.model = subject.isFast ? String(model.dropLast("-fast".count)) : model
  }

  private static func onlyModel(_ list: ExportValue?) throws(ExportMistake) -> String? {
    var models: [String] = []
    try list?.each { model throws(ExportMistake) in models.append(try model.string()) }
    return models.count == 1 ? models[0] : nil
  }

  /// A total beyond the four kinds holds tokens of which no kind is said (some agents count so). Codex's reasoning tokens
  /// are part of its output, whatever the total makes of them.
  private static func fill(_ row: inout UsageRow, _ entry: ExportObject) throws(ExportMistake) {
    var tokens = UsageRow.Tokens()
    tokens.input = try entry.needed("inputTokens").count()
    tokens.output = try entry.needed("outputTokens").count()
    tokens.cacheRead = try entry.count("cacheReadTokens", or: "cacheReadInputTokens") ?? 0
    tokens.cacheWrite5m =
      try entry.count("cacheCreationTokens", or: "cacheCreationInputTokens") ?? 0
    row.tokens = tokens
    if let total = try entry.count("totalTokens"), entry["reasoningOutputTokens"] == nil {
      let further = total - tokens.input - tokens.output - tokens.cacheRead - tokens.cacheWrite5m
      if further > 0 { row.otherTokens = further }
    }
    row.statedList = try (entry["totalCost"] ?? entry["costUSD"] ?? entry["cost"])?.dollars()
  }

  // MARK: Windows of five hours

  /// All of a window stands at its first hour: when in it the tokens were used is not said.
  private mutating func block(_ entry: ExportObject, _ sink: inout some UsageSink) throws(ExportMistake) {
    if try entry.isTrue("isGap") { return }
    let start = try entry.needed("startTime").instant()
    days.include(start.date)
    try check(once: [start.description], entry)
    var row = UsageRow(.hour(Instant(seconds: start.seconds / TimeSpan.hour * TimeSpan.hour)))
    try CCUsageReport.fill(&row, try entry.needed("tokenCounts").object())
    if let total = try entry.count("totalTokens"), let tokens = row.tokens {
      let further = total - tokens.input - tokens.output - tokens.cacheRead - tokens.cacheWrite5m
      if further > 0 { row.otherTokens = further }
    }
    row.statedList = try entry.dollars("costUSD")
    row.requests = try entry.count("entries")
    if let model = try CCUsageReport.onlyModel(entry["models"]) { CCUsageReport.name(&row.subject, model) }
    if try entry.isTrue("isActive") { row.state = .provisional }
    try sink.add(row, at: entry.value.place)
  }

  mutating func finish(into sink: inout some UsageSink) throws(ExportMistake) {
    days.finish(into: &sink, lastMayGrow: true)
  }
}
