/// One way to buy: the ledger's plan, and beside it what is uncertain: sellers, payments, delays, and rules that
/// nobody knows.

import Ledger
import Pricing
import Quantities

public struct PurchasePlan: Hashable, Sendable {
  public var name: String
  /// Every switch at its value, or at the first of its values where it is unknown.
  public var ledger: LedgerPlan
  public var risks = PlanRisks()
  /// Switches whose value is not known: every combination is run, or a design of fewer (UnknownDesign.swift).
  public var unknown: [UnknownSwitch] = []
  /// Where numbers are not known (UnknownNumber.swift): the plan in each row of their values; empty: all are known. What is said of
  /// the plan elsewhere is with the middle of each.
  public var rows: [Row] = []
  /// The names of those numbers.
  public var unknownNumbers: Set<String> = []
  /// Negotiated prices, as a share of the list price; models that are not named pay list price.
  public var volumePrices: [VolumePrice] = []

  public init(name: String, ledger: LedgerPlan) {
    self.name = name
    self.ledger = ledger
  }
}

extension PurchasePlan {
  /// It in one row of the unknown numbers.
  public struct Row: Hashable, Sendable {
    public var ledger: LedgerPlan
    public var risks: PlanRisks

    public init(ledger: LedgerPlan, risks: PlanRisks) {
      (self.ledger, self.risks) = (ledger, risks)
    }
  }

  /// Changes what is left to chance, in every row.
  public mutating func changeRisks(_ change: (inout PlanRisks) -> Void) {
    change(&risks)
    for row in rows.indices { change(&rows[row].risks) }
  }

  /// Some lot or trigger of it buys from a reseller, which breaks the provider's terms.
  public var usesReseller: Bool { ledger.origins.contains { ledger.source(of: $0) == .reseller } }
}

public struct VolumePrice: Hashable, Sendable {
  public var model: ModelID
  public var share: Ratio

  public init(model: ModelID, share: Ratio) {
    self.model = model
    self.share = share
  }
}

/// What of one purchase or trigger is left to chance.
public struct OriginRisk: Hashable, Sendable {
  public var seller = SellerRisk()
  /// The probability that a payment of an auto-reload is declined.
  public var declined = Ratio.zero
  /// The reaction time of a person.
  public var reaction: SpanLaw?

  public init(seller: SellerRisk = SellerRisk(), declined: Ratio = .zero, reaction: SpanLaw? = nil) {
    self.seller = seller
    self.declined = declined
    self.reaction = reaction
  }
}

/// What of a plan is left to chance, by purchase and trigger; what is certain takes no place in it.
public struct PlanRisks: Hashable, Sendable {
  private var uncertain: [Origin: OriginRisk] = [:]

  public init() {}

  public subscript(origin: Origin) -> OriginRisk {
    get { uncertain[origin] ?? OriginRisk() }
    set { uncertain[origin] = newValue == OriginRisk() ? nil : newValue }
  }

  public var isEmpty: Bool { uncertain.isEmpty }
  public func contains(where holds: (OriginRisk) -> Bool) -> Bool { uncertain.values.contains(where: holds) }
}

/// How a lot may fail between the payment and its last dollar.
public struct SellerRisk: Hashable, Sendable {
  /// Paid and never delivered.
  public var undelivered = Ratio.zero
  /// The hazard of revocation, a month, while something is left.
  public var revokedPerMonth = Ratio.zero
  /// The share of revocations that take the account's other lots along.
  public var takesOtherLots = Ratio.zero
  /// The share of revocations that close the account, and for how many seconds; nil: for good.
  public var closesAccount = Ratio.zero
  public var closedFor: Int64?
  /// From the order to the credit; nil: as the ledger's plan says.
  public var delay: SpanLaw?
  /// What would come later than this by chance never comes: the last instant at which a gift is claimed.
  public var claimBy: Instant?

  public init() {}
}

/// A length of time that may be random; seconds.
public enum SpanLaw: Hashable, Sendable {
  case fixed(Int64)
  case lognormal(median: Int64, p90: Int64)
}

