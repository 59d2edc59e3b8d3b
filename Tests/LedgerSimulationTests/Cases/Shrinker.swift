/// Makes a failing case small: tries one simplification after the other, keeps each with which the case still
/// fails, and starts again until none is left. What it tries goes from the coarse (half of the requests) to
/// the fine (half of an amount).

import Ledger
import Quantities

struct Shrinker {
  /// Enough for any case: each step makes it smaller.
  static let mostSteps = 1_000

  let fails: (AuditCase) -> Bool

  /// Every case that is one step simpler.
  static func simpler(_ random: AuditCase) -> [AuditCase] {
    var simpler = Simplifications(of: random)
    simpler.collect()
    return simpler.cases
  }

  func shrunk(_ failing: AuditCase) -> AuditCase {
    var best = failing
    for _ in 0..<Shrinker.mostSteps {
      guard let next = Shrinker.simpler(best).first(where: fails) else { return best }
      best = next
    }
    return best
  }
}

/// Every case that is one step simpler than a given one.
private struct Simplifications {
  let original: AuditCase
  var cases: [AuditCase] = []

  init(of original: AuditCase) { self.original = original }

  mutating func collect() {
    dropRequests()
    dropParts()
    simplifyPlan()
    for i in original.plan.purchases.indices { simplifyPurchase(i) }
    for i in original.plan.autoReloads.indices { simplifyReload(i) }
    for i in original.plan.standingOrders.indices { simplify(\.plan.standingOrders[i].offer) }
    for i in original.plan.people.indices {
      simplify(\.plan.people[i].offer)
      set(\.plan.people[i].hours, to: nil)
      halve(\.plan.people[i].buys.count)
    }
    for i in original.plan.usageCaps.indices {
      set(\.plan.usageCaps[i].opening, to: .none)
      set(\.plan.usageCaps[i].scope, to: nil)
      // A month may begin with the start, which leaves nothing to remember.
      if original.plan.usageCaps[i].opening == .none { set(\.plan.usageCaps[i].window, to: .month) }
      lower(\.plan.usageCaps[i].amount)
    }
    for i in original.plan.purchaseLimits.indices {
      set(\.plan.purchaseLimits[i].countedBefore, to: .zero)
      lower(\.plan.purchaseLimits[i].amount)
    }
    for i in (original.plan.allowance?.windows ?? []).indices {
      if original.plan.allowance?.windows[i].opening != WindowOpening.none {
        change { $0.plan.allowance?.windows[i].opening = .none }
      }
    }
    if original.plan.allowance?.trialUsedBefore.count ?? 0 > 0 {
      change { $0.plan.allowance?.trialUsedBefore = .zero }
    }
    for i in original.demands.indices { simplifyDemand(i) }
    endEarlier()
  }

  /// A boundary that is met by a sum is moved to where fewer amounts, or none, meet it.
  private mutating func lower(_ path: WritableKeyPath<AuditCase, Nanodollars>) {
    let plan = original.plan
    var amounts = [Nanodollars.zero] + original.demands.map(\.amount)
    amounts += plan.purchases.map(\.face) + plan.purchases.map(\.price) + plan.people.map(\.buys)
    for reload in plan.autoReloads {
      if case .fixed(let face) = reload.amount { amounts.append(face) }
    }
    for amount in Set(amounts).sorted() where amount < original[keyPath: path] {
      set(path, to: amount)
    }
  }

  private mutating func change(_ edit: (inout AuditCase) -> Void) {
    var simpler = original
    edit(&simpler)
    cases.append(simpler)
  }

  private mutating func set<T: Equatable>(_ path: WritableKeyPath<AuditCase, T>, to value: T) {
    if original[keyPath: path] != value { change { $0[keyPath: path] = value } }
  }

  /// Dollars stay whole and end at one, nano-dollars end at one.
  private mutating func halve(_ path: WritableKeyPath<AuditCase, Int64>) {
    let dollar = Nanodollars.perDollar
    let amount = original[keyPath: path]
    if amount > dollar { change { $0[keyPath: path] = max(dollar, amount / 2 / dollar * dollar) } }
    if amount < dollar, amount > 1 { change { $0[keyPath: path] = amount / 2 } }
  }

