/// What one request costs, as weighted amounts: the law that a step's spend is a sum of. Requests that cost nothing are
/// left out of it and thin the rate instead (`share`).

import Numerics
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

  /// Amounts are merged where they differ by less than 0.8 % (128 to an octave), at their mean. Weights are shares of
  /// all requests; so is `refused`.
  public init(_ costs: [(cost: Double, weight: Double)], refused: Double = 0) {
    var (least, most) = (UInt64.max, UInt64(0))
    var asked = refused
    for atom in costs {
      asked += atom.weight
      guard atom.cost > 0, atom.weight > 0 else { continue }
      least = min(least, atom.cost.bitPattern >> 45)
      most = max(most, atom.cost.bitPattern >> 45)
    }
    let count = least <= most ? Int(most - least) + 1 : 0
    var merged = [(sum: Double, weight: Double)](repeating: (0, 0), count: count)
    for atom in costs where atom.cost > 0 && atom.weight > 0 {
      let place = Int(truncatingIfNeeded: atom.cost.bitPattern >> 45 - least)
      merged[place].sum += atom.cost * atom.weight
      merged[place].weight += atom.weight
    }
    let kept = merged.reduce(0) { $0 + $1.weight }
    atoms = merged.filter { $0.weight > 0 }.map { ($0.sum / $0.weight, $0.weight / kept) }
    share = kept
    refusedShare = asked > 0 ? refused / asked : 0
  }

  public init(fixed cost: Nanodollars) {
    self.init([(Double(cost.count), 1)])
  }

  public init(_ law: CostLaw.Lognormal) {
    self.init(law.strata(body: 64, tail: 64).map { ($0.mean, $0.weight) })
  }

  func isSame(as other: CostLaw) -> Bool {
    share == other.share && atoms.count == other.atoms.count
      && zip(atoms, other.atoms).allSatisfy { $0.cost == $1.cost && $0.weight == $1.weight }
  }
}

extension CostLaw {
  /// exp(location + scale z), z standard normal.
  public struct Lognormal: Hashable, Sendable {
    public var location: Double
    public var scale: Double

    public init(median: Double, p90: Double) {
      location = Mathematics.log(median)
      scale = Mathematics.log(p90 / median) / Normal.z90
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

    /// The law in parts, each at its own mean: cut at every `body`th of a standard deviation, from 1 to 4.5, where its far
    /// quantiles lie, at every `tail`th, from there on at every eighth, and at these values.
    func strata(body: Int = 8, tail: Int, at values: [Double] = []) -> [(mean: Double, weight: Double)] {
      guard scale > 0 else { return [(Mathematics.exp(location), 1)] }
      let whole = Mathematics.exp(location + scale * scale / 2)
      var cuts = (-9 * body / 2...body).map { Double($0) / Double(body) } + (37...56).map { Double($0) / 8 }
      cuts += (1...(7 * tail / 2)).map { 1 + Double($0) / Double(tail) }
      cuts += values.filter { $0 > 0 }.map { (Mathematics.log($0) - location) / scale }
      cuts.sort()
      var strata: [(mean: Double, weight: Double)] = []
      var last = -Double.infinity
      for cut in cuts + [.infinity] {
        let weight = Lognormal.between(last, cut)
        let moment = Lognormal.between(last - scale, cut - scale)
        if weight > 0, moment > 0 { strata.append((whole * moment / weight, weight)) }
        last = cut
      }
      return strata
    }

    /// The normal probability between two points, from the nearer tail, so that far ones keep their digits.
    private static func between(_ a: Double, _ b: Double) -> Double {
      func below(_ z: Double) -> Double {
        z == .infinity ? 1 : (z == -.infinity ? 0 : Normal.probability(atMost: z))
      }
      return a > 0 ? below(-a) - below(-b) : below(b) - below(a)
    }
  }
}
