/// The exact sum of a charge, and its one rounding. The rules report to a sink: `ChargeTotal` adds up,
/// for millions of requests; `Itemizer` (Explanation.swift) writes down. Both hear the same rules, so an
/// explanation cannot tell another story than the charge.

import Quantities

protocol ChargeSink {
  /// So many tokens at a price per token.
  mutating func tokens(_ category: TokenCategory, _ count: Int64, at price: PicodollarsPerToken)
  /// All tokens of the request, once more by this factor.
  mutating func factor(_ factor: Fraction, by rule: @autoclosure () -> PriceRule)
  /// So many units of a server tool at `picodollars` for every `per` of them; no factor touches them.
  mutating func tool(
    _ units: Int64, at picodollars: Int64, per: Int64, by rule: @autoclosure () -> PriceRule)
}

struct ChargeTotal: ChargeSink {
  private var tokens: Int128 = 0
  private var numerator: Int64 = 1
  private var denominator: Int64 = 1
  /// In 3,600ths of a pico-dollar, because a container-hour is billed by the second.
  private var tools: Int128 = 0

  private static let toolParts: Int128 = 3_600

  init() {}

  @inline(__always)
  mutating func tokens(_ category: TokenCategory, _ count: Int64, at price: PicodollarsPerToken) {
    // Below 2^60 x 2^50, five times: no overflow.
    tokens &+= Int128(count) &* Int128(price.count)
  }

  @inline(__always)
  mutating func factor(_ factor: Fraction, by rule: @autoclosure () -> PriceRule) {
    numerator &*= factor.numerator
    denominator &*= factor.denominator
  }

  @inline(__always)
  mutating func tool(
    _ units: Int64, at picodollars: Int64, per: Int64, by rule: @autoclosure () -> PriceRule
  ) {
    // Below 2^60 x 2^50 x 3,600, twice: no overflow.
    tools &+= Int128(units) &* Int128(picodollars) &* (ChargeTotal.toolParts / Int128(per))
  }

  /// The sum in nano-dollars, rounded once.
  @inline(__always)
  func rounded(_ rounding: Rounding) throws(QuantityError) -> Nanodollars {
    // Two factors are together at least 0.01, so 2^80 pico-dollars are past the range whatever the factors;
    // below, times two numerators of at most 10^7, the product stays in 128 bits.
    guard tokens < Int128(1) << 80 else { throw Nanodollars.chargePastRange }
    let exact = tokens &* Int128(numerator)
    let parts = Int128(denominator) &* 1_000
    if tools != 0 { return try roundedWithTools(exact, parts, rounding) }
    return try Nanodollars(charge: exact.divided(by: parts, rounding: rounding))
  }

  @inline(never)
  private func roundedWithTools(
    _ exact: Int128, _ parts: Int128, _ rounding: Rounding
  ) throws(QuantityError) -> Nanodollars {
    // A charge within the range needs less than 2^126 here; what overflows is past it.
    let (a, aOverflows) = exact.multipliedReportingOverflow(by: ChargeTotal.toolParts)
    let (b, bOverflows) = tools.multipliedReportingOverflow(by: Int128(denominator))
    let (sum, overflows) = a.addingReportingOverflow(b)
    guard !aOverflows, !bOverflows, !overflows else { throw Nanodollars.chargePastRange }
    return try Nanodollars(charge: sum.divided(by: parts * ChargeTotal.toolParts, rounding: rounding))
  }
}

extension Nanodollars {
  static let chargePastRange = QuantityError(
    "the charge of one request is past the range of a ledger ($9,223,372,036.85)",
    remedy: "state fewer tokens or lower prices")

  @inline(__always)
  fileprivate init(charge: Int128) throws(QuantityError) {
    guard let count = Int64(exactly: charge) else { throw Nanodollars.chargePastRange }
    self.init(count)
  }
}
