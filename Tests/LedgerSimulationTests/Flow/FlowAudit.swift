/// The audit of one future that has flowed: the auditor answers again, one by one, what the flow asked of its ledger, and
/// keeps by itself what the flow notes beside it (docs/ledger-rules.md, section 9): what each kind has asked for, which
/// kinds are refused and why, outages, the lowest and the daily balances. At every ask it sees to the flow's promises:
///
/// - nothing is asked before it flows, and everything in earlier seconds has been asked when the flow looks again;
/// - between two looks there is no instant of section 3, and no turn of a limit that demand can meet;
/// - a kind is asked about as many requests exactly if section 9 refuses its next request;
/// - a request goes past a limit by no more than section 9 says, and a fluid not by a nano-dollar.

import Ledger
import Quantities

struct FlowAudit {
  /// What a promise of the flow is not kept by, in words.
  struct Broken: Error, CustomStringConvertible {
    var description: String
  }

  /// What pays for the next request of a kind, or why it is refused.
  enum Answer { case allowance, credit, refusedByLimit, refusedForCredit }

  static let mostInstants = 3_000

  let subject: FlowCase
  let curves: [FlowCurve]
  let sizes: [RequestSizes]
  let caps: [FlowWindows]
  let windows: [FlowWindows]
  private let fixed: [Int64]
  var auditor: Auditor
  var met = FlowCoverage()

  /// What each kind has asked for, but for what waits and comes back at this look.
  var consumed: [Int64]
  /// What waits of each kind: parts of its curve, oldest first. Kinds of which it comes back at this look.
  private(set) var waiting: [[(from: Int64, to: Int64)]]
  private(set) var returning: Set<Int> = []
  /// What of them was refused once more since the look.
  private var refusedAgain: [Int64]
  var answers: [Answer]
  /// What of a request was over when the flow last looked; nil between looks.
  private(set) var begunAtLook: [Int64?]
  /// Auto-reloads that order at every request, so that the flow asks once a minute only.
  private(set) var hastyReloads: Set<Int> = []
  /// Of refused kinds: what is left of the limit that refuses them for their size.
  private var leftovers: [Int64]

  /// The last instant lived, and whether its end is still to come.
  private var lived = Int64.min
  private var isOpen = false
  private var instants = 0
  /// The last second at which answers were looked at.
  private(set) var seen: Int64 = 0

  // What the flow notes.
  var lowest: Int64 { auditor.lowest }
  private(set) var days: [Int64] = []
  private(set) var outages: [(from: Int64, to: Int64)] = []
  private(set) var blocked: Int64 = 0
  private var since: Int64?
  private var refused: Set<Int> = []

  init(_ subject: FlowCase) {
    self.subject = subject
    curves = subject.curves
    sizes = subject.kinds.map(\.sizes.measured)
    let curves = curves
    caps = subject.plan.usageCaps.map { FlowWindows($0, of: subject, curves) }
    windows = (subject.plan.allowance?.windows ?? []).map { FlowWindows($0, of: subject, curves) }
    auditor = Auditor(plan: subject.plan, chance: subject.luck)
    fixed = Set(auditor.fixedInstants(through: subject.last)).sorted()
    consumed = subject.kinds.map { _ in 0 }
    waiting = subject.kinds.map { _ in [] }
    refusedAgain = consumed
    answers = consumed.map { _ in .credit }
    leftovers = consumed
    begunAtLook = consumed.map { _ in nil }
  }

  // MARK: Time

  private func nextInstant(after second: Int64) -> Int64? {
    let listed = fixed.first { $0 > second }
    let moving = auditor.movingInstants.filter { $0 > second }.min()
    return [listed, moving].compactMap { $0 }.min()
  }

  private mutating func leave() {
    guard isOpen else { return }
    isOpen = false
    auditor.planPeople()
  }

  private mutating func begin(_ instant: Int64) throws {
    instants += 1
    if instants > FlowAudit.mostInstants { throw Auditor.TooManyInstants() }
    findIdle(instant)
    auditor.begin(instant)
    auditor.checkReloads()
    (lived, isOpen) = (instant, true)
  }

  private mutating func findIdle(_ now: Int64) {
    auditor.findIdle(caps, windows, at: now - subject.first)
  }

