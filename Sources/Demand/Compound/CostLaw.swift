/// What one request costs, as weighted amounts: the law that a step's spend is a sum of. Requests that cost nothing are
/// left out of it and thin the rate instead (`share`).

import Quantities

public struct CostLaw: Sendable {
  /// Nano-dollars above 0, ascending; weights sum to 1.
  public private(set) var atoms: [(cost: Double, weight: Double)]
  /// Of all requests asked about: those of this law. The others cost nothing or belong to another part.
  public let share: Double
  /// Of those, refused by the provider (a prompt past the window, a retired model).
  public let refusedShare: Double

  public var mean: Double { atoms.reduce(0) { $0 + $1.weight * $1.cost } }
  public var meanSquare: Double { atoms.reduce(0) { $0 + $1.weight * $1.cost * $1.cost } }

  /// Amounts are merged where they differ by less than 1.6 % (64 to an octave), at their mean.
  public init(_ costs: [(cost: Double, weight: Double)], refused: Double = 0) {
    let total = costs.reduce(0) { $0 + $1.weight }
    var merged: [(cost: Double, weight: Double)] = []
    var last: UInt64?
    for atom in costs.sorted(by: { ($0.cost, $0.weight) < ($1.cost, $1.weight) })
    where atom.cost > 0 && atom.weight > 0 {
      let key = atom.cost.bitPattern >> 46
      if key == last {
        merged[merged.count - 1].cost += atom.cost * atom.weight
        merged[merged.count - 1].weight += atom.weight
      } else {
        merged.append((atom.cost * atom.weight, atom.weight))
      }
      last = key
    }
    let kept = merged.reduce(0) { $0 + $1.weight }
    atoms = merged.map { ($0.cost / $0.weight, $0.weight / kept) }
    share = kept
    refusedShare = total > 0 ? refused / total : 0
  }

  public init(fixed cost: Nanodollars) {
    self.init([(Double(cost.count), 1)])
  }

  public init(_ law: CostLaw.Lognormal) {
    self.init(law.strata().map { ($0.mean, $0.weight) })
  }

  func isSame(as other: CostLaw) -> Bool {
    share == other.share && atoms.count == other.atoms.count
      && zip(atoms, other.atoms).allSatisfy { $0.cost == $1.cost && $0.weight == $1.weight }
  }

  /// The amount that only so small a share of requests exceeds.
  func quantile(upper: Double) -> Double {
    var above = 0.0
    for atom in atoms.reversed() {
      above += atom.weight
      if above > upper { return atom.cost }
    }
    return atoms.first?.cost ?? 0
  }
}

extension CostLaw {
  /// exp(location + scale z), z standard normal.
  public struct Lognormal: Hashable, Sendable {
    public var location: Double
    public var scale: Double

    private static let z90 = 1.281_551_565_544_600_4

    public init(median: Double, p90: Double) {
      location = Mathematics.log(median)
      scale = Mathematics.log(p90 / median) / Lognormal.z90
    }

    public init(mean: Double, deviation: Double) {
      let ratio = deviation / mean
      scale = Mathematics.log1p(ratio * ratio).squareRoot()
      location = Mathematics.log(mean) - scale * scale / 2
    }

    public init(_ law: LognormalMoney) {
      switch law {
      case .median(let median, let p90):
        self.init(median: Double(median.count), p90: Double(p90.count))
      case .mean(let mean, let sd): self.init(mean: Double(mean.count), deviation: Double(sd.count))
      }
    }

    /// The law cut at every eighth of a standard deviation, each part at its own mean.
    func strata() -> [(mean: Double, weight: Double)] {
      guard scale > 0 else { return [(Mathematics.exp(location), 1)] }
      let whole = Mathematics.exp(location + scale * scale / 2)
      var strata: [(mean: Double, weight: Double)] = []
      var (below, belowMoment) = (0.0, 0.0)
      for cut in -36...56 {
        let z = cut == 56 ? Double.infinity : Double(cut) / 8
        let above = z == .infinity ? 1 : Normal.probability(atMost: z)
        let aboveMoment = z == .infinity ? 1 : Normal.probability(atMost: z - scale)
        let weight = above - below
        if weight > 0 { strata.append((whole * (aboveMoment - belowMoment) / weight, weight)) }
        (below, belowMoment) = (above, aboveMoment)
      }
      return strata
    }
  }
}
