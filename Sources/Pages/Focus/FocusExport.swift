/// A cost file in the columns of FOCUS 1.2 (FinOps Open Cost and Usage Specification) of what a plan is expected to cost:
/// purchases, use and unused credit by month, the mean over the first futures, each posting by posting. FOCUS has no forecast
/// dataset (its issue 1029), so columns of our own, `x_...`, mark every row as a forecast.
///
/// Prepaid credit is a commitment discount of category Spend, as in the specification's own examples of virtual currency:
/// a purchase bills its price and costs nothing yet; use and unused credit bill nothing and cost their share of the price,
/// whether that was paid in these months or before. So over all months billed cost is the cash; effective cost is the cash
/// and what was held at the start at its price, less what is left over at its price (docs/focus.md).
/// A reseller is provider and invoice issuer of what it sells: a bill by one for another's charge would have to be 0.

import Formats
import Ledger
import Providers
import Quantities
import Results

public struct FocusExport: Sendable {
  /// Futures that the mean is over: enough for the cents of a month, few enough to be read posting by posting.
  public static let usualFutures = 200

  /// What is exported: one plan of a scenario.
  public struct Subject: Sendable {
    public let scenario: String
    public let plan: String
    public let ledger: LedgerPlan
    public let provider: Provider
    /// The date up to which the rate card is known to be right.
    public let ratesAsOf: CivilDate
    public let seed: UInt64

    public init(
      scenario: String, plan: String, ledger: LedgerPlan, provider: Provider, ratesAsOf: CivilDate,
      seed: UInt64
    ) {
      self.scenario = scenario
      self.plan = plan
      self.ledger = ledger
      self.provider = provider
      self.ratesAsOf = ratesAsOf
      self.seed = seed
    }
  }

  private let subject: Subject
  private let source: ComparisonSource
  private var futures = 0
  private var sums: [Key: Sum] = [:]

  /// What a row is about. Sorted by month, then as listed.
  private struct Key: Hashable, Comparable {
    var month: Int
    /// What the credit comes from; nil: about no credit, and behind all that is.
    var origin: Origin?
    var charge: Charge

    static func < (a: Key, b: Key) -> Bool {
      if a.month != b.month { return a.month < b.month }
      if a.origin == b.origin { return a.charge.rawValue < b.charge.rawValue }
      guard let origin = a.origin else { return false }
      return b.origin.map { origin < $0 } ?? true
    }
  }

  private enum Charge: Int {
    case purchase, tax, used, expired, revoked, undelivered, refund, instalment, fee, feeTax, allowance,
      corrected
  }

  /// Over all futures, in nano-dollars.
  private struct Sum {
    /// Of credit, or of usage at list price.
    var amount: Int128 = 0
    /// Cash, or the share of the price paid.
    var cash: Int128 = 0
  }

  public init(_ subject: Subject, source: ComparisonSource) {
    self.subject = subject
    self.source = source
  }

  /// Adds a future of the plan, with all its postings.
  public mutating func add(_ future: ReplayLedger) {
    futures += 1
    var ledger = future
    let lots = ledger.lots
    for posting in ledger.takePostings() {
      let lot = posting.lot >= 0 ? lots[posting.lot] : nil
      let isInstalment = posting.fee >= 0 && posting.origin != nil
      guard let charge = FocusExport.charge(posting.kind, hasLot: lot != nil, isInstalment: isInstalment)
      else { continue }
      let key = Key(month: posting.at.monthIndex, origin: posting.origin, charge: charge)
      var sum = sums[key] ?? Sum()
      let amount = posting.kind == .givenBack ? Nanodollars(-posting.amount.count) : posting.amount
      switch charge {
      case .purchase:
        sum.amount += Int128(lot?.face.count ?? 0)
        sum.cash += Int128(posting.amount.count)
      case .used, .expired, .revoked, .undelivered, .corrected:
        sum.amount += Int128(amount.count)
        sum.cash += Int128(lot?.atCost(amount).count ?? 0)
      case .tax, .refund, .instalment, .fee, .feeTax, .allowance:
        sum.amount += Int128(posting.amount.count)
        sum.cash += Int128(posting.amount.count)
      }
      sums[key] = sum
    }
  }

