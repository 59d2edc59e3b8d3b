/// An amount and the time that it is for, as people write it: `$400 per month`, `5% per month`. The short ways of spend and
/// growth are read by it; what the amount says, the key that it is written out under knows.
/// At the boundary: `$400 per month` is one; `$400` does not say for how long, and `$400 a month`, `$400/month` and
/// `$400 monthly` are answered with the way to write them.

import Demand
import Documents
import Quantities

private struct AmountPer<Unit: CaseIterable & RawRepresentable> where Unit.RawValue == String {
  var amount: String
  var unit: Unit

  /// `what` with its article; `amended`: an amount as it should be written, nil where there is none.
  init(
    _ text: String, _ what: String, like example: String, amended: (String) -> String?
  ) throws(QuantityError) {
    let words = text.split(separator: " ").map(String.init)
    let units = Unit.allCases.map(\.rawValue)
    guard let word = words.last, words.count > 2, words[words.count - 2] == "per" else {
      if let amount = amended(text) {
        throw QuantityError(
          "\(quote(text)) does not say for how long",
          remedy: "write '\(amount) per month', or per \(listed(units.filter { $0 != "month" }))")
      }
      let head = text.prefix { $0 != " " && $0 != "/" }
      guard let amount = amended(String(head)) else {
        throw QuantityError("\(quote(text)) is not \(what)", remedy: "write it like '\(example)'")
      }
      throw QuantityError(
        "\(quote(text)) is not how \(what) is written",
        remedy: "write '\(amount) per \(AmountPer.meant(text, units) ?? "month")'")
    }
    guard let unit = Unit(rawValue: word) else {
      throw QuantityError(
        "\(what) per \(quote(word)) is not known",
        remedy: didYouMean(word, among: units) ?? "write per \(listed(units))")
    }
    amount = words.dropLast(2).joined(separator: " ")
    self.unit = unit
  }

  /// The longest unit that a text has in it: `a month`, `/workday`, `daily`.
  private static func meant(_ text: String, _ units: [String]) -> String? {
    let text = text.lowercased().replacing("daily", with: "day").replacing("annual", with: "year")
    return units.filter { text.contains($0) }.max { $0.count < $1.count }
  }
}

// MARK: Spend

extension Shorthand {
  /// `$400 per month`: always that much.
  static let spend = Shorthand.text(
    .pattern(
      QuantityForm.currencySign + QuantityForm.decimal + "[kKMB]? +per +(?:"
        + SpendUnit.allCases.map(\.rawValue).joined(separator: "|") + ")", orNumber: false)
  ) { text throws(QuantityError) in
    func isBare(_ amount: String) -> Bool { amount.first.map { $0.isNumber || $0 == "." } ?? false }
    func amended(_ amount: String) -> String? {
      guard (try? Nanodollars(parsing: amount)) != nil else { return nil }
      return isBare(amount) ? "$" + amount : amount
    }
    let stated = try AmountPer<SpendUnit>(
      text, "an amount of money over time", like: "$400 per month", amended: amended)
    if isBare(stated.amount), let amount = amended(stated.amount) {
      throw QuantityError(
        "\(quote(text)) does not say that it is money",
        remedy:
          "write '\(amount) per \(stated.unit.rawValue)'; how many requests come is written under 'requests'")
    }
    let keys = Keys.spend
    return [
      (keys.law, SpendLawName.fixed.rawValue), (keys.mean, stated.amount), (keys.per, stated.unit.rawValue),
    ]
  }
}

// MARK: Growth

private enum GrowthUnit: String, CaseIterable { case month, year }

extension Shorthand {
  /// `5% per month`; of a year, the growth of a month that compounds to it.
  static let growth = Shorthand.text(
    .pattern("[+\\-]?" + QuantityForm.decimal + "(?: *%|x)? +per +(?:month|year)", orNumber: false)
  ) { text throws(QuantityError) in
    let stated = try AmountPer<GrowthUnit>(text, "a growth over time", like: "5% per month") { amount in
      guard let ratio = try? Ratio(parsing: amount) else { return nil }
      if amount.hasSuffix("%") || amount.hasSuffix("x") { return amount }
      // `5` is as surely 5% as `0.05` is.
      return ratio >= .one ? amount + "%" : ratio.description
    }
    switch stated.unit {
    case .month: return [(Keys.growth.monthly, stated.amount)]
    case .year:
      let yearly = try Shape<Ratio>.yearlyChange.parse?(stated.amount) ?? .zero
      return [(Keys.growth.monthly, Growth.monthly(perYear: yearly).description)]
    }
  }
}
