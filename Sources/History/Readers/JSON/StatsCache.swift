/// Claude Code's `stats-cache.json`: tokens by day and model, one number each, and the lifetime of each model by kind.
/// What a day's number counts hangs on `dailyModelTokensVersion`, which is not `version`: 5 counts all four kinds,
/// 1 to 4 and none input and output alone. The number is not trusted: a sum of days that exceeds the lifetime on the
/// basis of input and output must count all kinds.
///
/// The kinds of a day are an estimate, and a warning says so: the lifetime's own ratios of the model. On the basis of
/// input and output, the cache tokens beside them are estimated so too. A model without a lifetime keeps its number as
/// tokens of no known kind.
///
/// At the boundary: it is written through `lastComputedDate`, which may lie weeks back; days after it are unknown and not
/// zero, days between the first and it are zero where they are left out. Days are those of the machine's zone.

import Quantities

struct StatsCache: JSONFormat {
  static let name = "Claude Code stats cache"

  private struct Lifetime {
    var input: Int64
    var output: Int64
    var cacheRead: Int64
    var cacheWrite: Int64
    var spoken: Int64 { input + output }
    var all: Int64 { spoken + cacheRead + cacheWrite }
  }

  private struct Entry {
    let day: CivilDate
    let model: String
    let tokens: Int64
    let place: ExportPlace
  }

  /// From this version on, a day counts cache tokens.
  static let countsAllKinds: Int64 = 5

  static func recognises(_ shape: ExportShape) -> Bool {
    shape.has("dailyModelTokens") || (shape.has("lastComputedDate") && shape.has("modelUsage"))
  }

  mutating func take(_ item: ExportValue, into sink: inout some UsageSink) throws(ExportMistake) {
    let file = try item.object()
    var lifetimes: [String: Lifetime] = [:]
    for model in try file.object("modelUsage")?.named ?? [] {
      let object = try model.value.object()
      lifetimes[model.name] = Lifetime(
        input: try object.needed("inputTokens").count(), output: try object.needed("outputTokens").count(),
        cacheRead: try object.count("cacheReadInputTokens") ?? 0,
        cacheWrite: try object.count("cacheCreationInputTokens") ?? 0)
    }
    var span = DaySpan()
    try file["dailyActivity"]?.each { element throws(ExportMistake) in
      span.include(try element.object().needed("date").day())
    }
    var entries: [Entry] = []
    try file.needed("dailyModelTokens").each { element throws(ExportMistake) in
      let object = try element.object()
      let day = try object.needed("date").day()
      span.include(day)
      for model in try object.needed("tokensByModel").object().named {
        entries.append(
          Entry(day: day, model: model.name, tokens: try model.value.count(), place: model.value.place))
      }
    }
    let last = try file["lastComputedDate"]?.day()
    let countsAll = try basis(file, entries, lifetimes, &sink)
    for entry in entries {
      var row = UsageRow(.day(entry.day))
      row.subject.model = entry.model
      // Behind the day up to which the cache says that it was made, it cannot be whole.
      if let last, entry.day > last { row.state = .provisional }
      if let lifetime = lifetimes[entry.model] {
        row.tokens = StatsCache.split(entry.tokens, lifetime, countsAll)
      }
      if row.tokens == nil { row.otherTokens = entry.tokens }
      try sink.add(row, at: entry.place)
    }
    if !entries.isEmpty { warn(file, countsAll, entries, lifetimes, &sink) }
    if let last {
      if let first = span.first, first <= last {
        for day in first.day...last.day { sink.cover(CivilDate(day: day)) }
      }
    } else {
      span.finish(into: &sink, lastMayGrow: true)
    }
  }

  mutating func finish(into sink: inout some UsageSink) throws(ExportMistake) {}

  // MARK: What a day counts

  /// Whether the days count all four kinds: measured, and where nothing is measured, as the version says.
  private func basis(
    _ file: ExportObject, _ entries: [Entry], _ lifetimes: [String: Lifetime], _ sink: inout some UsageSink
  ) throws(ExportMistake) -> Bool {
    let version = file["dailyModelTokensVersion"]
    let saysAll = try version?.count() ?? 0 >= StatsCache.countsAllKinds
    guard !saysAll else { return true }
    let exceeds = StatsCache.sums(entries).contains { model, sum in
      lifetimes[model].map { sum > $0.spoken && $0.all > $0.spoken } ?? false
    }
    if exceeds {
      sink.warn(
        version?.place ?? file.value.place,
        "the days add up to more input and output than the models ever had: they must count cache tokens too",
        "they are read so, whatever dailyModelTokensVersion says")
    }
    return exceeds
  }

  private static func sums(_ entries: [Entry]) -> [String: Int64] {
    var sums: [String: Int64] = [:]
    for entry in entries {
      // Capped, since a hostile file has any number of days.
      sums[entry.model] = min(sums[entry.model, default: 0] + entry.tokens, ExportValue.mostCounted)
    }
    return sums
  }

  /// Nil: the lifetime says nothing of the kinds.
  private static func split(_ tokens: Int64, _ lifetime: Lifetime, _ countsAll: Bool) -> UsageRow.Tokens? {
    let base = countsAll ? lifetime.all : lifetime.spoken
    guard base > 0 else { return nil }
    func share(_ kind: Int64) -> Int64 {
      let exact = scaled(tokens, by: kind, over: base, rounding: .nearestEven) ?? ExportValue.mostCounted
      return min(exact, ExportValue.mostCounted)
    }
    var split = UsageRow.Tokens()
    split.cacheRead = share(lifetime.cacheRead)
    split.cacheWrite5m = share(lifetime.cacheWrite)
    // Input is what remains, so that the day's number is kept to the token; a token of rounding comes off the rest.
    split.output = share(lifetime.output)
    if countsAll {
      split.cacheWrite5m = min(split.cacheWrite5m, tokens - split.cacheRead)
      split.output = min(split.output, tokens - split.cacheRead - split.cacheWrite5m)
      split.input = tokens - split.cacheRead - split.cacheWrite5m - split.output
    } else {
      split.input = tokens - split.output
    }
    return split
  }

  private func warn(
    _ file: ExportObject, _ countsAll: Bool, _ entries: [Entry], _ lifetimes: [String: Lifetime],
    _ sink: inout some UsageSink
  ) {
    let place = file["dailyModelTokens"]?.place ?? file.value.place
    sink.warn(
      place,
      countsAll
        ? "a day's tokens have no kinds here: they are split as the lifetime of their model is, an estimate"
        : "a day's tokens are input and output here: cache tokens are added as in the lifetime of their model, "
          + "an estimate",
      "import the transcripts (~/.claude/projects) or `ccusage daily --json` for what was used")
    var days: Int128 = 0
    var ever: Int128 = 0
    for (model, sum) in StatsCache.sums(entries) {
      guard let lifetime = lifetimes[model] else { continue }
      days += Int128(sum)
      ever += Int128(countsAll ? lifetime.all : lifetime.spoken)
    }
    // A cache that was rebuilt has lost the days whose transcripts were deleted.
    if days < ever / 2 {
      sink.warn(
        place, "the days hold less than half of what the models used in their lifetime",
        "days whose transcripts were deleted are not in this file, nor are models without days")
    }
  }
}
