/// The law of a request's cost: every combination of prompt, answer, model and way of sending, priced by the rate card
/// at one instant, weighted by its probability. Prompts and answers of a lognormal law are taken at the means of narrow
/// strata, so that the mean cost is right to rounding and its variance to 0.3 %.

import Pricing
import Quantities

extension CostLaw {
  /// `models`: those of the mix that are asked about; nil: all. `substitutes`: where a model's requests go (nil: they
  /// fail) from its retirement on.
  public init(
    _ profile: RequestProfile, models: Set<ModelID>?, substitutes: [ModelID: ModelID?] = [:],
    card: RateCard, at instant: Instant, rounding: Rounding
  ) {
    var costs: [(cost: Double, weight: Double)] = []
    var refused = 0.0
    let inputs = profile.input.strata
    let outputs = profile.output.strata
    for part in profile.mix where models?.contains(part.model) ?? true {
      let share = Double(part.share.millionths) / 1e6
      guard let model = substitutes[part.model] ?? part.model else {
        refused += share
        continue
      }
      let factor =
        profile.measuredOn.map { Double(card.tokenizerFactor(from: $0, to: model).millionths) / 1e6 } ?? 1
      for input in inputs {
        for output in outputs {
          let usage = profile.usage(input.tokens * factor, output.tokens * factor)
          let weight = share * input.weight * output.weight
          for way in profile.ways {
            var sent = usage
            sent.isBatch = way.batch
            sent.isFast = way.fast
            sent.isUSOnly = way.usOnly
            sent.webSearches = way.searches
            guard
              let cost = card.cost(sent, model, instant, rounding)
                ?? card.cost(usage, model, instant, rounding)
            else {
              refused += weight * way.weight
              continue
            }
            costs.append((cost, weight * way.weight))
          }
        }
      }
    }
    self.init(costs, refused: refused)
  }
}

/// How a request is sent, and how often so.
private struct Way {
  var weight = 1.0
  var batch = false
  var fast = false
  var usOnly = false
  var searches: Int64 = 0
}

extension RequestProfile {
  fileprivate func usage(_ prompt: Double, _ answer: Double) -> Usage {
    let whole = Int64(prompt + 0.5)
    func part(_ share: Ratio) -> Int64 { Int64(Double(whole) * Double(share.millionths) / 1e6) }
    var usage = Usage()
    usage.cacheRead = part(cacheRead)
    usage.cacheWrite5m = part(cacheWrite5m)
    usage.cacheWrite1h = part(cacheWrite1h)
    usage.input = max(0, whole - usage.cacheRead - usage.cacheWrite5m - usage.cacheWrite1h)
    usage.output = Int64(answer + 0.5)
    usage.codeExecutionSeconds = codeExecutionSeconds
    return usage
  }

  fileprivate var ways: [Way] {
    var ways = [Way()]
    func split(_ share: Ratio, _ set: (inout Way) -> Void) {
      guard share > .zero else { return }
      let p = Double(share.millionths) / 1e6
      ways = ways.flatMap { way in
        var (no, yes) = (way, way)
        no.weight *= 1 - p
        yes.weight *= p
        set(&yes)
        return no.weight > 0 ? [no, yes] : [yes]
      }
    }
    split(batch) { $0.batch = true }
    split(fast) { $0.fast = true }
    split(usOnly) { $0.usOnly = true }
    let (searches, more) = webSearches.millionths.quotientAndRemainder(dividingBy: 1_000_000)
    for index in ways.indices { ways[index].searches = searches }
    split(Ratio(millionths: more)) { $0.searches += 1 }
    return ways
  }
}

extension TokenLaw {
  fileprivate var strata: [(tokens: Double, weight: Double)] {
    switch self {
    case .fixed(let tokens): return [(Double(tokens.count), 1)]
    case .lognormal(let median, let p90):
      guard median.count > 0 else { return [(0, 1)] }
      return CostLaw.Lognormal(median: Double(median.count), p90: Double(p90.count)).strata(perDeviation: 16)
        .map { ($0.mean, $0.weight) }
    case .table(let values):
      let whole = values.reduce(0) { $0 + Double($1.weight.millionths) }
      return values.map { (Double($0.tokens.count), Double($0.weight.millionths) / whole) }
    }
  }
}

extension RateCard {
  fileprivate func cost(
    _ usage: Usage, _ model: ModelID, _ instant: Instant, _ rounding: Rounding
  ) -> Double? {
    guard
      case .charged(let cost)? = try? charge(usage, model: model, at: instant, rounding: rounding)
    else { return nil }
    return Double(cost.count)
  }
}