  /// Everything that happens without requests up to this second, windows that turn among it.
  private mutating func live(through second: Int64) throws {
    while second > lived {
      leave()
      guard let next = nextInstant(after: lived), next <= second else { break }
      observeTurns(before: next)
      try begin(next)
      note()
      observe(next)
    }
    observeTurns(before: second)
    if !isOpen {
      auditor.now = second
      findIdle(second)
    }
    observe(second)
  }

  private mutating func observeTurns(before second: Int64) {
    guard !refused.isEmpty else { return }
    while let turn = turns(after: max(seen, lived - subject.first), through: second - subject.first - 1) {
      if isOpen { leave() }
      auditor.now = subject.first + turn
      findIdle(auditor.now)
      observe(auditor.now)
    }
  }

  /// The next turn of a limit, or end of a session.
  private func turns(after from: Int64, through to: Int64) -> Int64? {
    guard from < to else { return nil }
    let fixed = (caps + windows).flatMap {
      [$0.turn(after: from, through: to), $0.coming(after: from, through: to)].compactMap { $0 }
    }
    let ends = auditor.sessions.map { $0.end - subject.first }.filter { $0 > from && $0 <= to }
    return (fixed + ends + switches(after: from, through: to)).min()
  }

  /// When usage credits are turned on or off, where that matters to something that flows.
  private func switches(after from: Int64, through to: Int64) -> [Int64] {
    guard !subject.kinds.allSatisfy({ auditor.admits($0.mask, subject.plan.creditScope) }) else { return [] }
    return [subject.plan.creditTime?.from, subject.plan.creditTime?.until].compactMap { $0 }
      .map { $0.seconds - subject.first }.filter { $0 > from && $0 <= to }
  }

  // MARK: What is noted

  private mutating func note() { auditor.lowest = min(auditor.lowest, auditor.balance) }

  /// What was refused may be served again from this second on.
  private mutating func observe(_ now: Int64) {
    seen = now - subject.first
    for kind in refused where !isRefusal(answer(kind)) {
      refused.remove(kind)
      if refused.isEmpty { close(seen) }
    }
  }

  private mutating func close(_ second: Int64) {
    if let since { outages.append((since, second)) }
    since = nil
  }

  private mutating func refuse(_ kind: Int, from second: Int64) {
    refused.insert(kind)
    since = since ?? second
  }

  func isRefusal(_ answer: Answer) -> Bool { answer == .refusedByLimit || answer == .refusedForCredit }

  // MARK: What section 9 answers

  private func answer(_ kind: Int) -> Answer {
    if auditor.isClosed { return .refusedByLimit }
    let mask = subject.kinds[kind].mask
    let least = Request(at: Instant(seconds: auditor.now), amount: Nanodollars(1), mask: mask)
    let free = auditor.allowance(for: least)
    if mayBeFree(least), auditor.early(for: least) > 0 { return .credit }
    if free.trial + free.allowed > 0 { return .allowance }
    if !auditor.mayDrawCredit(mask) { return .refusedByLimit }
    for cap in subject.plan.usageCaps.indices where meets(cap, kind) { return .refusedByLimit }
    return lacks(kind) ? .refusedForCredit : .credit
  }

  /// Whether an allowance would pay for something of a request if no credit came before it.
  private func mayBeFree(_ request: Request) -> Bool {
    guard auditor.admits(request.mask, subject.plan.allowance?.scope), let allowance = subject.plan.allowance
    else {
      return false
    }
    let left = auditor.windows(for: request.mask).map { auditor.left(inWindow: $0) }.min() ?? 0
    return allowance.trial.count > auditor.trialUsed || left > 0
  }

  private func lacks(_ kind: Int) -> Bool {
    let balance = auditor.balance(of: subject.kinds[kind].mask)
    if balance <= 0 { return !auditor.seesCredit(subject.kinds[kind].mask) }
    return subject.plan.largerThanBalance == .refuse && fitting(kind, in: balance) <= 0
  }

  /// Whether the next request of a kind is one that a cap refuses.
  private func meets(_ cap: Int, _ kind: Int) -> Bool {
    let rule = subject.plan.usageCaps[cap]
    guard auditor.admits(subject.kinds[kind].mask, rule.scope), !auditor.idleCaps.contains(cap) else {
      return false
    }
    let left = max(0, rule.amount.count - auditor.used(ofCap: cap))
    if auditor.isLatched(cap) || left == 0 { return true }
    switch rule.crossing {
    case .served: return false
    case .each: return fitting(kind, in: left) <= 0
    case .latched: return untilLatch(cap, left) <= 0
    }
  }

