/// Limits on usage and on purchases, the allowance of a subscription, and whether the plan channel draws
/// credit.

import Ledger
import Quantities

extension CaseReader {
  /// Monthly limits come before daily caps in `usageCaps`: the ledger checks them in this order.
  func readLimits() {
    root.oneOrList("monthly limit", "a monthly limit", short: "amount") { readMonthlyLimit($0) }
    root.oneOrList("daily cap", "a daily cap", short: "amount") { cap in
      let amount = cap.need("amount", .money)
      let crossing = cap.take("crossing", .name, or: UsageCap.Crossing.latched)
      let zone = cap.take("day", .zone, or: .utc)
      let scope = scope(cap)
      guard let amount else { return }
      plan.usageCaps.append(
        UsageCap(amount: amount, window: .day(zone), crossing: crossing, scope: scope))
    }
    root.list("purchase caps", "a purchase cap") { cap in
      let sources = cap.take("source", .oneOrList(.boughtSource))
      guard let key = cap.choose(PurchaseLimit.Basis.allCases.map(\.rawValue), isNeeded: true),
        let amount = cap.take(key, .money), let basis = PurchaseLimit.Basis(rawValue: key)
      else { return }
      plan.purchaseLimits.append(
        PurchaseLimit(amount: amount, basis: basis, sources: sources.map { Set($0) }))
    }
  }

  private func readMonthlyLimit(_ limit: Record) {
    let amount = limit.need("amount", .money)
    let stops = limit.take("stops", .oneOf(["usage", "purchases", "both"].map { ($0, $0) }), or: "usage")
    if stops == "purchases" {
      for key in ["crossing", "models", "channels"] {
        limit.refuse(key, "for a limit that stops purchases", "leave it out, or write 'stops: both'")
      }
    } else if stops == "usage" {
      limit.refuse("counts", "for a limit that stops usage", "leave it out, or write 'stops: both'")
    }
    let crossing = limit.take("crossing", .name, or: UsageCap.Crossing.latched)
    let basis = limit.take("counts", .name, or: PurchaseLimit.Basis.cash)
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
      let scope = scope(allowance, or: [.plan])
      let trial = allowance.take("trial", .money, or: .zero)
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
    let enabled = root.take("usage credits", .oneOf([("enabled", true), ("disabled", false)]), or: true)
    guard !enabled else { return }
    plan.creditScope = scopes.id(Scope(channels: [.apiKey]))
    if plan.creditScope == nil {
      findings.error(
        root.place("usage credits"), "there is no room for this beside \(ScopeTable.most) sets of models",
        "let lots and limits share their sets")
    }
  }

  /// `session`, `week`, `month` of an allowance or of a model limit.
  private func readWindows(_ record: Record, scope: ScopeID?) -> [Allowance.Window] {
    var windows: [Allowance.Window] = []
    record.map("session", "a session") { session in
      let limit = session.need("limit", .money)
      let length = session.take("length", .secondsAboveZero, or: 5 * TimeSpan.hour)
      if let limit { windows.append(.init(clock: .session(length: length), limit: limit, scope: scope)) }
    }
    for (key, every, anchor) in [
      ("week", TimeSpan.days(7), plan.start), ("month", .months(1), plan.billingCycle.anchor),
    ] {
      record.map(key, "a \(key)'s window") { window in
        let limit = window.need("limit", .money)
        let resets = window.take("resets", .instant, or: anchor)
        if let limit {
          windows.append(.init(clock: .fixed(anchor: resets, every: every), limit: limit, scope: scope))
        }
      }
    }
    return windows
  }
}
