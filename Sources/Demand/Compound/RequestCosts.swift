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
    let outputs = profile.output.strata()
    for part in profile.mix where models?.contains(part.model) ?? true {
      let share = Double(part.share.millionths) / 1e6
      guard let model = substitutes[part.model] ?? part.model else {
        refused += share
        continue
      }
      let factor =
        profile.measuredOn.map { Double(card.tokenizerFactor(from: $0, to: model).millionths) / 1e6 } ?? 1
      // No stratum lies on both sides of a change of prices or of the window.
      let edges = card.promptEdges(model, instant).map { $0 / factor }
      let ways = card.offered(profile.ways, model, instant)
      let answers = outputs.map { RequestProfile.whole($0.tokens * factor) }
      for input in profile.input.strata(at: edges) {
        var usage = profile.usage(prompt: input.tokens * factor)
        // The answer changes what is charged, never whether it is.
        guard card.cost(usage, model, instant, rounding) != nil else {
          refused += share * input.weight
          continue
        }
        for way in ways {
          usage.isBatch = way.batch
          usage.isFast = way.fast
          usage.isUSOnly = way.usOnly
          usage.webSearches = way.searches
          let weight = share * input.weight * way.weight
          for (output, answer) in zip(outputs, answers) {
            usage.output = answer
            guard let cost = card.cost(usage, model, instant, rounding) else {
              refused += weight * output.weight
              continue
            }
            costs.append((cost, weight * output.weight))
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

  func isSame(as other: Way) -> Bool {
    (batch, fast, usOnly, searches) == (other.batch, other.fast, other.usOnly, other.searches)
  }
}

extension RequestProfile {
  /// Tokens; past every window long before they cannot be counted.
  static func whole(_ tokens: Double) -> Int64 { Int64(min(tokens, 0x1p48) + 0.5) }

  func usage(prompt: Double) -> Usage {
    let whole = RequestProfile.whole(prompt)
    func part(_ share: Ratio) -> Int64 { Int64(Double(whole) * Double(share.millionths) / 1e6) }
    var usage = Usage()
    usage.cacheRead = part(cacheRead)
    usage.cacheWrite5m = part(cacheWrite5m)
    usage.cacheWrite1h = part(cacheWrite1h)
    usage.input = max(0, whole - usage.cacheRead - usage.cacheWrite5m - usage.cacheWrite1h)
    usage.codeExecutionSeconds = codeExecutionSeconds
    return usage
  }

  /// Batch and fast exclude each other, and both are shares of all requests; the other ways are independent of them.
  fileprivate var ways: [Way] {
    let (batched, hurried) = (Double(batch.millionths) / 1e6, Double(fast.millionths) / 1e6)
    var ways = [
      Way(weight: max(0, 1 - batched - hurried)), Way(weight: batched, batch: true),
      Way(weight: hurried, fast: true),
    ].filter { $0.weight > 0 }
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
    split(usOnly) { $0.usOnly = true }
    let (searches, more) = webSearches.millionths.quotientAndRemainder(dividingBy: 1_000_000)
    for index in ways.indices { ways[index].searches = searches }
    split(Ratio(millionths: more)) { $0.searches += 1 }
    return ways
  }
}

extension TokenLaw {
  func strata(at edges: [Double] = []) -> [(tokens: Double, weight: Double)] {
    switch self {
    case .fixed(let tokens): return [(Double(tokens.count), 1)]
    case .lognormal(let median, let p90):
      guard median.count > 0 else { return [(0, 1)] }
      return CostLaw.Lognormal(median: Double(median.count), p90: Double(p90.count)).strata(
        tail: 32, at: edges
      )
      .map { ($0.mean, $0.weight) }
    case .table(let values):
      let whole = values.reduce(0) { $0 + Double($1.weight.millionths) }
      return values.map { (Double($0.tokens.count), Double($0.weight.millionths) / whole) }
    }
  }
}

extension RateCard {
  /// Between the last prompt at one price and the first at another, or past the window.
  fileprivate func promptEdges(_ model: ModelID, _ instant: Instant) -> [Double] {
    let name = models[model.index].name
    guard let row = rows.first(where: { $0.model == name && $0.from <= instant && instant < $0.to })
    else { return [] }
    return [row.band?.overPromptTokens, row.contextWindow].compactMap { $0 }.map { Double($0.count) + 0.5 }
  }

  /// The ways without what the model does not offer, each left out alone. Tried on a request of one token, once, because a
  /// refusal takes a hundred times as long as a charge.
  fileprivate func offered(_ ways: [Way], _ model: ModelID, _ instant: Instant) -> [Way] {
    var merged: [Way] = []
    for way in ways {
      var offered = Way(weight: way.weight)
      func keep(_ set: (inout Way) -> Void) {
        var tried = offered
        set(&tried)
        var usage = Usage()
        usage.input = 1
        usage.isBatch = tried.batch
        usage.isFast = tried.fast
        usage.isUSOnly = tried.usOnly
        usage.webSearches = tried.searches
        if cost(usage, model, instant, .nearestEven) != nil { offered = tried }
      }
      if way.batch { keep { $0.batch = true } }
      if way.fast { keep { $0.fast = true } }
      if way.usOnly { keep { $0.usOnly = true } }
      if way.searches > 0 { keep { $0.searches = way.searches } }
      if let known = merged.firstIndex(where: { $0.isSame(as: offered) }) {
        merged[known].weight += way.weight
      } else {
        merged.append(offered)
      }
    }
    return merged
  }

  func cost(
    _ usage: Usage, _ model: ModelID, _ instant: Instant, _ rounding: Rounding
  ) -> Double? {
    guard
      case .charged(let cost)? = try? charge(usage, model: model, at: instant, rounding: rounding)
    else { return nil }
    return Double(cost.count)
  }
}