  /// What is served of so much before a request that does not fit: of known requests whole ones.
  private func fitting(_ kind: Int, in left: Int64) -> Int64 {
    if subject.kinds.count == 1, case .each(let size) = subject.kinds[kind].sizes {
      let begun = begunAtLook[kind] ?? begun(kind, size)
      return (left + begun) / size * size - begun
    }
    return left - sizes[kind].residual
  }

  private func untilLatch(_ cap: Int, _ left: Int64) -> Int64 {
    let rule = subject.plan.usageCaps[cap]
    if subject.kinds.count == 1, case .each = subject.kinds[0].sizes { return fitting(0, in: left) }
    let counted = subject.kinds.indices.filter { auditor.admits(subject.kinds[$0].mask, rule.scope) }
    let room = auditor.room(ofCap: cap)
    if counted.count == 1 { return left - sizes[counted[0]].before(room) }
    var (sum, weight) = (Int128(0), Int128(0))
    for kind in counted {
      sum += Int128(sizes[kind].before(room)) * Int128(curves[kind].total)
      weight += Int128(curves[kind].total)
    }
    return left - (weight > 0 ? Int64(sum / weight) : 0)
  }

  /// What is left where a kind is refused because of its size, so that small requests still fit; 0: nothing.
  private func leftover(_ kind: Int) -> Int64 {
    guard isRefusal(answers[kind]), !auditor.isClosed else { return 0 }
    let balance = max(0, auditor.balance(of: subject.kinds[kind].mask))
    if let cap = subject.plan.usageCaps.indices.first(where: { meets($0, kind) }) {
      let mask = subject.kinds[kind].mask
      guard subject.plan.usageCaps[cap].crossing == .each, balance > 0 || auditor.seesCredit(mask) else {
        return 0
      }
      return max(0, subject.plan.usageCaps[cap].amount.count - auditor.used(ofCap: cap))
    }
    return subject.plan.largerThanBalance == .refuse ? balance : 0
  }

  private func fits(_ kind: Int, of amount: Int64) -> Int64 {
    sizes[kind].scarcity(leftovers[kind])?.part(of: amount) ?? 0
  }

  // MARK: A future

  mutating func run(_ asks: [FlowAsk], looks: [Instant]) throws {
    try begin(subject.first)
    note()
    var next = 0
    for (look, at) in looks.enumerated() {
      let from = at.seconds - subject.first
      let to = look + 1 < looks.count ? looks[look + 1].seconds - subject.first : subject.length
      try live(through: at.seconds)
      for kind in answers.indices {
        if case .each(let size) = subject.kinds[kind].sizes { begunAtLook[kind] = begun(kind, size) }
        answers[kind] = answer(kind)
        leftovers[kind] = leftover(kind)
      }
      try putBack(from: from, to: to)
      noteDays(through: to)
      var region: [FlowAsk] = []
      while next < asks.count, asks[next].look == look {
        region.append(asks[next])
        next += 1
      }
      try checkReloads(region, from: from, to: to)
      noteRefusals(from: from, to: to)
      let causes = consumed.indices.map { cause(refusing: $0) }
      try serve(region, from: from, to: to)
      loseWaiting(before: to, causes)
      note()
      for kind in begunAtLook.indices { begunAtLook[kind] = nil }
    }
    // What the last second's requests have changed no one looks at.
    if lived < subject.last - 1 { try live(through: subject.last - 1) }
    leave()
    noteDays(through: subject.length)
    for kind in consumed.indices { lose(waits(kind), kind, cause(refusing: kind)) }
    auditor.now = subject.last
    auditor.expire()
    close(subject.length)
    for kind in consumed.indices where consumed[kind] != curves[kind].total {
      throw Broken(description: "kind \(kind) asked for \(consumed[kind]) of \(curves[kind].total)")
    }
  }

