/// 128 bits of a text, the same in every run: what was seen already is told by it. Two texts of one history with the
/// same bits would be taken for one; with a million texts that has a chance of one in 10^26.

package struct TextHash: Hashable {
  package let low: UInt64
  package let high: UInt64

  package init(_ text: some Sequence<UInt8>) {
    // Two lanes of FNV-1a with different beginnings, each stirred at the end (the finisher of SplitMix64).
    var a: UInt64 = 0xCBF2_9CE4_8422_2325
    var b: UInt64 = 0x6C62_272E_07BB_0142
    for byte in text {
      a = (a ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
      b = (b &+ UInt64(byte) &+ 1) &* 0x9E37_79B9_7F4A_7C15
      b ^= b >> 29
    }
    low = TextHash.stir(a)
    high = TextHash.stir(b ^ a)
  }

  private static func stir(_ word: UInt64) -> UInt64 {
    var word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }
}