  // MARK: Dropping

  private mutating func dropRequests() {
    let count = original.demands.count
    var length = count
    while length > 0 {
      for first in stride(from: 0, to: count, by: length) {
        change { $0.demands.removeSubrange(first..<min(first + length, count)) }
      }
      length /= 2
    }
  }

  private mutating func dropEach<T>(_ path: WritableKeyPath<AuditCase, [T]>) {
    for i in original[keyPath: path].indices { change { $0[keyPath: path].remove(at: i) } }
  }

  private mutating func dropParts() {
    for i in original.plan.autoReloads.indices {
      change { simpler in
        simpler.plan.autoReloads.remove(at: i)
        for p in simpler.plan.purchases.indices {
          guard let reload = simpler.plan.purchases[p].orderedBy else { continue }
          simpler.plan.purchases[p].orderedBy = reload == i ? nil : reload > i ? reload - 1 : reload
        }
      }
    }
    dropEach(\.plan.standingOrders)
    dropEach(\.plan.people)
    dropEach(\.plan.withdrawals)
    dropEach(\.plan.fees)
    dropEach(\.plan.corrections)
    for i in original.plan.corrections.indices { set(\.plan.corrections[i].scope, to: nil) }
    dropEach(\.plan.usageCaps)
    dropEach(\.plan.purchaseLimits)
    if let allowance = original.plan.allowance {
      set(\.plan.allowance, to: nil)
      for i in allowance.windows.indices { change { $0.plan.allowance?.windows.remove(at: i) } }
      for i in allowance.windows.indices where allowance.windows[i].rollover != nil {
        change { $0.plan.allowance?.windows[i].rollover = nil }
      }
      for i in allowance.windows.indices where allowance.windows[i].from != nil {
        change { $0.plan.allowance?.windows[i].from = nil }
      }
      for i in allowance.windows.indices where allowance.windows[i].until != nil {
        change { $0.plan.allowance?.windows[i].until = nil }
      }
      if allowance.trial.count > 0 { change { $0.plan.allowance?.trial = .zero } }
      if allowance.scope != nil { change { $0.plan.allowance?.scope = nil } }
    }
    if original.plan.purchases.count > 1 {
      change { ($0.plan.purchases, $0.plan.withdrawals) = ([], []) }
    }
    for i in original.plan.purchases.indices {
      change { simpler in
        simpler.plan.purchases.remove(at: i)
        simpler.plan.withdrawals.removeAll { $0.purchase == i }
        for w in simpler.plan.withdrawals.indices where simpler.plan.withdrawals[w].purchase > i {
          simpler.plan.withdrawals[w].purchase -= 1
        }
      }
    }
    for i in original.plan.withdrawals.indices {
      set(\.plan.withdrawals[i].takesOtherLots, to: false)
      set(\.plan.withdrawals[i].amount, to: nil)
      set(\.plan.withdrawals[i].closes, to: nil)
    }
    dropScopesIfUnused()
  }

  private mutating func dropScopesIfUnused() {
    let plan = original.plan
    let windows = plan.allowance?.windows.map(\.scope) ?? []
    let used: [ScopeID?] =
      plan.purchases.map(\.terms.scope) + plan.autoReloads.map(\.offer.terms.scope)
      + plan.standingOrders.map(\.offer.terms.scope) + plan.people.map(\.offer.terms.scope)
      + plan.usageCaps.map(\.scope) + plan.corrections.map(\.scope) + windows + [
        plan.creditScope, plan.allowance?.scope,
      ]
    let last = used.compactMap { $0 }.max() ?? -1
    if plan.scopes.count > last + 1 { change { $0.plan.scopes.removeLast() } }
  }

  // MARK: Simplifying

