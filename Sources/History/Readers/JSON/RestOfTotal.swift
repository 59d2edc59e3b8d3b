/// What a total holds beyond its parts: what an export names no model for. Dust in the dollars alone, from sums of
/// floating-point numbers, is nothing; parts that exceed the total leave nothing.

import Quantities

struct RestOfTotal {
  private let whole: UsageRow
  private var rest: UsageRow
  private var hasParts = false

  init(_ whole: UsageRow) {
    self.whole = whole
    rest = whole
  }

  mutating func take(_ part: UsageRow) {
    hasParts = true
    if var tokens = rest.tokens, let taken = part.tokens {
      tokens.input = max(0, tokens.input - taken.input)
      tokens.output = max(0, tokens.output - taken.output)
      tokens.cacheRead = max(0, tokens.cacheRead - taken.cacheRead)
      tokens.cacheWrite5m = max(0, tokens.cacheWrite5m - taken.cacheWrite5m)
      tokens.cacheWrite1h = max(0, tokens.cacheWrite1h - taken.cacheWrite1h)
      rest.tokens = tokens
    }
    rest.otherTokens = rest.otherTokens.map { max(0, $0 - (part.otherTokens ?? 0)) }
    rest.requests = rest.requests.map { max(0, $0 - (part.requests ?? 0)) }
    rest.failed = rest.failed.map { max(0, $0 - (part.failed ?? 0)) }
    rest.billed = rest.billed.map { Nanodollars(max(0, $0.count - max(0, part.billed?.count ?? 0))) }
    rest.statedList = rest.statedList.map {
      Nanodollars(max(0, $0.count - max(0, part.statedList?.count ?? 0)))
    }
  }

  /// The whole itself where it has no parts; nil where nothing is left.
  var row: UsageRow? {
    guard hasParts else { return whole }
    let tokens = rest.tokens ?? UsageRow.Tokens()
    let counted =
      tokens.input + tokens.output + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h
      + (rest.otherTokens ?? 0) + (rest.requests ?? 0) + (rest.failed ?? 0)
    return counted > 0 ? rest : nil
  }
}
