/// The terms of one model in a stretch of time in which nothing changes: its row and the parameters of
/// the rules, worked out once when the card is made. Pricing a request is then: find the terms, add up.

import Quantities

struct Terms: Sendable {
  enum Availability: UInt8 {
    case priced, notReleased, retired
    /// It could be used then, but the card does not know for how much.
    case unknownPrice
  }

  enum Fast: UInt8 { case refused, billedAsStandard, offered }

  /// They hold from here to where the model's next terms begin; the first from the beginning of time.
  var fromSeconds: Int64
  var availability: Availability
  /// Index of the row in the card; -1: none.
  var row = -1
  var window = Int64.max
  var bandOver = Int64.max
  var fast = Fast.refused
  var allowsUSOnly = false
  /// Below the band, in it; then the same for fast mode.
  var standard = TokenPrices.zero
  var standardLong = TokenPrices.zero
  var fastShort = TokenPrices.zero
  var fastLong = TokenPrices.zero
  var batch: Fraction?
  var usOnly: Fraction?
  /// Pico-dollars a search and a container-hour; nil: not offered.
  var webSearch: Int64?
  var codeExecution: Int64?
  var codeExecutionMinimum: Int64 = 0
}

/// A factor in lowest terms.
struct Fraction: Hashable, Sendable {
  var numerator: Int64
  var denominator: Int64

  static let one = Fraction(numerator: 1, denominator: 1)

  init(numerator: Int64, denominator: Int64) {
    self.numerator = numerator
    self.denominator = denominator
  }

  init(_ ratio: Ratio) {
    let common = greatestCommonDivisor(Int128(ratio.millionths), 1_000_000)
    numerator = ratio.millionths / Int64(common)
    denominator = 1_000_000 / Int64(common)
  }
}

func greatestCommonDivisor(_ a: Int128, _ b: Int128) -> Int128 {
  var (a, b) = (a.magnitude, b.magnitude)
  while b != 0 { (a, b) = (b, a % b) }
  return Int128(max(a, 1))
}

extension Terms {
  /// All terms of one model, from the beginning of time on, in order.
  static func timeline(
    of facts: ModelFacts, rows: [(index: Int, row: PriceRow)], parameters: [RuleParameter]
  ) -> [Terms] {
    let beginning = Instant(seconds: .min)
    let released = facts.released ?? rows.first?.row.from ?? beginning
    let retired = facts.retired ?? .never
    var changes: Set<Instant> = [beginning, released, retired]
    for entry in rows { changes.formUnion([entry.row.from, entry.row.to]) }
    for parameter in parameters { changes.formUnion([parameter.from, parameter.to]) }
    changes.remove(.never)
    return changes.sorted().map { instant in
      var terms = Terms(fromSeconds: instant.seconds, availability: .unknownPrice)
      if instant < released { terms.availability = .notReleased }
      if instant >= retired { terms.availability = .retired }
      guard terms.availability == .unknownPrice,
        let entry = rows.first(where: { $0.row.holds(at: instant) })
      else { return terms }
      terms.availability = .priced
      terms.allowsUSOnly = facts.allowsUSOnly
      terms.set(entry.row, index: entry.index)
      for parameter in parameters where parameter.holds(at: instant) { terms.set(parameter) }
      return terms
    }
  }

  private mutating func set(_ entry: PriceRow, index: Int) {
    row = index
    window = entry.contextWindow?.count ?? .max
    bandOver = entry.band?.overPromptTokens.count ?? .max
    switch entry.fast {
    case .refused: fast = .refused
    case .billedAsStandard: fast = .billedAsStandard
    case .offered: fast = .offered
    }
    func list(long: Bool, fast: Bool) -> TokenPrices {
      guard let prices = entry.prices(long: long, fast: fast) else {
        preconditionFailure("a checked row has exact fast prices")
      }
      return prices
    }
    standard = list(long: false, fast: false)
    standardLong = list(long: true, fast: false)
    fastShort = list(long: false, fast: true)
    fastLong = list(long: true, fast: true)
  }

  private mutating func set(_ parameter: RuleParameter) {
    switch (parameter.name, parameter.value) {
    case (.batch, .factor(let factor)): batch = Fraction(factor)
    case (.usOnly, .factor(let factor)): usOnly = Fraction(factor)
    case (.webSearch, .price(let price)): webSearch = price.count * 1_000
    case (.codeExecution, .price(let price)): codeExecution = price.count * 1_000
    case (.codeExecutionMinimum, .seconds(let seconds)): codeExecutionMinimum = seconds
    default: preconditionFailure("a checked parameter has a value of its kind")
    }
  }
}
