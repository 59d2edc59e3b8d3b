/// The facts that every plan of a scenario shares: what is held, switches, and what the provider lets
/// through.

import Demand
import Documents
import Ledger
import Pricing
import Providers
import Quantities
import Scenario

extension ScenarioReader {
  /// The account as every plan begins.
  func readAccount(tax: Ratio) -> PlanReader {
    if let account = root.map(keys.account, "an account", { account($0, tax: tax) }) { return account }
    root.assume(
      keys.account,
      "{tier: \(provider.standardTier), billing cycle: \(start), draw order: earliest expiry, larger than balance: overdraw, "
        + "disconnects: charged, opening debt: $0.00}")
    return account(nil, tax: tax, findings)
  }

  private func account(_ record: Record, tax: Ratio) -> PlanReader {
    let account = PlanReader(record, start: start, Tariff(provider, card: card), tax: tax, horizon: end)
    (account.people, account.nobodys) = (peopleOfPlan, nobodysWorkloads)
    readTier(record, account)
    account.readBillingCycle(Keys.account.billingCycle)
    account.readSwitches()
    account.plan.openingDebt = record.take(Keys.account.openingDebt)
    account.plan.largestBalance = record.take(Keys.account.largestBalance)
    account.readHolds()
    account.readCorrections()
    account.readState()
    return account
  }

  /// From its map; nil: there is none.
  func account(_ node: Node?, tax: Ratio, _ findings: Findings) -> PlanReader {
    Record.read(
      node ?? Node(content: .mapping([]), place: .file), "an account", .account, findings
    ) { account($0, tax: tax) }
  }

  /// The tier's spend cap and rate limits are those of the day on which the scenario starts.
  private func readTier(_ record: Record, _ account: PlanReader) {
    let name = record.take(
      Keys.account.tier, as: .oneOf(provider.tierNames.map { ($0, $0) }), default: provider.standardTier)
    let tier = provider.tier(name, at: start)
    if tier == nil {
      findings.error(
        record.place(Keys.account.tier), "the tier '\(name)' is not offered any more on \(start.brief)",
        "write \(listed(provider.tierNames.filter { provider.tier($0, at: start) != nil }))")
    }
    if let cap = tier?.monthlyCap {
      account.plan.usageCaps.append(
        UsageCap(amount: cap, window: .month, scope: account.scope(of: tier?.channel), isOfTier: true))
    }
    guard record.has(Keys.account.rateLimits) else {
      scenario.rateLimits = provider.rateLimits(tier: name, models: card.models.map(\.name), at: start).map {
        RateLimit(
          models: $0.models, requests: $0.requests, inputTokens: $0.inputTokens, outputTokens: $0.outputTokens
        )
      }
      return
    }
    let keys = Keys.rateLimit
    record.oneOrList(Keys.account.rateLimits, "a rate limit") { limit in
      let models = limit.take(keys.models, as: .oneOrList(account.model)).map { Set($0) }
      let requests = limit.take(keys.requests)
      let input = limit.take(keys.inputTokens)
      let output = limit.take(keys.outputTokens)
      if ![keys.requests, keys.inputTokens, keys.outputTokens].contains(where: { limit.has($0) }) {
        limit.missing(keys.requests, "write 'requests: 50 per minute', or leave it out")
      }
      scenario.rateLimits.append(
        RateLimit(models: models, requests: requests, inputTokens: input, outputTokens: output))
    }
  }
}

extension PlanReader {
  /// What is held at the start: opening lots, by name. A plan's own take the place of the account's.
  func readHolds() {
    let holds = isHeir ? Keys.plan.holds : Keys.account.holds
    guard root.has(holds) else { return }
    if isHeir {
      for index in plan.purchases.indices { chances.risks[.purchase(index)] = OriginRisk() }
      (plan.purchases, lapsing) = ([], [])
      (names, lots, listed, listsUnknownNames, sums) = ([:], [], [], false, Sums())
    }
    root.maps(holds, "what is held,") { label, lot in
      let keys = Keys.lot
      for key: any StatedKey in [keys.source, keys.repeats.every, keys.repeats.count, keys.repeats.until] {
        lot.refuse(key, "for what is held at the start", "leave it out")
      }
      readLot(label, lot, source: .opening)
    }
  }
}

extension Shape where Value == Int64 {
  /// `50 per minute`, `30k per minute`.
  static var perMinute: Shape {
    .parsed(
      "a number per minute like 50 per minute",
      .pattern("[0-9][0-9_,.]*[kKMB]?(?: *per +minute)?", orNumber: true),
      text: { "\(TokenCount($0)) per minute" }
    ) { text throws(QuantityError) in
      let unit = "per minute"
      guard text.hasSuffix(unit) else {
        throw QuantityError("\(quote(text)) is not per minute", remedy: "write '50 per minute'")
      }
      let parse = Shape<Int64>.tokens.parse
      return try parse?(String(text.dropLast(unit.count)).trimmed) ?? 0
    }
  }
}
