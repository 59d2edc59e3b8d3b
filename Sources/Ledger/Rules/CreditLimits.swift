/// Rule: limits on what credit pays, asked in their order before the balance is (section 4.3 of the rules). The first that
/// refuses is the cause; no later one is asked, and only the one that is asked takes note. What the allowance pays does not
/// count. Each kind of limit is a file of its own, a list here, and a line in `each`.

import Quantities

/// A limit whose window begins anew from time to time.
protocol TurningLimit: Sendable {
  func counts(_ mask: ScopeMask) -> Bool
  /// What fits into one window.
  var most: Int64 { get }
  /// What of it the window of the start had used by then; `Int64.max`: it refuses already.
  var opening: Int64 { get }
  var clock: LimitClock { get }
  /// Of a window that began with its first use: the first second after it.
  var ends: Int64 { get }
  /// Of a window of the calendar: the next turn; `Int64.max`: none.
  var turn: Int64 { get }
  /// What a window leaves matters to the next one, so that none is passed over.
  var rollsOver: Bool { get }
  /// Known to refuse nothing in this window, so it is not asked (Flow/LimitCalendar.swift).
  var isIdle: Bool { get set }
  /// Starts a new window if one has begun.
  mutating func pass(_ now: Int64)
  /// It is asked again, after a time in which nobody kept account of it.
  mutating func wake()
}

extension TurningLimit {
  var ends: Int64 { .min }
  var rollsOver: Bool { false }
  mutating func wake() {}
}

/// When the windows of a limit begin.
enum LimitClock {
  /// The first turn strictly after a second; `Int64.max`: none.
  case turns((Int64) -> Int64)
  /// Anywhere, for so many seconds.
  case session(Int64)
}

protocol CreditLimit: TurningLimit {
  var cause: BlockCause { get }
  /// Whether so much is refused; the limit takes note of having been asked.
  mutating func refuses(_ need: Int64) -> Bool
  /// The same, without taking note.
  func wouldRefuse(_ need: Int64) -> Bool
  mutating func use(_ paid: Int64)
  /// None of the requests that are asked about together meets it.
  var isSilent: Bool { get set }
  /// As before the first window.
  mutating func restart()
  /// What still fits into the window being lived, and how the request that meets the limit is treated.
  var left: Int64 { get }
  var crossing: Crossing { get }
}

protocol CreditLimitVisitor: ~Copyable {
  mutating func visit(_ limit: inout some CreditLimit)
}

struct CreditLimits: ~Copyable, Sendable {
  private var usageCaps: Flat<UsageCapState>

  init(plan: LedgerPlan) {
    usageCaps = Flat(plan.usageCaps.map { UsageCapState(cap: $0, start: plan.start) })
  }

  private init(copying other: borrowing CreditLimits) { usageCaps = other.usageCaps.copy() }

  borrowing func copy() -> CreditLimits { CreditLimits(copying: self) }

  /// All limits, in the order in which they are asked.
  @inline(__always)
  mutating func each(_ visitor: inout some CreditLimitVisitor & ~Copyable) {
    for index in usageCaps.indices { visitor.visit(&usageCaps[index]) }
  }

  mutating func restart() {
    var visitor = Restart()
    each(&visitor)
  }

  @inline(__always)
  mutating func pass(_ now: Int64) {
    var visitor = Pass(now: now)
    each(&visitor)
  }

  /// Whether any limit counts such requests.
  mutating func count(_ mask: ScopeMask) -> Bool {
    var visitor = Count(mask: mask)
    each(&visitor)
    return visitor.isCounted
  }

  /// Why credit may not pay so much; nil: it may.
  @inline(__always)
  mutating func cause(refusing need: Int64, _ mask: ScopeMask) -> BlockCause? {
    var visitor = Ask(mask: mask, need: need)
    each(&visitor)
    return visitor.cause
  }

  /// The same for a request that only tries: no limit takes note of it.
  mutating func cause(thatWouldRefuse need: Int64, _ mask: ScopeMask) -> BlockCause? {
    var visitor = Try(mask: mask, need: need)
    each(&visitor)
    return visitor.cause
  }

