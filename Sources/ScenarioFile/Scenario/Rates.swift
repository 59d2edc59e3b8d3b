/// `900 per workday`, `2.5 per hour`, `40k per month`.

import Demand
import Documents
import Quantities

extension Shape where Value == Rate {
  static var rate: Shape {
    let expected = "a rate like 900 per workday"
    return .parsed(
      expected,
      .pattern("[0-9.][0-9_,.]*[kKMB]? +per +(?:minute|hour|day|workday|week|month)", orNumber: false),
      text: { "\($0.count.factor) per \($0.unit.rawValue)" }
    ) { text throws(QuantityError) in
      let words = text.split(separator: " ").map(String.init)
      guard words.count == 3, words[1] == "per" else {
        if (try? plainNumber(text, like: "1")) != nil {
          throw QuantityError(
            "\(quote(text)) lacks its unit", remedy: "write '\(text) per workday', or per day")
        }
        guard let given = Dimension(of: text) else {
          throw QuantityError("\(quote(text)) is not a rate", remedy: "write \(expected)")
        }
        throw notARate(text, given)
      }
      if let given = Dimension(of: words[0]) { throw notARate(text, given) }
      let count = try plainNumber(words[0], like: "2.5")
      guard count > .zero else {
        throw QuantityError(
          count < .zero ? "\(quote(text)) is negative" : "no requests at all are no workload",
          remedy: "write more than 0, or leave the workload out")
      }
      let unit = try Shape<Rate.Unit>.perUnit(words[2])
      return Rate(count: count, unit: unit)
    }
  }

  private static func notARate(_ text: String, _ given: Dimension) -> QuantityError {
    QuantityError(
      "\(quote(text)) is \(given.rawValue), and a rate of requests is due here",
      remedy: given == .money
        ? "write 'spend' for a workload in dollars" : "write a rate like 900 per workday")
  }
}

extension Shape where Value == Rate.Unit {
  fileprivate static func perUnit(_ word: String) throws(QuantityError) -> Rate.Unit {
    if let unit = Rate.Unit(rawValue: word) { return unit }
    let names = Rate.Unit.allCases.map(\.rawValue)
    throw QuantityError(
      "a rate per \(quote(word)) is not known",
      remedy: didYouMean(word, among: names) ?? "write per \(listed(names))")
  }
}
