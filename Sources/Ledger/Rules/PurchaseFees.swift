/// Rule: who sells credit may take a fee for it, a share of the price and no less than an amount. It is paid with the order and
/// taxed as the price is, brings no credit, and is a part of what the lot costs: limits on cash, refunds and waste at cost
/// count it. At the boundary: of 5.5 %, at least $0.80, a price of $14.54 costs $0.80 more, one of $14.55 costs $0.80025 more.
/// What costs nothing has no fee, and so has what is held at the start. Which lot is the cheapest, a draw order sees without it.
/// Source: OpenRouter takes 5.5 % of what is bought, at least $0.80.

import Quantities

extension LotTerms {
  /// A price and the fee on it, which is rounded half to even.
  @inline(__always)
  func withFee(_ price: Int64) -> Int64 {
    fee == .none || price <= 0 ? price : price &+ fee(on: price)
  }

  private func fee(on price: Int64) -> Int64 {
    max((fee.share.of(Nanodollars(price)) ?? .largest).count, fee.atLeast.count)
  }
}

extension Purchase {
  /// What it costs before tax. What instalments pay later has no fee.
  package var priceWithFee: Nanodollars {
    if source == .opening { return price }
    return Nanodollars(terms.withFee(price.count &- paidLater.count) &+ paidLater.count)
  }
}

extension Offer {
  /// The same for so much of it, as far as a ledger can count.
  package func priceWithFee(of face: Nanodollars) -> Nanodollars? {
    let price = Int128(face.count) * Int128(price.price.count)
    let rounded = Int64(exactly: price.divided(by: Int128(self.price.face.count), rounding: .up))
    guard let rounded, rounded <= Nanodollars.largest.count else { return nil }
    return Nanodollars(terms.withFee(rounded))
  }
}
