/// What the flow believes of requests at a limit, measured again: sequences of lognormal requests against a balance that
/// refuses what does not fit, and against a cap.

import Foundation
import Ledger
import Testing

@Suite struct `The sizes of requests` {
  private static let sequences = 40_000

  /// Requests of $1 in the mean.
  private static func request(_ sigma: Double, _ dice: inout Dice) -> Double {
    let normal = (-2 * log(dice.unit())).squareRoot() * cos(2 * .pi * dice.unit())
    return exp(sigma * normal - sigma * sigma / 2)
  }

  private static func sizes(_ sigma: Double) -> RequestSizes {
    RequestSizes(mean: 1_000_000_000, residual: Int64(5e8 * exp(sigma * sigma)))
  }

  @Test(arguments: [0.2, 0.5, 0.6, 1, 1.4])
  func `say how what is left melts when a first request did not fit`(sigma: Double) {
    var dice = Dice(seed: UInt64(sigma * 1_000))
    let sizes = Self.sizes(sigma)
    let residual = Double(sizes.residual) / 1e9
    // What lies before a limit far away: a part of a request, the larger the likelier (lognormal too, and shifted).
    var left = (0..<Self.sequences).map { _ in dice.unit() * Self.request(sigma, &dice) * exp(sigma * sigma) }
    var believed = sizes.residual
    var asked = 0.0
    for step in 1...64 {
      for index in left.indices {
        let request = Self.request(sigma, &dice)
        if request <= left[index] { left[index] -= request }
      }
      while let scarcity = sizes.scarcity(believed), asked < Double(step) * 1e9 {
        let part = min(scarcity.asked, Int64(Double(step) * 1e9 - asked) + 1)
        believed -= scarcity.part(of: part)
        asked += Double(part)
      }
      guard step & (step - 1) == 0 else { continue }
      let measured = left.reduce(0, +) / Double(left.count)
      #expect(abs(measured - Double(believed) / 1e9) < 0.03 * residual, "\(step) requests")
    }
  }

  @Test(arguments: [0.6, 1, 1.4], [1.0, 3, 8, 20])
  func `say what of a request lies before a cap, and behind it`(sigma: Double, residuals: Double) {
    var dice = Dice(seed: UInt64(sigma * 1_000 + residuals))
    let sizes = Self.sizes(sigma)
    let residual = Double(sizes.residual) / 1e9
    let cap = residuals * residual
    var (before, behind) = (0.0, 0.0)
    for _ in 0..<Self.sequences {
      var used = 0.0
      while true {
        let request = Self.request(sigma, &dice)
        if used + request > cap {
          before += cap - used
          behind += used + request - cap
          break
        }
        used += request
      }
    }
    let amount = Int64(cap * 1e9)
    let count = Double(Self.sequences)
    #expect(abs(before / count - Double(sizes.before(amount)) / 1e9) < 0.04 * residual)
    #expect(abs(behind / count - Double(sizes.behind(amount)) / 1e9) < 0.05 * residual)
  }

  @Test func `that are all the same leave what they leave`() {
    #expect(RequestSizes(each: 3).scarcity(1)?.served == nil)
    #expect(RequestSizes(each: 3).residual == 1)
  }
}
