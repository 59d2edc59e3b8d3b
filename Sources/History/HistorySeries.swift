/// A history as the fit wants it (`UsageSeries`): day by day without a gap, in nano-dollars at list as of one day, or in tokens
/// where nothing else is known. Rows of days stay on the day that their export counted; rows of hours are put on the day
/// and hour that a clock of the zone showed. A local day at an edge that the hours hold a part of is left out.

import Demand
import Pricing
import Quantities

extension UsageHistory {
  /// One for each series of the history, in the order of their names. `until`: days that are not over then are left out.
  /// Days before the first use are left out, too.
  public func series(
    zone: Zone = .utc, card: RateCard, today: CivilDate? = nil, until: Instant? = nil
  ) -> [UsageSeries] {
    var pricing = UsagePricing(card: card, today: today)
    return series(zone: zone, pricing: &pricing, until: until)
  }

  public func series(zone: Zone, pricing: inout UsagePricing, until: Instant? = nil) -> [UsageSeries] {
    var names: Set<String?> = []
    for row in rows where !row.isEmpty { names.insert(row.subject.series) }
    return names.sorted { ($0 ?? "") < ($1 ?? "") }.compactMap { name in
      var builder = SeriesBuilder(zone: zone, zeroDays: zeroDays)
      let own = rows.filter { row in
        // Days that are missing from a file of several histories bound none of them.
        row.subject.series == name || row.isEmpty && row.subject.series == nil && row.state != .missing
      }
      builder.inTokens = own.allSatisfy(\.isBareCount)
      for row in own { builder.add(row, &pricing) }
      return builder.finished(name ?? "usage", until: until)
    }
  }
}

extension UsageRow {
  /// It says nothing but a count of tokens, of no model and of no kind: no price belongs to it.
  fileprivate var isBareCount: Bool {
    isEmpty
      || otherTokens != nil && tokens == nil && billed == nil && statedList == nil && subject.model == nil
  }
}

private struct SeriesBuilder {
  struct Day {
    var hours = [Int64](repeating: 0, count: 24)
    var hasHours = false
    var isByDay = false
    var models: [String: UsageSeries.ModelAmount] = [:]
    /// Amounts of rows that name no model.
    var unnamed: Int64 = 0
    var state = UsageRow.State.final
  }

  let zone: Zone
  let zeroDays: Set<CivilDate>
  var inTokens = false
  private var days: [Int64: Day] = [:]
  /// Calendar days of the rows, with what is known of each.
  private var known: [CivilDate: UsageRow.State] = [:]
  private var hasHours = false

  init(zone: Zone, zeroDays: Set<CivilDate>) {
    (self.zone, self.zeroDays) = (zone, zeroDays)
    for day in zeroDays { known[day] = .final }
  }

  mutating func add(_ row: UsageRow, _ pricing: inout UsagePricing) {
    let calendarDay = row.stretch.day
    let weight = known[calendarDay].map(\.weight) ?? -1
    if row.state.weight > weight { known[calendarDay] = row.state }
    guard row.state != .missing else { return }
    let amount = inTokens ? row.otherTokens ?? 0 : max(0, pricing.price(row).today.count)
    var number = calendarDay.day
    var hour: Int?
    if case .hour(let instant) = row.stretch {
      let local = Instant(seconds: instant.seconds + zone.offset(at: instant))
      (number, hour) = (local.date.day, Int(local.secondOfDay / TimeSpan.hour))
      hasHours = true
    }
    var day = days[number] ?? Day()
    if let hour {
      day.hours[hour] = plus(day.hours[hour], amount)
      day.hasHours = true
    } else if amount != 0 {
      day.isByDay = true
    }
    if row.state.weight > day.state.weight { day.state = row.state }
    if let name = pricing.name(of: row.subject.model) {
      // A row that stands for dollars alone knows no tokens; it takes them from its model only if it has an amount.
      var model = day.models[name] ?? UsageSeries.ModelAmount(name: name, amount: 0, tokens: [0, 0, 0, 0, 0])
      model.amount = plus(model.amount, amount)
      if let tokens = row.tokens, !model.tokens.isEmpty {
        model.tokens = zip(model.tokens, tokens.byKind).map(plus)
      } else if amount != 0 {
        model.tokens = []
      }
      day.models[name] = model
    } else {
      day.unnamed = plus(day.unnamed, amount)
    }
    days[number] = day
  }

  func finished(_ name: String, until: Instant?) -> UsageSeries? {
    guard let firstKnown = known.keys.min(), let lastKnown = known.keys.max() else { return nil }
    var (first, last) = (firstKnown.day, lastKnown.day)
    guard last - first <= UsageTable.mostDays else { return nil }
    if hasHours, zone != .utc {
      let (from, to) = (Instant(firstKnown), Instant(CivilDate(day: last + 1)))
      while first <= last, bounds(first).start < from { first += 1 }
      while first <= last, bounds(last).end > to { last -= 1 }
    }
    if let until {
      while first <= last, (hasHours ? bounds(last).end : Instant(CivilDate(day: last + 1))) > until {
        last -= 1
      }
    }
    guard first <= last else { return nil }
    var result: [UsageSeries.Day] = []
    var start: Int64?
    for number in first...last {
      let day = finished(number)
      if start == nil, day.amount == 0 { continue }
      start = start ?? number
      result.append(day)
    }
    guard let start else { return nil }
    var series = UsageSeries(name: name, first: CivilDate(day: start), days: result)
    series.unit = inTokens ? .tokens : .nanodollars
    return series
  }

  /// When a local day begins and ends.
  private func bounds(_ number: Int64) -> (start: Instant, end: Instant) {
    let start = zone.instant(CivilDate(day: number), ClockTime(secondOfDay: 0))
    return (start, zone.startOfNextDay(after: start))
  }

  private func finished(_ number: Int64) -> UsageSeries.Day {
    var result = UsageSeries.Day()
    var states: [UsageRow.State?] = [known[CivilDate(day: number)]]
    if hasHours, zone != .utc {
      let (start, end) = bounds(number)
      // The calendar days of UTC that the local day is made of.
      states = (start.date.day...Instant(seconds: end.seconds - 1).date.day).map { known[CivilDate(day: $0)] }
    }
    guard let day = days[number] else {
      let isMissing = states.contains { $0 == nil || $0 == .missing }
      let most = states.compactMap { $0 }.max { $0.weight < $1.weight } ?? .missing
      result.state = isMissing ? .missing : most.ofSeries
      return result
    }
    let amounts = day.models.values.map(\.amount) + [day.unnamed]
    result.amount = amounts.reduce(0, plus)
    result.state = day.state.ofSeries
    if day.hasHours, !day.isByDay { result.hours = day.hours }
    if day.unnamed == 0, !inTokens {
      result.models = day.models.values.filter { $0.amount != 0 }.sorted { $0.name < $1.name }
    }
    return result
  }
}

/// No day of a real history comes near the limit.
private func plus(_ a: Int64, _ b: Int64) -> Int64 {
  Int64(clamping: min(Int128(a) + Int128(b), Int128(Nanodollars.largest.count)))
}

extension UsageRow.State {
  fileprivate var ofSeries: UsageSeries.State {
    switch self {
    case .final: .final
    case .provisional: .provisional
    case .missing: .missing
    case .blocked: .blocked
    }
  }
}
