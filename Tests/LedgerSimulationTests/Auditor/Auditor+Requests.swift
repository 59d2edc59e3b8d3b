/// One request at a time: trial, allowance, caps, credit. docs/ledger-rules.md, section 4.

import Ledger
import Quantities

extension Auditor {
  private enum Answer {
    case yes
    case no(BlockCause, forLackOfCredit: Bool)
  }

  func admits(_ mask: ScopeMask, _ scope: ScopeID?) -> Bool {
    guard let scope else { return true }
    return (mask.bits >> UInt64(scope)) % 2 == 1
  }

  /// True: it drew credit or made a debt.
  mutating func serve(_ request: Request) -> Bool {
    var record = RequestRecord(amount: request.amount.count)
    let isCharged =
      switch request.status {
      case .served: true
      case .failed: fault == .failedIsCharged
      case .disconnected: plan.disconnectsAreCharged || fault == .disconnectedIsAlwaysCharged
      }
    guard isCharged else {
      record.isFailed = true
      record.failed = record.amount
      served.append(record)
      return false
    }
    if isClosed, record.amount > 0, fault != .closedAllowanceServes || allowance(for: request) == (0, 0) {
      (record.blocked, record.cause) = (record.amount, .accountClosed)
      letWait(&record)
      served.append(record)
      return false
    }
    let (trial, allowed) = allowance(for: request)
    let need = record.amount - trial - allowed
    var refusedForLackOfCredit = false
    if need == 0, fault != .zeroRequestIsBlocked || record.amount > 0 {
      use(trial: trial, allowed: allowed, request.mask, in: &record)
    } else {
      let spare = spare(request)
      switch mayCreditPay(need, request.mask, spare) {
      case .yes:
        use(trial: trial, allowed: allowed, request.mask, in: &record)
        draw(need, request.mask, in: &record)
        hold(request, spare)
        refusedForLackOfCredit = record.blocked > 0
      case .no(let cause, let lackOfCredit):
        refuse(need, trial: trial, allowed: allowed, request.mask, cause: cause, in: &record)
        refusedForLackOfCredit = lackOfCredit && record.cause != nil
        if fault == .afterRefusalIgnoresCause { refusedForLackOfCredit = record.cause != nil }
        if fault == .afterRefusalAfterAdmission { refusedForLackOfCredit = lackOfCredit }
      }
    }
    letWait(&record)
    served.append(record)
    if refusedForLackOfCredit, !isTrying { reloadAfterRefusal(request.mask) }
    return !record.draws.isEmpty || record.overdrawn > 0
  }

  /// With a patience what is refused waits.
  private func letWait(_ record: inout RequestRecord) {
    guard plan.retriesWithin != nil else { return }
    (record.waits, record.waitsFor) = (record.blocked, record.cause)
    (record.blocked, record.cause) = (0, nil)
  }

  mutating func reloadAfterRefusal(_ mask: ScopeMask) {
    for (i, reload) in plan.autoReloads.enumerated() where reload.afterRefusal {
      guard admits(mask, reload.offer.terms.scope) || fault == .afterRefusalIgnoresScope else { continue }
      tryReload(i, afterRefusal: true)
    }
  }

  // MARK: Trial and allowance

  func allowance(for request: Request) -> (trial: Int64, allowed: Int64) {
    guard let allowance = plan.allowance, admits(request.mask, allowance.scope) else { return (0, 0) }
    let amount = request.amount.count - early(for: request)
    let trialLeft = max(0, allowance.trial.count - trialUsed)
    var applicable: [Int64] = []
    for w in windows(for: request.mask) { applicable.append(left(inWindow: w)) }
    if fault == .allowanceBeforeTrial {
      let allowed = min(amount, applicable.min() ?? 0)
      return (min(amount - allowed, trialLeft), allowed)
    }
    let trial = min(amount, trialLeft)
    return (trial, min(amount - trial, applicable.min() ?? 0))
  }

