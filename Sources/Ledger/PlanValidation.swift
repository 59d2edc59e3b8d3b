/// What no ledger can run: amounts below nothing or past the range, periods that do not advance, too many
/// scopes. The reader of a case says the same earlier and with a place; this is the last gate.

import Quantities

extension LedgerPlan {
  /// Of anything, in seconds.
  static let longestSpan = 400 * 366 * TimeSpan.day

  package func validate() throws(QuantityError) {
    guard scopes.count <= 63 else {
      throw QuantityError(
        "the plan has \(scopes.count) different limits to models, channels or people",
        remedy: "use at most 63")
    }
    guard start >= Instant(seconds: 0), start <= .last else {
      throw QuantityError("the start lies outside the years 1970 to 9999", remedy: "move it")
    }
    try validatePurchases()
    for offer in offers {
      try check(offer.price.price, "the price of \(offer.name)")
      try check(offer.price.face, "the face value of \(offer.name)", isPositive: true)
      try check(seconds: offer.delay, "the delay of \(offer.name)")
      try validate(offer.terms, of: offer.name)
    }
    for rule in autoReloads { try validate(rule) }
    for order in standingOrders { try validate(order) }
    for person in people {
      try check(person.buys, "what \(person.offer.name) buys", isPositive: true)
      try check(seconds: person.reaction - 1, "the reaction time of \(person.offer.name)")
    }
    for cap in usageCaps { try check(cap.amount, "a usage cap") }
    for limit in purchaseLimits { try check(limit.amount, "a purchase limit") }
    if let largestBalance { try check(largestBalance, "the largest balance") }
    try check(openingDebt, "the opening debt")
    try validateCorrections()
    if let meteringLag { try check(seconds: meteringLag - 1, "the metering lag") }
    if let retriesWithin { try check(seconds: retriesWithin - 1, "the patience of refused work") }
    if let allowance { try validate(allowance) }
    if let from = creditTime?.from, let until = creditTime?.until, until <= from {
      throw QuantityError(
        "usage credits are turned off (\(until)) before they are on (\(from))", remedy: "write a later end")
    }
    try validateOpening()
  }

  private func validatePurchases() throws(QuantityError) {
    var faces = Int128(0)
    for purchase in purchases {
      try check(purchase.face, "the face value of \(purchase.name)", isPositive: true)
      try check(purchase.price, "the price of \(purchase.name)")
      guard purchase.paidLater >= .zero, purchase.paidLater <= purchase.price else {
        throw QuantityError(
          "the instalments of \(purchase.name) are more than its price", remedy: "write at most the price")
      }
      try validate(purchase.terms, of: purchase.name)
      guard purchase.usableFrom >= purchase.orderedAt, purchase.usableFrom <= .last else {
        throw QuantityError(
          "\(purchase.name) is usable before it is ordered, or never",
          remedy: "give it a delivery at or after \(purchase.orderedAt)")
      }
      faces += Int128(purchase.face.count)
    }
    guard faces <= Int128(Nanodollars.largest.count) else {
      throw QuantityError(
        "the listed lots sum to more than \(Nanodollars.largest.toCents)", remedy: "use smaller lots")
    }
    for withdrawal in withdrawals {
      precondition(purchases.indices.contains(withdrawal.purchase), "a withdrawal names a purchase")
      if let amount = withdrawal.amount { try check(amount, "what is withdrawn") }
      if let lasts = withdrawal.closes?.lasts {
        try check(seconds: lasts - 1, "how long an account is closed")
      }
    }
    for fee in fees {
      try check(fee.price, "the fee \(fee.name)")
      try check(fee.tax, "the tax on \(fee.name)")
    }
  }

  /// What they charge may all be owed, beside the opening debt.
  private func validateCorrections() throws(QuantityError) {
    var (charged, givenBack) = (Int128(openingDebt.count), Int128(0))
    for correction in corrections {
      switch correction.change {
      case .givesBack(let amount):
        try check(amount, "what a correction gives back")
        givenBack += Int128(amount.count)
      case .charges(let amount):
        try check(amount, "what a correction charges")
        charged += Int128(amount.count)
      }
    }
    guard max(charged, givenBack) <= Int128(Nanodollars.largest.count) else {
      throw QuantityError(
        "the corrections, with the opening debt, sum to more than \(Nanodollars.largest.toCents)",
        remedy: "use smaller amounts")
    }
  }

