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

  init(_ points: [Point]) { self.points = points.sorted { $0.x < $1.x } }

  /// So much of the place itself may an interval be for a straight line to do.
  private static let straight = 0.05
  /// The second estimate is so much of the place away from it at least.
  private static let least = 0.005
  private static let mostTries = 3

  /// Estimates near `guess`, where the gap grows by about `slope`: the second lies on the other side of the place than the first, as
  /// far from it as its interval reaches, so that both tell the slope there. A line through the last two tells the ends of the interval;
  /// where that is wide they are estimated as well.
  mutating func refine<E: Error>(
    around guess: Double, slope: Double, _ gap: (Double) throws(E) -> Gap
  ) throws(E) {
    let (low, high) = (points[0].x, points[points.count - 1].x)
    func inside(_ x: Double) -> Double {
      x.isFinite ? max(low + (high - low) * 1e-3, min(high - (high - low) * 1e-3, x)) : (low + high) / 2
    }
    var last = (x: inside(guess), gap: try gap(inside(guess)))
    var slope = slope
    add(last)
    for _ in 1..<RootSearch.mostTries {
      let place = last.x - last.gap.mean / slope
      let reach = max(last.gap.interval.halfWidth / slope, RootSearch.least * abs(place))
      let x = inside(place >= last.x ? place + reach : place - reach)
      let next = (x: x, gap: try gap(x))
      add(next)
      let found = (next.gap.mean - last.gap.mean) / (next.x - last.x)
      // Far from the place, or past the span, a line may fall: then what was known stands.
      if found.isFinite, found > 0 { slope = found }
      let isBetween = next.gap.mean * last.gap.mean <= 0
      last = next
      if isBetween || abs(next.gap.mean) <= next.gap.interval.halfWidth { break }
    }
    let place = last.x - last.gap.mean / slope
    let reach = last.gap.interval.halfWidth / slope
    for end in [place - 1.5 * reach, place + 1.5 * reach] {
      let x = inside(end)
      guard isOutermost(x, than: last.x) else { continue }
      if reach > RootSearch.straight * abs(place) {
        add((x: x, gap: try gap(x)))
      } else {
        let rise = slope * (x - last.x)
        let interval = last.gap.interval
        add(
          (
            x: x,
            gap: Gap(
              mean: last.gap.mean + rise,
              interval: Interval(low: interval.low + rise, high: interval.high + rise))
          ))
      }
    }
  }

  /// No other estimate but the first ones lies beyond it, seen from x.
  private func isOutermost(_ end: Double, than x: Double) -> Bool {
    points.dropFirst().dropLast().allSatisfy { end > x ? $0.x < end : $0.x > end }
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
