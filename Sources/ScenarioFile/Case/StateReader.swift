/// `state`: what has happened before the start and still counts, read from the account or the case and handed to the caps,
/// windows and auto-reloads that remember it (docs/ledger-rules.md, section 11).

import Documents
import Ledger
import Quantities
import Scenario

/// Plain values, so that an account hands them to each of its plans.
struct StatedState: Sendable {
  struct Used: Sendable {
    var place: Place
    var scope: Scope?
    var amounts: [CapWindowName: Nanodollars] = [:]
    var latched: Set<CapWindowName> = []
  }

  struct Bought: Sendable {
    var place: Place
    /// Nil: all.
    var sources: Set<Source>?
    var cash: Nanodollars
    var face: Nanodollars
  }

  enum WindowName: String, Sendable { case session, week, month }

  struct Window: Sendable {
    var place: Place
    var name: WindowName
    var scope: Scope?
    var opening = WindowOpening()
  }

  struct Reload: Sendable {
    var place: Place
    /// Nil: of the only one.
    var name: String?
    var opening = ReloadOpening()
    var onItsWay: [String] = []
    var lotPlace: Place
  }

  var used: [Used] = []
  var bought: [Bought] = []
  var trial: (amount: Nanodollars, place: Place)?
  var windows: [Window] = []
  var reloads: [Reload] = []
}

// MARK: Reading

extension PlanReader {
  /// A plan's own state takes the place of the account's, whole.
  func readState() {
    let key = StateKeys.key
    guard root.has(key) else { return }
    var stated = StatedState()
    root.map(key, "a state") { record in
      let keys = Keys.state
      record.oneOrList(keys.used, "usage before the start") { readUsed($0, &stated) }
      record.oneOrList(keys.bought, "what was bought") { readBought($0, &stated) }
      record.map(keys.allowance, "an allowance before the start") { allowance in
        let own = Keys.allowanceBefore
        stated.trial = allowance.take(own.trial).map { ($0, allowance.place(own.trial)) }
        readWindows(allowance, scope: nil, &stated)
        allowance.list(own.modelLimits, "a model limit before the start") { limit in
          let scope = statedScope(limit)
          if scope == nil, !findings.hasErrors {
            limit.missing(Keys.modelLimitBefore.scope.models, "write the models, as the allowance has them")
          }
          readWindows(limit, scope: scope, &stated)
        }
        allowance.list(own.byPerson, "a seat before the start") { seat in
          guard let person = seat.need(Keys.seatBefore.person) else { return }
          readWindows(seat, scope: Scope(ofSeat: person - 1), &stated)
        }
      }
      record.oneOrNamed(keys.autoReload, "auto-reload before the start", named: "") {
        readReload($0, $1, &stated)
      }
    }
    state = stated
  }

  private func readUsed(_ record: Record, _ stated: inout StatedState) {
    let keys = Keys.usedBefore
    var entry = StatedState.Used(place: record.place)
    entry.amounts[.month] = record.take(keys.month)
    entry.amounts[.week] = record.take(keys.week)
    entry.amounts[.day] = record.take(keys.day)
    entry.latched = Set(record.take(keys.latched) ?? [])
    entry.scope = statedScope(record)
    if entry.amounts.isEmpty, entry.latched.isEmpty, !findings.hasErrors {
      record.missing(keys.month, "write 'this month: $300', 'today: $42' or both")
    }
    if stated.used.contains(where: { $0.scope == entry.scope }) {
      findings.error(
        record.place, "an earlier entry says what is used of the same models and channels",
        "put the two together")
    }
    if entry.amounts[.month] ?? .zero > .zero || entry.latched.contains(.month) {
      refuseMonth(record.has(keys.month) ? record.place(keys.month) : record.place(keys.latched))
    }
    stated.used.append(entry)
  }

  private func readBought(_ record: Record, _ stated: inout StatedState) {
    let keys = Keys.boughtBefore
    let sources = record.take(keys.source).map { Set($0) }
    let (cash, face) = (record.take(keys.cash), record.take(keys.faceValue))
    guard let known = cash ?? face else {
      if !record.has(keys.cash), !record.has(keys.faceValue) {
        record.missing(keys.cash, "write 'cash: $250', 'face value: $250' or both")
      }
      return
    }
    if max(known, face ?? known) > .zero { refuseMonth(record.place) }
    stated.bought.append(
      StatedState.Bought(place: record.place, sources: sources, cash: cash ?? known, face: face ?? known))
  }

