/// What a compound law is compared with, made without any of its code: a fine lattice of one request's cost, Panjer's
/// recursion for the sum, and the closed forms of its moments. Nothing but the normal law is shared.

import Demand
import Numerics
import Providers
import Pricing
import Quantities

/// One request's cost: weighted amounts, many more than the table works with.
struct ReferenceSizes: Sendable {
  var costs: [(cost: Double, weight: Double)]
  /// Of all requests, those that cost anything.
  var share: Double { costs.reduce(0) { $0 + $1.weight } }
  var mean: Double { costs.reduce(0) { $0 + $1.weight * $1.cost } }
  var meanSquare: Double { costs.reduce(0) { $0 + $1.weight * $1.cost * $1.cost } }

  static func fixed(_ cost: Double) -> ReferenceSizes { ReferenceSizes(costs: [(cost, 1)]) }

  static func lognormal(median: Double, p90: Double) -> ReferenceSizes {
    let scale = Mathematics.log(p90 / median) / Normal.quantile(0.9)
    return ReferenceSizes(
      costs: normalNodes(step: 1.0 / 512).map { (median * Mathematics.exp(scale * $0.z), $0.weight) })
  }

  /// Every request of a profile without shares of batch, fast or searches, priced at nodes so many standard deviations
  /// apart. Where prices jump, the error is a node's weight: prompts need many.
  static func priced(
    _ profile: RequestProfile, at instant: Instant, prompts: Double = 1.0 / 256,
    answers step: Double = 1.0 / 8
  ) -> ReferenceSizes {
    let card = RateCard.builtIn
    var costs: [(cost: Double, weight: Double)] = []
    let answers = tokens(profile.output, step: step)
    for part in profile.mix {
      let share = Double(part.share.millionths) / 1e6
      let factor =
        profile.measuredOn.map { Double(card.tokenizerFactor(from: $0, to: part.model).millionths) / 1e6 }
        ?? 1
      for prompt in tokens(profile.input, step: prompts) {
        for answer in answers {
          let whole = Int64(prompt.count * factor + 0.5)
          var usage = Usage()
          usage.cacheRead = Int64(Double(whole) * Double(profile.cacheRead.millionths) / 1e6)
          usage.input = whole - usage.cacheRead
          usage.output = Int64(answer.count * factor + 0.5)
          guard case .charged(let cost)? = try? card.charge(usage, model: part.model, at: instant)
          else { continue }
          costs.append((Double(cost.count), share * prompt.weight * answer.weight))
        }
      }
    }
    return ReferenceSizes(costs: costs)
  }

  private static func tokens(_ law: TokenLaw, step: Double) -> [(count: Double, weight: Double)] {
    switch law {
    case .fixed(let tokens): return [(Double(tokens.count), 1)]
    case .lognormal(let median, let p90):
      let scale = Mathematics.log(Double(p90.count) / Double(median.count)) / Normal.quantile(0.9)
      return normalNodes(step: step).map { (Double(median.count) * Mathematics.exp(scale * $0.z), $0.weight) }
    case .table(let values):
      let whole = values.reduce(0.0) { $0 + Double($1.weight.millionths) }
      return values.map { (Double($0.tokens.count), Double($0.weight.millionths) / whole) }
    }
  }

  /// Trapezoids over the normal density: exact to 12 digits for smooth functions.
  private static func normalNodes(step: Double) -> [(z: Double, weight: Double)] {
    let reach = Int(7.5 / step)
    let nodes = (-reach...reach).map { index -> (z: Double, weight: Double) in
      let z = (Double(index) + 0.37) * step
      return (z, Mathematics.exp(-z * z / 2))
    }
    let whole = nodes.reduce(0) { $0 + $1.weight }
    return nodes.map { ($0.z, $0.weight / whole) }
  }
}

/// The law of a step's spend, from the definition.
struct ReferenceSum {
  let mean: Double
  let deviation: Double
  /// The probability of no request that costs anything.
  let none: Double
  private let cumulative: [Double]
  /// Of the lattice.
  let step: Double

  /// `requests` are all, free ones among them; `dispersion` is that of all.
  init(_ sizes: ReferenceSizes, requests: Double, dispersion: Double, cells: Int = 8192) {
    let (m, q) = (sizes.mean, sizes.meanSquare)
    mean = requests * m
    deviation = (requests * (q + (dispersion - 1) * m * m)).squareRoot()
    none =
      dispersion > 1
      ? Mathematics.exp(-requests / (dispersion - 1) * Mathematics.log1p((dispersion - 1) * sizes.share))
      : Mathematics.exp(-requests * sizes.share)
    var step = (mean + 8 * deviation + ReferenceSum.jump(sizes, requests)) / Double(cells)
    if sizes.costs.count == 1 {
      // Whole sizes, or whole parts of one: no splitting.
      let size = sizes.costs[0].cost
      step = step < size ? size : size
    }
    self.step = step
    cumulative = ReferenceSum.panjer(
      sizes, requests, dispersion, step: step, mean: mean, deviation: deviation)
  }

  /// The amount that one request in 10^5 steps exceeds.
  private static func jump(_ sizes: ReferenceSizes, _ requests: Double) -> Double {
    var above = 0.0
    for atom in sizes.costs.sorted(by: { $0.cost > $1.cost }) {
      above += atom.weight * requests
      if above > 1e-5 { return atom.cost }
    }
    return 0
  }

  /// Panjer 1981. All terms carry one common factor, so that none is lost where exp(-requests) is no number.
  private static func panjer(
    _ sizes: ReferenceSizes, _ requests: Double, _ dispersion: Double, step: Double, mean: Double,
    deviation: Double
  ) -> [Double] {
    let cells = Int((mean + 8 * deviation + jump(sizes, requests)) / step) + 2
    var mass = [Double](repeating: 0, count: cells + 1)
    mass[0] = 1 - sizes.share
    for atom in sizes.costs {
      let position = atom.cost / step
      let below = Int(position)
      if below < cells { mass[below] += atom.weight * (Double(below) + 1 - position) }
      if below + 1 < cells { mass[below + 1] += atom.weight * (position - Double(below)) }
    }
    let used = (1...cells).filter { mass[$0] > 1e-16 }
    let a = dispersion > 1 ? 1 - 1 / dispersion : 0
    let b = dispersion > 1 ? (requests / (dispersion - 1) - 1) * a : requests
    var logOfFirst =
      dispersion > 1
      ? requests / (dispersion - 1) * Mathematics.log((1 - a) / (1 - a * mass[0])) : requests * (mass[0] - 1)
    var sums = [Double](repeating: 0, count: cells)
    sums[0] = 1
    for k in 1..<cells {
      var sum = 0.0
      for j in used {
        if j > k { break }
        sum += (a + b * Double(j) / Double(k)) * mass[j] * sums[k - j]
      }
      sums[k] = sum / (1 - a * mass[0])
      if sums[k] > 1e200 {
        for index in 0...k { sums[index] *= 1e-200 }
        logOfFirst += 200 * Mathematics.log(10)
      }
    }
    let scale = Mathematics.exp(logOfFirst)
    var total = 0.0
    return sums.map {
      total += $0 * scale; return total
    }
  }

  func quantile(_ u: Double) -> Double {
    let cell = cumulative.firstIndex { $0 >= u } ?? cumulative.count
    return Double(cell) * step
  }

  func probability(atMost amount: Double) -> Double {
    amount < 0 ? 0 : cumulative[min(Int(amount / step + 1e-9), cumulative.count - 1)]
  }

}
