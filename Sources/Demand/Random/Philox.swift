/// Philox 4x32-10: a random number as a pure function of a counter and a key, so that any draw can be made again alone.
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011, and its Random123.
/// All forms here are the same function: one block at a time, and eight or sixteen consecutive ones in vector lanes.

public enum Philox {
  static let multiplier0: UInt64 = 0xD251_1F53
  static let multiplier1: UInt64 = 0xCD9E_8D57
  /// What the two words of the key grow by from round to round.
  static let step0: UInt32 = 0x9E37_79B9
  static let step1: UInt32 = 0xBB67_AE85

  /// Four words for a counter and a key.
  public static func block(_ counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var c = (UInt64(counter.x), UInt64(counter.y), UInt64(counter.z), UInt64(counter.w))
    var k0 = key.x
    var k1 = key.y
    for _ in 0..<10 {
      let p0 = multiplier0 &* (c.0 & 0xFFFF_FFFF)
      let p1 = multiplier1 &* (c.2 & 0xFFFF_FFFF)
      c = ((p1 &>> 32) ^ c.1 ^ UInt64(k0), p1 & 0xFFFF_FFFF, (p0 &>> 32) ^ c.3 ^ UInt64(k1), p0 & 0xFFFF_FFFF)
      k0 &+= step0
      k1 &+= step1
    }
    return SIMD4(
      UInt32(truncatingIfNeeded: c.0), UInt32(truncatingIfNeeded: c.1),
      UInt32(truncatingIfNeeded: c.2), UInt32(truncatingIfNeeded: c.3))
  }

  /// The blocks of the counters (first, y, z, w) ... (first + 7, y, z, w), each as two 64-bit words, the lower of
  /// the two in `lower`. A lane holds 32 bits; what lies above them is left there, since the product, which is
  /// the one instruction that reads whole lanes (pmuludq), takes the low halves only.
  @inline(__always)
  static func eightBlocks(
    first: UInt32, _ y: UInt32, _ z: UInt32, _ w: UInt32, key: SIMD2<UInt32>
  ) -> (lower: SIMD8<UInt64>, upper: SIMD8<UInt64>) {
    var blocks = EightBlocks(first: first, y, z, w)
    var (k0, k1) = (key.x, key.y)
    for _ in 0..<10 {
      blocks.mix(k0, k1)
      k0 &+= step0
      k1 &+= step1
    }
    return blocks.words
  }

  /// Twice as many: two vectors that do not wait for each other.
  @inline(__always)
  static func sixteenBlocks(
    first: UInt32, _ y: UInt32, _ z: UInt32, _ w: UInt32, key: SIMD2<UInt32>
  ) -> (
    (lower: SIMD8<UInt64>, upper: SIMD8<UInt64>), (lower: SIMD8<UInt64>, upper: SIMD8<UInt64>)
  ) {
    var some = EightBlocks(first: first, y, z, w)
    var others = EightBlocks(first: first &+ 8, y, z, w)
    var (k0, k1) = (key.x, key.y)
    for _ in 0..<10 {
      some.mix(k0, k1)
      others.mix(k0, k1)
      k0 &+= step0
      k1 &+= step1
    }
    return (some.words, others.words)
  }
}

/// Eight consecutive blocks on their way through the rounds.
private struct EightBlocks {
  private var c0: SIMD8<UInt64>
  private var c1: SIMD8<UInt64>
  private var c2: SIMD8<UInt64>
  private var c3: SIMD8<UInt64>

  @inline(__always)
  init(first: UInt32, _ y: UInt32, _ z: UInt32, _ w: UInt32) {
    c0 = SIMD8(repeating: UInt64(first)) &+ SIMD8(0, 1, 2, 3, 4, 5, 6, 7)
    c1 = SIMD8(repeating: UInt64(y))
    c2 = SIMD8(repeating: UInt64(z))
    c3 = SIMD8(repeating: UInt64(w))
  }

  private static var low: SIMD8<UInt64> { SIMD8(repeating: 0xFFFF_FFFF) }
  private static var half: SIMD8<UInt64> { SIMD8(repeating: 32) }

  /// One round.
  @inline(__always)
  mutating func mix(_ k0: UInt32, _ k1: UInt32) {
    let p0 = SIMD8(repeating: Philox.multiplier0) &* (c0 & Self.low)
    let p1 = SIMD8(repeating: Philox.multiplier1) &* (c2 & Self.low)
    c0 = (p1 &>> Self.half) ^ c1 ^ SIMD8(repeating: UInt64(k0))
    c1 = p1
    c2 = (p0 &>> Self.half) ^ c3 ^ SIMD8(repeating: UInt64(k1))
    c3 = p0
  }

  @inline(__always)
  var words: (lower: SIMD8<UInt64>, upper: SIMD8<UInt64>) {
    ((c0 & Self.low) | (c1 &<< Self.half), (c2 & Self.low) | (c3 &<< Self.half))
  }
}
