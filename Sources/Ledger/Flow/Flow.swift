/// One account living through demand that flows. The flow never decides what a rule decides: it finds how far
/// demand can go before the rules may answer differently (a balance runs dry, a threshold is crossed, a cap is met,
/// something is due), and lets the ledger serve that much as one request, by the very rule of a replay. So a simulated
/// future is a replay whose requests were chosen here, and costs its events, not its steps.
///
/// What a fluid cannot do is met by conventions (docs/ledger-rules.md, section 9): the request that meets a limit is an
/// average one (RequestsAtLimits.swift); what is refused or served between two events is one posting.

import Quantities

struct Flow<Observer: LedgerObserver>: ~Copyable, Sendable {
  var account: Account<Observer>
  private let places: CurvePlaces
  /// Of what comes after the horizon, with the same kinds.
  private let placesAfterwards: CurvePlaces?
  /// Of what is being lived, the horizon or what comes after it: its first instant, and its length in seconds.
  private(set) var start: Int64
  private(set) var end: Int64
  /// What comes after the horizon is being lived, and not yet to its end.
  private(set) var isPastHorizon = false
  /// Of the limits whose windows turn, in the account's order.
  private var calendars: Flat<LimitCalendar>
  private var calendarsAfterwards: Flat<LimitCalendar>
  /// A window begins with its first use, so that none knows when it turns.
  private var awaitsSessions = false
  /// Before it no limit begins to refuse, nor ceases to.
  private var windowsTurn = Int64.min
  /// Until then none refuses anything.
  private(set) var limitsRest = true
  /// Flow+Plain.swift; the second: how many there were in this future.
  let mayBePlain: Bool
  var plainLooks = 0

  /// What each kind has asked for so far and been answered.
  var consumed: Flat<Int64>
  /// What the rules say at this point.
  var board: Board
  var refused = KindSet.none
  /// Those for which credit pays.
  var paid = KindSet.none
  /// What is refused and waits; nil: it is lost at once.
  var waiting: FlowWaiting?
  /// Kinds of which all that waits is asked for again.
  var returning = KindSet.none
  /// Everything in earlier seconds has been served; and something of this second may have been.
  var cursor: Int64 = 0
  /// Times that the rules were asked; a plan that needs more in one future (a reload every minute of a year) buys
  /// without end (`Endless.requests`).
  private var turns = 0
  private static var mostTurns: Int { 300_000 }
  private let hasPeople: Bool
  /// The region that is looked at ends here at the latest.
  var horizon: Int64 = 0

  var outages = OutageClock()
  /// The balance at the end of each day, as far as asked for.
  private(set) var dailyBalances = Flat<Int64>(capacity: 400)
  var keepsDays = false
  private var day: Int64 = 0
  /// From one balance that is noted to the next: a day; an hour where it runs for alerts (Flow+Alerts.swift), which ask for what
  /// credit has paid as well, and for lots.
  private var spacing = TimeSpan.day
  private(set) var hourlyPaid = Flat<Int64>()
  var lotWatches: [LotWatch] = []
  var nextLook = Int64.min
  /// Calendar months (UTC) end at these seconds from the start, the last of them with the horizon.
  private let monthEnds: Flat<Int64>
  /// The next of them; after the horizon no month is told.
  private(set) var nextMonthEnd = Int64.max
  /// As far as the months have ended.
  private(set) var months = Flat<MonthMark>(capacity: 16)

  /// `afterwards`: of the time after the horizon, with the same kinds.
  init(plan: LedgerPlan, shape: FlowShape, afterwards: FlowShape? = nil, observer: Observer) {
    var account = Account(plan: plan, observer: observer, asked: shape.kinds.map(\.mask))
    places = CurvePlaces(shape)
    placesAfterwards = afterwards.map(CurvePlaces.init)
    (start, end) = (shape.start.seconds, shape.length)
    monthEnds = Flat(shape.monthEnds)
    hasPeople = !plan.people.isEmpty
    waiting = FlowWaiting(plan: plan, kinds: shape.kinds.count)
    let patience = plan.retriesWithin ?? 0
    let limits = account.calendars(shape, patience: patience, isLivedOn: afterwards != nil)
    calendars = Flat(limits)
    calendarsAfterwards = Flat(
      afterwards.map { account.calendars($0, patience: patience, isLivedOn: false) } ?? [])
    consumed = Flat(repeating: 0, count: shape.kinds.count)
    mayBePlain = Flow.mayBePlain(plan, shape)
    board = Board(shape)
    for limit in limits {
      board.requests.note(cap: limit.limit)
      if limit.room != limit.limit { board.requests.note(cap: limit.room) }
    }
    self.account = account
  }

  // MARK: One future

