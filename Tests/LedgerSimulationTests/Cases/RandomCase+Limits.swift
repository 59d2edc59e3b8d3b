/// Random scopes, caps, purchase limits and allowances.

import Ledger
import Quantities

extension RandomCase {
  static let scopes = [
    Scope(models: ["claude-opus-5-5"]), Scope(models: ["claude-opus-5-5", "claude-sonnet-5-5"]),
    Scope(channels: [.apiKey]), Scope(models: ["claude-sonnet-5-5"], channels: [.plan]),
  ]
  static let planOnly = Scope(channels: [.plan])

  /// Up to four that overlap, in any order; what an allowance and usage credits need is added when needed.
  mutating func addScopes() {
    if has(.scopes) { plan.scopes = Array(dice.shuffled(RandomCase.scopes).prefix(dice.int(1...4))) }
    if has(.creditScope) { plan.creditScope = scope(RandomCase.scopes[2]) }
  }

  /// Usage credits are turned on or off.
  mutating func addCreditTime(to plan: inout LedgerPlan) {
    guard plan.creditScope != nil, dice.chance(60) else { return }
    let (a, b) = (dice.pick(moments), dice.pick(moments))
    plan.creditTime = CreditTime(
      from: dice.chance(70) ? Instant(seconds: min(a, b)) : nil,
      until: dice.chance(70) ? Instant(seconds: max(a, b) + 1) : nil)
  }

  private mutating func scope(_ scope: Scope) -> ScopeID {
    if let known = plan.scopes.firstIndex(of: scope) { return known }
    plan.scopes.append(scope)
    return plan.scopes.count - 1
  }

  /// Monthly limits first, then daily caps.
  mutating func addUsageCaps() {
    for isDaily in [false, true] {
      for _ in 0..<dice.int(0...2) {
        plan.usageCaps.append(
          UsageCap(
            amount: Nanodollars(dice.chance(10) ? 0 : amount() * Int64(dice.int(1...2))),
            window: isDaily ? .day(zone()) : .month,
            crossing: dice.pick(UsageCap.Crossing.allCases), scope: scope(percent: 40)))
      }
    }
  }

  /// Some caps are for weeks instead.
  mutating func addWeeks(to plan: inout LedgerPlan) {
    for i in plan.usageCaps.indices where dice.chance(30) {
      plan.usageCaps[i].window = .week(Instant(seconds: moment() - Int64(dice.int(0...2)) * 7 * 86_400))
    }
  }

  mutating func addPurchaseLimits() {
    let bought: [Source] = [.official, .reseller, .autoReload, .bundle, .enterprise]
    for _ in 0..<dice.int(1...2) {
      let isForAll = dice.chance(50)
      plan.purchaseLimits.append(
        PurchaseLimit(
          amount: Nanodollars(amount() * Int64(dice.int(1...3))),
          basis: dice.pick(PurchaseLimit.Basis.allCases),
          sources: isForAll ? nil : Set(dice.shuffled(bought).prefix(dice.int(1...3)))))
    }
  }

  mutating func addAllowance() {
    let own = dice.chance(70) ? scope(RandomCase.planOnly) : nil
    var windows: [Allowance.Window] = []
    for _ in 0..<dice.int(0...3) {
      let clock: Allowance.Window.Clock
      switch dice.int(0...3) {
      case 0...1: clock = .session(length: span(atMost: 6))
      case 2: clock = .fixed(anchor: Instant(seconds: moment()), every: .seconds(span(atMost: 4)))
      default: clock = .fixed(anchor: Instant(seconds: moment()), every: .months(1))
      }
      windows.append(
        Allowance.Window(
          clock: clock, limit: Nanodollars(dice.chance(10) ? 0 : amount()), scope: scope(percent: 30)))
      if case .session(let length) = clock { remember(moment() + length) }
    }
    plan.allowance = Allowance(
      scope: own, trial: Nanodollars(dice.chance(50) ? 0 : amount()), windows: windows)
  }
}
