/// One history: the rows of all files, each stretch and subject once, and what is known of every day between the first and
/// the last. Four things that are not the same: a day of which nothing is known (`missing`), a day that is known to be
/// empty (a zero), a day that may still change (`provisional`), a day on which more was asked for than served (`blocked`).

import Ledger
import Quantities

public struct UsageHistory: Hashable, Sendable {
  /// In order of time, series, model, channel, workspace, key. A day of which nothing is known has a row of its own that is
  /// `missing` and empty.
  public private(set) var rows: [UsageRow] = []
  /// Days that are known to be empty, for every series that has no row on them.
  public private(set) var zeroDays: Set<CivilDate> = []

  /// `covered`: days of which everything is known. `noted`: what else is known of days.
  init(rows: [UsageRow], covered: Set<CivilDate>, noted: [CivilDate: UsageRow.State]) {
    var all = rows
    for (day, state) in noted where state == .provisional || state == .blocked {
      var isThere = false
      for index in all.indices where all[index].stretch.day == day && all[index].state != .missing {
        isThere = true
        if all[index].state == .final { all[index].state = state }
      }
      if !isThere {
        var row = UsageRow(.day(day))
        row.state = state
        all.append(row)
      }
    }
    var used: [CivilDate: Set<String?>] = [:]
    var series: Set<String?> = []
    for row in all where row.state != .missing {
      used[row.stretch.day, default: []].insert(row.subject.series)
      if !row.isEmpty { series.insert(row.subject.series) }
    }
    all.removeAll { row in
      row.state == .missing
        && (used[row.stretch.day]?.contains(row.subject.series) == true || covered.contains(row.stretch.day))
    }
    let missing = Set(all.filter { $0.state == .missing }.map(\.stretch.day))
    let days = all.map(\.stretch.day) + Array(covered) + Array(noted.keys)
    if let first = days.min(), let last = days.max(), last.day - first.day <= UsageTable.mostDays {
      for number in first.day...last.day {
        let day = CivilDate(day: number)
        if covered.contains(day) {
          if !series.subtracting(used[day] ?? []).isEmpty || used[day] == nil { zeroDays.insert(day) }
        } else if used[day] == nil, !missing.contains(day) {
          var row = UsageRow(.day(day))
          row.state = .missing
          all.append(row)
        }
      }
    }
    self.rows = all.sorted { UsageRow.precedes($0, $1) }
  }

  public var first: CivilDate? { bounds?.first }
  public var last: CivilDate? { bounds?.last }

  private var bounds: (first: CivilDate, last: CivilDate)? {
    var days = Array(zeroDays)
    if let row = rows.first { days.append(row.stretch.day) }
    if let row = rows.last { days.append(row.stretch.day) }
    guard let first = days.min(), let last = days.max() else { return nil }
    return (first, last)
  }

  /// How many days are in each state, of all series together; the zeros are those without a row, or with rows of nothing.
  public struct DayCount: Hashable, Sendable {
    public var used = 0
    public var zero = 0
    public var missing = 0
    public var provisional = 0
    public var blocked = 0
  }

  public var dayCount: DayCount {
    var states: [CivilDate: UsageRow.State] = [:]
    var usedDays: Set<CivilDate> = []
    for row in rows {
      let day = row.stretch.day
      if row.state != .missing, row.countsAnything { usedDays.insert(day) }
      if let known = states[day], known.weight >= row.state.weight { continue }
      states[day] = row.state
    }
    var count = DayCount()
    for (day, state) in states {
      switch state {
      case .final: if usedDays.contains(day) { count.used += 1 } else { count.zero += 1 }
      case .provisional: count.provisional += 1
      case .blocked: count.blocked += 1
      case .missing: if usedDays.contains(day) { count.used += 1 } else { count.missing += 1 }
      }
    }
    count.zero += zeroDays.count { states[$0] == nil || states[$0] == .missing && !usedDays.contains($0) }
    return count
  }
}

extension UsageRow {
  /// It is about some use, or some dollars.
  var countsAnything: Bool {
    (tokens?.byKind.contains { $0 > 0 } ?? false) || otherTokens ?? 0 > 0 || webSearches > 0
      || [billed, statedList].contains { $0.map { $0 != .zero } ?? false } || requests ?? 0 > 0
  }
}

extension UsageRow.State {
  /// Of two that hold for one day, the one with more weight is said of it.
  var weight: Int {
    switch self {
    case .missing: 0
    case .final: 1
    case .provisional: 2
    case .blocked: 3
    }
  }
}

extension UsageRow {
  /// It has no amount at all.
  var isEmpty: Bool {
    tokens == nil && otherTokens == nil && webSearches == 0 && requests == nil && failed == nil
      && billed == nil
      && statedList == nil
  }

  /// The order of the table; it tells apart whatever `Subject` does.
  static func precedes(_ a: UsageRow, _ b: UsageRow) -> Bool {
    if a.stretch != b.stretch { return a.stretch.order < b.stretch.order }
    let (x, y) = (a.subject, b.subject)
    for (s, t) in [
      (x.series, y.series), (x.model, y.model), (x.channel?.rawValue, y.channel?.rawValue),
      (x.workspace, y.workspace), (x.key, y.key),
    ] where s != t {
      guard let s else { return true }
      guard let t else { return false }
      return s < t
    }
    return (x.order, a.state.weight) < (y.order, b.state.weight)
  }
}

extension UsageRow.Subject {
  fileprivate var order: Int {
    (isBatch ? 8 : 0) + (isFast ? 4 : 0) + (isUSOnly ? 2 : 0) + (isLongPrompt ? 1 : 0)
  }
}

extension UsageRow.Stretch {
  fileprivate var order: (Int64, Int) {
    switch self {
    case .day(let day): (Instant(day).seconds, 0)
    case .hour(let instant): (instant.seconds, 1)
    }
  }
}