  /// What credit that comes before the allowance pays of a request: as far as it goes, and every cap leaves something.
  func early(for request: Request) -> Int64 {
    guard mayDrawCredit(request.mask), fault != .earlyCreditComesLast else { return 0 }
    var amount = min(
      request.amount.count,
      lots.filter { $0.isBeforeAllowance && $0.admits(request.mask) }.reduce(0) { $0 + $1.left })
    for (i, cap) in plan.usageCaps.enumerated() where admits(request.mask, cap.scope) && !idleCaps.contains(i)
    {
      if fault == .earlyCreditIgnoresCaps { continue }
      amount = min(amount, isLatched(i) ? 0 : max(0, cap.amount.count - used(ofCap: i)))
    }
    return amount
  }

  func windows(for mask: ScopeMask) -> [Int] {
    (plan.allowance?.windows ?? []).indices.filter { w in
      isThere(w) && (admits(mask, plan.allowance?.windows[w].scope) || fault == .windowScopeIsIgnored)
    }
  }

  /// A seat's window comes with it and goes with it.
  func isThere(_ w: Int) -> Bool {
    guard let window = plan.allowance?.windows[w] else { return false }
    let late: Int64 = fault == .windowComesASecondLate ? 1 : 0
    if let from = window.from?.seconds, now < from + late { return false }
    guard let until = window.until?.seconds, fault != .windowStays else { return true }
    return now < until
  }

  /// The start of the window that runs now; nil: a session that is not running.
  func start(ofWindow w: Int) -> Int64? {
    switch plan.allowance?.windows[w].clock {
    case .fixed(let anchor, let every):
      return NaiveCalendar.windowStart(anchor: anchor.seconds, every: every, now: now)
    case .session:
      let late: Int64 = fault == .sessionOutlivesItsEnd ? 1 : 0
      guard let start = sessions[w].start, now < sessions[w].end + late else { return nil }
      return start
    case nil: return nil
    }
  }

  func left(inWindow w: Int) -> Int64 {
    guard let window = plan.allowance?.windows[w] else { return 0 }
    if idleWindows.contains(w) { return .max }
    guard let start = start(ofWindow: w) else { return window.limit.count }
    var used: Int64 = 0
    for use in windowUse where use.window == w {
      if use.start == start || fault == .windowNeverTurns { used += use.amount }
    }
    return max(0, window.limit.count + rolled(into: start, w) - used)
  }

  /// What the window before the one of this start left to it: a share of what was left of its own limit, for what was rolled over is
  /// used first. Nothing is known of windows before the plan's start.
  private func rolled(into first: Int64, _ w: Int) -> Int64 {
    guard let window = plan.allowance?.windows[w], let rollover = window.rollover,
      case .fixed(let anchor, let every) = window.clock
    else { return 0 }
    var (starts, last) = ([first], first)
    // Before it came there was none that could have left anything.
    let begins = max(start, window.from?.seconds ?? start)
    while last > begins {
      last = NaiveCalendar.windowStart(anchor: anchor.seconds, every: every, now: last - 1)
      starts.append(last)
    }
    var rolled: Int64 = 0
    // The one that holds this begin has nothing from before it.
    for begin in starts.reversed().dropLast() {
      let used = windowUse.filter { $0.window == w && $0.start == begin }.reduce(0) { $0 + $1.amount }
      var unused = window.limit.count - max(0, used - rolled)
      if fault == .rolloverIsUsedLast { unused = window.limit.count - used }
      if fault == .rolloverRollsAgain { unused = window.limit.count + rolled - used }
      let part = Int128(max(0, unused)) * Int128(rollover.share.millionths)
      rolled = Int64(part / 1_000_000)
      if let most = rollover.atMost?.count, fault != .rolloverHasNoMost { rolled = min(rolled, most) }
    }
    return rolled
  }

  private mutating func use(
    trial: Int64, allowed: Int64, _ mask: ScopeMask, in record: inout RequestRecord
  ) {
    trialUsed += trial
    record.trial += trial
    record.allowance += allowed
    guard allowed > 0 || fault == .sessionStartsWithoutUse, admits(mask, plan.allowance?.scope) else {
      return
    }
    for w in windows(for: mask) {
      if case .session(let length) = plan.allowance?.windows[w].clock, start(ofWindow: w) == nil {
        sessions[w] = SessionState(start: now, end: now + length)
      }
      windowUse.append((w, start(ofWindow: w) ?? now, allowed))
    }
  }

