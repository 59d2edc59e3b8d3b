/// Regimes of one future: stays of an exponential length, one after the other, from the start of the horizon on;
/// the first regime is the first, or the one in which the time before ended. A change may come at any moment: a
/// cell takes the share of its usual level that lies in each stay.
/// At the boundary: a cell that ends when a stay ends is wholly in it.

import Numerics
import Quantities

struct RegimeChain: Sendable {
  let levels: [Double]
  let means: [Double]
  /// By regime: where it goes, with the cumulated share.
  let next: [[(regime: Int, upTo: Double)]]

  /// More changes than this in a future are noise, and would take longer than everything else together.
  private static let mostChanges = 100_000.0

  init?(_ workload: Workload, _ horizon: Horizon) throws(QuantityError) {
    guard !workload.regimes.isEmpty else { return nil }
    levels = workload.regimes.map { Double($0.level.millionths) / 1e6 }
    means = workload.regimes.map { Double(max($0.lasts, 1)) }
    next = workload.regimes.map { regime in
      var sum: Int64 = 0
      return regime.next.filter { $0.share > .zero }.map { next in
        sum += next.share.millionths
        return (next.regime, Double(sum) / 1e6)
      }
    }
    let length = Double(horizon.end - horizon.start)
    for (regime, mean) in zip(workload.regimes, means)
    where length / mean > RegimeChain.mostChanges {
      throw QuantityError(
        "the regime \(QuantityError.quote(regime.name)) of \(QuantityError.quote(workload.name)) lasts "
          + "\(regime.lasts) seconds: more than 100,000 changes in a future",
        remedy: "let it last longer, or put it into 'noise'")
    }
  }

  /// The stays until the end of the horizon, into arrays that are used again. `point`: what the lengths of the first ones are
  /// drawn from.
  func draw(
    _ stream: RandomStream, _ point: RandomPoint?, _ horizon: Horizon, from first: Int = 0,
    into stays: inout RegimeStays
  ) {
    stays.ends.removeAll(keepingCapacity: true)
    stays.levels.removeAll(keepingCapacity: true)
    var time = Double(horizon.start)
    var regime = first
    var index = 0
    while true {
      let isLast = next[regime].isEmpty
      if isLast {
        time = .infinity
      } else {
        let dimension = LeadingComponents.most + index / 2
        let u =
          if let point, dimension < Sobol.dimensions {
            RandomStream.uniform(word: point.word(dimension))
          } else {
            stream.uniform(index)
          }
        time -= means[regime] * Mathematics.log(u)
      }
      stays.ends.append(time)
      stays.levels.append(levels[regime])
      guard time < Double(horizon.end) else {
        stays.last = regime
        return
      }
      let u = stream.uniform(index + 1)
      regime = next[regime].first { u < $0.upTo }?.regime ?? next[regime][next[regime].count - 1].regime
      index += 2
    }
  }
}

struct RegimeStays: Sendable {
  /// Seconds since 1970; the last at the end of the horizon or after it.
  var ends: [Double] = []
  var levels: [Double] = []
  /// The regime of the last one.
  var last = 0
}

/// Walks stays forward in time.
struct RegimeCursor {
  private(set) var stay = 0

  /// To the stay that holds this second.
  @inline(__always)
  mutating func advance(to second: Int64, _ stays: RegimeStays) {
    while stays.ends[stay] <= Double(second) { stay += 1 }
  }
}
