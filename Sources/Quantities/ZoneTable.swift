/// The changes of one zone's clock as one sorted table: stretches of time, each with a constant offset.
/// What a zone does after the last change on record is a yearly rule; the rule's changes are entered
/// for 400 years and then repeat, because 400 years of the Gregorian calendar are a whole number of
/// weeks.

package final class ZoneTable: Sendable {
  /// `offset` holds up to but not including the second `end`.
  package struct Stretch: Hashable, Sendable {
    /// Seconds east of UTC.
    package let offset: Int64
    package let end: Int64
  }

  /// The first second of each stretch but the first, which has no beginning. Ascending.
  private let changes: [Int64]
  /// One more than there are changes.
  private let offsets: [Int64]
  /// From this second on the table repeats every 400 years.
  private let repeatsFrom: Int64
  private static let period: Int64 = 146_097 * TimeSpan.day

  /// A clock that never changes.
  convenience init(offset: Int64) {
    self.init(initial: offset, changes: [], rule: nil)
  }

  /// The changes on record, ascending, and the rule that holds after the last of them (at all
  /// times, if there are none).
  init(initial: Int64, changes recorded: [(at: Int64, offset: Int64)], rule: ZoneRule?) {
    var changes: [Int64] = []
    var offsets = [initial]
    func enter(_ at: Int64, _ offset: Int64) {
      // A change of nothing but the name of the time is no change, and of two at once the later counts.
      if let last = changes.last, last == at {
        changes.removeLast()
        offsets.removeLast()
      }
      guard offset != offsets[offsets.count - 1] else { return }
      changes.append(at)
      offsets.append(offset)
    }
    for change in recorded { enter(change.at, change.offset) }
    var repeatsFrom = Int64.max
    if let rule {
      if recorded.isEmpty { offsets[0] = rule.standardOffset }
      // The database names years from 1900 on; a file with a later last change than 9999 needs no rule.
      let lastChange = recorded.last?.at ?? Int64.min
      if rule.hasDaylight, lastChange <= Instant.last.seconds {
        let start = Instant(seconds: max(lastChange, -70 * 366 * TimeSpan.day)).date.parts.year
        let repeating = max(start + 1, 1970)
        repeatsFrom = ZoneRule.firstDay(of: repeating) * TimeSpan.day
        // A turn may lie a week off its own year, so one year more on both sides.
        for year in (start - 1)...(repeating + 401) {
          for change in rule.changes(in: year) where change.at > lastChange {
            enter(change.at, change.offset)
          }
        }
      }
    }
    self.changes = changes
    self.offsets = offsets
    self.repeatsFrom = repeatsFrom
  }

  package func stretch(at seconds: Int64) -> Stretch {
    let shift = seconds < repeatsFrom ? 0 : (seconds - repeatsFrom) / ZoneTable.period * ZoneTable.period
    let second = seconds - shift
    var low = 0
    var high = changes.count
    while low < high {
      let middle = (low + high) / 2
      if changes[middle] <= second { low = middle + 1 } else { high = middle }
    }
    guard low < changes.count else { return Stretch(offset: offsets[low], end: Int64.max) }
    let (end, overflow) = changes[low].addingReportingOverflow(shift)
    return Stretch(offset: offsets[low], end: overflow ? Int64.max : end)
  }
}
