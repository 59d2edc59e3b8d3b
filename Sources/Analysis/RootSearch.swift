/// Where an estimated gap passes 0 as something grows, and between which places it may: the crossings of the gap's mean and of
/// both ends of its interval. The gap is estimated from the same futures everywhere, so that its curve is smooth, and the interval of
/// the place is that of the gap over its slope.

import Results

struct Gap: Sendable {
  let mean: Double
  let interval: Interval
}

struct RootSearch {
  typealias Point = (x: Double, gap: Gap)

  /// By ascending x: below 0 at the first, above 0 at the last.
  private var points: [Point]

  init(from low: Point, to high: Point) { points = [low, high] }

  /// Four estimates near `guess`, where the gap grows by about `slope`: the place itself, corrected once, and both ends.
  mutating func refine<E: Error>(
    around guess: Double, slope: Double, _ gap: (Double) throws(E) -> Gap
  ) throws(E) {
    let (low, high) = (points[0].x, points[points.count - 1].x)
    func inside(_ x: Double) -> Double {
      x.isFinite ? max(low + (high - low) * 1e-3, min(high - (high - low) * 1e-3, x)) : (low + high) / 2
    }
    let first = (x: inside(guess), gap: try gap(inside(guess)))
    add(first)
    let corrected = inside(first.x - first.gap.mean / slope)
    let second = (x: corrected, gap: try gap(corrected))
    add(second)
    for end in [second.gap.interval.high, second.gap.interval.low] {
      let x = inside(second.x - end / slope)
      add((x: x, gap: try gap(x)))
    }
  }

  private mutating func add(_ point: Point) {
    if points.contains(where: { $0.x == point.x }) { return }
    let at = points.firstIndex { $0.x > point.x } ?? points.count
    points.insert(point, at: at)
  }

  /// Straight lines from point to point. The interval begins where the gap may first be 0 and ends where it last may.
  var place: Place {
    let low = first { $0.interval.high }
    let high = last { $0.interval.low }
    let value = first { $0.mean }
    return Place(value, Interval(low: min(low, value), high: max(high, value)))
  }

  private func first(_ curve: (Gap) -> Double) -> Double {
    for (a, b) in zip(points, points.dropFirst()) where curve(b.gap) >= 0 {
      return RootSearch.zero(a, b, curve)
    }
    return points[points.count - 1].x
  }

  private func last(_ curve: (Gap) -> Double) -> Double {
    for (a, b) in zip(points, points.dropFirst()).reversed() where curve(a.gap) <= 0 {
      return RootSearch.zero(a, b, curve)
    }
    return points[0].x
  }

  private static func zero(_ a: Point, _ b: Point, _ curve: (Gap) -> Double) -> Double {
    let (from, to) = (curve(a.gap), curve(b.gap))
    guard from < 0, to > from else { return from >= 0 ? a.x : b.x }
    guard to > 0 else { return b.x }
    return a.x + (b.x - a.x) * (-from / (to - from))
  }
}
