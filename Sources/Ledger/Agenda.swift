/// What is still to come, as a binary heap of (instant, lot): deliveries and expiries. Entries of lots that
/// have been emptied meanwhile are left in it and skipped when they surface.

struct Agenda: Sendable {
  private var entries: [(at: Int64, lot: Int)] = []

  /// `Int64.max` when nothing is to come.
  var next: Int64 { entries.first?.at ?? .max }
  var nextLot: Int? { entries.first?.lot }

  /// Empty, with the room that it took.
  mutating func restart() { entries.removeAll(keepingCapacity: true) }

  mutating func add(_ lot: Int, at instant: Int64) {
    entries.append((instant, lot))
    var child = entries.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard entries[child].at < entries[parent].at else { return }
      entries.swapAt(child, parent)
      child = parent
    }
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
    return first
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < entries.count else { return }
      if child + 1 < entries.count, entries[child + 1].at < entries[child].at { child += 1 }
      guard entries[child].at < entries[parent].at else { return }
      entries.swapAt(child, parent)
      parent = child
    }
  }
}
