/// The tokens of a request: one number, `{median: 14k, p90: 90k}`, or `{values: [2k, 9k], weights: [5, 3]}`.
/// At the boundary: a p90 one token above the median is a law, a p90 at the median is not.

import Demand
import Documents
import Quantities

extension ScenarioReader {
  func readTokens(_ workload: Record) -> (input: TokenLaw, output: TokenLaw)? {
    guard workload.has(Keys.workload.tokens) else {
      workload.missing(Keys.workload.tokens, "write 'tokens: {input: 14k, output: 600}'")
      return nil
    }
    let laws = workload.map(Keys.workload.tokens, "'tokens' of \(workload.what)") { tokens in
      (readTokenLaw(tokens, Keys.tokens.input), readTokenLaw(tokens, Keys.tokens.output))
    }
    guard let input = laws?.0, let output = laws?.1 else { return nil }
    return (input, output)
  }

  private func readTokenLaw(_ tokens: Record, _ key: NodeKey) -> TokenLaw? {
    guard let node = tokens.find(key) else {
      if tokens.node.isMap {
        tokens.missing(key, "write '\(key.name): 14k', or '\(key.name): {median: 14k, p90: 90k}'")
      }
      return nil
    }
    guard node.isMap else { return Shape.tokens.read(node, findings).map { .fixed(TokenCount($0)) } }
    let (lognormal, table) = (Keys.lognormalTokens, Keys.tokenTable)
    return Record.read(node, "'\(key.name)'", .tokenLaw(of: key), findings) { law in
      switch law.chooseAny([lognormal.median, table.values], isNeeded: true) {
      case lognormal.median.name: readLognormal(law)
      case table.values.name: readTable(law)
      default: none(law)
      }
    }
  }

  /// Without a law, no parameter is out of place.
  private func none(_ law: Record) -> TokenLaw? {
    law.admit([Keys.lognormalTokens.p90, Keys.tokenTable.weights])
    return nil
  }

  private func readLognormal(_ law: Record) -> TokenLaw? {
    let keys = Keys.lognormalTokens
    law.refuse(Keys.tokenTable.weights, "beside 'median'", "write 'p90', or 'values' with the weights")
    let median = law.need(keys.median)
    let p90 = law.need(keys.p90)
    guard let median, let p90 else { return nil }
    guard p90 > median else {
      findings.error(
        law.place(keys.p90), "a p90 of \(TokenCount(p90)) is not above the median (\(TokenCount(median)))",
        "write a larger p90: nine requests in ten are below it; for tokens that never vary write one number")
      return nil
    }
    return .lognormal(median: TokenCount(median), p90: TokenCount(p90))
  }

  private func readTable(_ law: Record) -> TokenLaw? {
    let keys = Keys.tokenTable
    law.refuse(Keys.lognormalTokens.p90, "beside 'values'", "write 'median' with it")
    let values = law.need(keys.values)
    let hasWeights = law.has(keys.weights)
    let stated = law.take(keys.weights)
    guard let values else { return nil }
    if !hasWeights {
      law.assume(keys.weights, "[" + values.map { _ in "1" }.joined(separator: ", ") + "]")
    }
    guard let weights = hasWeights ? stated : values.map({ _ in Ratio.one }) else { return nil }
    guard weights.count == values.count else {
      findings.error(
        law.place(keys.weights),
        "there are \(values.count) values and \(weights.count) weights", "write one weight for each value")
      return nil
    }
    guard weights.contains(where: { $0 > .zero }) else {
      findings.error(law.place(keys.weights), "every weight is 0", "write a weight above 0")
      return nil
    }
    return .table(
      zip(values, weights).map { TokenLaw.Weighted(tokens: TokenCount($0), weight: $1) })
  }
}

extension Shape where Value == Int64 {
  static var tokensAboveZero: Shape {
    tokens.checked { tokens throws(QuantityError) in
      if tokens == 0 { throw QuantityError("no tokens make no sense here", remedy: "write at least 1") }
    }
  }
}