  // MARK: Credit

  /// Usage credits are on, for these requests or for a time.
  func mayDrawCredit(_ mask: ScopeMask) -> Bool {
    if admits(mask, plan.creditScope) { return true }
    guard let time = plan.creditTime else { return false }
    let late: Int64 = fault == .creditsAreOnASecondLate ? 1 : 0
    if let from = time.from?.seconds, now < from + late { return false }
    guard let until = time.until?.seconds, fault != .creditsStayOn else { return true }
    return now < until
  }

  private mutating func mayCreditPay(_ need: Int64, _ mask: ScopeMask, _ spare: Int64?) -> Answer {
    if !mayDrawCredit(mask), fault != .creditScopeIsIgnored {
      return .no(.allowanceUsedUp, forLackOfCredit: false)
    }
    var refusal: BlockCause?
    for (i, cap) in plan.usageCaps.enumerated() {
      guard admits(mask, cap.scope) || fault == .capIgnoresItsScope, !idleCaps.contains(i) else { continue }
      if capAllows(i, need, mask) { continue }
      refusal = refusal ?? cause(ofCap: i)
      if fault != .laterCapsAreLookedAt { break }
    }
    if let refusal { return .no(refusal, forLackOfCredit: false) }
    if let spare {
      return covers(need, spare, mask) ? .yes : .no(lackOfCredit, forLackOfCredit: true)
    }
    let balance = free(of: mask, spare: nil)
    let hasEnough =
      switch plan.largerThanBalance {
      case .overdraw: balance > 0 || balance == 0 && fault == .overdrawsAtZero || seesCredit(mask)
      case .refuse: balance > need || balance == need && fault != .exactBalanceIsRefused
      case .payInPart: balance > 0 && (balance >= need || fault != .partIsRefusedWhole)
      }
    return hasEnough ? .yes : .no(lackOfCredit, forLackOfCredit: true)
  }

  /// Whether the check still sees a lot that a request drew last, which left nothing.
  func seesCredit(_ mask: ScopeMask) -> Bool {
    guard var lag = plan.meteringLag, plan.largerThanBalance == .overdraw else { return false }
    if fault == .lagIsForgotten { return false }
    if fault == .seenASecondLate { lag += 1 }
    return lots.contains { lot in
      guard let at = lot.emptiedAt, lot.admits(mask), now < at + lag else { return false }
      return now < lot.expires || fault == .expiredIsStillSeen
    }
  }

  var lackOfCredit: BlockCause {
    if creditWasRevoked { return .revoked }
    if fault != .declineCauseIsLost, reloads.contains(where: { $0.lastWasDeclined || $0.isOff }) {
      return .paymentFailed
    }
    return .noCredit
  }

  func cause(ofCap i: Int) -> BlockCause {
    switch plan.usageCaps[i].window {
    case .month: .monthlyLimit
    case .week: .weeklyLimit
    case .day: .dailyCap
    }
  }

  /// The calendar month (UTC), week or day (of the cap's zone) that holds `now`.
  func window(ofCap i: Int) -> Int64 {
    if case .day(let zone) = plan.usageCaps[i].window, fault != .dayCapsAreMonthly {
      let offset = fault == .dayTurnsInUTC ? 0 : zone.offset(at: Instant(seconds: now))
      return (now + offset) / NaiveCalendar.day
    }
    if case .week(let anchor) = plan.usageCaps[i].window, fault != .weekCapsAreMonthly {
      let from = fault == .weekForgetsItsAnchor ? start : anchor.seconds
      return NaiveCalendar.windowStart(anchor: from, every: .days(7), now: now)
    }
    return Int64(NaiveCalendar.monthNumber(at: now))
  }