/// A rule that the provider does not state. Where there are several of its kind, the index says which.
public enum UnknownSwitch: Hashable, Sendable {
  case drawOrder
  case largerThanBalance
  case disconnects
  /// Of a usage cap of the ledger's plan.
  case crossing(cap: Int)
  /// Of an auto-reload.
  case trigger(reload: Int)
  case afterRefusal(reload: Int)
  case inFlight(reload: Int)
  case amountIsTarget(reload: Int)

  /// As a scenario names it.
  public var name: String {
    switch self {
    case .drawOrder: "draw order"
    case .largerThanBalance: "larger than balance"
    case .disconnects: "disconnects"
    case .crossing: "crossing"
    case .trigger: "trigger"
    case .afterRefusal: "after refusal"
    case .inFlight: "in flight"
    case .amountIsTarget: "amount"
    }
  }
}

extension PurchasePlan {
  /// One value of one switch, set on a plan.
  public struct Setting: Sendable {
    public let name: String
    let set: @Sendable (inout LedgerPlan) -> Void
  }

  /// Every value that a switch may have, the default first.
  public static func settings(of unknown: UnknownSwitch, in plan: LedgerPlan) -> [Setting] {
    switch unknown {
    case .drawOrder:
      DrawOrder.all.map { order in Setting(name: order.name) { $0.drawOrder = order } }
    case .largerThanBalance:
      LargerThanBalance.allCases.map { rule in
        Setting(name: rule.rawValue) { $0.largerThanBalance = rule }
      }
    case .disconnects:
      [true, false].map { charged in
        Setting(name: charged ? "charged" : "not charged") { $0.disconnectsAreCharged = charged }
      }
    case .crossing(let cap):
      UsageCap.Crossing.allCases.map { rule in
        Setting(name: rule.rawValue) { $0.usageCaps[cap].crossing = rule }
      }
    case .trigger(let reload):
      AutoReload.Trigger.allCases.map { rule in
        Setting(name: rule.rawValue) { $0.autoReloads[reload].trigger = rule }
      }
    case .afterRefusal(let reload):
      [false, true].map { orders in
        Setting(name: orders ? "yes" : "no") { $0.autoReloads[reload].afterRefusal = orders }
      }
    case .inFlight(let reload):
      [true, false].map { one in
        Setting(name: one ? "one" : "many") { $0.autoReloads[reload].oneInFlight = one }
      }
    case .amountIsTarget(let reload): amountSettings(plan.autoReloads[reload].amount, reload)
    }
  }

  /// "Reload $50" may mean by $50 or to $50.
  private static func amountSettings(_ amount: AutoReload.Amount, _ reload: Int) -> [Setting] {
    let stated =
      switch amount {
      case .fixed(let face), .upTo(let face), .multiples(let face): face
      }
    return [
      Setting(name: "add") { $0.autoReloads[reload].amount = .fixed(stated) },
      Setting(name: "up to") { $0.autoReloads[reload].amount = .upTo(stated) },
    ]
  }

  /// How many values each unknown switch has.
  public var unknownLevels: [Int] { unknown.map { PurchasePlan.settings(of: $0, in: ledger).count } }

  /// The plan under one combination of the values of its unknown switches.
  public struct Variant: Sendable {
    public var settings: [(name: String, value: String)] = []
    public var ledger: LedgerPlan
    /// Of the unknown numbers; empty: all are known.
    public var rows: [LedgerPlan]
  }

  /// Every switch at its default; unnamed if nothing is unknown.
  public var headline: Variant { variants([unknown.map { _ in 0 }])[0] }

  /// The plan in every run of its design, the headline first.
  public var variants: [Variant] { variants(UnknownDesign(levels: unknownLevels).runs) }

  private func variants(_ runs: [[Int]]) -> [Variant] {
    let settings = unknown.map { PurchasePlan.settings(of: $0, in: ledger) }
    return runs.map { run in
      var variant = Variant(ledger: ledger, rows: rows.map(\.ledger))
      for (number, value) in run.enumerated() {
        settings[number][value].set(&variant.ledger)
        for row in variant.rows.indices { settings[number][value].set(&variant.rows[row]) }
        variant.settings.append((unknown[number].name, settings[number][value].name))
      }
      return variant
    }
  }
}