  private static func charge(_ kind: Posting.Kind, hasLot: Bool, isInstalment: Bool) -> Charge? {
    switch kind {
    case .paid: hasLot ? .purchase : isInstalment ? .instalment : .fee
    case .taxPaid: hasLot || isInstalment ? .tax : .feeTax
    case .drawn, .repaid: .used
    case .expired: .expired
    case .revoked, .revokedInTransit: .revoked
    case .undelivered: .undelivered
    case .refunded: .refund
    case .allowance, .trial: .allowance
    case .charged, .givenBack: .corrected
    case .ordered, .delivered, .demand, .overdrawn, .heldBack, .failed, .blocked, .waits, .retried, .again,
      .orderRefused, .declined, .declinedAndOff, .chargedOverdrawn, .givenBackToDebt, .givenBackInVain:
      nil
    }
  }

  // MARK: Rows

  public static let columns = [
    "BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency", "BillingPeriodEnd",
    "BillingPeriodStart", "ChargeCategory", "ChargeClass", "ChargeDescription", "ChargeFrequency",
    "ChargePeriodEnd", "ChargePeriodStart", "CommitmentDiscountCategory", "CommitmentDiscountId",
    "CommitmentDiscountName", "CommitmentDiscountQuantity", "CommitmentDiscountStatus",
    "CommitmentDiscountType", "CommitmentDiscountUnit", "ConsumedQuantity", "ConsumedUnit",
    "ContractedCost", "EffectiveCost", "InvoiceIssuerName", "ListCost", "PricingCategory",
    "PricingQuantity", "PricingUnit", "ProviderName", "PublisherName", "ServiceCategory", "ServiceName",
    "ServiceSubcategory", "x_EngineVersion", "x_ForecastFutures", "x_ForecastStatistic", "x_IsForecast",
    "x_LotSource", "x_PlanId", "x_RatesAsOf", "x_RulesHash", "x_ScenarioId", "x_Seed",
  ]

  public var table: Table {
    Table(
      columns: FocusExport.columns.map { Table.Column($0, key: $0) },
      rows: sums.keys.sorted().compactMap { key in
        guard let sum = sums[key], sum.amount != 0 || sum.cash != 0 else { return nil }
        let row = row(key, sum)
        return FocusExport.columns.map { row[$0].map { .text($0) } ?? .blank }
      })
  }

  /// The mean of the futures, to the nano-dollar.
  private func mean(_ sum: Int128) -> Nanodollars {
    Nanodollars(Int64(clamping: sum.divided(by: Int128(max(futures, 1)), rounding: .nearestEven)))
  }

