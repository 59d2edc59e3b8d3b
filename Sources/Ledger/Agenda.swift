/// What is still to come, as a binary heap of (instant, lot): deliveries and expiries. Entries of lots that
/// have been emptied meanwhile are left in it and skipped when they surface.

struct Agenda: ~Copyable, Sendable {
  private struct Entry {
    var at: Int64
    var lot: Int

    /// What is due in the same second comes in the order of the lots.
    func isBefore(_ other: Entry) -> Bool { at < other.at || (at == other.at && lot < other.lot) }
  }

  private var entries = Flat<Entry>(capacity: 16)
  /// `Int64.max` when nothing is to come.
  private(set) var next = Int64.max

  borrowing func copy() -> Agenda {
    var other = Agenda()
    other.entries = entries.copy()
    other.next = next
    return other
  }

  var nextLot: Int? { entries.isEmpty ? nil : entries[0].lot }

  /// Empty, with the room that it took.
  mutating func restart() {
    entries.removeAll()
    next = .max
  }

  mutating func add(_ lot: Int, at instant: Int64) {
    entries.append(Entry(at: instant, lot: lot))
    var child = entries.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard entries[child].isBefore(entries[parent]) else { break }
      entries.swapAt(child, parent)
      child = parent
    }
    next = entries[0].at
  }

  /// Takes the first entry off.
  mutating func removeFirst() -> Int {
    precondition(!entries.isEmpty, "there is something on the agenda")
    let first = entries[0].lot
    let last = entries.removeLast()
    if !entries.isEmpty {
      entries[0] = last
      siftDown()
    }
    next = entries.isEmpty ? .max : entries[0].at
    return first
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < entries.count else { return }
      if child + 1 < entries.count, entries[child + 1].isBefore(entries[child]) { child += 1 }
      guard entries[child].isBefore(entries[parent]) else { return }
      entries.swapAt(child, parent)
      parent = child
    }
  }
}
