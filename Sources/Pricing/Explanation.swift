/// A charge, item by item: what, how many, at which price, times which factors by which rule and whose
/// word, and the exact product; then the rounding. `sum of items = exact`, `exact + roundedBy = charged`.

import Quantities

public struct Explanation: Hashable, Sendable {
  public struct Factor: Hashable, Sendable {
    public var rule: String
    public var factor: Ratio
    public var source: String
  }

  public struct Item: Hashable, Sendable {
    /// `input`, `cache read`, `web search`, ...
    public var what: String
    public var rule: String
    public var units: Int64
    /// `tokens`, `searches`, `container-seconds`.
    public var unit: String
    /// `$4.00 per million tokens`.
    public var price: String
    /// Which price list of the row: `standard`, `fast`, with `, prompt over 100,000`.
    public var list: String
    public var source: String
    public var factors: [Factor]
    public var exact: ExactDollars
  }

  public var model: String
  public var at: Instant
  public var outcome: RateCard.Outcome
  /// The row that held; nil when the model was not offered.
  public var row: PriceRow?
  /// Nothing used, no item; empty for a refused request.
  public var items: [Item]
  public var exact: ExactDollars
  public var rounding: Rounding?
  /// What rounding added, or, below zero, took.
  public var roundedBy: ExactDollars

  init(model: String, at: Instant, outcome: RateCard.Outcome, row: PriceRow?) {
    self.model = model
    self.at = at
    self.outcome = outcome
    self.row = row
    items = []
    exact = .zero
    roundedBy = .zero
  }

  init(
    model: String, at: Instant, charged: Nanodollars, row: PriceRow, items: [Item], rounding: Rounding
  ) throws(QuantityError) {
    self.init(model: model, at: at, outcome: .charged(charged), row: row)
    self.items = items
    self.rounding = rounding
    for item in items {
      guard let sum = exact.adding(item.exact) else { throw Nanodollars.chargePastRange }
      exact = sum
    }
    guard let difference = ExactDollars(charged).adding(exact.negated) else {
      throw Nanodollars.chargePastRange
    }
    roundedBy = difference
    precondition(exact.rounded(rounding) == charged, "an explanation sums to the charge")
  }
}

/// The sink that writes down what `ChargeTotal` adds up.
struct Itemizer: ChargeSink {
  private struct Draft {
    var item: Explanation.Item
    var picodollars: Int128
    var per: Int128
  }

  private let row: PriceRow
  private let parameters: [RuleParameter]
  private let list: String
  private var tokenDrafts: [Draft] = []
  private var toolDrafts: [Draft] = []
  private var factors: [(factor: Explanation.Factor, fraction: Fraction)] = []

  init(usage: Usage, row: PriceRow, terms: Terms, parameters: [RuleParameter]) {
    self.row = row
    self.parameters = parameters
    let speed = FastModeRule.applies(usage, terms) ? "fast" : "standard"
    let isLong = PromptBand.isLong(usage, terms)
    list = speed + (isLong ? ", prompt over \(TokenCount(terms.bandOver))" : "")
  }

  mutating func tokens(_ category: TokenCategory, _ count: Int64, at price: PicodollarsPerToken) {
    guard count > 0 else { return }
    let rule =
      switch category {
      case .input, .output: BaseTokens.rule
      case .cacheRead: CacheReads.rule
      case .cacheWrite5m, .cacheWrite1h: CacheWrites.rule
      }
    let item = Explanation.Item(
      what: category.rawValue, rule: rule.name, units: count, unit: "tokens",
      price: "$\(price.dollarsPerMillion) per million tokens", list: list, source: row.source, factors: [],
      exact: .zero)
    tokenDrafts.append(
      Draft(item: item, picodollars: Int128(count) * Int128(price.count), per: 1))
  }

  mutating func factor(_ fraction: Fraction, by rule: @autoclosure () -> PriceRule) {
    let rule = rule()
    let millionths = fraction.numerator * (1_000_000 / fraction.denominator)
    let factor = Explanation.Factor(
      rule: rule.name, factor: Ratio(millionths: millionths), source: source(of: rule))
    factors.append((factor, fraction))
  }

  mutating func tool(
    _ units: Int64, at picodollars: Int64, per: Int64, by rule: @autoclosure () -> PriceRule
  ) {
    let rule = rule()
    let price = Nanodollars(picodollars / 1_000).description
    let item = Explanation.Item(
      what: rule.name, rule: rule.name, units: units, unit: per == 1 ? "searches" : "container-seconds",
      price: per == 1 ? "\(price) each" : "\(price) per container-hour", list: "server tools",
      source: source(of: rule), factors: [], exact: .zero)
    toolDrafts.append(Draft(item: item, picodollars: Int128(units) * Int128(picodollars), per: Int128(per)))
  }

  func finished() throws(QuantityError) -> [Explanation.Item] {
    var numerator: Int128 = 1
    var denominator: Int128 = 1
    for (_, fraction) in factors {
      numerator *= Int128(fraction.numerator)
      denominator *= Int128(fraction.denominator)
    }
    var items: [Explanation.Item] = []
    for draft in tokenDrafts {
      guard let exact = ExactDollars(picodollars: draft.picodollars, times: numerator, over: denominator)
      else { throw Nanodollars.chargePastRange }
      var item = draft.item
      item.factors = factors.map(\.factor)
      item.exact = exact
      items.append(item)
    }
    for draft in toolDrafts {
      guard let exact = ExactDollars(picodollars: draft.picodollars, over: draft.per) else {
        throw Nanodollars.chargePastRange
      }
      var item = draft.item
      item.exact = exact
      items.append(item)
    }
    return items
  }

  private func source(of rule: PriceRule) -> String {
    parameters.first { $0.name == rule.parameter }?.source ?? row.source
  }
}