  /// An auto-reload whose balance is low orders with the next request; one that has just tried, within a minute. One that
  /// orders after a refusal does so with the first request that is refused.
  private mutating func checkReloads(_ region: [FlowAsk], from: Int64, to: Int64) throws {
    let now = subject.first + from
    hastyReloads = Set(subject.plan.autoReloads.indices.filter { auditor.isHasty($0, at: now) })
    for reload in subject.plan.autoReloads.indices where auditor.hasOrder(reload) {
      let hasJustTried = auditor.hasJustTried(reload, at: now)
      if auditor.isLow(reload) {
        let isNext = !hasJustTried && (region.first?.amount.count ?? 1) == 1
        if !isNext, to - from > (hasJustTried ? 60 : 1) {
          throw Broken(description: "auto-reload \(reload) is low at second \(from), and waits until \(to)")
        }
      }
      guard subject.plan.autoReloads[reload].afterRefusal else { continue }
      for kind in answers.indices where answers[kind] == .refusedForCredit {
        let mask = subject.kinds[kind].mask
        guard auditor.admits(mask, subject.plan.autoReloads[reload].offer.terms.scope) else { continue }
        guard !hasJustTried, let first = region.first(where: { $0.mask == mask }) else { continue }
        let most =
          subject.plan.largerThanBalance == .refuse ? 2 * sizes[kind].residual : sizes[kind].mean
        if first.amount.count > max(1, most) {
          throw Broken(
            description: "kind \(kind) is refused \(first.amount) before auto-reload \(reload) orders")
        }
      }
    }
  }

  /// What of the request being asked for is over, of a kind whose requests cost the same: a step is made of whole ones.
  func begun(_ kind: Int, _ size: Int64) -> Int64 {
    // What waits is asked for in whole ones.
    if waits(kind) > 0 { return 0 }
    return (consumed[kind] - curves[kind].before(seen / subject.step * subject.step)) % size
  }

  // MARK: What waits

  private func waits(_ kind: Int) -> Int64 { waiting[kind].reduce(0) { $0 + $1.to - $1.from } }

  /// What waits of a kind that is not refused comes back: what has flowed at once, and the flow looks again a second later;
  /// the rest as it flows.
  private mutating func putBack(from: Int64, to: Int64) throws {
    returning = Set(consumed.indices.filter { waits($0) > 0 && !isRefusal(answers[$0]) })
    for kind in returning {
      consumed[kind] -= waits(kind)
      refusedAgain[kind] = 0
    }
    let flowed = returning.filter { consumed[$0] < curves[$0].before(from) }
    if !flowed.isEmpty, to > from + 1 {
      throw Broken(
        description: "kinds \(flowed.sorted()) come back at second \(from), and are left until \(to)")
    }
    if flowed.isEmpty, !returning.isEmpty, to > from + 1 { met.see("comes back as it flows") }
  }

  /// Why a kind is refused.
  private func cause(refusing kind: Int) -> BlockCause {
    if auditor.isClosed { return .accountClosed }
    if !auditor.mayDrawCredit(subject.kinds[kind].mask) { return .allowanceUsedUp }
    if let cap = subject.plan.usageCaps.indices.first(where: { meets($0, kind) }) {
      return auditor.cause(ofCap: cap)
    }
    return auditor.lackOfCredit
  }

  /// What became of an ask, where there is a patience: of what was asked for, the oldest is served, and the rest waits.
  private mutating func noteWaiting(_ kind: Int, asks: Int) {
    guard subject.plan.retriesWithin != nil else { return }
    let records = auditor.served.suffix(asks)
    let (asked, refused) = records.reduce((0, 0)) { ($0.0 + $1.amount, $0.1 + $1.waits) }
    let isBack = returning.contains(kind)
    let old = isBack ? min(waits(kind), asked) : 0
    auditor.served[auditor.served.count - 1].again = old
    let end = consumed[kind] + (isBack ? waits(kind) - old : 0)
    if refused > 0 { met.see("waits") }
    if isBack {
      if asked > old { waiting[kind].append((end - (asked - old), end)) }
      var served = asked - refused
      if served > 0 { met.see("comes back") }
      while served > 0 {
        let part = min(served, waiting[kind][0].to - waiting[kind][0].from)
        waiting[kind][0].from += part
        served -= part
        if waiting[kind][0].from == waiting[kind][0].to { waiting[kind].removeFirst() }
      }
      consumed[kind] -= refused
      refusedAgain[kind] += refused
    } else if refused > 0 {
      waiting[kind].append((end - refused, end))
    }
  }

  /// Of kinds that are refused, what was asked for longer ago than the patience; and what comes back waits on.
  private mutating func loseWaiting(before second: Int64, _ causes: [BlockCause]) {
    for kind in consumed.indices {
      if returning.contains(kind) { consumed[kind] += waits(kind) }
      guard let patience = subject.plan.retriesWithin, isRefusal(answers[kind]), second > patience else {
        continue
      }
      // Asked for in the last second from which it may still be served, or later.
      let youngest = curves[kind].before(second - patience)
      var lost: Int64 = 0
      for part in waiting[kind].indices {
        let end = min(max(youngest, waiting[kind][part].from), waiting[kind][part].to)
        lost += end - waiting[kind][part].from
        waiting[kind][part].from = end
      }
      waiting[kind].removeAll { $0.from == $0.to }
      lose(lost, kind, causes[kind])
    }
    returning = []
  }