  private mutating func simplifyPlan() {
    set(\.includesEnd, to: true)
    set(\.plan.drawOrder, to: .earliestExpiry)
    set(\.plan.largerThanBalance, to: .overdraw)
    set(\.plan.disconnectsAreCharged, to: true)
    set(\.plan.creditScope, to: nil)
    set(\.plan.creditTime, to: nil)
    set(\.plan.openingDebt, to: .zero)
    set(\.plan.retriesWithin, to: nil)
    set(\.plan.largestBalance, to: nil)
    set(\.plan.meteringLag, to: nil)
    set(\.plan.billingCycle, to: BillingCycle(anchor: original.plan.start))
    if let last = original.demands.last?.at, last < original.end { set(\.end, to: last) }
  }

  /// An earlier reading: by half of the run, a quarter, and so on to a second.
  private mutating func endEarlier() {
    var step = (original.end.seconds - original.plan.start.seconds) / 2
    while step > 0 {
      set(\.end, to: Instant(seconds: original.end.seconds - step))
      step /= 2
    }
  }

  private mutating func simplify(_ terms: WritableKeyPath<AuditCase, LotTerms>) {
    set(terms.appending(path: \.validity), to: .never)
    set(terms.appending(path: \.validityCountsFrom), to: .usable)
    set(terms.appending(path: \.scope), to: nil)
    set(terms.appending(path: \.priority), to: 0)
    set(terms.appending(path: \.drawsBeforeAllowance), to: false)
    set(terms.appending(path: \.tax), to: .zero)
    set(terms.appending(path: \.fee), to: .none)
    set(terms.appending(path: \.refund), to: .zero)
  }

  private mutating func simplify(_ offer: WritableKeyPath<AuditCase, Offer>) {
    simplify(offer.appending(path: \.terms))
    set(offer.appending(path: \.price), to: .list)
    set(offer.appending(path: \.delay), to: 0)
    set(offer.appending(path: \.source), to: .official)
  }

  private mutating func simplifyPurchase(_ i: Int) {
    let purchase = original.plan.purchases[i]
    set(\.plan.purchases[i].orderedBy, to: nil)
    if purchase.orderedBy != nil { return }
    simplify(\.plan.purchases[i].terms)
    set(\.plan.purchases[i].isDelivered, to: true)
    set(\.plan.purchases[i].source, to: .official)
    set(\.plan.purchases[i].price, to: purchase.face)
    set(\.plan.purchases[i].usableFrom, to: purchase.orderedAt)
    let start = original.plan.start
    if purchase.orderedAt != start {
      change {
        $0.plan.purchases[i].orderedAt = start
        $0.plan.purchases[i].usableFrom = max(start, purchase.usableFrom)
      }
    }
    halve(\.plan.purchases[i].face.count)
  }

  private mutating func simplifyReload(_ i: Int) {
    simplify(\.plan.autoReloads[i].offer)
    set(\.plan.autoReloads[i].opening, to: .none)
    set(\.plan.autoReloads[i].declinedTries, to: [])
    set(\.plan.autoReloads[i].offAfterDeclines, to: nil)
    set(\.plan.autoReloads[i].countPerMonth, to: nil)
    set(\.plan.autoReloads[i].cashPerMonth, to: nil)
    set(\.plan.autoReloads[i].atLeast, to: nil)
    set(\.plan.autoReloads[i].atMost, to: nil)
    set(\.plan.autoReloads[i].pause, to: 0)
    set(\.plan.autoReloads[i].isBoughtInPart, to: false)
    set(\.plan.autoReloads[i].afterRefusal, to: false)
    set(\.plan.autoReloads[i].oneInFlight, to: true)
    set(\.plan.autoReloads[i].trigger, to: .below)
    set(\.plan.autoReloads[i].retryDelay, to: TimeSpan.day)
    lower(\.plan.autoReloads[i].threshold)
    halve(\.plan.autoReloads[i].threshold.count)
  }

  private mutating func simplifyDemand(_ i: Int) {
    set(\.demands[i].status, to: .served)
    set(\.demands[i].model, to: nil)
    set(\.demands[i].channel, to: .apiKey)
    set(\.demands[i].person, to: nil)
    set(\.demands[i].reservation, to: nil)
    halve(\.demands[i].amount.count)
  }
}
