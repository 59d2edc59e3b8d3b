/// Limits on usage and on purchases, the allowance of a subscription, and whether the plan channel draws
/// credit.

import Documents
import Ledger
import Providers
import Quantities
import Scenario

/// 00:00 UTC of one.
private let aMonday = Instant(seconds: 4 * TimeSpan.day)

extension PlanReader {
  /// Monthly limits come before weekly ones in `usageCaps`, and these before daily caps: the ledger checks them in this order.
  func readLimits() {
    root.oneOrList(Keys.limits.monthlyLimit, "a monthly limit") { readMonthlyLimit($0) }
    readUsageCreditMap()
    root.oneOrList(Keys.limits.weeklyLimit, "a weekly limit") { limit in
      let keys = Keys.weeklyLimit
      let amount = limit.need(keys.amount)
      let crossing = crossing(limit, keys.crossing)
      let resets = limit.take(keys.resets, default: aMonday.description)
      let scope = scope(limit)
      guard let amount else { return }
      plan.usageCaps.append(
        UsageCap(amount: amount, window: .week(resets), crossing: crossing, scope: scope))
    }
    root.oneOrList(Keys.limits.dailyCap, "a daily cap") { cap in
      let keys = Keys.dailyCap
      let amount = cap.need(keys.amount)
      let crossing = crossing(cap, keys.crossing)
      let zone = cap.take(keys.day)
      let scope = scope(cap)
      guard let amount else { return }
      plan.usageCaps.append(
        UsageCap(amount: amount, window: .day(zone), crossing: crossing, scope: scope))
    }
    readRedemptionCap()
    root.list(Keys.limits.purchaseCaps, "a purchase cap") { cap in
      let keys = Keys.purchaseCap
      let sources = cap.take(keys.source)
      guard let key = cap.choose([keys.cash, keys.faceValue], isNeeded: true),
        let amount = cap.take(key), let basis = PurchaseLimit.Basis(rawValue: key.name)
      else { return }
      plan.purchaseLimits.append(
        PurchaseLimit(amount: amount, basis: basis, sources: sources.map { Set($0) }))
    }
    plan.largestBalance = root.take(Keys.limits.largestBalance) ?? plan.largestBalance
    warnOfLargestBalance()
  }

  /// What buys more at a time than the account may hold orders nothing while it owes nothing.
  private func warnOfLargestBalance() {
    guard let most = plan.largestBalance else { return }
    func warn(_ offer: Offer, _ what: String, _ amount: Nanodollars) {
      guard amount > most, offer.source.column == .bought, let place = names[offer.name] else { return }
      findings.warning(
        place, "\(what) (\(amount)) is more than the largest balance (\(most)): it is never bought",
        "write a smaller amount, or a larger balance")
    }
    for rule in plan.autoReloads {
      switch rule.amount {
      case .fixed(let amount): warn(rule.offer, "a reload", amount)
      case .multiples(let pack): warn(rule.offer, "a reload", pack)
      case .upTo(let target): if rule.atMost == nil { warn(rule.offer, "the target", target) }
      }
    }
    for order in plan.standingOrders {
      switch order.amount {
      case .fixed(let amount), .whenAtOrBelow(_, let amount): warn(order.offer, "an order", amount)
      case .upTo(let target): warn(order.offer, "the target", target)
      }
    }
    for person in plan.people { warn(person.offer, "an order", person.buys) }
  }

  private func crossing(_ cap: Record, _ key: DefaultKey<UsageCap.Crossing>) -> UsageCap.Crossing {
    take(cap, key, switch: .crossing(cap: plan.usageCaps.count))
  }

  private func readMonthlyLimit(_ limit: Record) {
    let keys = Keys.monthlyLimit
    let amount = limit.need(keys.amount)
    let stops = limit.take(keys.stops)
    if stops == "purchases" {
      for key: any StatedKey in [keys.crossing, keys.scope.models, keys.scope.channels] {
        limit.refuse(key, "for a limit that stops purchases", "leave it out, or write 'stops: both'")
      }
    } else if stops == "usage" {
      limit.refuse(keys.counts, "for a limit that stops usage", "leave it out, or write 'stops: both'")
    }
    let crossing = stops == "purchases" ? UsageCap.Crossing.latched : crossing(limit, keys.crossing)
    let basis =
      stops == "usage"
      ? PurchaseLimit.Basis.cash : limit.take(keys.counts)
    let scope = scope(limit)
    guard let amount else { return }
    if stops != "purchases" {
      plan.usageCaps.append(UsageCap(amount: amount, window: .month, crossing: crossing, scope: scope))
    }
    if stops != "usage" { plan.purchaseLimits.append(PurchaseLimit(amount: amount, basis: basis)) }
  }

  // MARK: The allowance