  private mutating func lose(_ amount: Int64, _ kind: Int, _ cause: BlockCause) {
    guard amount > 0 else { return }
    met.see("lost after waiting")
    var record = Auditor.RequestRecord(amount: amount)
    (record.blocked, record.cause, record.again, record.isLoss) = (amount, cause, amount, true)
    auditor.served.append(record)
  }

  /// The balance at a day's end, before anything of its last second's end: what it is now, less what is drawn until then.
  private mutating func noteDays(through second: Int64) {
    while Int64(days.count + 1) * NaiveCalendar.day <= second {
      let end = Int64(days.count + 1) * NaiveCalendar.day
      var balance = auditor.balance
      for kind in consumed.indices where answers[kind] == .credit {
        balance -= curves[kind].before(end) - consumed[kind]
      }
      days.append(balance)
    }
  }

  /// An outage begins with the first second whose demand is refused; blocked are the seconds of steps in which a refused
  /// kind asks for something.
  private mutating func noteRefusals(from: Int64, to: Int64) {
    let asking = consumed.indices.filter { isRefusal(answers[$0]) && curves[$0].before(to) > consumed[$0] }
    guard let first = asking.map({ curves[$0].second(of: consumed[$0] + 1) }).min() else { return }
    for kind in asking { refuse(kind, from: first) }
    let kinds = consumed.indices.filter { isRefusal(answers[$0]) }
    for step in first / subject.step...(to - 1) / subject.step {
      let asks = kinds.contains { curves[$0].boundaries[Int(step) + 1] > curves[$0].boundaries[Int(step)] }
      if asks { blocked += min(to, (step + 1) * subject.step) - max(first, step * subject.step) }
    }
  }

  private mutating func serve(_ region: [FlowAsk], from: Int64, to: Int64) throws {
    var expected: (kind: Int, fits: Int64, sum: Int64)?
    // What fits of a refused kind, and the rest, are one ask of the flow.
    var asks = 1
    for (number, ask) in region.enumerated() {
      guard let kind = subject.kinds.firstIndex(where: { $0.mask == ask.mask }) else {
        throw Broken(description: "no kind has the mask \(ask.mask)")
      }
      let second = ask.at.seconds - subject.first
      try reach(ask.at.seconds, from: from)
      if isRefusal(answers[kind]) {
        // What fits, and then the rest.
        let rest = number + 1 < region.count && region[number + 1].mask == ask.mask && ask.each == .zero
        if rest || ask.each == .zero {
          let sum = ask.amount.count + (rest ? region[number + 1].amount.count : 0)
          expected = (kind, fits(kind, of: sum), sum)
          if let expected, expected.fits != ask.amount.count {
            throw Broken(
              description: "of \(sum) of kind \(kind) \(ask.amount.count) fits, not \(expected.fits)")
          }
        }
        if ask.each > .zero { try serveMany(ask, kind) } else { try serve(ask, kind, at: second) }
        if consumed[kind] + ask.amount.count > max(consumed[kind], curves[kind].before(to)) {
          refuse(kind, from: to)
        }
        asks = rest ? 2 : asks
        consumed[kind] += ask.amount.count
        if !rest {
          noteWaiting(kind, asks: asks)
          asks = 1
        }
      } else {
        if ask.each > .zero { throw Broken(description: "kind \(kind) is refused at \(ask.at)") }
        try serve(ask, kind, at: second)
        consumed[kind] += ask.amount.count
        noteWaiting(kind, asks: 1)
      }
      try check(kind, at: second)
    }
    for kind in consumed.indices {
      var asked = consumed[kind]
      // In the second of the look itself a limit may have been met before all had come back.
      if returning.contains(kind) { asked += to > from ? refusedAgain[kind] : waits(kind) }
      guard asked < curves[kind].before(to) else { continue }
      throw Broken(
        description: "by second \(to) kind \(kind) asked for \(asked) of \(curves[kind].before(to))")
    }
  }

