/// Short forms for the tables of the pricing tests.

import Pricing
import Quantities

/// `2026-10-07` is its first second, `before 2026-10-07` the second before that.
func at(_ text: String) throws -> Instant {
  guard text.hasPrefix("before ") else { return try Instant(parsing: text) }
  return Instant(seconds: try Instant(parsing: text.dropFirst(7)).seconds - 1)
}

func usage(_ set: (inout Usage) -> Void) -> Usage {
  var usage = Usage()
  set(&usage)
  return usage
}

extension RateCard {
  func outcome(_ usage: Usage, _ model: String, _ instant: Instant) throws -> Outcome {
    try charge(usage, model: try self.model(named: model), at: instant)
  }

  /// The charge as a decimal of dollars, or `refused`.
  func dollars(_ usage: Usage, _ model: String, _ instant: Instant) throws -> String {
    switch try outcome(usage, model, instant) {
    case .charged(let amount): amount.decimal
    case .refused: "refused"
    }
  }
}

func price(_ text: String) throws -> PicodollarsPerToken { try .init(parsingDollarsPerMillion: text) }

func prices(
  _ input: String, _ output: String, read: String = "0", write5m: String = "0", write1h: String = "0"
) throws -> TokenPrices {
  TokenPrices(
    input: try price(input), output: try price(output), cacheRead: try price(read),
    cacheWrite5m: try price(write5m), cacheWrite1h: try price(write1h))
}

/// Pseudo-random numbers that are the same on every machine (SplitMix64).
struct Random {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
