/// Rule: a revocation may close the account, for good or for a time. From that very instant every request is refused, also one
/// that the trial or the allowance would pay; nothing is bought or granted, by whomever; and no fee is paid but the instalments
/// of what was bought. What is left on the lots is left (`takesOtherLots` says whether it is): it expires, and what is on its
/// way comes, but nothing of it can be used. At exactly `lasts` seconds later the account is open again, and what is left can be
/// used; a second earlier it cannot. A closing of a closed account makes it last to the later of the two ends.
///
/// Source: Supplemental Credit Terms B.1, closing the account expires all credits; reports of accounts that were disabled after
/// credit from elsewhere, and of some that were opened again on appeal.

import Quantities

/// How long an account stays closed.
public struct AccountClosing: Hashable, Sendable {
  /// Seconds; nil: for good.
  public var lasts: Int64?

  public init(lasts: Int64? = nil) { self.lasts = lasts }
}

struct ClosureState: Sendable {
  /// The first second at which it is open again; `Int64.max`: never.
  private(set) var until = Int64.min
  /// Closings so far.
  private(set) var count: Int64 = 0

  @inline(__always) func holds(at seconds: Int64) -> Bool { seconds < until }

  /// The instant at which it opens, while that lies ahead.
  func opening(after seconds: Int64) -> Int64 { until > seconds ? until : .max }

  mutating func begin(_ closing: AccountClosing, at seconds: Int64) {
    until = max(until, closing.lasts.map { seconds + $0 } ?? .max)
    count += 1
  }
}

extension Account {
  /// The account is closed from this instant on.
  mutating func shut(_ closing: AccountClosing) {
    closure.begin(closing, at: now)
    agendaChanged = true
  }

  /// Whether it opens at this very instant: then what waits is tried again.
  mutating func opens() -> Bool {
    guard closure.until == now else { return false }
    waiting.isServiceBack = true
    agendaChanged = true
    return true
  }

  /// Whether orders of a source are placed at this instant. What is held was bought before.
  func sells(_ source: Source) -> Bool { !closure.holds(at: now) || source == .opening }

  /// Every kind of request is refused.
  func publishClosure(on board: inout Board) {
    if closure.holds(at: board.now) { board.assign(board.kinds, to: .refusedByLimit) }
  }
}