  private func validate(_ terms: LotTerms, of name: String) throws(QuantityError) {
    try check(terms.tax, "the tax on \(name)")
    try check(terms.fee.share, "the fee on \(name)")
    try check(terms.fee.atLeast, "the least fee on \(name)")
    try check(terms.refund, "the refund of \(name)")
    guard terms.refund <= .one else {
      throw QuantityError("the refund of \(name) is above 100%", remedy: "write at most 100%")
    }
  }

  private func validate(_ rule: AutoReload) throws(QuantityError) {
    let name = rule.offer.name
    try check(rule.threshold, "the threshold of \(name)")
    switch rule.amount {
    case .fixed(let face), .multiples(let face):
      try check(face, "the amount of \(name)", isPositive: true)
    case .upTo(let target): try check(target, "the target of \(name)", isPositive: true)
    }
    if let least = rule.atLeast { try check(least, "the smallest order of \(name)") }
    if let most = rule.atMost { try check(most, "the largest order of \(name)", isPositive: true) }
    guard rule.canOrder else {
      throw QuantityError(
        "nothing that \(name) may buy lies between its smallest and its largest order",
        remedy: "write a smaller 'at least', or a larger 'at most'")
    }
    try check(seconds: rule.retryDelay, "the retry delay of \(name)")
    try check(seconds: rule.pause, "the pause of \(name)")
    if let cash = rule.cashPerMonth { try check(cash, "the monthly cash of \(name)") }
    guard rule.offAfterDeclines ?? 1 >= 1, rule.countPerMonth ?? 0 >= 0 else {
      throw QuantityError("\(name) counts below nothing", remedy: "write whole numbers from 1 up")
    }
  }

  private func validate(_ order: StandingOrder) throws(QuantityError) {
    let name = order.offer.name
    switch order.amount {
    case .fixed(let face): try check(face, "the amount of \(name)", isPositive: true)
    case .upTo(let target): try check(target, "the target of \(name)", isPositive: true)
    case .whenAtOrBelow(let level, let face):
      try check(level, "the level of \(name)")
      try check(face, "the amount of \(name)", isPositive: true)
    }
    try check(period: order.every, "the period of \(name)")
  }

  private func validate(_ allowance: Allowance) throws(QuantityError) {
    try check(allowance.trial, "the trial amount")
    for window in allowance.windows {
      try check(window.limit, "an allowance window")
      if let from = window.from, let until = window.until, until <= from {
        throw QuantityError(
          "an allowance window ends (\(until)) before it begins (\(from))", remedy: "write a later end")
      }
      if let rollover = window.rollover {
        try check(rollover.share, "what an allowance window rolls over")
        try check(rollover.atMost ?? .zero, "what an allowance window rolls over")
        guard rollover.share <= .one, case .fixed = window.clock else {
          throw QuantityError(
            "a session rolls over, or a window more than it left",
            remedy: "write at most 100% of a week or a month")
        }
      }
      switch window.clock {
      case .session(let length): try check(seconds: length - 1, "the length of a session")
      case .fixed(_, let every): try check(period: every, "the period of an allowance window")
      }
    }
  }

  func check(
    _ amount: Nanodollars, _ what: String, isPositive: Bool = false
  ) throws(QuantityError) {
    guard amount >= .zero, amount <= .largest, !isPositive || amount > .zero else {
      throw QuantityError(
        "\(what) is \(amount)",
        remedy: "write an amount \(isPositive ? "above" : "from") $0 up to \(Nanodollars.largest.toCents)")
    }
  }

  private func check(_ ratio: Ratio, _ what: String) throws(QuantityError) {
    guard ratio >= .zero, ratio <= .percent(1_000) else {
      throw QuantityError("\(what) is \(ratio)", remedy: "write a share from 0% to 1000%")
    }
  }

  private func check(seconds: Int64, _ what: String) throws(QuantityError) {
    guard seconds >= 0, seconds <= Self.longestSpan else {
      throw QuantityError("\(what) is too short or too long", remedy: "write a span of up to 400 years")
    }
  }

  private func check(period: TimeSpan, _ what: String) throws(QuantityError) {
    switch period {
    case .seconds(let length) where length >= 1: try check(seconds: length, what)
    case .months(let months) where months >= 1 && months <= 4_800: break
    default: throw QuantityError("\(what) does not advance", remedy: "write a period of a second or more")
    }
  }
}
