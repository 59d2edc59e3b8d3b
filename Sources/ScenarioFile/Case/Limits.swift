/// Limits on usage and on purchases, the allowance of a subscription, and whether the plan channel draws
/// credit.

import Documents
import Ledger
import Quantities
import Scenario

extension PlanReader {
  /// Monthly limits come before daily caps in `usageCaps`: the ledger checks them in this order.
  func readLimits() {
    root.oneOrList("monthly limit", "a monthly limit", short: "amount") { readMonthlyLimit($0) }
    readUsageCreditCap()
    root.oneOrList("daily cap", "a daily cap", short: "amount") { cap in
      let amount = cap.need("amount", .money)
      let crossing = crossing(cap)
      let zone = cap.take("day", .zone, default: "UTC")
      let scope = scope(cap)
      guard let amount else { return }
      plan.usageCaps.append(
        UsageCap(amount: amount, window: .day(zone), crossing: crossing, scope: scope))
    }
    readRedemptionCap()
    root.list("purchase caps", "a purchase cap") { cap in
      let sources = cap.take("source", .oneOrList(.boughtSource))
      guard let key = cap.choose(PurchaseLimit.Basis.allCases.map(\.rawValue), isNeeded: true),
        let amount = cap.take(key, .money), let basis = PurchaseLimit.Basis(rawValue: key)
      else { return }
      plan.purchaseLimits.append(
        PurchaseLimit(amount: amount, basis: basis, sources: sources.map { Set($0) }))
    }
  }

  private func crossing(_ cap: Record) -> UsageCap.Crossing {
    take(
      cap, "crossing", .name, default: UsageCap.Crossing.latched.rawValue,
      switch: .crossing(cap: plan.usageCaps.count))
  }

  private func readMonthlyLimit(_ limit: Record) {
    let amount = limit.need("amount", .money)
    let stops = limit.take(
      "stops", .oneOf(["usage", "purchases", "both"].map { ($0, $0) }), default: "usage")
    if stops == "purchases" {
      for key in ["crossing", "models", "channels"] {
        limit.refuse(key, "for a limit that stops purchases", "leave it out, or write 'stops: both'")
      }
    } else if stops == "usage" {
      limit.refuse("counts", "for a limit that stops usage", "leave it out, or write 'stops: both'")
    }
    let crossing = stops == "purchases" ? UsageCap.Crossing.latched : crossing(limit)
    let basis =
      stops == "usage"
      ? PurchaseLimit.Basis.cash : limit.take("counts", .name, default: PurchaseLimit.Basis.cash.rawValue)
    let scope = scope(limit)
    guard let amount else { return }
    if stops != "purchases" {
      plan.usageCaps.append(UsageCap(amount: amount, window: .month, crossing: crossing, scope: scope))
    }
    if stops != "usage" { plan.purchaseLimits.append(PurchaseLimit(amount: amount, basis: basis)) }
  }

  // MARK: The allowance

  func readAllowance() {
    root.map("allowance", "an allowance") { allowance in
      allowance.assume("channels", Channel.plan.rawValue)
      let scope = scope(allowance, or: [.plan])
      let trial = allowance.take("trial", .money, default: "$0.00")
      var windows = readWindows(allowance, scope: nil)
      allowance.list("model limits", "a model limit") { limit in
        if !limit.has("models"), !limit.has("channels") {
          limit.missing("models", "write the models it counts, or put its windows into the allowance itself")
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
    readUsageCredits()
  }

  /// `usage credits: {monthly cap: $200}`, which scenarios have: enabled, up to a cap of their own.
  private func readUsageCreditCap() {
    guard horizon != nil, root.find("usage credits")?.isMap == true else { return }
    root.map("usage credits", "usage credits") { credits in
      guard let amount = credits.need("monthly cap", .money) else { return }
      let scope = scopes.id(Scope(channels: [.plan]))
      if scope == nil { tooManyScopes("usage credits") }
      plan.usageCaps.append(UsageCap(amount: amount, window: .month, scope: scope))
    }
  }

  /// Whether the plan channel draws credit at all.
  private func readUsageCredits() {
    if horizon != nil, root.find("usage credits")?.isMap == true { return }
    let enabled = root.take(
      "usage credits", .oneOf([("enabled", true), ("disabled", false)]), default: "enabled")
    guard !enabled else { return }
    plan.creditScope = scopes.id(Scope(channels: [.apiKey]))
    if plan.creditScope == nil { tooManyScopes("usage credits") }
  }

  func tooManyScopes(_ key: String) {
    findings.error(
      root.place(key), "there is no room for this beside \(ScopeTable.most) sets of models",
      "let lots and limits share their sets")
  }

  /// `session`, `week`, `month` of an allowance or of a model limit.
  private func readWindows(_ record: Record, scope: ScopeID?) -> [Allowance.Window] {
    var windows: [Allowance.Window] = []
    record.map("session", "a session") { session in
      let limit = session.need("limit", .money)
      let length = session.take("length", .secondsAboveZero, default: "5 hours")
      if let limit { windows.append(.init(clock: .session(length: length), limit: limit, scope: scope)) }
    }
    for (key, every, anchor, origin) in [
      ("week", TimeSpan.days(7), plan.start, "the start"),
      ("month", .months(1), plan.billingCycle.anchor, "billing cycle"),
    ] {
      record.map(key, "a \(key)'s window") { window in
        let limit = window.need("limit", .money)
        let resets = window.take("resets", .instant, default: anchor.description, from: origin)
        if let limit {
          windows.append(.init(clock: .fixed(anchor: resets, every: every), limit: limit, scope: scope))
        }
      }
    }
    return windows
  }
}