  mutating func run(_ values: UnsafeBufferPointer<Int64>, chance: (any LedgerChance)?) {
    let curves = Curves(places, values)
    restart(curves, chance)
    account.advance(through: start)
    account.noteBalance()
    live(curves, whileHolding: false)
    findRequests(curves)
    loseWaiting()
    account.close(at: start + end)
    noteDays(before: end + 1, curves)
    outages.close(at: end)
    noteMonths(upTo: end)
  }

  /// What is left over, as far as it will be used: the same future goes on without purchases until nothing is held. Figures of
  /// the horizon are to be read before. `known`: so many steps of the curves are known. False: it has to be called again when
  /// more are. Where the known ones end nothing happens: what is looked at there is looked at again when more is known, so
  /// that nothing depends on how far that is.
  mutating func runOn(_ values: UnsafeBufferPointer<Int64>, known: Int) -> Bool {
    guard let placesAfterwards else { return true }
    let curves = Curves(placesAfterwards, values, known: known)
    // What waits may come back at any demand of the whole.
    guard curves.isWhole || waiting == nil else { return false }
    if isPastHorizon {
      for limit in calendars.indices { calendars[limit].knowMore(curves) }
      windowsTurn = .min
    } else {
      account.liveOn(from: curves.start)
      swap(&calendars, &calendarsAfterwards)
      for limit in calendars.indices { calendars[limit].restart(curves, isCarriedOn: true) }
      begin(curves)
      nextMonthEnd = .max
      isPastHorizon = true
    }
    guard live(curves, whileHolding: true) else { return false }
    if !account.isStopped {
      findRequests(curves)
      loseWaiting()
      account.close(at: start + cursor)
    }
    leaveAfterwards()
    return true
  }

  private mutating func leaveAfterwards() {
    if isPastHorizon { swap(&calendars, &calendarsAfterwards) }
    isPastHorizon = false
  }

  /// Held or on its way.
  var holdsCredit: Bool {
    account.lots.pools[account.everything].left > 0 || account.lots.pools[account.everything].inTransit > 0
  }

  /// False: it cannot go on until more of the curves is known.
  @discardableResult
  private mutating func live(_ curves: Curves, whileHolding: Bool) -> Bool {
    while cursor < end, !account.isStopped, !whileHolding || holdsCredit {
      noteMonths(upTo: cursor)
      // People look when everything of a second is over, so its demand comes first.
      let isWithinSecond = hasPeople && account.now == start + cursor
      if !isWithinSecond { account.leaveInstant() }
      let next = account.nextInstant - start
      if next <= cursor {
        account.advance(through: start + cursor)
        account.renewReloads()
        account.noteBalance()
        continue
      }
      horizon = isWithinSecond ? cursor + 1 : min(next, end)
      turnWindows(curves)
      let known = curves.isWhole ? .max : known(curves)
      let isKnown = horizon <= known
      if !isKnown {
        guard cursor < known else { return false }
        horizon = known
      }
      if !lotWatches.isEmpty {
        lookAtLots()
        horizon = min(horizon, nextLook)
      }
      turns += 1
      if turns > Self.mostTurns { account.endless = .requests }
      if let meter = plainMeter() {
        guard livePlainly(meter, curves, toHorizon: isKnown) else { return false }
      } else if isRefusedPlainly() {
        guard refusePlainly(curves, toHorizon: isKnown) else { return false }
      } else {
        guard askBoard(curves, toHorizon: isKnown) else { return false }
      }
    }
    return true
  }

  /// Before it, demand is known, and which windows it can meet.
  private func known(_ curves: Curves) -> Int64 {
    var known = curves.known
    for limit in calendars.indices { known = min(known, calendars[limit].awaits) }
    return known
  }

  /// False: nothing is met before the horizon, and it is not to be reached.
  private mutating func askBoard(_ curves: Curves, toHorizon: Bool) -> Bool {
    horizon = min(horizon, nextMonthEnd)
    findRequests(curves)
    findPayers()
    putBackWaiting(curves)
    board.findMeters()
    if board.wakes < .max { horizon = min(horizon, board.wakes - start) }
    account.observer.look(at: start + cursor)
    if let (second, meter) = firstCrossing(curves) {
      serve(upTo: second, meter, curves)
    } else {
      guard toHorizon else { return false }
      serveAll(before: horizon, curves)
    }
    keepWaiting()
    return true
  }

