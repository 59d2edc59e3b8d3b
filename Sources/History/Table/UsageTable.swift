/// Where a reader puts what it reads: rows that agree in stretch, subject and state are added up at once, so that memory
/// grows with the hours and subjects of an export and not with its rows. Sums are checked: none wraps.

import Quantities

/// What was seen of requests that have an identity: two 64-bit hashes of each, so that a request which several files of one
/// format hold counts once. The only thing in memory that grows with the number of requests: 16 bytes for each.
public final class SeenRequests {
  private var seen: Set<SIMD2<UInt64>> = []
  public private(set) var repeated = 0

  public init() {}

  func isNew(_ id: Span<UInt8>) -> Bool {
    var a: UInt64 = 0xCBF2_9CE4_8422_2325
    var b: UInt64 = 0x9E37_79B9_7F4A_7C15
    for index in id.indices {
      a = (a ^ UInt64(id[index])) &* 0x100_0000_01B3
      b = (b ^ a ^ (b >> 29)) &* 0xBF58_476D_1CE4_E5B9
    }
    guard seen.insert(SIMD2(a, b)).inserted else {
      repeated += 1
      return false
    }
    return true
  }
}

public struct UsageTable: UsageSink {
  /// Something that a person should know; said once, with the number of places that it is true of.
  public struct Warning: Hashable, Sendable {
    public var place: ExportPlace
    public var problem: String
    public var remedy: String
    public var count: Int
  }

  struct Key: Hashable {
    var stretch: UsageRow.Stretch
    var subject: UsageRow.Subject
    var state: UsageRow.State
  }

  /// Further ones are counted and not kept.
  static let mostWarnings = 100

  public private(set) var rows: [UsageRow] = []
  /// Days of which the export holds everything.
  public private(set) var covered: Set<CivilDate> = []
  public private(set) var noted: [CivilDate: UsageRow.State] = [:]
  public private(set) var warnings: [Warning] = []
  public private(set) var omittedWarnings = 0
  private var index: [Key: Int] = [:]
  private var warningIndex: [String: Int] = [:]
  private var last = -1
  let requests: SeenRequests

  public init(requests: SeenRequests = SeenRequests()) { self.requests = requests }

  public mutating func add(_ row: UsageRow, at place: ExportPlace) throws(ExportMistake) {
    let at: Int
    if last >= 0, rows[last].stretch == row.stretch, rows[last].subject == row.subject,
      rows[last].state == row.state
    {
      at = last
    } else {
      let key = Key(stretch: row.stretch, subject: row.subject, state: row.state)
      guard let known = index[key] else {
        index[key] = rows.count
        last = rows.count
        rows.append(row)
        return
      }
      at = known
    }
    last = at
    guard rows[at].add(row) else {
      throw ExportMistake(
        place, "the sum of this row and those of the same time and model is past what a count can be",
        "check the numbers of this row")
    }
  }

  public mutating func cover(_ day: CivilDate) { covered.insert(day) }

  public mutating func note(_ day: CivilDate, _ state: UsageRow.State) { noted[day] = state }

  public mutating func isNew(_ id: Span<UInt8>) -> Bool { requests.isNew(id) }

  public mutating func warn(_ place: ExportPlace, _ problem: String, _ remedy: String) {
    if let known = warningIndex[problem] {
      warnings[known].count += 1
    } else if warnings.count < UsageTable.mostWarnings {
      warningIndex[problem] = warnings.count
      warnings.append(Warning(place: place, problem: problem, remedy: remedy, count: 1))
    } else {
      omittedWarnings += 1
    }
  }

  // MARK: What the end of a file tells

  /// Days with rows, and days that are covered or noted.
  var days: (first: CivilDate, last: CivilDate)? {
    var first: CivilDate?
    var last: CivilDate?
    for day in rows.lazy.map(\.stretch.day) + Array(covered) + Array(noted.keys) {
      first = min(first ?? day, day)
      last = max(last ?? day, day)
    }
    guard let first, let last else { return nil }
    return (first, last)
  }

