/// What the tests of this module share: a seeded source of randomness, and the message of a refusal.
import Quantities

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// What a parser says of a text that it refuses; nil, if it reads it.
func refusal(_ parse: () throws(QuantityError) -> Void) -> String? {
  do {
    try parse()
    return nil
  } catch {
    return error.description
  }
}

/// What a test writes itself is well formed.
private func wellFormed<Value>(_ parse: () throws(QuantityError) -> Value) -> Value {
  do { return try parse() } catch { preconditionFailure(error.description) }
}

func date(_ text: String) -> CivilDate {
  wellFormed { () throws(QuantityError) in try CivilDate(parsing: text) }
}
func instant(_ text: String) -> Instant {
  wellFormed { () throws(QuantityError) in try Instant(parsing: text) }
}
