/// What rows cost at list: by the prices of their own day, and by those of another one (today's). The second is what a
/// history is measured in: a price cut must not look like falling use. Exact: every row is added up in pico-dollars and
/// rounded once, to the nano-dollar, ties to even. A retired model, and a mode of use that is no longer offered, keep their last
/// price, so that a retirement is no change of use.

import Pricing
import Providers
import Quantities

public struct UsagePricing: Sendable {
  public struct Priced: Hashable, Sendable {
    public var then: Nanodollars
    public var today: Nanodollars

    public init(then: Nanodollars, today: Nanodollars) {
      self.then = then
      self.today = today
    }
  }

  /// Something that a person should know of how a model was priced.
  public struct Note: Hashable, Sendable {
    public var problem: String
    public var remedy: String
  }

  public let card: RateCard
  public let today: Instant
  public let names: ModelNames
  /// By the name of the model: each is said once.
  public private(set) var notes: [String: Note] = [:]
  private let usual: ModelID
  private let rows: [[PriceRow]]
  private var meanings: [String: ModelNames.Meaning] = [:]

  /// `today`: the card's own last day unless another is given.
  public init(card: RateCard, today: CivilDate? = nil, usualModel: String = Provider.standard.usualModel) {
    self.card = card
    self.today = Instant(today ?? card.asOf)
    let known = (try? card.model(named: usualModel)) ?? card.modelsByName.first?.id ?? ModelID(index: 0)
    usual = known
    names = ModelNames(card: card, usual: known)
    rows = card.models.map { facts in card.rows.filter { $0.model == facts.name } }
  }

  public mutating func price(_ row: UsageRow) -> Priced {
    let stated = row.statedList ?? row.billed
    let meaning = meaning(of: row.subject.model)
    if row.tokens == nil, let stated { return dollars(row, stated, meaning) }
    // A row of nothing costs nothing, whatever its model.
    guard row.countsAnything || row.webSearches > 0 else {
      return Priced(then: .zero, today: .zero)
    }
    let name = row.subject.model ?? ""
    switch meaning {
    case .known(let id):
      return tokens(row, id)
    case .nearest(let id):
      note(
        name,
        "the rate card does not have the model \(QuantityError.quote(name)): it is priced as \(title(id))",
        "check that this is near enough")
      return tokens(row, id)
    case .foreign, .unnamed:
      let who = name.isEmpty ? "rows that name no model" : "the model \(QuantityError.quote(name))"
      if let stated {
        note(
          name, "\(who): the rate card has no price, and the dollars of the export stand for the list price",
          "nothing, if they are what it costs")
        return Priced(then: stated, today: stated)
      }
      note(
        name, "\(who): neither the rate card nor the export has a price; priced as \(title(usual))",
        "add the export of costs, or read the figures as a guess")
      return tokens(row, usual)
    }
  }

  /// The list price of the tokens of a row by their kinds, on its own day; nil if its model is not of the card.
  public mutating func byKind(_ row: UsageRow) -> [Nanodollars]? {
    guard let tokens = row.tokens, case .known(let id) = meaning(of: row.subject.model) else { return nil }
    let at = instant(of: row)
    let prices = prices(id, row.subject, at: at)
    let factor = factor(row.subject, at)
    return zip(tokens.byKind, TokenCategory.allCases).map { count, kind in
      UsagePricing.rounded(Int128(count) * Int128(prices[kind].count), factor)
    }
  }

  /// What the web searches of a row cost at list, on its own day.
  public func searches(_ row: UsageRow) -> Nanodollars {
    guard case .price(let price)? = parameter(.webSearch, at: instant(of: row)) else { return .zero }
    return Nanodollars(Int64(clamping: Int128(row.webSearches) * Int128(price.count)))
  }

  public mutating func meaning(of name: String?) -> ModelNames.Meaning {
    let name = name ?? ""
    if let known = meanings[name] { return known }
    let meaning = names.meaning(of: name)
    meanings[name] = meaning
    return meaning
  }

  /// The card's name of a model, or the export's own; nil: it names none.
  public mutating func name(of name: String?) -> String? {
    guard case .known(let id) = meaning(of: name) else { return name }
    return card.facts(of: id)?.name
  }

  private mutating func note(_ name: String, _ problem: String, _ remedy: String) {
    if notes[name] == nil { notes[name] = Note(problem: problem, remedy: remedy) }
  }

  private func title(_ id: ModelID) -> String { card.facts(of: id)?.name ?? "" }

  private func instant(of row: UsageRow) -> Instant {
    switch row.stretch {
    case .day(let day): Instant(day)
    case .hour(let instant): instant
    }
  }

  // MARK: Tokens

  private func tokens(_ row: UsageRow, _ id: ModelID) -> Priced {
    Priced(then: list(row, id, at: instant(of: row)), today: list(row, id, at: today))
  }

