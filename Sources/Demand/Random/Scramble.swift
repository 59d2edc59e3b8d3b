/// More random words from one: the sequence SplitMix64 begun at that word (Steele, Lea and Flood 2014, "Fast splittable
/// pseudorandom number generators"). For draws that need a number of words which is not known beforehand: they stay a
/// pure function of the one word that Philox gave them.

package struct Scramble {
  private var state: UInt64

  package init(_ word: UInt64) { state = word }

  @inline(__always)
  package mutating func word() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z &>> 31)
  }

  /// Open (0, 1).
  @inline(__always)
  package mutating func uniform() -> Double { RandomStream.uniform(word: word()) }
}
