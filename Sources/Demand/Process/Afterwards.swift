/// A future after its horizon: what is left over is worth what it will still do, so demand goes on as the scenario describes it.
/// Workloads that have ended stay ended; growth has stopped at the level that the future has come to; a regime goes on as it
/// was (a stay of exponential length has no memory); noise begins anew, for a day's noise is forgotten within the month.
///
/// At the boundary: the last second of the horizon is drawn by the horizon's own streams, the first one after it by streams of
/// other names, so that no figure of the horizon depends on whether anybody looks past it.
///
/// It is drawn in legs (`DemandModel.begin`, `drawOn`), as far as anybody holds credit: after 32 days, 64, 128, ... one may stop,
/// and a leg that is drawn later is the same as if all had been drawn at once.

import Pricing
import Quantities

/// Where one workload of a future has come to.
public struct WorkloadEnding: Hashable, Sendable {
  /// Around the usual level, without the day's noise.
  var level = 1.0
  /// Into the workload's regimes.
  var regime = 0
}

extension Workload {
  /// As it goes on; nil: it has ended.
  public var goingOn: Workload? {
    guard !afterwards.isEmpty else { return nil }
    var later = self
    later.name = name + "\u{1F}afterwards"
    later.active = afterwards
    later.afterwards = []
    later.growth = Growth()
    if case .spend(.geometricBrownian(let start, _, _), let per) = size {
      later.size = .spend(.geometricBrownian(start: start, drift: .zero, volatility: .zero), per: per)
    }
    // Its weeks go on in their own streams: they are the same whoever looks at them.
    if case .fitted(var law) = size {
      law.trendEnds = active.last?.to.date
      later.size = .fitted(law)
    }
    return later
  }
}

extension DemandModel {
  /// The demand after this model's horizon, in the same columns; `workloads` and `parts` are those that this model was made of.
  public func afterwards(
    _ workloads: [Workload], _ parts: [DemandPart], correlations: [Correlation], card: RateCard,
    rounding: Rounding, retirements: [Retirement], from start: Instant, to end: Instant, step: Int64,
    scales: ClosedRange<Double>
  ) throws(QuantityError) -> DemandModel {
    let going = workloads.indices.filter { workloads[$0].goingOn != nil }
    func place(_ workload: Int) -> Int? { going.firstIndex(of: workload) }
    return try DemandModel(
      workloads: going.compactMap { workloads[$0].goingOn },
      parts: parts.compactMap { part in
        place(part.workload).map {
          DemandPart(workload: $0, models: part.models, share: part.share, column: part.column)
        }
      },
      columns: columns,
      correlations: correlations.compactMap { pair in
        guard let first = place(pair.first), let second = place(pair.second) else { return nil }
        return Correlation(first: first, second: second, value: pair.value)
      },
      card: card, rounding: rounding, retirements: retirements, rateLimits: [], patience: nil, start: start,
      end: end, step: step, scales: scales,
      beginnings: going.map { (workload: $0, levels: endLevels(of: $0)) }, known: rows)
  }
}