  private mutating func restart(_ curves: Curves, _ chance: (any LedgerChance)?) {
    leaveAfterwards()
    account.restart()
    account.chance = chance
    for limit in calendars.indices { calendars[limit].restart(curves) }
    outages.restart()
    day = spacing < TimeSpan.day ? 0 : 1
    dailyBalances.removeAll()
    hourlyPaid.removeAll()
    for watch in lotWatches.indices { lotWatches[watch].warned = [:] }
    nextLook = .min
    months.removeAll()
    nextMonthEnd = monthEnds[0]
    for kind in consumed.indices {
      board.requests.begin(kind, asked: curves.boundary(kind, curves.steps))
    }
    begin(curves)
  }

  /// Nothing of these curves has been asked for yet.
  private mutating func begin(_ curves: Curves) {
    (start, end) = (curves.start, curves.length)
    for kind in consumed.indices { consumed[kind] = 0 }
    waiting?.restart()
    returning = .none
    cursor = 0
    turns = 0
    plainLooks = 0
    windowsTurn = .min
  }

  // MARK: What the rules will say

  private mutating func turnWindows(_ curves: Curves) {
    guard !calendars.isEmpty else { return }
    if cursor >= windowsTurn || awaitsSessions {
      var turn = WindowTurn(at: cursor, curves, calendars)
      account.eachTurning(&turn)
      (windowsTurn, limitsRest, awaitsSessions) = (turn.horizon, turn.allRest, turn.mayBegin)
    }
    horizon = min(horizon, windowsTurn)
  }

  /// Where the requests stand that are asked for next. What waits comes first, and is asked for in whole ones.
  @inline(__always)
  private mutating func findRequests(_ curves: Curves) {
    board.requests.find(consumed, cursor: cursor, curves)
    guard waiting != nil else { return }
    for kind in board.kinds where waitingDemand(kind) > 0 { board.requests.beginAnew(kind) }
  }

  private mutating func findPayers() {
    board.begin(at: start + cursor)
    account.publish(on: &board)
    (refused, paid) = (board.refused, board.kinds(paidBy: .credit))
    if outages.isOpen { for kind in board.kinds.subtracting(refused) { outages.admit(kind, at: cursor) } }
  }

  // MARK: Serving

  @inline(__always)
  private func firstCrossing(_ curves: Curves) -> (second: Int64, meter: Meter)? {
    guard board.meters.count > 1 else {
      return board.meters.isEmpty
        ? nil : crossing(board.meters[0], to: horizon, curves).map { ($0, board.meters[0]) }
    }
    return firstOfSeveral(curves)
  }

  /// The second in which a meter is met.
  @inline(__always)
  private func crossing(_ meter: Meter, to second: Int64, _ curves: Curves) -> Int64? {
    curves.second(meter.kinds, reaching: target(meter), from: cursor, to: second)
  }

  @inline(__always)
  private func target(_ meter: Meter) -> Int64 {
    var target = meter.wait
    for kind in meter.kinds { target += consumed[kind] }
    return target
  }

  private func firstOfSeveral(_ curves: Curves) -> (second: Int64, meter: Meter)? {
    var found: (second: Int64, meter: Meter)?
    var (to, least) = (horizon, Int64.max)
    for index in board.meters.indices {
      let meter = board.meters[index]
      guard let second = crossing(meter, to: to, curves) else { continue }
      // Of those that are met in one second, the one to which that second brings least: none of the others is passed.
      var brings = target(meter)
      for kind in meter.kinds { brings -= flowed(kind, before: second, curves) }
      if second == found?.second, brings >= least { continue }
      (found, least) = ((second, meter), brings)
      to = min(horizon, second + 1)
    }
    return found
  }

  /// Everything that flows before this second, at the last second before it.
  mutating func serveAll(before second: Int64, _ curves: Curves) {
    noteDays(before: second + 1, curves)
    noteRefusals(before: second, curves)
    for kind in refused { serve(kind, curves.flow(kind, second) - consumed[kind], at: second - 1) }
    for kind in board.kinds.subtracting(refused) {
      serve(kind, curves.flow(kind, second) - consumed[kind], at: second - 1)
    }
    if waiting != nil { loseWaiting(before: second, curves) }
    cursor = second
  }

  /// What a kind has asked for before a second. What waits comes back within the one looked at.
  @inline(__always)
  private func flowed(_ kind: Int, before second: Int64, _ curves: Curves) -> Int64 {
    let flowed = curves.flow(kind, second)
    return second == cursor && returning.holds(kind) ? min(flowed, consumed[kind]) : flowed
  }

  /// Everything before this second, and as much of it and of what comes later as the meter says, at this second: a request
  /// is served whole when half of it has flowed.
  private mutating func serve(upTo second: Int64, _ meter: Meter, _ curves: Curves) {
    noteDays(before: second + 1, curves)
    noteRefusals(before: second, curves)
    var room = meter.amount
    for kind in meter.kinds { room -= max(0, flowed(kind, before: second, curves) - consumed[kind]) }
    for kind in refused { serve(kind, upTo: second, meter, &room, curves) }
    for kind in board.kinds.subtracting(refused) { serve(kind, upTo: second, meter, &room, curves) }
    if waiting != nil { loseWaiting(before: second, curves) }
    cursor = second
  }

