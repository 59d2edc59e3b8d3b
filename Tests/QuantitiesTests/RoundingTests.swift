/// Every way of rounding against its definition, on all small numbers, and at the ends of the range.
import Quantities
import Testing

struct RoundingTests {
  /// By definition: of the two whole neighbours of n / d, the one that the rounding names.
  private func defined(_ n: Int, _ d: Int, _ rounding: Rounding) -> Int {
    var below = n / d
    while below * d > n { below -= 1 }
    if below * d == n { return below }
    let (toBelow, toAbove) = (n - below * d, (below + 1) * d - n)
    switch rounding {
    case .down: return below
    case .up: return below + 1
    case .nearestEven where toBelow == toAbove: return below % 2 == 0 ? below : below + 1
    case .nearestAway where toBelow == toAbove: return n < 0 ? below : below + 1
    case .nearestEven, .nearestAway: return toBelow < toAbove ? below : below + 1
    }
  }

  @Test(arguments: Rounding.allCases)
  func `a quotient goes where its rounding says`(rounding: Rounding) {
    for n in -200...200 {
      for d in 1...40 {
        #expect(
          Int128(n).divided(by: Int128(d), rounding: rounding) == Int128(defined(n, d, rounding)), "\(n)/\(d)"
        )
      }
    }
  }

  @Test(
    arguments: [
      (Rounding.nearestEven, [-4, -2, -2, 0, 0, 2, 2, 4]), (.nearestAway, [-4, -3, -2, -1, 1, 2, 3, 4]),
      (.down, [-4, -3, -2, -1, 0, 1, 2, 3]), (.up, [-3, -2, -1, 0, 1, 2, 3, 4]),
    ] as [(Rounding, [Int128])])
  func `ties go where their rounding says`(rounding: Rounding, expected: [Int128]) {
    let halves: [Int128] = [-7, -5, -3, -1, 1, 3, 5, 7]
    #expect(halves.map { $0.divided(by: 2, rounding: rounding) } == expected)
  }

  @Test func `the ends of 128 bits divide without a crash`() {
    for rounding in Rounding.allCases {
      #expect(Int128.min.divided(by: 1, rounding: rounding) == .min)
      #expect(Int128.max.divided(by: 1, rounding: rounding) == .max)
      #expect(Int128.max.divided(by: .max, rounding: rounding) == 1)
    }
    #expect(Int128.min.divided(by: .max, rounding: .down) == -2)
    #expect(Int128.min.divided(by: .max, rounding: .nearestEven) == -1)
    #expect(Int128.max.divided(by: 2, rounding: .nearestEven) == 1 << 126)
  }

  @Test func `a scaled value is nil just past 64 bits`() {
    #expect(scaled(.max, by: 3, over: 3, rounding: .up) == .max)
    #expect(scaled(.max, by: .max, over: .max, rounding: .up) == .max)
    #expect(scaled(.min, by: .max, over: .max, rounding: .down) == .min)
    #expect(scaled(.max, by: 2, over: 1, rounding: .down) == nil)
    #expect(scaled(.min, by: -1, over: 1, rounding: .down) == nil)
    #expect(scaled(.min, by: .min, over: 1, rounding: .down) == nil)
    #expect(scaled(1 << 62, by: 4, over: 2, rounding: .up) == nil)
    #expect(scaled((1 << 62) - 1, by: 4, over: 2, rounding: .up) == Int64.max - 1)
    // 2^63 - 1/2 is in range rounded down, and past it rounded to the nearest.
    #expect(scaled(1 << 62, by: Int64.max, over: 1 << 62, rounding: .down) == Int64.max)
    #expect(scaled(Int64.max, by: 1 << 62, over: (1 << 62) - 1, rounding: .down) == nil)
  }
}