  /// When the first of their windows turns.
  var nextTurn: Int64 {
    mutating get {
      var visitor = NextTurn()
      each(&visitor)
      return visitor.turn
    }
  }

  @inline(__always)
  mutating func use(_ paid: Int64, _ mask: ScopeMask) {
    var visitor = Use(mask: mask, paid: paid)
    each(&visitor)
  }

  /// Many requests that are refused are one posting: a limit that none of them meets is silent, and lets it pass, until it is
  /// woken. True if any is met.
  mutating func silence(by kind: Int, _ mask: ScopeMask, of board: borrowing Board) -> Bool {
    withUnsafePointer(to: board) { board in
      var visitor = Meet(kind: kind, mask: mask, board: board)
      each(&visitor)
      return visitor.isAnyMet
    }
  }

  /// The first limit that such requests meet; none takes note.
  mutating func cause(refusing kind: Int, _ mask: ScopeMask, of board: borrowing Board) -> BlockCause? {
    withUnsafePointer(to: board) { board in
      var visitor = FirstMet(kind: kind, mask: mask, board: board)
      each(&visitor)
      return visitor.cause
    }
  }

  mutating func wake() {
    var visitor = Wake()
    each(&visitor)
  }
}

private struct Restart: CreditLimitVisitor {
  mutating func visit(_ limit: inout some CreditLimit) { limit.restart() }
}

private struct Pass: CreditLimitVisitor {
  let now: Int64
  @inline(__always)
  mutating func visit(_ limit: inout some CreditLimit) { limit.pass(now) }
}

private struct Count: CreditLimitVisitor {
  let mask: ScopeMask
  var isCounted = false
  mutating func visit(_ limit: inout some CreditLimit) { isCounted = isCounted || limit.counts(mask) }
}

private struct Ask: CreditLimitVisitor {
  let mask: ScopeMask
  let need: Int64
  var cause: BlockCause?
  @inline(__always)
  mutating func visit(_ limit: inout some CreditLimit) {
    guard cause == nil, !limit.isIdle, !limit.isSilent, limit.counts(mask), limit.refuses(need) else {
      return
    }
    cause = limit.cause
  }
}

private struct Try: CreditLimitVisitor {
  let mask: ScopeMask
  let need: Int64
  var cause: BlockCause?
  mutating func visit(_ limit: inout some CreditLimit) {
    guard cause == nil, !limit.isIdle, limit.counts(mask), limit.wouldRefuse(need) else { return }
    cause = limit.cause
  }
}

private struct NextTurn: CreditLimitVisitor {
  var turn = Int64.max
  mutating func visit(_ limit: inout some CreditLimit) { turn = min(turn, limit.turn) }
}

private struct FirstMet: CreditLimitVisitor {
  let kind: Int
  let mask: ScopeMask
  let board: UnsafePointer<Board>
  var cause: BlockCause?
  mutating func visit(_ limit: inout some CreditLimit) {
    guard cause == nil, !limit.isIdle, limit.counts(mask) else { return }
    if board.pointee.requests.meets(kind, board.pointee.headroom(of: limit)) { cause = limit.cause }
  }
}

private struct Use: CreditLimitVisitor {
  let mask: ScopeMask
  let paid: Int64
  @inline(__always)
  mutating func visit(_ limit: inout some CreditLimit) {
    if limit.counts(mask) { limit.use(paid) }
  }
}

private struct Meet: CreditLimitVisitor {
  let kind: Int
  let mask: ScopeMask
  let board: UnsafePointer<Board>
  var isAnyMet = false
  mutating func visit(_ limit: inout some CreditLimit) {
    guard !limit.isIdle, limit.counts(mask) else { return }
    if board.pointee.requests.meets(kind, board.pointee.headroom(of: limit)) {
      isAnyMet = true
    } else {
      limit.isSilent = true
    }
  }
}

private struct Wake: CreditLimitVisitor {
  mutating func visit(_ limit: inout some CreditLimit) { limit.isSilent = false }
}
