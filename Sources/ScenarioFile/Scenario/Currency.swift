/// Another currency at a stated rate. Amounts written in it (`EUR 20`, `€20 per month`) are made dollars before
/// anything reads them, rounded to the nano-dollar, ties to even; no other currency is read. The title
/// stays as it is.

import Documents
import Quantities
import Scenario

extension Scenarios {
  static func inDollars(_ root: Node, _ findings: Findings) -> Node {
    guard case .mapping(var pairs) = root.content,
      let stated = pairs.first(where: { $0.name == "currency" })?.value.content,
      case .mapping(let keys) = stated, let currency = CurrencyText(keys)
    else { return root }
    for index in pairs.indices where pairs[index].name != "currency" && pairs[index].name != "title" {
      pairs[index].value = currency.inDollars(pairs[index].value, findings)
    }
    var whole = root
    whole.content = .mapping(pairs)
    return whole
  }
}

/// How amounts of the currency are told.
private struct CurrencyText {
  let marks: [String]
  let rate: Nanodollars

  static let signs = ["EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩", "CHF": "CHF"]

  /// Nil where the reader of the scenario will find a mistake.
  init?(_ keys: [Node.Pair]) {
    func text(_ key: String) -> String? {
      guard case .scalar(let text, _)? = keys.first(where: { $0.name == key })?.value.content else {
        return nil
      }
      return text.trimmed
    }
    guard let code = text("code"), let rate = text("rate").flatMap({ try? Nanodollars(parsing: $0) }),
      code != "USD", rate > .zero
    else { return nil }
    self.rate = rate
    marks = [code + " "] + (CurrencyText.signs[code].map { [$0] } ?? [])
  }

  func inDollars(_ node: Node, _ findings: Findings) -> Node {
    var node = node
    switch node.content {
    case .scalar(let text, let style):
      if let dollars = dollars(text.trimmed, node.place, findings) { node.content = .scalar(dollars, style) }
    case .sequence(let items): node.content = .sequence(items.map { inDollars($0, findings) })
    case .mapping(let pairs):
      node.content = .mapping(
        pairs.map { Node.Pair(key: $0.key, value: inDollars($0.value, findings)) })
    }
    return node
  }

  private func dollars(_ text: String, _ place: Place, _ findings: Findings) -> String? {
    let rest = SpendUnit.allCases.map { " per " + $0.rawValue }.first { text.hasSuffix($0) } ?? ""
    let text = String(text.dropLast(rest.count))
    guard let mark = marks.first(where: { text.hasPrefix($0) }),
      let first = text.dropFirst(mark.count).utf8.first,
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
      let amount = try? Nanodollars(parsing: text.dropFirst(mark.count))
    else { return nil }
    let product = Int128(amount.count) * Int128(rate.count)
    let dollars = product.divided(by: Int128(Nanodollars.perDollar), rounding: .nearestEven)
    guard dollars <= Int128(Nanodollars.largest.count), let count = Int64(exactly: dollars) else {
      findings.error(
        place, "\(quote(text)) is more than one ledger can hold",
        "write at most \(Nanodollars.largest.toCents)")
      return "$1" + rest
    }
    return Nanodollars(count).description + rest
  }
}

extension ScenarioReader {
  func readCurrency() -> Currency? {
    root.map(keys.currency, "a currency") { currency in
      let code = currency.need(Keys.currency.code)
      let rate = currency.need(Keys.currency.rate)
      guard let code, let rate else { return nil }
      return Currency(code: code, rate: rate)
    } ?? nil
  }
}

extension Shape where Value == String {
  static var currencyCode: Shape {
    .parsed("the code of a currency like EUR", text: { $0 }) { text throws(QuantityError) in
      guard text.utf8.count == 3, text.utf8.allSatisfy({ (65...90).contains($0) }), text != "USD" else {
        throw QuantityError(
          "\(quote(text)) is not the code of another currency",
          remedy: text == "USD" ? "leave 'currency' out" : "write three capital letters like EUR")
      }
      return text
    }
  }
}
