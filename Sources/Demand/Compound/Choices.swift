/// One of many amounts, each by its weight, in two look-ups however many there are (Walker 1977, made as by Vose 1991): a
/// uniform number picks a place, and what is left of it tells the place's own amount from the one that shares it.

/// Its numbers are in an array that several tables share: by place, an amount, its part of the place, the other amount.
struct Choices: Sendable {
  private let start: Int
  private let count: Int

  /// Weights need not sum to 1.
  init(_ amounts: some Collection<(cost: Double, weight: Double)>, into numbers: inout [SIMD2<Float>]) {
    start = numbers.count
    count = amounts.count
    let costs = amounts.map(\.cost)
    let whole = amounts.reduce(0) { $0 + $1.weight }
    var parts = amounts.map { $0.weight / whole * Double(amounts.count) }
    var others = costs
    var poor = parts.indices.filter { parts[$0] < 1 }
    var rich = parts.indices.filter { parts[$0] >= 1 }
    while let place = poor.popLast(), let giver = rich.last {
      others[place] = costs[giver]
      parts[giver] -= 1 - parts[place]
      if parts[giver] < 1 {
        rich.removeLast()
        poor.append(giver)
      }
    }
    // What rounding has left over is a whole place.
    for place in poor + rich where others[place] == costs[place] { parts[place] = 1 }
    for place in costs.indices {
      numbers.append(SIMD2(Float(costs[place]), Float(parts[place])))
      numbers.append(SIMD2(Float(others[place]), 0))
    }
  }

  /// `u` in [0, 1].
  @inline(__always)
  func pick(_ u: Double, _ numbers: UnsafePointer<SIMD2<Float>>) -> Double {
    let position = u * Double(count)
    let place = Swift.min(Int(position), count &- 1)
    let own = numbers[start + 2 &* place]
    return Double(position - Double(place) < Double(own.y) ? own.x : numbers[start + 2 &* place &+ 1].x)
  }
}
