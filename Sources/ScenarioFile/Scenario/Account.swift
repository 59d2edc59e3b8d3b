/// The facts that every plan of a scenario shares: what is held, switches, and what the provider lets
/// through.

import Documents
import Ledger
import Pricing
import Quantities
import Scenario

extension ScenarioReader {
  /// The account as every plan begins.
  func readAccount(tax: Ratio) -> PlanReader {
    func read(_ record: Record) -> PlanReader {
      let account = PlanReader(record, start: start, card: card, tax: tax, horizon: end)
      readTier(record, account)
      account.readBillingCycle(Keys.account.billingCycle)
      account.readSwitches()
      account.plan.openingDebt = record.take(Keys.account.openingDebt)
      account.readHolds()
      return account
    }
    if let account = root.map(keys.account, "an account", read) { return account }
    root.assume(
      keys.account,
      "{tier: custom, billing cycle: \(start), draw order: earliest expiry, larger than balance: overdraw, "
        + "disconnects: charged, opening debt: $0.00}")
    return read(Record(Node(content: .mapping([]), place: .file), "an account", .account, findings))
  }

  /// The spend cap is the console's: it counts what keys use, not what a subscription's channel does.
  private func readTier(_ record: Record, _ account: PlanReader) {
    let tier = record.take(Keys.account.tier)
    if let cap = tier.monthlyCap {
      account.plan.usageCaps.append(
        UsageCap(amount: cap, window: .month, scope: account.scopes.id(Scope(channels: [.apiKey]))))
    }
    guard record.has(Keys.account.rateLimits) else {
      scenario.rateLimits = tier.rateLimits(card)
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
      plan.purchases = []
      chances.purchases = []
      (names, lots, listed, sums) = ([:], [], [], Sums())
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

/// The provider's tiers since June 2026: a monthly spend cap, and limits a minute that each class of models
/// has for itself: Fable and Mythos together, each family of generation 4, and every later model alone.
package enum Tier: String, CaseIterable, Sendable {
  case start, build, scale, custom

  var monthlyCap: Nanodollars? {
    switch self {
    case .start: .dollars(500)
    case .build: .dollars(1_000)
    case .scale: .dollars(200_000)
    case .custom: nil
    }
  }

  /// Requests, input tokens, output tokens a minute.
  private var limits: (usual: (Int64, Int64, Int64), fable: (Int64, Int64, Int64))? {
    switch self {
    case .start: ((1_000, 2_000_000, 400_000), (1_000, 500_000, 100_000))
    case .build: ((5_000, 5_000_000, 1_000_000), (2_000, 1_500_000, 300_000))
    case .scale: ((10_000, 10_000_000, 2_000_000), (4_000, 4_000_000, 800_000))
    case .custom: nil
    }
  }

  func rateLimits(_ card: RateCard) -> [RateLimit] {
    guard let limits else { return [] }
    var classes: [(name: String, models: Set<String>)] = []
    for model in card.models.map(\.name) {
      let name = Tier.className(of: model)
      if let known = classes.firstIndex(where: { $0.name == name }) {
        classes[known].models.insert(model)
      } else {
        classes.append((name, [model]))
      }
    }
    return classes.map { entry in
      let (requests, input, output) = entry.name == "fable" ? limits.fable : limits.usual
      return RateLimit(models: entry.models, requests: requests, inputTokens: input, outputTokens: output)
    }
  }

  /// `claude-opus-4-5` is of the class `claude-opus-4`, `claude-opus-5-5` of its own.
  private static func className(of model: String) -> String {
    let parts = model.split(separator: "-")
    if parts.contains("fable") || parts.contains("mythos") { return "fable" }
    guard parts.count > 3, parts[2] == "4" else { return model }
    return parts[..<3].joined(separator: "-")
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