  private func list(_ row: UsageRow, _ id: ModelID, at instant: Instant) -> Nanodollars {
    let prices = prices(id, row.subject, at: instant)
    var sum: Int128 = 0
    for (count, kind) in zip(row.tokens?.byKind ?? [], TokenCategory.allCases) {
      sum += Int128(count) * Int128(prices[kind].count)
    }
    sum += Int128(row.otherTokens ?? 0) * Int128(prices.input.count)
    var searches: Int128 = 0
    if row.webSearches > 0, case .price(let price)? = parameter(.webSearch, at: instant) {
      searches = Int128(row.webSearches) * Int128(price.count) * 1_000
    }
    return UsagePricing.rounded(sum, factor(row.subject, instant), plus: searches)
  }

  /// Of the row of the card that holds then: before the first the first, after the last or a retirement the last.
  private func prices(_ id: ModelID, _ subject: UsageRow.Subject, at instant: Instant) -> TokenPrices {
    let own = rows[id.index]
    let none = PicodollarsPerToken(0)
    let free = TokenPrices(
      input: none, output: none, cacheRead: none, cacheWrite5m: none, cacheWrite1h: none)
    guard let first = own.first else {
      return id == usual ? free : prices(usual, subject, at: instant)
    }
    var row = own.last { $0.from <= instant } ?? first
    if subject.isFast, row.fast == .refused {
      row = own.last { $0.from <= instant && $0.fast != .refused } ?? own.first { $0.fast != .refused } ?? row
    }
    return row.prices(long: subject.isLongPrompt, fast: subject.isFast) ?? row.prices
  }

  /// Of batches and of inference in one country: millionths of each.
  private func factor(_ subject: UsageRow.Subject, _ instant: Instant) -> (batch: Int64, place: Int64) {
    var result: (batch: Int64, place: Int64) = (1_000_000, 1_000_000)
    if subject.isBatch, case .factor(let ratio)? = parameter(.batch, at: instant) {
      result.batch = ratio.millionths
    }
    if subject.isUSOnly, case .factor(let ratio)? = parameter(.usOnly, at: instant) {
      result.place = ratio.millionths
    }
    return result
  }

  /// Before the first the first, after the last the last.
  private func parameter(_ name: RuleParameter.Name, at instant: Instant) -> RuleParameter.Value? {
    let own = card.parameters.filter { $0.name == name }
    return (own.last { $0.from <= instant } ?? own.first)?.value
  }

  /// Pico-dollars times two factors, and more of them, as nano-dollars: rounded once. What is past the range of an amount
  /// is the largest one.
  private static func rounded(
    _ picodollars: Int128, _ factor: (batch: Int64, place: Int64), plus more: Int128 = 0
  ) -> Nanodollars {
    guard picodollars < Int128(1) << 80, more < Int128(1) << 80 else { return .largest }
    let scale = Int128(1_000_000) * 1_000_000
    let exact = picodollars * Int128(factor.batch) * Int128(factor.place) + more * scale
    let rounded = exact.divided(by: scale * 1_000, rounding: .nearestEven)
    return Nanodollars(Int64(clamping: min(rounded, Int128(Nanodollars.largest.count))))
  }

  // MARK: Dollars alone

  /// Of a row that states dollars and no tokens by their kind. Today it costs what the price of its model has become: by the
  /// kind of token where that is stated, and of the whole where the prices of all kinds moved alike.
  private mutating func dollars(
    _ row: UsageRow, _ stated: Nanodollars, _ meaning: ModelNames.Meaning
  ) -> Priced {
    let same = Priced(then: stated, today: stated)
    guard case .known(let id) = meaning else { return same }
    let then = prices(id, row.subject, at: instant(of: row))
    let now = prices(id, row.subject, at: today)
    if then == now { return same }
    if let kinds = row.statedListByKind ?? row.billedByKind {
      var sum = Int128(stated.count)
      for (amount, kind) in zip(kinds.byKind, TokenCategory.allCases) where then[kind].count > 0 {
        let moved = (Int128(amount) * Int128(now[kind].count)).divided(
          by: Int128(then[kind].count), rounding: .nearestEven)
        sum += moved - Int128(amount)
      }
      return Priced(then: stated, today: UsagePricing.clamped(sum))
    }
    let isAlike = TokenCategory.allCases.allSatisfy {
      Int128(then[$0].count) * Int128(now.input.count) == Int128(now[$0].count) * Int128(then.input.count)
    }
    guard isAlike, then.input.count > 0 else { return same }
    let moved = (Int128(stated.count) * Int128(now.input.count)).divided(
      by: Int128(then.input.count), rounding: .nearestEven)
    return Priced(then: stated, today: UsagePricing.clamped(moved))
  }

  static func clamped(_ amount: Int128) -> Nanodollars {
    let most = Int128(Nanodollars.largest.count)
    return Nanodollars(Int64(clamping: min(max(amount, -most), most)))
  }
}
