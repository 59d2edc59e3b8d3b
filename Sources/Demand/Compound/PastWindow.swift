/// How much of a workload asks for more than its model's window: such a request is refused and costs nothing, and so is
/// in no figure of a simulation (`CostLaw.refusedShare`). A lognormal law has a long end: of prompts with a median of
/// 14k and a p90 of 90k, 0.16 % are past a window of 1M, and 7 % of all tokens are theirs.
/// At the boundary: a prompt of exactly the window's tokens is served.

import Pricing
import Quantities

public struct PastWindow: Hashable, Sendable {
  /// The models whose windows are too small for some, in the order of the mix.
  public var models: [(id: ModelID, window: TokenCount)] { names.map { ($0.id, $0.window) } }
  /// Of all requests of the workload.
  public let requests: Double
  /// Of what they would cost if long prompts were served at the prices of the window's longest.
  public let cost: Double

  fileprivate struct Name: Hashable, Sendable {
    var id: ModelID
    var window: TokenCount
  }
  fileprivate let names: [Name]
}

extension RequestProfile {
  /// At one instant, every request sent the usual way, with the mean answer; nil if all fit.
  public func pastWindow(card: RateCard, at instant: Instant) -> PastWindow? {
    var names: [PastWindow.Name] = []
    var (past, pastCost, servedCost) = (0.0, 0.0, 0.0)
    for part in mix {
      let share = Double(part.share.millionths) / 1e6
      let factor =
        measuredOn.map { Double(card.tokenizerFactor(from: $0, to: part.model).millionths) / 1e6 } ?? 1
      let answer = RequestProfile.whole(output.strata().reduce(0) { $0 + $1.tokens * $1.weight } * factor)
      func cost(_ prompt: Double, _ answer: Int64) -> Double {
        var usage = usage(prompt: prompt)
        usage.output = answer
        return card.cost(usage, part.model, instant, .nearestEven) ?? 0
      }
      let window = card.row(model: part.model, at: instant)?.contextWindow
      let longest = Double(window?.count ?? 0)
      var isTooSmall = false
      for stratum in input.strata(at: window == nil ? [] : [(longest + 0.5) / factor]) {
        let tokens = stratum.tokens * factor
        let weight = share * stratum.weight
        if window != nil, tokens >= longest + 0.5 {
          let prompt = cost(longest, 0)
          isTooSmall = true
          past += weight
          pastCost += weight * (prompt * tokens / longest + cost(longest, answer) - prompt)
        } else {
          servedCost += weight * cost(tokens, answer)
        }
      }
      if isTooSmall, let window { names.append(PastWindow.Name(id: part.model, window: window)) }
    }
    guard past > 0, pastCost > 0 else { return nil }
    return PastWindow(requests: past, cost: pastCost / (pastCost + servedCost), names: names)
  }
}
