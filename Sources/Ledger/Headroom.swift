/// What a rule says of itself to whoever lets demand flow (docs/ledger-rules.md, section 9): who would pay for the next
/// dollar of a kind of request, and how much may come before the rule may answer differently.

/// Who would pay for the next dollar, or why nobody would.
enum Payer: Int, CaseIterable, Sendable { case trial, allowance, credit, refusedByLimit, refusedForCredit }

/// So much may come, and then the rule may answer differently.
struct Headroom: Sendable {
  /// Of limits that are met in the same second the one of the lowest rank is the one that is met.
  enum Rank: Int, Sendable { case payer, balance, limit, watcher }

  /// What of these kinds this payer pays for (or, of a refusal, what of them is refused) uses the headroom up, together.
  /// Nil: whoever pays or refuses.
  var payer: Payer?
  var kinds: KindSet
  /// Nothing or less: the very next request.
  var left: Int64
  var crossing: Crossing
  var rank: Rank

  var isDivided: Bool { if case .divided = crossing { true } else { false } }
}

/// How the request that meets a limit is treated.
enum Crossing: Sendable {
  /// It is divided: another payer takes what goes past.
  case divided
  /// It is served whole, and goes past.
  case served
  /// The same, where the limit is one of so much that began with nothing used.
  case servedInWindow(of: Int64)
  /// It has to fit, or it is refused; a smaller one may fit.
  case fits
  /// The same for requests of this one kind, whoever draws beside it.
  case fitsOf(kind: Int)
  /// It has to fit, or it and all that come after it are refused. The limit began with nothing used.
  case latchesInWindow(of: Int64)
  /// The first refused request is what the rule waits for: one that did not fit, or just the next.
  case refused(forItsSize: Bool)
  /// Any request is, from this instant on.
  case request(from: Int64)
}

extension Account {
  /// Every rule that demand may meet, in the order in which a request meets them (section 4), and then those that watch. A
  /// new rule is a line here; a limit on what credit pays is one in `CreditLimits` instead.
  @inline(__always)
  mutating func publish(on board: inout Board) {
    publishClosure(on: &board)
    if hasEarlyCredit { publishEarlyCredit(on: &board) }
    if allowance.isPlanned { publishAllowance(on: &board) }
    publishUsageCredits(on: &board)
    limits.each(&board)
    publishBalances(on: &board)
    publishPeople(on: &board)
    publishReloads(on: &board)
  }

  /// Every limit whose windows turn.
  @inline(__always)
  mutating func eachTurning(_ visitor: inout some TurningVisitor) {
    limits.each(&visitor)
    guard allowance.isPlanned else { return }
    for index in allowance.windows.indices { visitor.turn(&allowance.windows[index]) }
  }
}
