/// When to stop: an interrupt stops everything; a budget of time stops the search early enough for a selection, and the
/// selection early enough for an evaluation.

struct Pace: Sendable {
  let isInterrupted: @Sendable () -> Bool
  /// The share of the budget that is used up; nil: there is none.
  let spent: (@Sendable () -> Double)?

  static let search = 0.55
  static let selection = 0.85
  static let evaluation = 1.0

  func isOver(_ share: Double) -> Bool {
    if isInterrupted() { return true }
    guard let spent else { return false }
    return spent() >= share
  }

  /// For a simulation, which asks from its own threads.
  func stopping(at share: Double) -> @Sendable () -> Bool { { isOver(share) } }
}