  /// What the window of a cap that runs now has been charged.
  func used(ofCap i: Int) -> Int64 {
    let window = window(ofCap: i)
    var used = usedBefore(ofCap: i)
    for record in usage where record.windows[i] == window {
      if admits(record.mask, plan.usageCaps[i].scope) || fault == .capIgnoresItsScope {
        used += record.amount
      }
    }
    return used
  }

  func isLatched(_ i: Int) -> Bool {
    let window = window(ofCap: i)
    return latches.contains { $0.cap == i && ($0.window == window || fault == .latchNeverOpens) }
  }

  mutating func capAllows(_ i: Int, _ need: Int64, _ mask: ScopeMask) -> Bool {
    let cap = plan.usageCaps[i]
    let window = window(ofCap: i)
    let used = used(ofCap: i)
    let fits =
      used + need < cap.amount.count
      || used + need == cap.amount.count && fault != .capRefusesEquality
    switch cap.crossing {
    case .latched:
      if isLatched(i), fault != .latchNeverHolds { return false }
      if !fits { latches.append((i, window)) }
      return fits
    case .each: return fits
    case .served:
      return used < cap.amount.count || used == cap.amount.count && fault == .servedCapIgnoresEquality
    }
  }

  /// All that lots hold, less all debts.
  var balance: Int64 { lots.reduce(0) { $0 + $1.left } - debts.values.reduce(0, +) }

  /// The lots in draw order, as far as they go; the rest is owed or blocked.
  private mutating func draw(_ need: Int64, _ mask: ScopeMask, in record: inout RequestRecord) {
    var rest = need
    // What is paid in part leaves what is held back.
    var beyond: Int64 = 0
    if plan.largerThanBalance == .payInPart {
      beyond = max(0, need - max(0, free(of: mask, spare: nil)))
      rest -= beyond
    }
    let admitting = lots.indices.filter {
      lots[$0].left > 0 && (lots[$0].admits(mask) || fault == .lotScopeIsIgnored)
    }
    let inOrder = admitting.sorted {
      NaiveDrawOrder.compare(lots[$0], lots[$1], keys: drawKeys, fault: fault) < 0
    }
    for i in inOrder where rest > 0 {
      let amount = min(rest, lots[i].left)
      lots[i].left -= amount
      lots[i].drawn += amount
      rest -= amount
      record.draws.append((i, amount))
    }
    let hasLeft = lots.contains { $0.left > 0 && $0.admits(mask) }
    if let last = record.draws.last?.lot, !hasLeft { lots[last].emptiedAt = now }
    switch plan.largerThanBalance {
    case .payInPart where rest + beyond > 0:
      record.blocked = rest + beyond
      record.cause = lackOfCredit
    case .overdraw where rest > 0 && fault != .restIsForgiven:
      record.overdrawn = rest
      debts[fault == .debtIsInOneKind ? UInt64.max : mask.bits, default: 0] += rest
    default: break
    }
    lowest = min(lowest, balance)
    var counted = need - record.blocked
    if fault == .capCountsBlockedRest { counted = need }
    if fault == .capCountsAllowance { counted += record.trial + record.allowance }
    usage.append(
      UsageRecord(mask: mask, windows: plan.usageCaps.indices.map { window(ofCap: $0) }, amount: counted))
  }

  /// Credit may not pay `need`.
  private mutating func refuse(
    _ need: Int64, trial: Int64, allowed: Int64, _ mask: ScopeMask, cause: BlockCause,
    in record: inout RequestRecord
  ) {
    let wasAdmitted = trial + allowed > 0 && fault != .admittedByTrialIsBlocked
    switch plan.largerThanBalance {
    case .overdraw where wasAdmitted:
      if allowed > 0 {
        use(trial: trial, allowed: allowed + need, mask, in: &record)
      } else {
        use(trial: trial + need, allowed: 0, mask, in: &record)
      }
      return
    case .payInPart where fault != .partKeepsTrial:
      use(trial: trial, allowed: allowed, mask, in: &record)
      record.blocked = need
    default:
      record.blocked = record.amount
      if fault == .blockedUsesTrial { trialUsed += trial }
    }
    record.cause = cause
  }
}