  private func row(_ key: Key, _ sum: Sum) -> [String: String] {
    let start =
      CivilDate(year: key.month / 12, month: key.month % 12 + 1, dayOfMonth: 1).map { Instant($0) } ?? .never
    let (amount, cash) = (mean(sum.amount), mean(sum.cash))
    let ledger = subject.ledger
    let (bought, lotSource) = (key.origin.map(ledger.name(of:)), key.origin.map(ledger.source(of:)))
    let isResold = lotSource == .reseller
    let maker = subject.provider
    let issuer = isResold ? "Reseller" : maker.title
    let name = subject.plan
    var row = [
      "BillingAccountId": "forecast", "BillingAccountName": name, "BillingCurrency": "USD",
      "BillingPeriodStart": start.description, "BillingPeriodEnd": start.startOfNextMonth.description,
      "ChargePeriodStart": start.description, "ChargePeriodEnd": start.startOfNextMonth.description,
      "InvoiceIssuerName": issuer, "ProviderName": issuer, "PublisherName": maker.publisher,
      "ServiceCategory": maker.serviceCategory, "ServiceName": maker.service,
      "ServiceSubcategory": maker.serviceSubcategory, "x_EngineVersion": source.version,
      "x_ForecastFutures": String(futures), "x_ForecastStatistic": "mean", "x_IsForecast": "true",
      "x_PlanId": name, "x_RatesAsOf": subject.ratesAsOf.description, "x_RulesHash": source.rulesHash,
      "x_ScenarioId": subject.scenario, "x_Seed": String(subject.seed),
    ]
    row["x_LotSource"] = lotSource?.rawValue
    func costs(billed: Nanodollars, effective: Nanodollars, list: Nanodollars, contracted: Nanodollars) {
      row["BilledCost"] = billed.decimal
      row["EffectiveCost"] = effective.decimal
      row["ListCost"] = list.decimal
      row["ContractedCost"] = contracted.decimal
    }
    func commitment(_ status: String?, bringing credit: Nanodollars?) {
      row["CommitmentDiscountCategory"] = "Spend"
      row["CommitmentDiscountId"] = "\(name)/\(bought ?? "")"
      row["CommitmentDiscountName"] = bought
      row["CommitmentDiscountType"] = "Prepaid credit"
      row["CommitmentDiscountQuantity"] = credit?.decimal
      row["CommitmentDiscountUnit"] = credit == nil ? nil : "USD"
      row["CommitmentDiscountStatus"] = status
    }
    func priced(_ category: String, _ quantity: Nanodollars) {
      row["PricingCategory"] = category
      row["PricingQuantity"] = quantity.decimal
      row["PricingUnit"] = "USD of credit"
    }
    func charge(_ category: String, _ description: String, _ frequency: String) {
      row["ChargeCategory"] = category
      row["ChargeDescription"] = description
      row["ChargeFrequency"] = frequency
    }
    let credit = bought.map { "credit '\($0)'" } ?? "credit"
    switch key.charge {
    case .purchase:
      charge("Purchase", "Purchase of \(credit)", "One-Time")
      costs(billed: cash, effective: .zero, list: amount, contracted: cash)
      commitment(nil, bringing: amount)
      priced("Standard", amount)
    case .tax:
      charge("Tax", "Tax on \(credit)", "One-Time")
      costs(billed: cash, effective: cash, list: cash, contracted: cash)
    case .used:
      charge("Usage", "Use drawn from \(credit)", "Usage-Based")
      costs(billed: .zero, effective: cash, list: amount, contracted: cash)
      commitment("Used", bringing: amount)
      priced("Committed", amount)
      row["ConsumedQuantity"] = amount.decimal
      row["ConsumedUnit"] = "USD at list price"
    case .corrected:
      charge("Usage", "Corrected use of \(credit)", "Usage-Based")
      row["ChargeClass"] = "Correction"
      costs(billed: .zero, effective: cash, list: amount, contracted: cash)
      commitment("Used", bringing: amount)
      priced("Committed", amount)
      row["ConsumedQuantity"] = amount.decimal
      row["ConsumedUnit"] = "USD at list price"
    case .expired, .revoked, .undelivered:
      charge("Usage", "Unused \(credit): \(key.charge)", "Usage-Based")
      costs(billed: .zero, effective: cash, list: .zero, contracted: cash)
      commitment("Unused", bringing: amount)
      priced("Committed", amount)
    case .refund:
      let back = Nanodollars(-cash.count)
      charge("Credit", "Refund of \(credit)", "One-Time")
      costs(billed: back, effective: back, list: back, contracted: back)
    case .instalment:
      // It pays for credit whose use and waste are counted at the whole price.
      charge("Purchase", "Instalment of \(credit)", "Recurring")
      costs(billed: cash, effective: .zero, list: cash, contracted: cash)
      commitment(nil, bringing: nil)
      priced("Standard", amount)
    case .fee:
      charge("Purchase", "Subscription", "Recurring")
      costs(billed: cash, effective: cash, list: cash, contracted: cash)
      priced("Standard", amount)
    case .feeTax:
      charge("Tax", "Tax on subscriptions", "Recurring")
      costs(billed: cash, effective: cash, list: cash, contracted: cash)
    case .allowance:
      charge("Usage", "Use covered by the subscription", "Usage-Based")
      costs(billed: .zero, effective: .zero, list: amount, contracted: .zero)
      priced("Committed", amount)
      row["ConsumedQuantity"] = amount.decimal
      row["ConsumedUnit"] = "USD at list price"
    }
    return row
  }
}