  func readAllowance() {
    defer { readUsageCredits() }
    if readSeats() { return }
    let keys = Keys.allowance
    root.map(Keys.limits.allowance, "an allowance") { allowance in
      allowance.assume(keys.scope.channels, Channel.plan.rawValue)
      let scope = scope(allowance, or: [.plan])
      let trial = allowance.take(keys.trial)
      var windows = readWindows(allowance, scope: nil)
      allowance.list(keys.modelLimits, "a model limit") { limit in
        if !limit.has(keys.scope.models), !limit.has(keys.scope.channels) {
          limit.missing(
            keys.scope.models, "write the models it counts, or put its windows into the allowance itself")
        }
        let own = readWindows(limit, scope: self.scope(limit))
        if own.isEmpty {
          findings.error(
            limit.place, "this limit limits nothing", "write 'session', 'week' or 'month' into it")
        }
        windows += own
      }
      if windows.isEmpty, trial == .zero, !findings.hasErrors {
        findings.error(
          allowance.place, "this allowance allows nothing",
          "write 'trial', 'session', 'week' or 'month' into it")
      }
      plan.allowance = Allowance(scope: scope, trial: trial, windows: windows)
    }
  }

  /// `usage credits: {monthly cap: $200, from: 2027-01-15}`: enabled, up to a cap of their own or for a time.
  private func readUsageCreditMap() {
    guard root.find(Keys.credits.usageCredits)?.isMap == true else { return }
    root.map(Keys.credits.usageCredits, .usageCredits, "usage credits") { credits in
      let keys = Keys.usageCredits
      let (from, until) = (credits.take(keys.from), credits.take(keys.until))
      if let amount = horizon == nil ? nil : credits.take(keys.monthlyCap) {
        let scope = scopes.id(Scope(channels: [.plan]))
        if scope == nil { tooManyScopes(Keys.credits.usageCredits) }
        plan.usageCaps.append(UsageCap(amount: amount, window: .month, scope: scope))
      } else if from == nil, until == nil, !findings.hasErrors {
        findings.error(
          credits.place, "this says nothing of the usage credits",
          "write 'from', 'until' or 'monthly cap' into it")
      }
      guard from != nil || until != nil else { return }
      if let until, until <= from ?? plan.start {
        findings.error(
          credits.place(keys.until),
          "usage credits are turned off (\(until.brief)) before they are on (\((from ?? plan.start).brief))",
          "write a later 'until', or 'usage credits: disabled'")
      }
      plan.creditTime = CreditTime(from: from, until: until)
      disableUsageCredits()
    }
  }

  /// Whether the plan channel draws credit at all.
  private func readUsageCredits() {
    if root.find(Keys.credits.usageCredits)?.isMap == true { return }
    if !root.take(Keys.credits.usageCredits) { disableUsageCredits() }
  }

  private func disableUsageCredits() {
    plan.creditScope = scopes.id(Scope(channels: [.apiKey]))
    if plan.creditScope == nil { tooManyScopes(Keys.credits.usageCredits) }
  }

  func tooManyScopes(_ key: some StatedKey) {
    findings.error(
      root.place(key), "there is no room for this beside \(ScopeTable.most) sets of models",
      "let lots and limits share their sets")
  }

  /// `session`, `week`, `month` of an allowance, of a model limit or of a seat.
  func readWindows(_ record: Record, scope: ScopeID?) -> [Allowance.Window] {
    var windows: [Allowance.Window] = []
    record.map(Keys.windows.session, "a session") { session in
      let limit = session.need(Keys.session.limit)
      let length = session.take(Keys.session.length, default: provider.sessionLength, from: "default")
      if let limit { windows.append(.init(clock: .session(length: length), limit: limit, scope: scope)) }
    }
    for (key, reset, every, anchor, origin) in [
      (Keys.windows.week, Keys.week.resets, TimeSpan.days(7), plan.start, "the start"),
      (Keys.windows.month, Keys.month.resets, .months(1), plan.billingCycle.anchor, "billing cycle"),
    ] {
      record.map(key, "a \(key.name)'s window") { window in
        let limit = window.need(Keys.week.limit)
        let resets = window.take(reset, default: anchor.description, from: origin)
        let rollover = window.take(Keys.week.rollsOver)
        if let limit {
          windows.append(.init(clock: .fixed(anchor: resets, every: every), limit: limit, scope: scope))
          windows[windows.endIndex - 1].rollover = rollover
        }
      }
    }
    return windows
  }
}

extension Shape where Value == Allowance.Window.Rollover {
  /// `50%`, or `{share: 100%, at most: $100}`.
  static var rollover: Shape {
    Shape("a share like 50%, or {share: 100%, at most: $100}", .anyOf([.share, .record(.rollover)])) {
      node, findings in
      guard node.isMap else {
        return Shape<Ratio>.share.read(node, findings).map { Allowance.Window.Rollover(share: $0) }
      }
      return Record.read(node, "'rolls over'", .rollover, findings) { record in
        let keys = Keys.rollover
        if !record.has(keys.share), !record.has(keys.atMost) {
          record.missing(keys.share, "write 'share: 50%', 'at most: $100' or both")
        }
        return Allowance.Window.Rollover(share: record.take(keys.share), atMost: record.take(keys.atMost))
      }
    }
  }
}