  private func readWindows(_ record: Record, scope: Scope?, _ stated: inout StatedState) {
    let keys = Keys.windowsBefore
    record.map(keys.session, "a session before the start") { session in
      let began = session.need(Keys.sessionBefore.began)
      guard let used = session.need(Keys.sessionBefore.used), let began else { return }
      if began > plan.start {
        findings.error(
          session.place(Keys.sessionBefore.began),
          "this is after the start (\(plan.start.brief)), so no session is under way", "leave the session out"
        )
        return
      }
      var window = StatedState.Window(place: session.place, name: .session, scope: scope)
      (window.opening.began, window.opening.used) = (began, used)
      stated.windows.append(window)
    }
    for (key, name) in [(keys.week, StatedState.WindowName.week), (keys.month, .month)] {
      guard let used = record.take(key) else { continue }
      var window = StatedState.Window(place: record.place(key), name: name, scope: scope)
      window.opening.used = used
      stated.windows.append(window)
    }
  }

  private func readReload(_ label: Label, _ record: Record, _ stated: inout StatedState) {
    let keys = Keys.reloadBefore
    var reload = StatedState.Reload(
      place: record.place, name: label.name.isEmpty ? nil : label.name, lotPlace: record.place(keys.onItsWay))
    reload.opening.isOff = record.take(keys.off)
    reload.onItsWay = record.take(keys.onItsWay) ?? []
    reload.opening.declinesInRow = record.take(keys.declined)
    reload.opening.retryAt = record.take(keys.retry)
    reload.opening.orders = record.take(keys.orders)
    reload.opening.cash = record.take(keys.cash)
    if reload.opening.declinesInRow == 0 {
      record.refuse(
        keys.retry, "where no payment was declined", "write 'declined: 1' beside it, or leave it out")
    }
    if let retry = reload.opening.retryAt, retry < plan.start {
      findings.error(
        record.place(keys.retry), "this is before the start (\(plan.start.brief))",
        "leave it out: it is then tried at the start")
    }
    if reload.opening.orders > 0 { refuseMonth(record.place(keys.orders)) }
    if reload.opening.cash > .zero { refuseMonth(record.place(keys.cash)) }
    stated.reloads.append(reload)
  }

  private func refuseMonth(_ place: Place) {
    guard plan.beginsAtStart(.month) else { return }
    findings.error(
      place,
      "a calendar month begins at the start itself (\(plan.start.brief)): what was before it counts no more",
      "leave it out, or write an earlier start")
  }
}

// MARK: Handing it on

extension PlanReader {
  /// Once the caps, the allowance and the auto-reloads are read.
  func applyState() {
    guard let state else { return }
    let (taken, problems) = state.apply(to: &plan, scopes: scopes.list)
    for problem in problems { findings.error(problem.place, problem.text, problem.remedy) }
    // Of an account it is told when all plans are known.
    guard horizon == nil || root.has(StateKeys.key) else { return }
    findings.warnOfIdle(state, taken)
  }
}

extension Findings {
  /// Entries that nothing remembers.
  func warnOfIdle(_ state: StatedState, _ taken: Set<Place>) {
    for (place, what) in state.entries where !taken.contains(place) {
      warning(place, "nothing counts this: there is no \(what)", "leave it out, or check what it is for")
    }
  }
}

extension StatedState {
  struct Problem {
    var place: Place
    var text: String
    var remedy: String
  }

  /// Each entry, and what would take it.
  var entries: [(place: Place, what: String)] {
    used.map { ($0.place, "limit on such usage") }
      + bought.map { ($0.place, "limit on such purchases") }
      + (trial.map { [($0.place, "trial")] } ?? [])
      + windows.map { ($0.place, "such \($0.name.rawValue) in the allowance") }
      + reloads.map { ($0.place, "such auto-reload") }
  }

  /// `scopes`: the plan's. Returns the places of the entries that something takes.
  func apply(to plan: inout LedgerPlan, scopes: [Scope]) -> (taken: Set<Place>, problems: [Problem]) {
    var (taken, problems) = (Set<Place>(), [Problem]())
    applyUsed(to: &plan, scopes, &taken, &problems)
    for index in plan.purchaseLimits.indices {
      for entry in bought where plan.purchaseLimits[index].mayCount(entry.sources) {
        taken.insert(entry.place)
        let counted = plan.purchaseLimits[index].basis == .cash ? entry.cash : entry.face
        let sum = plan.purchaseLimits[index].countedBefore.count.addingReportingOverflow(counted.count)
        plan.purchaseLimits[index].countedBefore =
          sum.overflow ? .largest : min(Nanodollars(sum.partialValue), .largest)
      }
    }
    applyAllowance(to: &plan, scopes, &taken, &problems)
    for reload in reloads { apply(reload, to: &plan, &taken, &problems) }
    return (taken, problems)
  }