  /// `room`: what of the meter no kind has used yet.
  @inline(__always)
  private mutating func serve(
    _ kind: Int, upTo second: Int64, _ meter: Meter, _ room: inout Int64, _ curves: Curves
  ) {
    var amount = max(0, flowed(kind, before: second, curves) - consumed[kind])
    if meter.kinds.holds(kind) {
      // The last of them takes what the second itself does not bring.
      let isLast = meter.kinds.bits >> UInt64(kind) == 1
      let until = isLast ? curves.whole(kind) : curves.flow(kind, second + 1)
      let more = max(0, min(room, until - consumed[kind] - amount))
      room -= more
      amount += more
      if more > 0, refused.holds(kind) { outages.refuse(kind, from: second) }
      if isLast, meter.request < amount {
        serve(kind, amount - meter.request, at: second)
        amount = meter.request
      }
    }
    serve(kind, amount, at: second)
  }

  private mutating func serve(_ kind: Int, _ amount: Int64, at second: Int64) {
    guard amount > 0 else { return }
    account.enter(start + second)
    consumed[kind] += amount
    guard !refused.holds(kind) else { return refuse(kind, amount) }
    let again = returning.holds(kind) ? min(amount, waitingDemand(kind)) : 0
    let blocked = account.serve(amount, kind: kind, status: .served, again: again)
    noteWaiting(kind, asked: amount, refused: blocked)
    // The rules have the last word: where several kinds share limited lots, one may empty what another counted on.
    if blocked > 0 { outages.refuse(kind, from: second) }
  }

  /// What is refused is many requests: each is larger than what is left, and those that are not are served; only a cap that
  /// they meet answers them, however much they come to.
  private mutating func refuse(_ kind: Int, _ amount: Int64) {
    let fits = board.scarcity(kind)?.part(of: amount) ?? 0
    var refused: Int64 = 0
    if fits > 0 { refused = account.serve(fits, kind: kind, status: .served) }
    if amount > fits { refused += account.refuse(amount - fits, kind: kind, by: board) }
    noteWaiting(kind, asked: amount, refused: refused)
  }

  // MARK: What is noted

  /// What has come together when a month ends, before anything of the next one happens.
  @inline(__always)
  private mutating func noteMonths(upTo second: Int64) {
    while nextMonthEnd <= second { noteMonth() }
  }

  /// `served`: by credit, since the account was told.
  mutating func noteMonth(served: Int64 = 0) {
    var mark = MonthMark(account, held: account.lots.pools[account.everything].left)
    mark.served &+= served
    mark.balance &-= served
    months.append(mark)
    nextMonthEnd = months.count < monthEnds.count ? monthEnds[months.count] : .max
  }

  /// Refusal begins with the first second whose demand is refused: the one in which credit ended was served.
  @inline(__always)
  private mutating func noteRefusals(before second: Int64, _ curves: Curves) {
    if !refused.isEmpty { noteRefused(before: second, curves) }
  }

  private mutating func noteRefused(before second: Int64, _ curves: Curves) {
    var (from, asking) = (second, KindSet.none)
    for kind in refused where curves.flow(kind, second) > consumed[kind] {
      let first = curves.second(KindSet(kind), reaching: consumed[kind] + 1, from: cursor, to: second)
      from = min(from, first ?? cursor)
      asking.insert(kind)
    }
    for kind in asking { outages.refuse(kind, from: from) }
    outages.block(refused, from: from, to: second, curves)
  }

  /// The balance at the ends of the days that end before this second, before anything of it is served.
  @inline(__always)
  mutating func noteDays(before second: Int64, _ curves: Curves) {
    if keepsDays, account.buys, day * spacing < second { noteDay(before: second, curves) }
  }

  mutating func keepHours(watching lots: [LotWatch]) {
    (keepsDays, spacing, lotWatches) = (true, TimeSpan.hour, lots)
  }

  private mutating func noteDay(before second: Int64, _ curves: Curves) {
    var balance = account.lots.pools[account.everything].left &- account.debt
    for kind in paid { balance += consumed[kind] }
    while day * spacing < second, day * spacing <= end {
      let flowed = curves.flow(paid, day * spacing)
      dailyBalances.append(balance - flowed)
      if spacing < TimeSpan.day {
        hourlyPaid.append(paid.reduce(account.sums.credit + flowed) { $0 - consumed[$1] })
      }
      day += 1
    }
  }
}
