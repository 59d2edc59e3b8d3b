/// A forecast in the columns of FOCUS 1.2, as FocusExport.swift writes a plan's: a row for each calendar month and model, each a
/// charge for usage at list price. What marks a row as a forecast is the same there; beside it stand the ends of the range,
/// `x_forecast_low` (P10) and `x_forecast_high` (P90). The months' costs are means, so they may be added up; the ends may not.
/// The first and the last month may be cut: their charge period is what is foreseen of them, their billing period the month.

import Formats
import Quantities
import Results

/// Whose service is used, as a file of costs names it.
public struct ForecastSeller: Hashable, Sendable {
  public var provider: String
  public var publisher: String
  public var service: String
  public var serviceCategory: String
  public var serviceSubcategory: String
  /// The date up to which the rate card is known to be right; nil: not known.
  public var ratesAsOf: CivilDate?

  public init(
    provider: String, publisher: String, service: String, serviceCategory: String, serviceSubcategory: String,
    ratesAsOf: CivilDate?
  ) {
    self.provider = provider
    self.publisher = publisher
    self.service = service
    self.serviceCategory = serviceCategory
    self.serviceSubcategory = serviceSubcategory
    self.ratesAsOf = ratesAsOf
  }
}

extension Table {
  private static let focusColumns =
    (FocusExport.columns.filter { !["x_LotSource", "x_PlanId", "x_RulesHash", "x_ScenarioId"].contains($0) }
    + ["x_History", "x_Model", "x_forecast_high", "x_forecast_low"]).sorted()

  /// Nil: a history in tokens has no costs.
  public init?(focus result: ForecastResult, source: ForecastSource, seller: ForecastSeller) {
    guard result.history.unit == .nanodollars else { return nil }
    let months = result.periods.filter { $0.kind == .month }
    let rows = months.flatMap { month -> [[String: String]] in
      let common = Table.common(month, result, source, seller)
      guard !month.models.isEmpty else {
        let amount = month.amount
        return [Table.row(common, nil, amount.mean, low: amount.p10, high: amount.p90, tokens: [])]
      }
      return month.models.map {
        Table.row(common, $0.name, $0.mean, low: $0.p10, high: $0.p90, tokens: $0.tokens)
      }
    }
    self.init(
      columns: Table.focusColumns.map { Column($0, key: $0) },
      rows: rows.map { row in Table.focusColumns.map { row[$0].map { .text($0) } ?? .blank } })
  }

  private static func common(
    _ month: ForecastResult.Period, _ result: ForecastResult, _ source: ForecastSource,
    _ seller: ForecastSeller
  ) -> [String: String] {
    let parts = month.from.parts
    let first = CivilDate(year: parts.year, month: parts.month, dayOfMonth: 1) ?? month.from
    func instant(_ date: CivilDate) -> String { Instant(date).description }
    var row = [
      "BillingAccountId": "forecast", "BillingAccountName": result.history.name, "BillingCurrency": "USD",
      "BillingPeriodStart": instant(first), "BillingPeriodEnd": instant(first.adding(months: 1)),
      "ChargePeriodStart": instant(month.from), "ChargePeriodEnd": instant(month.to),
      "ChargeCategory": "Usage", "ChargeFrequency": "Usage-Based", "PricingCategory": "Standard",
      "InvoiceIssuerName": seller.provider, "ProviderName": seller.provider,
      "PublisherName": seller.publisher, "ServiceCategory": seller.serviceCategory,
      "ServiceName": seller.service, "ServiceSubcategory": seller.serviceSubcategory,
      "x_EngineVersion": source.version, "x_ForecastFutures": String(result.paths),
      "x_ForecastStatistic": "mean", "x_IsForecast": "true", "x_History": result.history.name,
      "x_Seed": String(result.seed),
    ]
    row["x_RatesAsOf"] = (seller.ratesAsOf ?? result.history.pricedOn)?.description
    return row
  }

  private static func row(
    _ common: [String: String], _ model: String?, _ mean: Double, low: Int64, high: Int64, tokens: [Double]
  ) -> [String: String] {
    var row = common
    row["ChargeDescription"] = model.map { "Usage of '\($0)'" } ?? "Usage"
    row["x_Model"] = model
    if let cost = wholeUnits(mean).map({ Nanodollars($0).decimal }) {
      for column in ["BilledCost", "ContractedCost", "EffectiveCost", "ListCost"] { row[column] = cost }
      row["PricingQuantity"] = cost
      row["PricingUnit"] = "USD at list price"
    }
    if !tokens.isEmpty, let sum = wholeUnits(tokens.reduce(0, +)) {
      row["ConsumedQuantity"] = String(sum)
      row["ConsumedUnit"] = "Tokens"
    }
    row["x_forecast_low"] = Nanodollars(low).decimal
    row["x_forecast_high"] = Nanodollars(high).decimal
    return row
  }
}