  /// The entry of a cap's own models and channels, or else the one for all: no more can have been its own.
  private func applyUsed(
    to plan: inout LedgerPlan, _ scopes: [Scope], _ taken: inout Set<Place>, _ problems: inout [Problem]
  ) {
    for index in plan.usageCaps.indices {
      let cap = plan.usageCaps[index]
      let scope = cap.scope.map { scopes[$0] }
      guard let entry = used.first(where: { $0.scope == scope }) ?? used.first(where: { $0.scope == nil })
      else { continue }
      let name = CapWindowName(cap.window)
      let amount = entry.amounts[name]
      guard amount != nil || entry.latched.contains(name) else { continue }
      taken.insert(entry.place)
      plan.usageCaps[index].opening.used = amount ?? .zero
      plan.usageCaps[index].opening.isLatched = entry.latched.contains(name)
      if plan.usageCaps[index].opening != .none, plan.beginsAtStart(cap.window) {
        plan.usageCaps[index].opening = .none
        problems.append(
          Problem(
            place: entry.place,
            text:
              "for a limit of this plan '\(name.rawValue)' begins at the start itself (\(plan.start.brief)): "
              + "what was before it counts no more",
            remedy: "leave it out, or write an earlier start"))
      }
    }
  }

  private func applyAllowance(
    to plan: inout LedgerPlan, _ scopes: [Scope], _ taken: inout Set<Place>, _ problems: inout [Problem]
  ) {
    guard var allowance = plan.allowance else { return }
    if let trial, allowance.trial > .zero {
      taken.insert(trial.place)
      allowance.trialUsedBefore = trial.amount
    }
    for index in allowance.windows.indices {
      let window = allowance.windows[index]
      // A seat that begins later has used nothing.
      if let from = window.from, from > plan.start { continue }
      let (name, scope) = (WindowName(window.clock), window.scope.map { scopes[$0] })
      guard let entry = windows.first(where: { $0.name == name && $0.scope == scope }) else { continue }
      taken.insert(entry.place)
      if let text = reason(against: entry, of: window, plan) {
        problems.append(Problem(place: entry.place, text: text, remedy: "leave it out"))
      } else {
        allowance.windows[index].opening = entry.opening
      }
    }
    plan.allowance = allowance
  }

  /// Why a window is not under way at the start.
  private func reason(against entry: Window, of window: Allowance.Window, _ plan: LedgerPlan) -> String? {
    if case .session(let length) = window.clock, let began = entry.opening.began {
      let end = Instant(seconds: began.seconds + length)
      return end <= plan.start
        ? "this session was over at \(end.brief), and the start is \(plan.start.brief)" : nil
    }
    guard entry.opening.used > .zero, plan.beginsAtStart(window.clock) else { return nil }
    return "this \(entry.name.rawValue) begins at the start itself (\(plan.start.brief)): "
      + "what was used before it counts no more"
  }

  private func apply(
    _ reload: Reload, to plan: inout LedgerPlan, _ taken: inout Set<Place>, _ problems: inout [Problem]
  ) {
    let found = plan.autoReloads.indices.filter {
      reload.name == nil || plan.autoReloads[$0].offer.name == reload.name
    }
    guard let index = found.first else { return }
    taken.insert(reload.place)
    guard found.count == 1 else {
      let names = listed(plan.autoReloads.map { quote($0.offer.name) }, "and")
      problems.append(
        Problem(
          place: reload.place, text: "there are several auto-reloads: \(names)",
          remedy: "write which one it is: 'auto-reload: {\(plan.autoReloads[0].offer.name): {...}}'"))
      return
    }
    plan.autoReloads[index].opening = reload.opening
    if let most = plan.autoReloads[index].offAfterDeclines, reload.opening.declinesInRow >= most,
      !reload.opening.isOff
    {
      problems.append(
        Problem(
          place: reload.place,
          text: "after \(most) declined payments in a row ('off after') an auto-reload is off",
          remedy: "write 'off: yes', or fewer declined payments"))
    }
    for name in reload.onItsWay {
      guard let lot = plan.purchases.firstIndex(where: { $0.name == name && $0.source == .opening }) else {
        problems.append(
          Problem(
            place: reload.lotPlace, text: "no lot \(quote(name)) is held",
            remedy: "write it under what is held, with 'at' before the start and 'delivered' after it"))
        continue
      }
      guard plan.purchases[lot].usableFrom > plan.start else {
        problems.append(
          Problem(
            place: reload.lotPlace,
            text: "\(quote(name)) is not on its way at the start: it came at "
              + plan.purchases[lot].usableFrom.brief,
            remedy: "write 'delivered' into it, an instant after \(plan.start.brief)"))
        continue
      }
      plan.purchases[lot].orderedBy = index
    }
  }
}

extension CapWindowName {
  init(_ window: UsageCap.Window) {
    switch window {
    case .month: self = .month
    case .week: self = .week
    case .day: self = .day
    }
  }
}

extension StatedState.WindowName {
  /// A file has windows of these three kinds only.
  init(_ clock: Allowance.Window.Clock) {
    switch clock {
    case .session: self = .session
    case .fixed(_, .seconds): self = .week
    case .fixed(_, .months): self = .month
    }
  }
}

extension PurchaseLimit {
  /// Whether a limit counts what was bought from any of these sources.
  fileprivate func mayCount(_ stated: Set<Source>?) -> Bool {
    guard let sources, let stated else { return true }
    return !sources.isDisjoint(with: stated)
  }
}
