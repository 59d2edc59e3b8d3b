/// The other side of the flow's promise that nothing changes between two of its looks: what it asked for as one request is
/// asked for in pieces instead, each at its own instant, cut at every turn of a limit, at the end of every day and at
/// some seconds at random. Of a fluid the outcome must be the same, to the nano-dollar: no window was passed over in
/// which something would have been refused, and nothing was due in between.
///
/// Two things depend on how often the rules are asked, and so are asked as the flow did: an auto-reload that orders at
/// every request (the flow asks once a minute), and one that orders after a refusal.

import Ledger
import Quantities

struct FlowSplit {
  let subject: FlowCase
  private let curves: [FlowCurve]
  private let caps: [FlowWindows]
  private let windows: [FlowWindows]
  private let fixed: [Int64]
  private let cuts: [Int64]
  private(set) var auditor: Auditor
  /// At the end of each day; nil: it was not cut there.
  private(set) var days: [Int64?] = []
  private(set) var pieces = 0
  private var consumed: [Int64]
  private var lived = Int64.min
  private var isOpen = false

  init(_ subject: FlowCase, _ dice: inout Dice) {
    self.subject = subject
    curves = subject.curves
    let curves = curves
    caps = subject.plan.usageCaps.map { FlowWindows($0, of: subject, curves) }
    windows = (subject.plan.allowance?.windows ?? []).map { FlowWindows($0, of: subject, curves) }
    auditor = Auditor(plan: subject.plan, chance: subject.luck)
    fixed = Set(auditor.fixedInstants(through: subject.last)).sorted()
    var cuts = Set((caps + windows).flatMap(\.turns))
    // A session may begin anywhere, and one that nothing can meet is passed over.
    if windows.contains(where: { $0.isSession }) {
      for number in 0...subject.steps { cuts.insert(Int64(number) * subject.step) }
    }
    for day in 0...subject.length / NaiveCalendar.day { cuts.insert(day * NaiveCalendar.day) }
    for _ in 0..<3 { cuts.insert(Int64(dice.int(0...Int(subject.length)))) }
    self.cuts = cuts.sorted()
    consumed = subject.kinds.map { _ in 0 }
  }

  // MARK: Time

  private mutating func leave() {
    if isOpen { auditor.planPeople() }
    isOpen = false
  }

  private mutating func begin(_ instant: Int64) {
    auditor.begin(instant)
    auditor.checkReloads()
    (lived, isOpen) = (instant, true)
  }

  private mutating func live(through second: Int64) {
    while second > lived {
      leave()
      let moving = auditor.movingInstants.filter { $0 > lived }.min()
      let next = [fixed.first { $0 > lived }, moving].compactMap { $0 }.min()
      guard let next, next <= second else { return }
      begin(next)
    }
  }

  private mutating func reach(_ second: Int64) {
    live(through: second)
    if second > lived { begin(second) }
    auditor.wake(windows, at: second - subject.first)
  }

  // MARK: A future

  mutating func run(_ asks: [FlowAsk], looks: [Instant]) {
    begin(subject.first)
    var next = 0
    for (look, at) in looks.enumerated() {
      live(through: at.seconds)
      var region: [FlowAsk] = []
      while next < asks.count, asks[next].look == look {
        region.append(asks[next])
        next += 1
      }
      let from = at.seconds - subject.first
      let to = look + 1 < looks.count ? looks[look + 1].seconds - subject.first : subject.length
      serve(region, from: from, to: to)
    }
    live(through: subject.last - 1)
    leave()
    auditor.now = subject.last
    auditor.expire()
  }

  private func dependsOnLooks(_ second: Int64) -> Bool {
    subject.plan.autoReloads.indices.contains { index in
      let (reload, state) = (subject.plan.autoReloads[index], auditor.reloads[index])
      if state.isOff { return false }
      return reload.afterRefusal || auditor.isHasty(index, at: second)
    }
  }

  private mutating func serve(_ region: [FlowAsk], from: Int64, to: Int64) {
    let isWhole = dependsOnLooks(subject.first + from)
    var ranges: [(kind: Int, from: Int64, to: Int64)] = []
    for ask in region {
      let kind = subject.kinds.firstIndex { $0.mask == ask.mask } ?? 0
      ranges.append((kind, consumed[kind], consumed[kind] + ask.amount.count))
      consumed[kind] += ask.amount.count
    }
    let last = region.first.map { $0.at.seconds - subject.first } ?? to
    for cut in cuts where cut > from && cut <= to {
      if !isWhole, cut <= last {
        for (place, ask) in region.enumerated() {
          let amount = min(ranges[place].to, curves[ranges[place].kind].before(cut)) - ranges[place].from
          guard amount > 0 else { continue }
          reach(subject.first + cut - 1)
          serve(amount, ask)
          auditor.idleCaps = []
          ranges[place].from += amount
          pieces += 1
        }
      }
      if cut > last { serveRest(region, &ranges, isWhole) }
      if cut % NaiveCalendar.day == 0 { days.append(isWhole ? nil : balance) }
    }
    serveRest(region, &ranges, isWhole)
  }

  private mutating func serveRest(
    _ region: [FlowAsk], _ ranges: inout [(kind: Int, from: Int64, to: Int64)], _ isWhole: Bool
  ) {
    for (place, ask) in region.enumerated() where ranges[place].from < ranges[place].to {
      reach(ask.at.seconds)
      if isWhole {
        auditor.findIdle(caps, windows, at: ask.at.seconds - subject.first)
      }
      serve(ranges[place].to - ranges[place].from, ask)
      // A session that has counted a minute's requests as one would refuse what comes after them.
      auditor.idleCaps = []
      auditor.idleWindows = auditor.idleWindows.filter { windows[$0].isSession }
      ranges[place].from = ranges[place].to
    }
  }

  private var balance: Int64 {
    auditor.lots.reduce(0) { $0 + $1.left } - auditor.debts.values.reduce(0, +)
  }

  private mutating func serve(_ amount: Int64, _ ask: FlowAsk) {
    let request = Request(at: ask.at, amount: Nanodollars(amount), mask: ask.mask)
    if ask.each > .zero, let cause = refusal(ask.mask) {
      var record = Auditor.RequestRecord(amount: amount)
      (record.blocked, record.cause) = (amount, cause)
      auditor.served.append(record)
      if ![.allowanceUsedUp, .monthlyLimit, .weeklyLimit, .dailyCap, .accountClosed].contains(cause) {
        auditor.reloadAfterRefusal(ask.mask)
      }
      return
    }
    // Of many a reload has let through, and no cap was met by one of them.
    if ask.each > .zero { auditor.idleCaps = Set(caps.indices) }
    if auditor.serve(request) { auditor.checkReloads() }
  }

  /// Why a request of one nano-dollar is refused.
  private mutating func refusal(_ mask: ScopeMask) -> BlockCause? {
    if auditor.isClosed { return .accountClosed }
    if !auditor.mayDrawCredit(mask) { return .allowanceUsedUp }
    for cap in subject.plan.usageCaps.indices where !auditor.idleCaps.contains(cap) {
      let rule = subject.plan.usageCaps[cap]
      guard auditor.admits(mask, rule.scope), !auditor.capAllows(cap, 1, mask) else { continue }
      return auditor.cause(ofCap: cap)
    }
    return auditor.balance(of: mask) > 0 || auditor.seesCredit(mask) ? nil : auditor.lackOfCredit
  }
}
