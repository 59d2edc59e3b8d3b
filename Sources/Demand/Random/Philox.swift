/// Philox 4x32-10: a random number as a pure function of a counter and a key, so that any draw can be made again alone.
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011, and its Random123.
/// Both forms here are the same function: one block, and any number of consecutive ones.

public enum Philox {
  static let multiplier0: UInt64 = 0xD251_1F53
  static let multiplier1: UInt64 = 0xCD9E_8D57
  /// What the two words of the key grow by from round to round.
  static let step0: UInt32 = 0x9E37_79B9
  static let step1: UInt32 = 0xBB67_AE85

  /// A block on its way: of each word the low half counts, and what is above it is left there.
  private typealias State = (UInt64, UInt64, UInt64, UInt64)

  /// One of the ten rounds.
  @inline(__always)
  private static func mixed(_ c: State, _ k0: UInt32, _ k1: UInt32) -> State {
    let p0 = multiplier0 &* (c.0 & 0xFFFF_FFFF)
    let p1 = multiplier1 &* (c.2 & 0xFFFF_FFFF)
    return ((p1 &>> 32) ^ c.1 ^ UInt64(k0), p1, (p0 &>> 32) ^ c.3 ^ UInt64(k1), p0)
  }

  /// Four words for a counter and a key.
  public static func block(_ counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var c = (UInt64(counter.x), UInt64(counter.y), UInt64(counter.z), UInt64(counter.w))
    var (k0, k1) = (key.x, key.y)
    for _ in 0..<10 {
      c = mixed(c, k0, k1)
      k0 &+= step0
      k1 &+= step1
    }
    return SIMD4(
      UInt32(truncatingIfNeeded: c.0), UInt32(truncatingIfNeeded: c.1),
      UInt32(truncatingIfNeeded: c.2), UInt32(truncatingIfNeeded: c.3))
  }

  /// The blocks of the counters from (first, y, z, w) on, each as two 64-bit words. A plain loop without a branch, the rounds
  /// written out: compilers make vectors of it for every CPU, and keep the shuffling of the words for its end.
  static func fill(
    _ words: UnsafeMutablePointer<UInt64>, blocks: Int, first: UInt32, _ y: UInt32, _ z: UInt32,
    _ w: UInt32, key: SIMD2<UInt32>
  ) {
    let (k0, k1) = (key.x, key.y)
    for block in 0..<blocks {
      var c = (UInt64(first &+ UInt32(truncatingIfNeeded: block)), UInt64(y), UInt64(z), UInt64(w))
      c = mixed(c, k0, k1)
      c = mixed(c, k0 &+ step0, k1 &+ step1)
      c = mixed(c, k0 &+ 2 &* step0, k1 &+ 2 &* step1)
      c = mixed(c, k0 &+ 3 &* step0, k1 &+ 3 &* step1)
      c = mixed(c, k0 &+ 4 &* step0, k1 &+ 4 &* step1)
      c = mixed(c, k0 &+ 5 &* step0, k1 &+ 5 &* step1)
      c = mixed(c, k0 &+ 6 &* step0, k1 &+ 6 &* step1)
      c = mixed(c, k0 &+ 7 &* step0, k1 &+ 7 &* step1)
      c = mixed(c, k0 &+ 8 &* step0, k1 &+ 8 &* step1)
      c = mixed(c, k0 &+ 9 &* step0, k1 &+ 9 &* step1)
      words[2 &* block] = (c.0 & 0xFFFF_FFFF) | (c.1 &<< 32)
      words[2 &* block &+ 1] = (c.2 & 0xFFFF_FFFF) | (c.3 &<< 32)
    }
  }
}