  /// Lives up to the second of an ask; nothing may lie between the look and it.
  private mutating func reach(_ at: Int64, from: Int64) throws {
    if at < subject.first + from { throw Broken(description: "asked at \(at), before the look") }
    let turn = liveTurn(after: from, through: at - subject.first)
    if let turn { throw Broken(description: "passes over a limit that turns at second \(turn)") }
    guard at > lived else { return }
    leave()
    if let next = nextInstant(after: lived), next <= at {
      throw Broken(description: "passes over what happens at \(Instant(seconds: next))")
    }
    try begin(at)
  }

  /// The next turn of a limit that demand can meet, before it or after it.
  private func liveTurn(after from: Int64, through to: Int64) -> Int64? {
    var turns = switches(after: from, through: to)
    for limit in caps + windows {
      if let coming = limit.coming(after: from, through: to) { turns.append(coming) }
      guard let turn = limit.turn(after: from, through: to) else { continue }
      if !limit.isIdle(turn) || !limit.isIdle(turn - 1) { turns.append(turn) }
    }
    for window in windows.indices where !windows[window].isIdle(from) {
      let end = auditor.sessions[window].end - subject.first
      if windows[window].isSession, end > from, end <= to { turns.append(end) }
    }
    return turns.min()
  }

  private func check(_ kind: Int, at second: Int64) throws {
    let flowed = curves[kind].before(second + 1)
    let most = subject.kinds.map(\.sizes.mostBehind).max() ?? 0
    if consumed[kind] > flowed + most {
      throw Broken(
        description:
          "at second \(second) kind \(kind) asked for \(consumed[kind]), where \(flowed) has flowed")
    }
  }

  // MARK: Asks

  /// Many requests, answered as each of them: by a cap that they meet, or by the lack of credit for one of them.
  private mutating func serveMany(_ ask: FlowAsk, _ kind: Int) throws {
    let mask = subject.kinds[kind].mask
    var record = Auditor.RequestRecord(amount: ask.amount.count)
    record.blocked = record.amount
    let mayDrawCredit = auditor.mayDrawCredit(mask)
    if auditor.isClosed {
      record.cause = .accountClosed
    } else if !mayDrawCredit {
      record.cause = .allowanceUsedUp
    } else if let cap = subject.plan.usageCaps.indices.first(where: { meets($0, kind) }) {
      let rule = subject.plan.usageCaps[cap]
      record.cause = auditor.cause(ofCap: cap)
      if rule.crossing == .latched { auditor.latches.append((cap, auditor.window(ofCap: cap))) }
      met.see(
        "cap: \(rule.crossing.rawValue), \(record.cause == .monthlyLimit ? "month" : record.cause == .dailyCap ? "day" : "week")"
      )
    } else if lacks(kind) {
      record.cause = auditor.lackOfCredit
    } else {
      // A reload has come with what this second's others were refused.
      auditor.idleCaps = Set(subject.plan.usageCaps.indices)
      let drew = auditor.serve(
        Request(at: ask.at, amount: ask.amount, mask: mask, status: .served))
      findIdle(auditor.now)
      if drew { auditor.checkReloads() }
      return
    }
    let isWaiting = subject.plan.retriesWithin != nil
    if let cause = record.cause { met.see((isWaiting ? "waits: " : "blocked: ") + "\(cause)") }
    let limits: [BlockCause?] = [.monthlyLimit, .weeklyLimit, .dailyCap, .accountClosed]
    let isLack = mayDrawCredit && !limits.contains(record.cause)
    if isWaiting {
      (record.waits, record.waitsFor, record.blocked, record.cause) = (record.blocked, record.cause, 0, nil)
    }
    auditor.served.append(record)
    if isLack { auditor.reloadAfterRefusal(mask) }
  }

  /// One request.
  private mutating func serve(_ ask: FlowAsk, _ kind: Int, at second: Int64) throws {
    let before = FlowLimits(self)
    let mask = subject.kinds[kind].mask
    // What has waited orders nothing again.
    auditor.isTrying = returning.contains(kind) && ask.amount.count <= waits(kind)
    let drew = auditor.serve(Request(at: ask.at, amount: ask.amount, mask: mask, status: .served))
    auditor.isTrying = false
    if let record = auditor.served.last {
      // The rules have the last word.
      if record.blocked + record.waits > 0, !isRefusal(answers[kind]) { refuse(kind, from: second) }
      if let cause = record.cause { met.see("blocked: \(cause)") }
      try before.check(self, kind, record, at: second)
    }
    if drew { auditor.checkReloads() }
  }
}