  /// The export has a row for whatever was used: between its first day and its last, a day without one is zero.
  mutating func coverBetween() {
    guard let (first, last) = days, last.day - first.day <= UsageTable.mostDays else { return }
    for day in first.day...last.day where noted[CivilDate(day: day)] == nil {
      covered.insert(CivilDate(day: day))
    }
  }

  /// Longer than any history: a wrong year, and not a gap to be filled.
  static let mostDays: Int64 = 20_000

  /// No time of the export was another one than midnight: its rows are by the day.
  mutating func hoursToDays() {
    let all = rows
    rows.removeAll()
    index.removeAll()
    last = -1
    for var row in all {
      row.stretch = .day(row.stretch.day)
      // Each sum was there before, but for rows of the day and of its first hour, which no export has both.
      try? add(row, at: ExportPlace())
    }
  }
}

extension UsageRow.Stretch {
  /// The calendar day; of an hour, the day of UTC that holds it.
  public var day: CivilDate {
    switch self {
    case .day(let day): day
    case .hour(let instant): instant.date
    }
  }

  var isHour: Bool {
    if case .hour = self { return true }
    return false
  }
}

// MARK: Sums

extension UsageRow {
  /// Adds the amounts of another row; false if a sum is out of range, and then nothing is changed.
  mutating func add(_ other: UsageRow) -> Bool {
    var sum = self
    guard
      sum.tokens.add(other.tokens, { $0.add($1) }), sum.otherTokens.add(other.otherTokens, { plus(&$0, $1) }),
      plus(&sum.webSearches, other.webSearches), sum.requests.add(other.requests, { plus(&$0, $1) }),
      sum.failed.add(other.failed, { plus(&$0, $1) }),
      sum.billed.add(other.billed, { plus(&$0.count, $1.count) }),
      sum.statedList.add(other.statedList, { plus(&$0.count, $1.count) }),
      sum.billedByKind.add(other.billedByKind, { $0.add($1) }),
      sum.statedListByKind.add(other.statedListByKind, { $0.add($1) })
    else { return false }
    self = sum
    return true
  }
}

/// No count and no amount of a row is past 2^62: a sum of two never overflows.
private func plus(_ a: inout Int64, _ b: Int64) -> Bool {
  let (sum, overflow) = a.addingReportingOverflow(b)
  guard !overflow, sum.magnitude <= 1 << 62 else { return false }
  a = sum
  return true
}

extension Optional {
  fileprivate mutating func add(_ other: Wrapped?, _ sum: (inout Wrapped, Wrapped) -> Bool) -> Bool {
    guard let other else { return true }
    guard var own = self else {
      self = other
      return true
    }
    guard sum(&own, other) else { return false }
    self = own
    return true
  }
}

extension UsageRow.Tokens {
  fileprivate mutating func add(_ other: Self) -> Bool {
    plus(&input, other.input) && plus(&output, other.output) && plus(&cacheRead, other.cacheRead)
      && plus(&cacheWrite5m, other.cacheWrite5m) && plus(&cacheWrite1h, other.cacheWrite1h)
  }

  /// In the order of `TokenCategory`: input, output, cache read, cache write of 5 minutes, of an hour.
  public var byKind: [Int64] { [input, output, cacheRead, cacheWrite5m, cacheWrite1h] }
}

extension UsageRow.Dollars {
  fileprivate mutating func add(_ more: Self) -> Bool {
    plus(&input, more.input) && plus(&output, more.output) && plus(&cacheRead, more.cacheRead)
      && plus(&cacheWrite5m, more.cacheWrite5m) && plus(&cacheWrite1h, more.cacheWrite1h)
      && plus(&other, more.other)
  }

  /// In the order of `TokenCategory`; what is not for tokens is left out.
  public var byKind: [Int64] { [input, output, cacheRead, cacheWrite5m, cacheWrite1h] }
}
