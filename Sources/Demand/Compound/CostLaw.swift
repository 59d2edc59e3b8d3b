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

  /// Amounts are merged where they differ by less than 0.8 % (128 to an octave), at their mean.
  public init(_ costs: [(cost: Double, weight: Double)], refused: Double = 0) {
    let total = costs.reduce(0) { $0 + $1.weight }
    var merged: [(cost: Double, weight: Double)] = []
    var last: UInt64?
    for atom in costs.sorted(by: { ($0.cost, $0.weight) < ($1.cost, $1.weight) })
    where atom.cost > 0 && atom.weight > 0 {
      let key = atom.cost.bitPattern >> 45
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
    self.init(law.strata(perDeviation: 64).map { ($0.mean, $0.weight) })
  }

  func isSame(as other: CostLaw) -> Bool {
    share == other.share && atoms.count == other.atoms.count
      && zip(atoms, other.atoms).allSatisfy { $0.cost == $1.cost && $0.weight == $1.weight }
  }

  /// The amount that only so small a share of requests exceeds; and of those requests, the sums of amounts and of their
  /// squares, a request of all.
  func tail(_ share: Double) -> (value: Double, sum: Double, squares: Double) {
    var (above, sum, squares) = (0.0, 0.0, 0.0)
    for atom in atoms.reversed() {
      let weight = min(atom.weight, share - above)
      above += weight
      sum += weight * atom.cost
      squares += weight * atom.cost * atom.cost
      if above >= share { return (atom.cost, sum, squares) }
    }
    return (atoms.first?.cost ?? 0, sum, squares)
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

    /// The law cut at every so manieth part of a standard deviation, each piece at its own mean.
    func strata(perDeviation cuts: Int) -> [(mean: Double, weight: Double)] {
      guard scale > 0 else { return [(Mathematics.exp(location), 1)] }
      let whole = Mathematics.exp(location + scale * scale / 2)
      var strata: [(mean: Double, weight: Double)] = []
      var (below, belowMoment) = (0.0, 0.0)
      for cut in (-9 * cuts / 2)...(7 * cuts) {
        let z = cut == 7 * cuts ? Double.infinity : Double(cut) / Double(cuts)
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
