/// The units that are handed out: rank 0 counts them, every other rank keeps a few in store for its threads.

import Simulation
import Synchronization

final class UnitCounter: Sendable {
  private struct State {
    var next = 0
    /// In nanoseconds: when nothing was left, or it was over.
    var closedAt: Int64?
  }

  private let units: Int
  private let isOver: @Sendable () -> Bool
  private let clock: @Sendable () -> Int64
  private let state = Mutex(State())

  init(_ units: Int, isOver: @escaping @Sendable () -> Bool, clock: @escaping @Sendable () -> Int64) {
    self.units = units
    self.isOver = isOver
    self.clock = clock
  }

  /// For a thread of rank 0 itself.
  func claim() -> Int? { claim(most: 1, sharedBy: 1).units.first }

  /// At most so many, and no more than a share of what is left. None: it is closed, and since when.
  func claim(most: Int, sharedBy parts: Int) -> (units: Range<Int>, closedAt: Int64) {
    state.withLock { state in
      let left = state.closedAt == nil ? units - state.next : 0
      guard left > 0, !isOver() else {
        let closedAt = state.closedAt ?? clock()
        state.closedAt = closedAt
        return (0..<0, closedAt)
      }
      let first = state.next
      state.next += max(1, min(most, left / parts))
      return (first..<state.next, 0)
    }
  }

  /// Once it is closed.
  var closedAt: Int64 { state.withLock { $0.closedAt ?? 0 } }
}

final class UnitQueue: Sendable {
  private let low: Int
  private let store = Mutex<[Int]>([])
  /// Rung for each unit, and once more when there will be none.
  private let filled = Bell()
  private let wanted = Bell()

  /// More is wanted as soon as fewer than this are in store.
  init(low: Int) { self.low = low }

  func claim() -> Int? {
    filled.wait()
    let (unit, isLow) = store.withLock { store in
      (store.isEmpty ? nil : store.removeFirst(), store.count < low)
    }
    // For the next thread that asks.
    if unit == nil { filled.ring() }
    if isLow { wanted.ring() }
    return unit
  }

  func waitUntilLow() {
    while store.withLock({ $0.count >= low }) { wanted.wait() }
  }

  func add(_ units: Range<Int>) {
    store.withLock { $0 += units }
    for _ in units { filled.ring() }
  }

  /// No more will be added.
  func close() { filled.ring() }
}
